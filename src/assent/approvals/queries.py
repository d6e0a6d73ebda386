"""Requests as lists and as the one sheet a voter reads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assent.access import queries as access
from assent.approvals import evidence, rule
from assent.approvals.digests import Item
from assent.approvals.model import ApprovalRequest, Ballot
from assent.inventory import queries as inventory
from assent.ledger.view import View


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
    """Requests this reader may see, newest first."""
    scope = view.scope("approvals.read")
    where: list[Any] = [ApprovalRequest.system == system] if system else []
    rows = [r for r in view.rows(ApprovalRequest, *where) if (scope is None or r.system in scope) and status in (None, r.status)]
    if not rows:
        return []
    names, titles = access.names(view), {s.key: s.name for s in inventory.systems(view)}
    ballots = defaultdict(list)
    for ballot in view.rows(Ballot):
        ballots[ballot.request_id].append(ballot)
    return [_card(r, ballots[r.id], names, titles) for r in sorted(rows, key=lambda r: r.number, reverse=True)]


def sheet(view: View, *, number: str) -> Sheet:
    """One request, whole. Raises NotFound, Forbidden."""
    row = request_row(view, number=number)
    view.require("approvals.read", system=row.system)
    titles = {row.system: inventory.system(view, key=row.system).name}
    card = _card(row, view.rows(Ballot, Ballot.request_id == row.id), access.names(view), titles)
    is_open = row.status == "open"
    stale = tuple(changed_since(view, row=row)) if is_open else ()
    mine = tuple(seats(view, row=row)) if is_open else ()
    return Sheet(
        card, tuple(Item(**i) for i in row.evidence), row.shown, stale, tuple(newer_since(view, row=row)) if is_open else (), mine,
        _why_not(view, row, card, mine, stale), is_open and view.reader.may("approvals.request_production", system=row.system),
        is_open and row.requested_by == view.reader.id,
    )  # fmt: skip


def request_row(view: View, *, number: str) -> ApprovalRequest:
    """The request's row. Raises NotFound."""
    return view.one(ApprovalRequest, ApprovalRequest.number == number, what=f"request {number[:40]}")


def ballots(view: View, *, request_id: str, digest: str, pack: str) -> list[Ballot]:
    """The ballots that count: those on this very question and pack."""
    found = view.rows(Ballot, Ballot.request_id == request_id, Ballot.digest == digest, Ballot.pack_digest == pack)
    return sorted(found, key=lambda b: (b.seq, b.id))


def seats(view: View, *, row: ApprovalRequest) -> list[str]:
    """The seats this reader could take on this request; none on her own, none by token."""
    if view.reader.means != "session" or row.requested_by == view.reader.id:
        return []
    return [seat for seat, permission in rule.VOTE_PERMISSION.items() if view.reader.may(permission, system=row.system)]


def changed_since(view: View, *, row: ApprovalRequest) -> list[str]:
    """Why a request is stale: artefact, tier, class or the verdict on drift is not what was frozen. Sentences; empty when it is not."""
    now = evidence.pack(view, system=row.system, version_id=row.version_id, target=row.target, question=row.question)
    sentences = []
    for name, word in (("tier", "The tier"), ("risk_classes", "The risk class")):
        if now.shown[name] != row.shown[name]:
            sentences.append(f"{word} changed from {_said(row.shown[name])} to {_said(now.shown[name])}.")
    before, after = row.shown.get("drift"), now.shown.get("drift")
    if before and after and before["verdict"] != after["verdict"]:
        sentences.append(f"The verdict on drift changed from {before['verdict']} to {after['verdict']}.")
    if now.digest != row.digest and not sentences:
        sentences.append("What is asked is no longer what was frozen.")
    return sentences


def newer_since(view: View, *, row: ApprovalRequest) -> list[str]:
    """Evidence that is newer than the frozen pack; announced, and by itself no reason to ask again."""
    now = evidence.pack(view, system=row.system, version_id=row.version_id, target=row.target, question=row.question)
    frozen = {i["id"] for i in row.evidence}
    return [f"{i.title} is newer than what was frozen." for i in now.items if i.id not in frozen]


def _card(row: ApprovalRequest, cast: Sequence[Ballot], names: Mapping[str, str], titles: Mapping[str, str]) -> RequestCard:
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


def _why_not(view: View, row: ApprovalRequest, card: RequestCard, mine: Sequence[str], stale: Sequence[str]) -> str:
    """Why this reader cannot vote now, in a sentence; empty when she can."""
    if row.status != "open":
        return f"This was {row.status}."
    if row.requested_by == view.reader.id:
        return "You asked for this, so others decide: a risk officer and a compliance officer."
    if not mine:
        return "A risk officer and a compliance officer decide this. You may read it."
    if any(b.voter_id == view.reader.id and b.counts for b in card.ballots):
        return "You have decided. " + card.words
    if stale:
        return f"{stale[0]} The requester must refresh the request before anybody decides."
    return ""


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(v.replace("_", " ") for v in value) or "none"
    return "none" if value is None else str(value)


