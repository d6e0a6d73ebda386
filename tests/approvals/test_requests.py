"""Who sees which requests, in what order, and what lists leave in the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from assent.access.permissions import OWNER, ROLES
from assent.approvals import commands, queries
from assent.approvals.model import ApprovalRequest, Ballot
from assent.home import Home
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Forbidden, NotFound
from assent.kernel.ids import new_id
from assent.ledger.unit import Unit
from assent.procedures.overview import portfolio, system_sheet, today
from tests.approvals.test_decide import asked, vote
from tests.cast import FOUNDER, Cast

__all__ = ["asked"]  # the fixture


def limited(role: str, system: str) -> Actor:
    return Actor("somebody", "session", frozenset(Grant(p, system) for p in ROLES[role]))


def copied(unit: Unit, *, number: str, status: str, system: str = "scorer") -> None:
    """A request like the first, with a ballot."""
    first = unit.view.one(ApprovalRequest, ApprovalRequest.number == "AR-0001")
    same = {c.key: getattr(first, c.key) for c in sa.inspect(ApprovalRequest).column_attrs if c.key not in ("since_seq", "until_seq")}
    row = unit.add(ApprovalRequest(**same | {"id": new_id(), "number": number, "status": status, "system": system}))
    unit.add(Ballot(id=new_id(), request_id=row.id, voter_id="v", capacity="risk_officer", choice="approve", reason="Yes.", digest=row.digest,
                    pack_digest=row.pack_digest, role_granted_by="a", role_granted_at=unit.now, cast_at=unit.now))  # fmt: skip
    unit.record("approval.opened", subject=row.id, system=system)


def said_to_the_database(home: Home, work: Callable[[], object]) -> list[str]:
    seen: list[str] = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    sa.event.listen(home.record.database.engine, "before_cursor_execute", listener)
    work()
    sa.event.remove(home.record.database.engine, "before_cursor_execute", listener)
    return [statement for statement in seen if "approval_request" in statement]


def test_a_request_one_may_not_see_is_as_if_it_were_not_there(home: Home, cast: Cast, asked: str) -> None:
    stranger = limited("risk_officer", "other-system")
    sentences = set()
    for number in (asked, "AR-0999"):
        with pytest.raises(NotFound) as refused:
            home.ask(stranger, queries.sheet, number=number)
        sentences.add(refused.value.sentence.replace(number, "N"))
    assert len(sentences) == 1
    for command, said in ((commands.refresh_request, {}), (commands.withdraw_request, {"reason": "No."})):
        with pytest.raises(NotFound):
            home.act(stranger, command, number=asked, **said)
    with pytest.raises(Forbidden):
        home.ask(Actor("x", "session"), queries.sheet, number=asked)


def test_whoever_is_limited_to_one_system_reads_and_decides_its_requests(home: Home, cast: Cast, asked: str) -> None:
    reader = limited("auditor", "scorer")
    assert [r.system_name for r in home.ask(reader, queries.requests)] == ["Scorer"]
    sheet = home.ask(reader, queries.sheet, number=asked)
    assert (sheet.card.requester_name, sheet.stale, sheet.newer) == ("Emil Engineer", (), ())
    assert home.ask(limited("auditor", "other-system"), queries.requests) == []


def test_the_digests_of_the_evidence_do_not_depend_on_who_looks(home: Home, cast: Cast, asked: str) -> None:
    bare = Actor("somebody", "session", frozenset({Grant("approvals.read", "scorer")}))
    sheet = home.ask(bare, queries.sheet, number=asked)
    assert (sheet.stale, sheet.newer) == ((), ())


def test_an_owner_without_any_role_asks_follows_and_takes_back(home: Home, cast: Cast, asked: str) -> None:
    home.act(cast.engineer, commands.withdraw_request, number=asked, reason="Let the owner ask.")
    owner = Actor(cast.owner.id, "session", frozenset(Grant(p, "scorer") for p in OWNER))
    number = home.act(owner, commands.open_request, system="scorer", model="scorer", version="1.0", reason="Mine.")
    sheet = home.ask(owner, queries.sheet, number=number)
    assert (sheet.card.requester_name, sheet.card.system_name, sheet.may_withdraw) == ("Olga Owner", "Scorer", True)
    assert [r.number for r in home.ask(owner, queries.requests)] == [number, asked]
    assert "Scorer 1.0 waits for approval" in [item.title for item in home.ask(owner, today).items]
    assert [line.key for line in home.ask(owner, portfolio)] == ["scorer"]
    page = home.ask(owner, system_sheet, key="scorer")
    assert (page.card.owner_name, len(page.versions), len(page.requests)) == ("Olga Owner", 1, 2)
    home.act(owner, commands.withdraw_request, number=number, reason="Not yet.")


def test_requests_are_listed_by_system_and_status_newest_first_with_their_own_ballots(home: Home, cast: Cast, asked: str) -> None:
    vote(home, cast.risk, asked)
    for number, status, system in (("AR-9999", "approved", "scorer"), ("AR-10000", "open", "scorer"), ("AR-10001", "open", "other")):
        home.act(FOUNDER, copied, number=number, status=status, system=system)

    def numbers(**said: str) -> list[str]:
        return [r.number for r in home.ask(cast.viewer, queries.requests, **said)]

    assert numbers() == ["AR-10001", "AR-10000", "AR-9999", "AR-0001"]
    assert numbers(status="open") == ["AR-10001", "AR-10000", "AR-0001"]
    assert numbers(status="open", system="scorer") == ["AR-10000", "AR-0001"]
    assert numbers(system="nobody") == []
    cards = {r.number: r for r in home.ask(cast.viewer, queries.requests, system="scorer")}
    assert [b.voter_name for b in cards["AR-0001"].ballots] == ["Rosa Risk"]
    assert [b.voter_name for b in cards["AR-9999"].ballots] == ["v"]


def test_lists_leave_the_frozen_evidence_and_decided_requests_in_the_database(home: Home, cast: Cast, asked: str) -> None:
    for query, said in ((today, {}), (portfolio, {}), (system_sheet, {"key": "scorer"}), (queries.requests, {"status": "open"})):
        statements = said_to_the_database(home, lambda query=query, said=said: home.ask(cast.risk, query, **said))
        assert statements
        for statement in statements:
            assert "evidence" not in statement and "shown" not in statement
            assert "approval_request.status = " in statement or "approval_request.system = " in statement


def test_a_request_seen_from_a_past_day_has_the_ballots_of_that_day(home: Home, cast: Cast, asked: str) -> None:
    size = home.record.size
    vote(home, cast.risk, asked)
    assert [len(r.ballots) for r in home.ask(cast.viewer, queries.requests, as_of=size)] == [0]
    assert [len(r.ballots) for r in home.ask(cast.viewer, queries.requests)] == [1]


def test_the_next_number_follows_all_requests_ever_asked(home: Home, cast: Cast, asked: str) -> None:
    home.act(cast.engineer, commands.withdraw_request, number=asked, reason="Again later.")
    home.record.clock = lambda now=home.record.clock(): now + timedelta(days=1)
    assert home.act(cast.engineer, commands.open_request, system="scorer", model="scorer", version="1.0", reason="Later.") == "AR-0002"
