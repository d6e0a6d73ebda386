"""The record keeps its promises on both databases."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Field, Session, select

from assent.home import Home
from assent.kernel.actor import Actor, Grant
from assent.kernel.canonical import canonical
from assent.kernel.errors import Conflict, Forbidden, SilentWrite, Unavailable
from assent.ledger.leaf import leaf_hash, payload_digest
from assent.ledger.model import Event, Head, Payload
from assent.ledger.record import Desk
from assent.ledger.unit import Unit
from assent.ledger.view import View
from assent.store.rows import AppendOnly, State, Working


class Thing(State, table=True):
    __tablename__ = "test_thing"
    name: str
    count: int = 0


class Mark(AppendOnly, table=True):
    __tablename__ = "test_mark"
    text: str


class Scratch(Working, table=True):
    __tablename__ = "test_scratch"
    id: str = Field(primary_key=True)
    text: str = ""


ANN = Actor("ann", "session", frozenset({Grant("thing.read")}))


@pytest.fixture
def tables(home: Home) -> Home:
    for model in (Thing, Mark, Scratch):
        model.__table__.create(home.record.database.engine, checkfirst=True)
    return home


def add(unit: Unit, *, id: str, name: str = "x") -> None:
    unit.add(Thing(id=id, name=name))
    unit.record("thing.added", subject=id, name=name)


def bump(unit: Unit, *, id: str) -> int:
    thing = unit.view.one(Thing, Thing.id == id)
    after = unit.change(thing, count=thing.count + 1)
    unit.record("thing.bumped", subject=id, count=after.count)
    return after.count


def things(view: View) -> dict[str, tuple[str, int]]:
    return {t.id: (t.name, t.count) for t in view.rows(Thing)}


def test_a_change_and_its_event_are_committed_together(tables: Home) -> None:
    tables.act(ANN, add, id="a")
    assert tables.ask(ANN, things) == {"a": ("x", 0)}
    assert tables.record.size == 1


def test_a_change_without_an_event_is_impossible(tables: Home) -> None:
    def silent(unit: Unit) -> None:
        unit.add(Thing(id="s", name="silent"))
        unit.view.rows(Thing)  # the query flushes early

    with pytest.raises(SilentWrite):
        tables.act(ANN, silent)
    assert tables.ask(ANN, things) == {}
    assert tables.record.size == 0


@pytest.mark.parametrize("how", ["overwrite", "delete", "bulk", "append-only rewritten", "ledger"])
def test_no_way_round_the_unit_rewrites_the_past(tables: Home, how: str) -> None:
    tables.act(ANN, add, id="a")

    def mark(unit: Unit) -> None:
        unit.add(Mark(id="m", text="first"))
        unit.record("mark.made", subject="m")

    tables.act(ANN, mark)

    def rewrite(unit: Unit) -> None:
        thing = unit.view.one(Thing, Thing.id == "a")
        unit.record("thing.touched", subject="a")
        if how == "overwrite":
            thing.name = "rewritten"
        elif how == "delete":
            unit.session.delete(thing)
        elif how == "bulk":
            unit.session.execute(sa.update(Thing).values(name="rewritten"))
        elif how == "append-only rewritten":
            unit.view.one(Mark, Mark.id == "m").text = "second"
        else:
            unit.session.exec(select(Event)).first().action = "nothing.happened"
        unit.session.flush()

    with pytest.raises(SilentWrite):
        tables.act(ANN, rewrite)
    assert tables.ask(ANN, things) == {"a": ("x", 0)}


def test_a_query_cannot_write(tables: Home) -> None:
    def sly(view: View) -> None:
        view.session.add(Thing(id="q", name="q", since_seq=0))
        view.session.flush()

    with pytest.raises(SilentWrite):
        tables.ask(ANN, sly)


def test_a_task_writes_working_rows_and_nothing_else(tables: Home) -> None:
    tables.tend(lambda desk: desk.session.add(Scratch(id="w")))

    def sly(desk: Desk) -> None:
        desk.session.add(Thing(id="t", name="t", since_seq=0))

    def slyer(desk: Desk) -> None:
        desk.session.execute(sa.update(Thing).values(name="t"))

    for task in (sly, slyer):
        with pytest.raises(SilentWrite):
            tables.tend(task)
    assert tables.record.size == 0


TEXT = "update test_thing set name = 'rewritten'"
WAYS = {
    "text": lambda session: session.execute(sa.text(TEXT)),
    "text on the connection": lambda session: session.connection().execute(sa.text(TEXT)),
    "the driver's SQL": lambda session: session.connection().exec_driver_sql(TEXT),
    "a statement on the connection": lambda session: session.connection().execute(sa.update(Thing).values(name="rewritten")),
    "an insert on the connection": lambda session: session.connection().execute(sa.insert(Mark).values(id="sly", seq=0, text="x")),
    "the head": lambda session: session.execute(sa.update(Head).values(size=7)),
    "a dropped table": lambda session: session.execute(sa.text("drop table test_thing")),
    "an early commit": lambda session: session.commit(),
    "an early commit below": lambda session: session.connection().commit(),
}


@pytest.mark.parametrize("door", ["act", "act with an event", "ask", "tend"])
@pytest.mark.parametrize("way", sorted(WAYS))
def test_no_statement_writes_the_record_past_its_unit(tables: Home, way: str, door: str) -> None:
    tables.act(ANN, add, id="a")

    def sly(unit: Unit) -> None:
        if door == "act with an event":
            unit.record("thing.touched", subject="a")
        unit.view.rows(Thing)
        WAYS[way](unit.session)

    with pytest.raises(SilentWrite):
        if door == "ask":
            tables.ask(ANN, lambda view: (view.rows(Thing), WAYS[way](view.session)))
        elif door == "tend":
            tables.tend(lambda desk: (desk.session.exec(select(Thing)).all(), WAYS[way](desk.session)))
        else:
            tables.act(ANN, sly)
    assert tables.ask(ANN, things) == {"a": ("x", 0)}
    assert tables.record.size == 1


def test_a_closed_home_neither_reads_nor_writes(tables: Home) -> None:
    tables.act(ANN, add, id="a")
    tables.close()
    for attempt in (lambda: tables.act(ANN, add, id="b"), lambda: tables.ask(ANN, things), lambda: tables.tend(lambda desk: None)):
        with pytest.raises(Unavailable, match="closed"):
            attempt()


def test_what_a_refused_person_wrote_is_not_kept_at_length(tables: Home) -> None:
    def forbidden(unit: Unit) -> None:
        unit.require("thing.break", system="x" * 1_000_000)

    with pytest.raises(Forbidden):
        tables.act(ANN, forbidden)
    with Session(tables.record.database.engine) as session:
        assert len(session.exec(select(Payload.content)).one()) < 1000


def test_what_is_raised_rolls_everything_back(tables: Home) -> None:
    def fails(unit: Unit) -> None:
        add(unit, id="f")
        raise Conflict("No.")

    with pytest.raises(Conflict):
        tables.act(ANN, fails)
    assert tables.record.size == 0 and tables.ask(ANN, things) == {}


def test_the_past_is_shown_as_it_was(tables: Home) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    tables.record.clock = lambda: noon
    tables.act(ANN, add, id="a")
    tables.record.clock = lambda: noon + timedelta(days=2)
    tables.act(ANN, bump, id="a")
    tables.act(ANN, add, id="b")
    tables.record.clock = lambda: noon + timedelta(days=5)
    assert tables.ask(ANN, things) == {"a": ("x", 1), "b": ("x", 0)}
    assert tables.ask(ANN, things, as_of=noon.date()) == {"a": ("x", 0)}
    assert tables.ask(ANN, things, as_of=noon.date() - timedelta(days=1)) == {}
    assert tables.ask(ANN, things, as_of=2) == {"a": ("x", 1)}
    assert [t.count for t in tables.ask(ANN, lambda view: view.versions(Thing, "a"))] == [0, 1]


def test_two_changes_in_one_unit_make_one_version(tables: Home) -> None:
    tables.act(ANN, add, id="a")

    def twice(unit: Unit) -> None:
        bump(unit, id="a")
        bump(unit, id="a")

    tables.act(ANN, twice)
    assert tables.ask(ANN, things)["a"] == ("x", 2)
    assert len(tables.ask(ANN, lambda view: view.versions(Thing, "a"))) == 2


def test_the_ledgers_time_never_runs_backwards(tables: Home) -> None:
    tables.act(ANN, add, id="a")
    tables.record.clock = lambda: datetime(2001, 1, 1, tzinfo=UTC)
    tables.act(ANN, add, id="b")
    with Session(tables.record.database.engine) as session:
        first, second = session.exec(select(Event).order_by(Event.seq)).all()
    assert second.recorded_at >= first.recorded_at


def test_the_leaf_is_what_the_specification_says(tables: Home) -> None:
    tables.act(ANN, add, id="a", name="Zoë")
    with Session(tables.record.database.engine) as session:
        event = session.exec(select(Event)).one()
        payload = session.exec(select(Payload)).one()
    leaf = json.loads(event.leaf)
    assert set(leaf) == {"v", "id", "recorded_at", "actor", "action", "subject", "payload_digest"}
    assert canonical(leaf) == event.leaf.encode() and leaf_hash(event.leaf.encode()) == event.leaf_hash
    assert json.loads(payload.content) == {"name": "Zoë"}
    assert leaf["payload_digest"] == payload_digest(bytes.fromhex(payload.key), payload.content.encode())
    assert len(bytes.fromhex(payload.key)) == 32 and "Zoë" not in event.leaf


def test_a_refusal_is_itself_on_record_but_not_without_end(tables: Home) -> None:
    def forbidden(unit: Unit) -> None:
        unit.require("thing.break")

    for _ in range(30):
        with pytest.raises(Forbidden):
            tables.act(ANN, forbidden)
    with Session(tables.record.database.engine) as session:
        refused = session.exec(select(Event).where(Event.action == "access.refused")).all()
    assert len(refused) == 20 and {e.actor for e in refused} == {"ann"}


def test_eight_threads_of_five_hundred_changes_lose_nothing(tables: Home) -> None:
    tables.act(ANN, add, id="a")
    failures: list[str] = []

    def work() -> None:
        for _ in range(500):
            try:
                tables.act(ANN, bump, id="a")
            except Exception as error:
                failures.append(repr(error))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert tables.ask(ANN, things)["a"] == ("x", 4000)
    with Session(tables.record.database.engine) as session:
        seqs = session.exec(select(Event.seq).order_by(Event.seq)).all()
        ids = session.exec(select(Event.id)).all()
        counts = [json.loads(c)["count"] for c in session.exec(select(Payload.content)).all() if c and "count" in c]
        assert session.exec(select(Head.size)).one() == 4001
    assert seqs == list(range(4001)) and len(set(ids)) == 4001
    assert sorted(counts) == list(range(1, 4001))
