"""Sources, limits, runs and breaches on record, on both databases."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from assent.home import Home
from assent.inventory.commands import add_system
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Closed, Forbidden, Invalid, NotFound, SilentWrite, Stale
from assent.ledger.model import Event, Payload
from assent.ledger.unit import Unit
from assent.ledger.view import View
from assent.monitoring import commands, queries
from assent.monitoring.cards import BreachCard, RunCard
from assent.monitoring.limits import Pair
from assent.monitoring.model import DriftMeasurement
from assent.monitoring.recording import rows_of
from assent.monitoring.result import DriftResult
from assent.procedures import story
from assent.store.bulk import bulk_insert
from tests.cast import FOUNDER, Cast
from tests.monitoring.figures import files, result, weeks
from tests.procedures.described import described

SYSTEM = "employment-screening"


@pytest.fixture
def watched(home: Home, cast: Cast) -> Home:
    """A home with one system whose observations are described."""
    home.act(FOUNDER, add_system, description=described())
    said = {"path": "observations/now.parquet", "reference": "observations/before.parquet", "time": "when", "prediction": "late"}
    home.act(cast.risk, commands.set_source, system=SYSTEM, confirmed=True, **said)
    return home


def record(home: Home, actor: Actor, measured: DriftResult, current: str = "b", since: date | None = None) -> RunCard:
    source = home.ask(actor, queries.source, system=SYSTEM)
    assert source is not None
    return home.act(
        actor, commands.record_run, system=SYSTEM, source=source, result=measured, files=files(current), requested_by=actor.id, since=since
    )


def opened(home: Home, actor: Actor, **kwargs: Any) -> list[BreachCard]:
    return home.ask(actor, queries.breaches, system=SYSTEM, **kwargs)


def actions(home: Home) -> Sequence[str]:
    return home.ask(FOUNDER, lambda view: view.session.exec(select(Event.action).order_by(Event.seq)).all())


def test_a_source_is_set_once_confirmed_and_the_same_again_leaves_no_trace(watched: Home, cast: Cast) -> None:
    source = watched.ask(cast.viewer, queries.source, system=SYSTEM)
    assert source is not None
    assert (source.time, source.by, source.columns, source.roles) == ("when", "week", None, {"late": "prediction"})
    size = watched.record.size
    said = {"path": "observations/now.parquet", "reference": "observations/before.parquet", "time": "when", "prediction": "late"}
    watched.act(cast.risk, commands.set_source, system=SYSTEM, confirmed=True, **said)
    assert watched.record.size == size
    watched.act(cast.risk, commands.set_source, system=SYSTEM, confirmed=True, **(said | {"by": "month"}))
    assert watched.record.size == size + 1
    assert watched.ask(cast.viewer, queries.source, system=SYSTEM, as_of=size) == source


def test_guesses_nobody_confirmed_are_not_recorded(watched: Home, cast: Cast) -> None:
    with pytest.raises(Invalid, match="only guessed"):
        watched.act(cast.risk, commands.set_source, system=SYSTEM, path="a", reference="b", confirmed=False)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"path": " "}, "path"),
        ({"reference": "a\nb"}, "reference"),
        ({"label": "when"}, "label"),
        ({"by": "fortnight"}, "by"),
        ({"groups": ["when"]}, "groups"),
        ({"features": ["when", "a"]}, "features"),
    ],
)
def test_a_wrong_source_says_so_beside_the_field(watched: Home, cast: Cast, wrong: dict[str, Any], field: str) -> None:
    said: dict[str, Any] = {"path": "a", "reference": "b", "time": "when"} | wrong
    with pytest.raises(Invalid) as refused:
        watched.act(cast.risk, commands.set_source, system=SYSTEM, confirmed=True, **said)
    assert set(refused.value.fields) == {field}


def test_who_may_do_what(watched: Home, cast: Cast) -> None:
    stranger = Actor("stranger", "session", frozenset({Grant("monitoring.read", "another-system")}))
    with pytest.raises(Forbidden):
        watched.act(cast.scientist, commands.set_source, system=SYSTEM, path="a", reference="b", confirmed=True)
    with pytest.raises(Forbidden):
        watched.act(cast.scientist, commands.set_limit, system=SYSTEM, watch=0.1, act=0.2)
    with pytest.raises(Forbidden):
        record(watched, cast.viewer, result({"temp": [0.1]}))
    record(watched, cast.scientist, result({"temp": [0.5]}))
    for query in (queries.source, queries.heat, queries.limits_of, queries.runs, queries.breaches):
        with pytest.raises(Forbidden):
            watched.ask(stranger, query, system=SYSTEM)
    assert watched.ask(stranger, queries.breaches) == []
    assert watched.ask(stranger, queries.summaries) == {}
    with pytest.raises(NotFound):
        watched.ask(stranger, queries.breach, breach_id=opened(watched, cast.risk)[0].id)
    with pytest.raises(NotFound):
        watched.act(FOUNDER, commands.set_source, system="no-such-system", path="a", reference="b", confirmed=True)


def test_a_run_keeps_samples_definition_digests_and_what_was_left_out(watched: Home, cast: Cast) -> None:
    run = record(watched, cast.engineer, result({"temp": [0.1, 0.3, 0.4], "hour": [0.0, 0.01, 0.0]}))
    assert run == watched.ask(cast.viewer, queries.latest_run, system=SYSTEM)
    assert (run.reference_rows, run.current_rows, run.undated, run.measurements) == (28_000, 3_000, 2, 8)
    assert [f["sha256"] for f in run.files] == ["a" * 64, "b" * 64]
    assert run.skipped == ({"column": "flight_id", "why": "an identifier"},)
    assert run.trend == (0.1, 0.3, 0.4)
    payload = watched.ask(FOUNDER, _payload_of, action="monitoring.measured")
    assert run.measurements_digest in payload
    assert run.definition in payload


def _payload_of(view: View, *, action: str) -> str:
    query = select(Payload.content).join(Event, sa.and_(Event.id == Payload.event_id, Event.action == action))  # type: ignore[arg-type]
    return view.session.exec(query).one() or ""


def test_heat_is_worst_first_by_median_with_windows_over_the_limit(watched: Home, cast: Cast) -> None:
    psi = {"hour": [0.0, 0.01, 0.0, 0.0], "temp": [0.3, 0.4, 0.5, 9.0], "wind": [0.05, 0.15, 0.3, 0.0], "late": [0.11, 0.12, 0.13, 0.0]}
    record(watched, cast.engineer, result(psi, rows=[1_000, 1_000, 1_000, 400]))
    heat = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert [c.column for c in heat.columns] == ["temp", "wind", "late", "hour"]
    assert [(c.over, c.judged) for c in heat.columns] == [(3, 3), (1, 3), (0, 3), (0, 3)]
    assert heat.columns[0].median_psi == 0.4
    assert {c.column: c.role for c in heat.columns}["late"] == "prediction"
    assert heat.windows == tuple(weeks(4))
    assert heat.unjudged == weeks(4)[-1]
    assert heat.psi[0] == (0.3, 0.4, 0.5, 9.0)
    assert heat.verdicts[1] == ("stable", "watch", "drift", "stable")
    assert heat.n[0] == heat.rows == (1_000, 1_000, 1_000, 400)
    assert heat.skipped == (("flight_id", "an identifier"),)


def test_before_the_first_measuring_the_heat_table_says_so(watched: Home, cast: Cast) -> None:
    with pytest.raises(NotFound, match="not been measured"):
        watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert watched.ask(cast.viewer, queries.latest_run, system=SYSTEM) is None
    assert watched.ask(cast.viewer, queries.summaries)[SYSTEM].verdict is None


def test_the_heat_table_of_an_earlier_day_is_the_one_seen_then(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.2]}))
    size = watched.record.size
    before = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    summary = watched.ask(cast.viewer, queries.summaries)
    watched.act(cast.risk, commands.set_limit, system=SYSTEM, watch=0.05, act=0.15)
    record(watched, cast.engineer, result({"temp": [0.1, 0.2, 0.9]}), current="c")
    assert len(watched.ask(cast.viewer, queries.heat, system=SYSTEM).windows) == 3
    assert watched.ask(cast.viewer, queries.heat, system=SYSTEM, as_of=size) == before
    assert watched.ask(cast.viewer, queries.summaries, as_of=size) == summary
    assert opened(watched, cast.viewer, as_of=size) == []
    assert len(opened(watched, cast.viewer)) == 1


def test_limits_are_the_convention_until_set_for_all_or_for_one_column(watched: Home, cast: Cast) -> None:
    limits = watched.ask(cast.viewer, queries.limits_of, system=SYSTEM)
    assert (limits.default, limits.conventional) == (Pair(0.1, 0.25), True)
    watched.act(cast.risk, commands.set_limit, system=SYSTEM, watch=0.2, act=0.4)
    watched.act(cast.risk, commands.set_limit, system=SYSTEM, column="temp", watch=1, act=2)
    size = watched.record.size
    limits = watched.act(cast.risk, commands.set_limit, system=SYSTEM, column="temp", watch=1, act=2)
    assert watched.record.size == size
    assert (limits.of("temp"), limits.of("wind"), limits.conventional) == (Pair(1, 2), Pair(0.2, 0.4), False)
    record(watched, cast.engineer, result({"temp": [1.5], "wind": [0.3], "rain": [0.4]}))
    heat = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert {c.column: v[0] for c, v in zip(heat.columns, heat.verdicts, strict=True)} == {"temp": "watch", "wind": "watch", "rain": "drift"}
    assert [b.column for b in opened(watched, cast.viewer)] == ["rain"]


def test_limits_of_its_own_can_be_taken_from_a_column_and_from_the_system(watched: Home, cast: Cast) -> None:
    watched.act(cast.risk, commands.set_limit, system=SYSTEM, watch=0.2, act=0.5)
    watched.act(cast.risk, commands.set_limit, system=SYSTEM, column="temp", watch=1.0, act=2.0)
    size = watched.record.size
    limits = watched.act(cast.engineer, commands.remove_limit, system=SYSTEM, column="temp")
    assert (limits.of("temp"), dict(limits.columns)) == (Pair(0.2, 0.5), {})
    assert watched.ask(cast.viewer, queries.limits_of, system=SYSTEM, as_of=size).of("temp") == Pair(1.0, 2.0)
    assert actions(watched)[-1] == "monitoring.limit_removed"
    assert (
        watched.ask(cast.auditor, story.events, limit=1).lines[0].sentence == "Removed the limits temp had of its own: watch from PSI 1, act from 2."
    )
    with pytest.raises(NotFound, match="none to remove"):
        watched.act(cast.risk, commands.remove_limit, system=SYSTEM, column="temp")
    limits = watched.act(cast.risk, commands.remove_limit, system=SYSTEM, column=None)
    assert (limits.default, limits.conventional) == (Pair(), True)
    with pytest.raises(Forbidden):
        watched.act(cast.viewer, commands.remove_limit, system=SYSTEM, column="temp")
    assert watched.act(cast.risk, commands.set_limit, system=SYSTEM, column="temp", watch=0.3, act=0.4).of("temp") == Pair(0.3, 0.4)


def test_a_breach_opens_once_and_later_runs_bring_it_up_to_date(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3], "hour": [0, 0]}))
    (first,) = opened(watched, cast.viewer)
    assert (first.column, first.limit, first.windows_over, first.windows_judged, first.back_within) == ("temp", 0.25, 1, 2, False)
    record(watched, cast.engineer, result({"temp": [0.1, 0.3, 0.8, 0.1], "hour": [0, 0, 0, 0]}), current="c")
    (second,) = opened(watched, cast.viewer)
    assert (second.id, second.worst_value, second.windows_over, second.windows_judged, second.back_within) == (first.id, 0.8, 2, 4, True)
    assert actions(watched).count("monitoring.breach_opened") == 1


def test_a_breach_that_says_the_same_gets_no_new_version(watched: Home, cast: Cast) -> None:
    for digest in "bc":
        record(watched, cast.engineer, result({"temp": [0.1, 0.3]}), current=digest)
    (breach,) = opened(watched, cast.viewer)
    from assent.monitoring.model import Breach

    assert len(watched.ask(cast.viewer, lambda view: view.versions(Breach, breach.id))) == 1


def test_a_breach_is_closed_by_a_person_with_a_reason_and_opens_again_only_by_later_windows(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3]}))
    (breach,) = opened(watched, cast.viewer)
    token = Actor(cast.risk.id, "token", cast.risk.grants)
    for actor, reason, error in ((token, "known", Forbidden), (cast.engineer, "known", Forbidden), (cast.risk, " x ", Invalid)):
        with pytest.raises(error):
            watched.act(actor, commands.close_breach, breach_id=breach.id, reason=reason)
    closed = watched.act(cast.risk, commands.close_breach, breach_id=breach.id, reason="The heating season ended.")
    assert (closed.status, closed.closed_by, closed.reason) == ("closed", cast.risk.id, "The heating season ended.")
    with pytest.raises(Closed):
        watched.act(cast.risk, commands.close_breach, breach_id=breach.id, reason="Again.")
    record(watched, cast.engineer, result({"temp": [0.1, 0.3, 0.2]}), current="c")
    assert opened(watched, cast.viewer) == []
    record(watched, cast.engineer, result({"temp": [0.1, 0.3, 0.2, 0.7]}), current="d")
    (again,) = opened(watched, cast.viewer)
    assert again.id != breach.id
    assert (again.first_window, again.windows_over, again.windows_judged) == (weeks(4)[3], 1, 2)
    assert len(opened(watched, cast.viewer, status=None)) == 2


def test_a_breach_measured_again_meanwhile_is_not_closed_unseen(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3]}))
    (seen,) = opened(watched, cast.risk)
    closing = {"breach_id": seen.id, "reason": "The heating season ended."}
    record(watched, cast.engineer, result({"temp": [0.1, 0.3, 0.9]}), current="c")
    with pytest.raises(Stale, match=r"temp.*measured again since you looked"):
        watched.act(cast.risk, commands.close_breach, **closing, seen_run=seen.run_id)
    (now,) = opened(watched, cast.risk)
    assert (now.status, now.worst_value) == ("open", 0.9)
    assert watched.act(cast.risk, commands.close_breach, **closing, seen_run=now.run_id).status == "closed"


def test_a_measuring_that_says_the_same_of_a_breach_does_not_keep_it_from_being_closed(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3]}))
    (seen,) = opened(watched, cast.risk)
    record(watched, cast.engineer, result({"temp": [0.1, 0.3]}), current="c")
    closed = watched.act(cast.risk, commands.close_breach, breach_id=seen.id, reason="Known.", seen_run=seen.run_id)
    assert closed.status == "closed"


def test_the_last_window_when_it_has_only_begun_opens_no_breach(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.1, 5.0]}, rows=[1_000, 1_000, 300]))
    assert opened(watched, cast.viewer) == []


def test_an_open_breach_with_nothing_over_a_raised_limit_stays_for_a_person_to_close(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3]}))
    watched.act(cast.risk, commands.set_limit, system=SYSTEM, watch=0.5, act=0.6)
    record(watched, cast.engineer, result({"temp": [0.1, 0.3]}))
    (breach,) = opened(watched, cast.viewer)
    assert (breach.worst_value, breach.limit, breach.back_within) == (0.3, 0.25, True)


def test_a_column_has_a_story_with_every_statistic_and_its_distributions(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3, 0.4, 0.0], "hour": [0.0] * 4}, rows=[900, 900, 900, 90]))
    story = watched.ask(cast.viewer, queries.column_story, system=SYSTEM, column="temp")
    assert [p.psi for p in story.points] == [0.1, 0.3, 0.4, 0.0]
    assert [p.judged for p in story.points] == [True, True, True, False]
    assert (story.points[1].kl, story.points[1].wasserstein, story.points[1].n_current, story.points[1].psi_noise) == (0.15, None, 900, 0.02)
    assert (story.whole.psi, story.over, story.judged, story.limits) == (0.2, 2, 3, Pair(0.1, 0.25))
    assert [b.status for b in story.breaches] == ["open"]
    assert story.shape is not None
    assert (story.shape.edges, story.shape.reference) == ((0.0, 1.0, 2.0), (0.25, 0.75))
    assert list(story.shape.windows) == weeks(4)
    size = watched.record.size
    record(watched, cast.engineer, result({"temp": [0.1]}), current="c")
    earlier = watched.ask(cast.viewer, queries.column_story, system=SYSTEM, column="temp", as_of=size)
    assert (earlier.points, earlier.shape) == (story.points, None)
    with pytest.raises(NotFound):
        watched.ask(cast.viewer, queries.column_story, system=SYSTEM, column="no such column")


def test_measuring_from_a_day_on_continues_the_full_run_before(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3, 0.1]}))
    run = record(watched, cast.engineer, result({"temp": [0.7, 0.3, 0.2, 0.9]}), current="c", since=date(2013, 4, 17))
    assert (run.measurements, run.trend) == (3, (0.1, 0.3, 0.2, 0.9))
    heat = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert heat.psi == ((0.1, 0.3, 0.2, 0.9),)
    assert [p.psi for p in watched.ask(cast.viewer, queries.column_story, system=SYSTEM, column="temp").points] == [0.1, 0.3, 0.2, 0.9]
    assert opened(watched, cast.viewer)[0].windows_over == 2
    with pytest.raises(Invalid, match="no observations from"):
        record(watched, cast.engineer, result({"temp": [0.1]}), since=date(2014, 1, 1))


def test_seventy_measurings_from_a_day_on_lose_nothing_of_the_full_one_before(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.4, 0.3, 0.1, 0.1]}))
    for number in range(70):
        record(watched, cast.engineer, result({"temp": [0.7, 0.7, 0.2, 0.1]}), current=chr(99 + number), since=date(2013, 4, 17))
    heat = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert heat.psi == ((0.4, 0.3, 0.2, 0.1),)
    assert [p.psi for p in watched.ask(cast.viewer, queries.column_story, system=SYSTEM, column="temp").points] == [0.4, 0.3, 0.2, 0.1]
    (breach,) = opened(watched, cast.viewer)
    assert (breach.first_window, breach.windows_over, breach.windows_judged) == (weeks(1)[0], 2, 4)


def test_without_a_time_column_each_run_is_a_window_of_its_own(watched: Home, cast: Cast) -> None:
    watched.act(cast.risk, commands.set_source, system=SYSTEM, path="a", reference="b", confirmed=True)
    plain = result({"temp": [0.1]})
    whole = DriftResult(**{**vars(plain), "windows": (), "profiles": ()})
    record(watched, cast.engineer, whole)
    heat = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert (len(heat.windows), heat.psi, heat.unjudged) == (1, ((0.2,),), None)
    with pytest.raises(Invalid, match="windows of time"):
        record(watched, cast.engineer, whole, since=date(2013, 4, 1))


def test_a_source_changed_while_it_was_measured_is_stale(watched: Home, cast: Cast) -> None:
    source = watched.ask(cast.risk, queries.source, system=SYSTEM)
    assert source is not None
    watched.act(cast.risk, commands.set_source, system=SYSTEM, path="other.parquet", reference="b", confirmed=True)
    measured = result({"temp": [0.1]})
    with pytest.raises(Stale):
        watched.act(cast.risk, commands.record_run, system=SYSTEM, source=source, result=measured, files=files(), requested_by="x")


def test_summaries_tell_each_system_in_a_line(watched: Home, cast: Cast) -> None:
    record(watched, cast.engineer, result({"temp": [0.1, 0.3], "wind": [0.2, 0.1]}, whole=0.3))
    summary = watched.ask(cast.viewer, queries.summaries)[SYSTEM]
    assert (summary.verdict, summary.worst_psi, summary.open_breaches, summary.trend) == ("drift", 0.3, 1, (0.2, 0.3))


def count(home: Home) -> int:
    return home.ask(FOUNDER, lambda view: view.session.exec(select(sa.func.count()).select_from(DriftMeasurement)).one())


def test_a_bulk_load_that_is_rolled_back_leaves_nothing(watched: Home, cast: Cast) -> None:
    seen: list[int] = []

    def fail_after(unit: Unit) -> None:
        source = queries.source(unit.view, system=SYSTEM)
        assert source is not None
        commands.record_run(unit, system=SYSTEM, source=source, result=result({"temp": [0.5] * 9}), files=files(), requested_by="x")
        seen.append(unit.session.exec(select(sa.func.count()).select_from(DriftMeasurement)).one())
        raise Invalid("Something later in the unit failed.")

    size = watched.record.size
    with pytest.raises(Invalid):
        watched.act(cast.engineer, fail_after)
    assert seen == [10]
    assert (count(watched), watched.record.size, opened(watched, cast.viewer)) == (0, size, [])


def test_a_bulk_load_without_an_event_is_refused(watched: Home, cast: Cast) -> None:
    row = rows_of("r", SYSTEM, result({"temp": [0.1]}), ())[0]
    with pytest.raises(SilentWrite):
        watched.act(cast.engineer, lambda unit: bulk_insert(unit, DriftMeasurement, [row]))
    assert count(watched) == 0


def test_a_bulk_load_says_how_many_rows_and_their_digest_which_does_not_depend_on_ids(watched: Home, cast: Cast) -> None:
    first = record(watched, cast.engineer, result({"temp": [0.1 + 0.2, 1e-300]}))
    digest = first.measurements_digest
    rows = watched.ask(FOUNDER, lambda view: [r.psi for r in view.rows(DriftMeasurement, DriftMeasurement.window != "")])
    assert sorted(rows) == [1e-300, 0.1 + 0.2]
    assert len(digest) == 64
