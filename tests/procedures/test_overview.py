"""Today, the portfolio and the sheet of one system: what hurts first, in words, for whoever looks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from assent.access.permissions import OWNER, ROLES
from assent.approvals.commands import open_request
from assent.approvals.queries import sheet as request_sheet
from assent.home import Home
from assent.inventory.commands import add_system, change_system, record_review
from assent.jobs.model import Job
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Forbidden, NotFound
from assent.kernel.ids import new_id
from assent.kernel.words import day
from assent.ledger.record import Desk
from assent.ledger.unit import Unit
from assent.monitoring.model import Breach
from assent.procedures.decide import cast_ballot
from assent.procedures.overview import Today, portfolio, system_sheet, today
from assent.procedures.register import register_version
from assent.risk.commands import assess
from assent.risk.questionnaire import Answer
from tests.cast import Cast
from tests.inventory.samples import EMPLOYMENT, described
from tests.registry.test_versions import manifest
from tests.risk.test_questionnaire import MILD

NOW = datetime(2026, 11, 21, 9, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def clocked(home: Home) -> Home:
    """The home on Saturday 21 November 2026, 09:10 UTC."""
    home.record.clock = lambda: NOW
    return home


@pytest.fixture
def people(clocked: Home, cast: Cast) -> Cast:
    return cast


def later(home: Home, **passed: float) -> None:
    home.record.clock = lambda: NOW + timedelta(**passed)


def tiered(home: Home, cast: Cast, key: str, **answers: str) -> None:
    home.act(cast.risk, assess, system=key, answers=[Answer(q, a, "As filed.") for q, a in (MILD | answers).items()])


def opened(unit: Unit, *, system: str, column: str = "pressure", value: float = 1.01, back: bool = False) -> None:
    """A breach as monitoring opens it, thirty-eight days ago."""
    seen = {"first_window": "2026-10-12", "last_window": "2026-11-09", "worst_window": "2026-11-02", "worst_value": value, "windows_over": 4,
            "windows_judged": 20, "latest_window": "2026-11-09", "latest_value": value, "back_within": back}  # fmt: skip
    when = unit.now - timedelta(days=38)
    row = unit.add(Breach(id=new_id(), system=system, column_name=column, limit_value=0.25, opened_at=when, run_id="r", **seen))
    unit.record("monitoring.breach_opened", subject=row.id, system=system)


def asked(home: Home, cast: Cast) -> str:
    """The employment system with version 2.4.0 asked for production by the engineer."""
    home.act(cast.risk, add_system, description=replace(EMPLOYMENT, models=()))
    home.act(cast.scientist, register_version, manifest=manifest())
    requester = Actor(cast.engineer.id, "session", cast.engineer.grants)
    return home.act(requester, open_request, system=EMPLOYMENT.key, model="employment-classifier", version="2.4.0", reason="Better.")


def approve(home: Home, number: str, *voters: Actor) -> None:
    for voter in voters:
        card = home.ask(voter, request_sheet, number=number).card
        home.act(voter, cast_ballot, number=number, choice="approve", reason="Sound.", seen_digest=card.digest, seen_pack_digest=card.pack_digest)


def titles(found: Today) -> list[str]:
    return [item.title for item in found.items]


def test_an_empty_inventory_needs_nobody(clocked: Home, people: Cast):
    found = clocked.ask(people.viewer, today)
    assert (found.items, found.sentence) == ((), "Saturday 21 November 2026, 09:10 UTC. Nothing needs you.")


def test_what_hurts_comes_first_and_says_what_to_do(clocked: Home, people: Cast):
    for key, due in (("late", -7), ("soon", 3), ("month", 20), ("far", 90)):
        clocked.act(people.risk, add_system, description=described(key, next_review=TODAY + timedelta(days=due), status="in_use"))
        tiered(clocked, people, key)
    clocked.act(people.risk, add_system, description=described("drifting", status="in_use"))
    clocked.act(people.risk, opened, system="drifting")
    found = clocked.ask(people.risk, today)
    assert [(i.urgency, i.colour, i.date_words, i.title, i.action) for i in found.items[:4]] == [
        ("Open 38 days", "red", "since 14 October 2026", "pressure of Drifting has drifted", "Look at drift"),
        ("7 days late", "red", "14 November 2026", "Review of Late", "Start review"),
        ("No tier", "orange", "added 21 November 2026", "Drifting has no risk tier", "Set the tier"),
        ("No review", "orange", "added 21 November 2026", "Drifting was never reviewed", "Open system"),
    ]
    assert titles(found)[4:] == ["Review of Soon", "Review of Month"]
    assert [i.colour for i in found.items[4:]] == ["orange", "gray"]
    first = found.items[0]
    assert first.sentence == "PSI 1.01 in the window of 2 November 2026, limit 0.25. Look at the drift, then act on it or close it with a reason."
    assert (first.page, first.query) == ("monitoring", {"system": "drifting", "column": "pressure"})
    assert found.sentence == "Saturday 21 November 2026, 09:10 UTC. Six things need you, two of them now."
    assert (found.open_breaches, found.reviews_overdue, found.without_tier, found.systems) == (1, 1, 1, 5)


def test_breaches_are_grouped_by_system_and_orange_once_back_within(clocked: Home, people: Cast):
    clocked.act(people.risk, add_system, description=described())
    for column, value in (("a", 0.3), ("b", 0.9)):
        clocked.act(people.risk, opened, system="credit-scoring", column=column, value=value, back=True)
    item = clocked.ask(people.viewer, today).items[0]
    assert (item.title, item.colour, item.query["column"]) == ("2 columns of Credit scoring have drifted", "orange", "b")
    assert item.sentence.startswith("Worst is b: PSI 0.90")


def test_a_retired_system_needs_nobody(clocked: Home, people: Cast):
    clocked.act(people.risk, add_system, description=described(status="retired", next_review=date(2020, 1, 1)))
    clocked.act(people.risk, opened, system="credit-scoring")
    assert clocked.ask(people.risk, today).items == ()
    assert clocked.ask(people.risk, portfolio)[0].state == "Retired"


def test_a_prohibited_practice_in_use_is_the_first_of_all(clocked: Home, people: Cast):
    for key in ("aa", "zz"):
        clocked.act(people.risk, add_system, description=described(key, status="in_use", next_review=TODAY - timedelta(days=90)))
    tiered(clocked, people, "zz", prohibited="yes")
    assert titles(clocked.ask(people.risk, today))[0] == "Zz is a prohibited practice"
    assert {line.key: line.state for line in clocked.ask(people.risk, portfolio)} == {"aa": "Review overdue", "zz": "Prohibited"}


def test_many_systems_without_a_tier_are_one_line(clocked: Home, people: Cast):
    for number in range(6):
        clocked.act(people.risk, add_system, description=described(f"system-{number}"))
    item = next(i for i in clocked.ask(people.risk, today).items if i.kind == "tier")
    assert (item.title, item.page, item.query) == ("6 systems have no risk tier", "inventory", {"show": "tier"})


def test_a_request_waits_for_those_who_may_vote_until_they_have(clocked: Home, people: Cast):
    number = asked(clocked, people)
    for voter in (people.risk, people.compliance, people.both):
        vote = next(i for i in clocked.ask(voter, today).items if i.kind == "vote")
        assert (vote.title, vote.action, vote.query) == ("Vote: Employment support screening 2.4.0", "Read and vote", {"request": number})
        assert (vote.urgency, vote.colour) == ("14 days left", "gray")
    for reader in (people.engineer, people.viewer, replace(people.risk, means="token")):
        found = clocked.ask(reader, today)
        assert found.votes_waiting == 0
        assert "Employment support screening 2.4.0 waits for approval" in titles(found)
    approve(clocked, number, people.risk)
    assert clocked.ask(people.risk, today).votes_waiting == 0
    assert clocked.ask(people.compliance, today).votes_waiting == 1
    assert clocked.ask(people.both, today).votes_waiting == 1


def test_a_job_that_failed_is_shown_until_it_was_done(clocked: Home, people: Cast):
    clocked.act(people.risk, add_system, description=described())
    tiered(clocked, people, "credit-scoring")

    def ended(desk: Desk, state: str, minutes: int) -> None:
        when = NOW - timedelta(minutes=minutes)
        job = Job(id=new_id(), task="measure", arguments={"system": "credit-scoring"}, state=state, created_by="x", created_at=when,
                  finished_at=when, error="The file is gone. Put it back." if state == "failed" else None)  # fmt: skip
        desk.session.add(job)

    clocked.tend(ended, "failed", 90)
    item = clocked.ask(people.risk, today).items[0]
    assert (item.title, item.urgency, item.sentence) == ("Measuring Credit scoring failed", "1 hour ago", "The file is gone. Put it back.")
    assert [i.kind for i in clocked.ask(people.viewer, today).items] == []
    clocked.tend(ended, "done", 10)
    assert clocked.ask(people.risk, today).items == ()


def test_a_request_past_its_day_is_late(clocked: Home, people: Cast):
    asked(clocked, people)
    later(clocked, days=15)
    item = next(i for i in clocked.ask(people.compliance, today).items if i.kind == "vote")
    assert (item.colour, item.urgency) == ("red", "1 day late")


def test_the_sheet_follows_a_version_from_registered_to_retired(clocked: Home, people: Cast):
    number = asked(clocked, people)
    clocked.act(people.scientist, register_version, manifest=manifest("2.5.0"))

    def states() -> dict[str, str]:
        found = clocked.ask(people.viewer, system_sheet, key=EMPLOYMENT.key)
        return {line.card.version: line.state_words for line in found.versions}

    assert states() == {"2.5.0": "Registered", "2.4.0": "Approval asked"}
    approve(clocked, number, people.risk, people.compliance)
    assert states() == {"2.5.0": "Registered", "2.4.0": "In production since 21 November 2026"}
    second = clocked.act(people.engineer, open_request, system=EMPLOYMENT.key, model="employment-classifier", version="2.5.0", reason="Next.")
    approve(clocked, second, people.risk, people.compliance)
    assert states() == {"2.5.0": "In production since 21 November 2026", "2.4.0": "Retired on 21 November 2026"}
    found = clocked.ask(people.viewer, system_sheet, key=EMPLOYMENT.key)
    assert (found.production.version, len(found.deployments), [r.number for r in found.requests]) == ("2.5.0", 2, [second, number])
    assert "employment-classifier 2.5.0 put into production" in [line.sentence for line in found.history]
    line = clocked.ask(people.viewer, portfolio)[0]
    assert line.production_version == "employment-classifier 2.5.0"


def test_the_sheet_says_what_is_missing_until_it_is_there(clocked: Home, people: Cast):
    clocked.act(people.risk, add_system, description=described(status="in_use"))
    before = clocked.ask(people.viewer, system_sheet, key="credit-scoring").missing
    for said in ("No risk tier.", "No deputy.", "No observations.", "No model version.", "No review is recorded.", "No document"):
        assert any(sentence.startswith(said) for sentence in before), said
    assert before[-1].startswith("Not stated: the business unit, who uses it")
    tiered(clocked, people, "credit-scoring")
    clocked.act(people.risk, change_system, key="credit-scoring", changes={"deputy": "emil@example.org", "business_unit": "Loans"})
    clocked.act(people.risk, record_review, key="credit-scoring", conclusion="Fit.")
    after = clocked.ask(people.viewer, system_sheet, key="credit-scoring")
    assert len(after.missing) == len(before) - 3
    assert (after.review.due, after.review.state, after.review.basis) == (date(2029, 11, 21), "ok", "36 months after the last, by tier 4.")


def test_the_history_tells_tiers_and_changes_together_newest_first(clocked: Home, people: Cast):
    clocked.act(people.risk, add_system, description=described())
    tiered(clocked, people, "credit-scoring")
    clocked.act(people.compliance, change_system, key="credit-scoring", changes={"status": "in_use"})
    tiered(clocked, people, "credit-scoring", annex_iii="5.b")
    tiered(clocked, people, "credit-scoring", annex_iii="5.b")
    lines = clocked.ask(people.viewer, system_sheet, key="credit-scoring").history
    assert [line.sentence for line in lines] == [
        "Assessed again: still tier 2, High-risk (Annex III)",
        "Risk changed from tier 4 to tier 2, High-risk (Annex III)",
        "Status changed from proposed to in use",
        "Assessed: tier 4, Minimal risk",
        "Added to the inventory",
    ]
    assert [line.who_name for line in lines] == ["Rosa Risk", "Rosa Risk", "Carl Compliance", "Rosa Risk", "Rosa Risk"]


def test_the_sheet_and_the_portfolio_can_be_seen_as_of_a_past_size(clocked: Home, people: Cast):
    clocked.act(people.risk, add_system, description=described())
    size = clocked.record.size
    tiered(clocked, people, "credit-scoring", regulatory="yes")
    clocked.act(people.risk, opened, system="credit-scoring")
    past = clocked.ask(people.viewer, system_sheet, key="credit-scoring", as_of=size)
    assert (past.assessment, past.breaches, len(past.history)) == (None, (), 1)
    assert clocked.ask(people.viewer, portfolio, as_of=size)[0].state == "No tier"
    assert clocked.ask(people.viewer, portfolio)[0].state == "Breach open"


def test_a_limited_reader_sees_her_systems_everywhere(clocked: Home, people: Cast):
    for key in ("one", "two"):
        clocked.act(people.risk, add_system, description=described(key, next_review=TODAY - timedelta(days=1)))
        clocked.act(people.risk, opened, system=key)
    narrow = Actor("x", "session", frozenset(Grant(p, "two") for p in ("inventory.read", "monitoring.read", "approvals.read")))
    assert [line.key for line in clocked.ask(narrow, portfolio)] == ["two"]
    assert {item.system for item in clocked.ask(narrow, today).items} == {"two"}
    with pytest.raises(NotFound):
        clocked.ask(narrow, system_sheet, key="one")
    bare = Actor("x", "session", frozenset({Grant("inventory.read", "two")}))
    sheet = clocked.ask(bare, system_sheet, key="two")
    assert (sheet.breaches, sheet.source, sheet.requests, sheet.may) == ((), None, (), frozenset())
    with pytest.raises(Forbidden):
        clocked.ask(Actor("x", "session"), today)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_limited_to_one_system_has_a_today_of_that_system(clocked: Home, people: Cast, role: str):
    for key in ("one", "two"):
        clocked.act(people.risk, add_system, description=described(key, next_review=TODAY - timedelta(days=1)))
        clocked.act(people.risk, opened, system=key)
    narrow = Actor("x", "session", frozenset(Grant(p, "two") for p in ROLES[role]))
    assert {item.system for item in clocked.ask(narrow, today).items} == {"two"}


def test_an_owner_without_any_role_sees_her_systems_and_no_others(clocked: Home, people: Cast):
    for key in ("one", "two"):
        clocked.act(people.risk, add_system, description=described(key, next_review=TODAY - timedelta(days=1)))
        clocked.act(people.risk, opened, system=key)
    owner = Actor("x", "session", frozenset(Grant(p, "two") for p in OWNER))
    assert {item.system for item in clocked.ask(owner, today).items} == {"two"}
    assert [(line.key, line.owner) for line in clocked.ask(owner, portfolio)] == [("two", clocked.ask(people.risk, portfolio)[1].owner)]
    sheet = clocked.ask(owner, system_sheet, key="two")
    assert (len(sheet.breaches), sheet.may) == (1, frozenset(OWNER) - {"inventory.read", "monitoring.read", "approvals.read"})
    with pytest.raises(NotFound):
        clocked.ask(owner, system_sheet, key="one")


def test_the_sheet_of_one_system_agrees_with_its_line_in_the_portfolio(clocked: Home, people: Cast):
    asked(clocked, people)
    clocked.act(people.risk, opened, system=EMPLOYMENT.key)
    sheet = clocked.ask(people.risk, system_sheet, key=EMPLOYMENT.key)
    line = clocked.ask(people.risk, portfolio)[0]
    assert (sheet.state, sheet.state_colour, sheet.review.due, len(sheet.items)) == (line.state, line.state_colour, line.next_review, line.open_items)
    assert sheet.items == tuple(clocked.ask(people.risk, today).items)
    assert sheet.review.words == f"{day(EMPLOYMENT.next_review)}, 7 days late"


@pytest.mark.parametrize("query", [today, portfolio])
def test_the_number_of_database_queries_does_not_grow_with_the_systems(clocked: Home, people: Cast, query):
    def counted() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        sa.event.listen(clocked.record.database.engine, "before_cursor_execute", listener)
        clocked.ask(people.risk, query)
        sa.event.remove(clocked.record.database.engine, "before_cursor_execute", listener)
        return len(seen)

    clocked.act(people.risk, add_system, description=described("s0", next_review=TODAY))
    clocked.act(people.risk, opened, system="s0")
    one = counted()
    for number in range(1, 12):
        clocked.act(people.risk, add_system, description=described(f"s{number}", next_review=TODAY))
        clocked.act(people.risk, opened, system=f"s{number}")
    assert counted() == one
