"""Requests as lists and as the one sheet a voter reads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assent.access import queries as access
from assent.approvals import evidence, freshness, rule
from assent.approvals.digests import Item
from assent.approvals.going_live import hindrance
from assent.approvals.model import ApprovalRequest, Ballot
from assent.inventory import queries as inventory
from assent.kernel.errors import NotFound
from assent.kernel.text import quoted
from assent.ledger.view import View

# What lists need of a request: all but the frozen evidence, which is most of it.
LISTED = ("id", "number", "system", "model", "version", "target", "question", "reason", "status", "requested_by", "opened_at", "due_at", "outcome_at",
          "digest", "pack_digest")  # fmt: skip


@dataclass(frozen=True)
class BallotCard:
    """One ballot, with names. `counts` is false for a ballot on an older pack of evidence."""

    id: str
    voter_id: str
    voter_name: str
    seat: str
    choice: str
    reason: str
    cast_at: datetime
    digest: str
    pack_digest: str
    role_granted_by: str
    role_granted_at: datetime
    counts: bool


@dataclass(frozen=True)
class RequestCard:
    """A request as lists show it."""

    id: str
    number: str
    system: str
    system_name: str
    model: str
    version: str
    target: str
    question: str
    reason: str
    status: str
    requested_by: str
    requester_name: str
    opened_at: datetime
    due_at: datetime
    outcome_at: datetime | None
    digest: str
    pack_digest: str
    words: str
    ballots: tuple[BallotCard, ...]


@dataclass(frozen=True)
class Sheet:
    """A request as one sheet: the card, the frozen evidence, what changed since, and what this reader may do."""

    card: RequestCard
    items: tuple[Item, ...]
    shown: Mapping[str, Any]
    stale: tuple[str, ...]
    newer: tuple[str, ...]
    my_seats: tuple[str, ...]
    why_not: str
    may_refresh: bool
    may_withdraw: bool


def requests(view: View, *, system: str | None = None, status: str | None = None) -> list[RequestCard]:
    """Requests this reader may see, newest first; three queries whatever their number."""
    scope = view.scope("approvals.read")
    table, cast = sa.inspect(ApprovalRequest).columns, sa.inspect(Ballot).columns
    where = [*view.conditions(ApprovalRequest)]
    where += [table.system == system] if system is not None else []
    where += [table.status == status] if status is not None else []
    where += [table.system.in_(sorted(scope))] if scope is not None else []
    query = sa.select(*(table[name] for name in LISTED)).where(*where).order_by(sa.func.length(table.number).desc(), table.number.desc())
    rows = view.session.execute(query).all()
    if not rows:
        return []
    ballots = defaultdict(list)
    theirs = sa.select(*cast).where(cast.request_id.in_(sa.select(table.id).where(*where)), *view.conditions(Ballot))
    for ballot in view.session.execute(theirs):
        ballots[ballot.request_id].append(ballot)
    names, titles = access.names(view), inventory.titles(view)
    return [_card(r, ballots[r.id], names, titles) for r in rows]


def sheet(view: View, *, number: str) -> Sheet:
    """One request, whole. Raises NotFound when there is none, or none this reader may see."""
    row = request_row(view, number=number)
    system = system_of(view, row)
    card = _card(row, view.rows(Ballot, Ballot.request_id == row.id), access.names(view), {system.key: system.name})
    is_open = row.status == "open"
    now = evidence.pack_now(view, row) if is_open else None
    stale = tuple(freshness.changes(row, now)) if now else ()
    mine = tuple(seats(view, row=row)) if is_open else ()
    blocked = hindrance(system)
    return Sheet(
        card, tuple(Item(**i) for i in row.evidence), row.shown, stale, tuple(freshness.news(row, now)) if now else (), mine,
        _why_not(view, row, card, mine, stale, blocked),
        is_open and not blocked and view.reader.may("approvals.request_production", system=row.system),
        is_open and row.requested_by == view.reader.id,
    )  # fmt: skip


def request_row(view: View, *, number: str) -> ApprovalRequest:
    """The request's row. Raises NotFound when there is none, or none this reader may see; Forbidden for whoever may see no request at all."""
    scope = view.scope("approvals.read")
    row = view.first(ApprovalRequest, ApprovalRequest.number == number)
    if row is None or (scope is not None and row.system not in scope):
        raise NotFound(f"There is no request {quoted(number)} that you may see. Look it up on the Approvals page.")
    return row


def system_of(view: View, row: ApprovalRequest) -> inventory.SystemCard:
    """The system a request is about, for whoever may see the request."""
    return inventory.card_of(view, inventory.row_of(view, row.system))


def ballots(view: View, *, request_id: str, digest: str, pack: str) -> list[Ballot]:
    """The ballots that count: those on this very question and pack."""
    found = view.rows(Ballot, Ballot.request_id == request_id, Ballot.digest == digest, Ballot.pack_digest == pack)
    return sorted(found, key=lambda b: (b.seq, b.id))


def seats(view: View, *, row: ApprovalRequest) -> list[str]:
    """The seats this reader could take on this request; none on her own, none by token."""
    if view.reader.means != "session" or row.requested_by == view.reader.id:
        return []
    return [seat for seat, permission in rule.VOTE_PERMISSION.items() if view.reader.may(permission, system=row.system)]


def _card(row: Any, cast: Sequence[Any], names: Mapping[str, str], titles: Mapping[str, str]) -> RequestCard:
    """The card of a request's row, or of the LISTED columns of one, and of its ballots."""
    cards = tuple(
        BallotCard(
            b.id, b.voter_id, names.get(b.voter_id, b.voter_id), b.capacity, b.choice, b.reason, b.cast_at, b.digest, b.pack_digest,
            names.get(b.role_granted_by, b.role_granted_by), b.role_granted_at, (b.digest, b.pack_digest) == (row.digest, row.pack_digest),
        )
        for b in sorted(cast, key=lambda b: (b.seq, b.id))
    )  # fmt: skip
    stands = rule.outcome([rule.Voice(b.voter_id, b.seat, b.choice) for b in cards if b.counts], requester=row.requested_by)  # type: ignore[arg-type]
    words = "Taken back by whoever asked." if row.status == "withdrawn" else stands.words
    return RequestCard(
        row.id, row.number, row.system, titles.get(row.system, row.system), row.model, row.version, row.target, row.question, row.reason, row.status,
        row.requested_by, names.get(row.requested_by, row.requested_by), row.opened_at, row.due_at, row.outcome_at, row.digest, row.pack_digest,
        words, cards,
    )  # fmt: skip


def _why_not(view: View, row: ApprovalRequest, card: RequestCard, mine: Sequence[str], stale: Sequence[str], blocked: str) -> str:
    """Why this reader cannot vote now, in a sentence; empty when she can."""
    if row.status != "open":
        return f"This was {row.status}."
    if blocked:
        return blocked
    if row.requested_by == view.reader.id:
        return "You asked for this, so others decide: a risk officer and a compliance officer."
    if not mine:
        return "A risk officer and a compliance officer decide this. You may read it."
    if any(b.voter_id == view.reader.id and b.counts for b in card.ballots):
        return "You have decided. " + card.words
    if stale:
        return f"{stale[0]} The requester must refresh the request before anybody decides."
    return ""
