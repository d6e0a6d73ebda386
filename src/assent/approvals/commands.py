"""What changes requests: asking, deciding, asking again with fresh evidence, taking back."""

from dataclasses import asdict
from datetime import timedelta

import sqlalchemy as sa

from assent.access import queries as access
from assent.approvals import evidence, freshness, queries, rule
from assent.approvals.going_live import guard_may_go_live
from assent.approvals.model import ApprovalRequest, Ballot
from assent.approvals.reason import reason_text
from assent.inventory import queries as inventory
from assent.kernel.canonical import Digest, plain
from assent.kernel.errors import Closed, Conflict, Forbidden, Invalid, Stale
from assent.kernel.ids import new_id
from assent.ledger.unit import Unit
from assent.registry import queries as registry

OPEN_FOR = timedelta(days=14)


def open_request(unit: Unit, *, system: str, model: str, version: str, reason: str, target: str = "production") -> str:
    """Ask for a version to go to production; returns the request's number.

    Raises Forbidden without approvals.request_production for that system or by token, NotFound for an unknown system or version,
    Invalid for an empty reason, Closed for a retired or suspended system, Conflict when the same is asked already or the version is in
    production.
    """
    unit.require("approvals.request_production", system=system, means="session")
    reason = reason_text(reason)
    card = inventory.system(unit.view, key=system)
    found = registry.version(unit.view, model=model, version=version)
    if found.system not in (None, system) or (found.system is None and model not in card.models):
        raise Invalid(f"{model} {version} does not belong to {card.name}. Link the model to the system first.", {"version": "Not of this system."})
    guard_may_go_live(card)
    live = registry.running(unit.view, system=system)
    if live is not None and live.version_id == found.id:
        raise Conflict(f"{model} {version} is in production already.")
    for other in unit.view.rows(ApprovalRequest, ApprovalRequest.version_id == found.id, ApprovalRequest.status == "open"):
        raise Conflict(f"The request {other.number} asks the same and is still open.")
    question = f"May {card.name} {version} go to {target}?"
    pack = evidence.pack(unit.view, system=system, version_id=found.id, target=target, question=question)
    row = unit.add(
        ApprovalRequest(
            id=new_id(), number=f"AR-{_asked(unit) + 1:04d}", system=system, version_id=found.id, model=model,
            version=version, target=target, question=question, reason=reason, requested_by=unit.actor.id, opened_at=unit.now,
            due_at=unit.now + OPEN_FOR, digest=pack.digest, pack_digest=pack.pack_digest,
            evidence=[asdict(i) for i in pack.items], shown=dict(pack.shown),
        )
    )  # fmt: skip
    unit.record("approval.opened", subject=row.id, system=system, number=row.number, model=model, version=version, target=target, reason=reason,
                digest=row.digest, pack_digest=row.pack_digest)  # fmt: skip
    return row.number


def cast_ballot(
    unit: Unit, *, number: str, choice: rule.Choice, reason: str, seen_digest: Digest, seen_pack_digest: Digest, seat: str | None = None
) -> rule.Outcome:
    """Record the actor's ballot on an open request; returns where the request then stands.

    The vote that fills the last seat records `approval.approved`; putting the version into production is for the procedure that
    calls this. Raises Forbidden without a seat, by token or as operator, or on one's own request; Stale when what the voter saw
    is not what is asked now; Closed after the outcome and for a retired or suspended system; Conflict on a second ballot; Invalid
    without a reason.
    """
    row = queries.request_row(unit.view, number=number)
    seat = _seat(unit, row, seat)
    if choice not in ("approve", "reject"):
        raise Invalid("Choose approve or reject.", {"choice": "Choose one."})
    reason = reason_text(reason)
    if row.status != "open":
        raise Closed(f"{number} was {row.status} already. Your vote was not needed and is not recorded.")
    guard_may_go_live(queries.system_of(unit.view, row))
    _guard_seen(unit, row, seen_digest, seen_pack_digest)
    before = queries.ballots(unit.view, request_id=row.id, digest=row.digest, pack=row.pack_digest)
    if any(b.voter_id == unit.actor.id for b in before):
        raise Conflict(f"You have decided on {number} already.")
    held = access.held_role(unit.view, person_id=unit.actor.id, role=seat)
    if held is None:
        raise Forbidden(f"You hold no role as {seat.replace('_', ' ')}.")
    ballot = unit.add(
        Ballot(
            id=new_id(), request_id=row.id, voter_id=unit.actor.id, capacity=seat, choice=choice, reason=reason, digest=row.digest,
            pack_digest=row.pack_digest, role_granted_by=held.granted_by, role_granted_at=held.granted_at, cast_at=unit.now,
        )
    )  # fmt: skip
    unit.record("approval.ballot_cast", subject=row.id, system=row.system, ballot=ballot.id, number=number, seat=seat, choice=choice, reason=reason,
                digest=row.digest, pack_digest=row.pack_digest, role_granted_by=held.granted_by, role_granted_at=held.granted_at)  # fmt: skip
    voices = [rule.Voice(b.voter_id, b.capacity, b.choice) for b in [*before, ballot]]  # type: ignore[arg-type]
    stands = rule.outcome(voices, requester=row.requested_by)
    if stands.status != "open":
        unit.change(row, status=stands.status, outcome_at=unit.now)
        unit.record(f"approval.{stands.status}", subject=row.id, system=row.system, number=number, model=row.model, version=row.version,
                    digest=row.digest, words=stands.words)  # fmt: skip
    return stands


def refresh_request(unit: Unit, *, number: str) -> None:
    """Freeze the evidence anew. Ballots on the older pack stay on record and no longer count.

    Raises Forbidden without approvals.request_production for the system, NotFound, Closed after the outcome and for a retired or suspended
    system, Conflict when the evidence is what it was.
    """
    row = queries.request_row(unit.view, number=number)
    unit.require("approvals.request_production", system=row.system, means="session")
    if row.status != "open":
        raise Closed(f"{number} was {row.status} already.")
    guard_may_go_live(queries.system_of(unit.view, row))
    pack = evidence.pack_now(unit.view, row)
    if pack.pack_digest == row.pack_digest:
        raise Conflict(f"Nothing has changed since {number} was asked.")
    unit.change(row, digest=pack.digest, pack_digest=pack.pack_digest, evidence=[plain(asdict(i)) for i in pack.items], shown=dict(pack.shown))
    unit.record("approval.refreshed", subject=row.id, system=row.system, number=number, digest=pack.digest, pack_digest=pack.pack_digest)


def withdraw_request(unit: Unit, *, number: str, reason: str) -> None:
    """Take one's own request back."""
    row = queries.request_row(unit.view, number=number)
    unit.require("approvals.read", system=row.system, means="session")
    if row.requested_by != unit.actor.id:
        raise Forbidden("Only whoever asked can take the request back.")
    if row.status != "open":
        raise Closed(f"{number} was {row.status} already.")
    reason = reason_text(reason)
    unit.change(row, status="withdrawn", outcome_at=unit.now)
    unit.record("approval.withdrawn", subject=row.id, system=row.system, number=number, reason=reason)


def _asked(unit: Unit) -> int:
    """How many requests there ever were."""
    columns = sa.inspect(ApprovalRequest).columns
    return int(unit.session.execute(sa.select(sa.func.count(sa.distinct(columns.id)))).scalar_one())


def _seat(unit: Unit, row: ApprovalRequest, wanted: str | None) -> str:
    """The seat a voter takes: the one she names, else the first of hers that is still empty."""
    unit.require("approvals.read", system=row.system, means="session")
    if row.requested_by == unit.actor.id:
        raise Forbidden("Nobody decides on her own request. A risk officer and a compliance officer who did not ask must.")
    hers = queries.seats(unit.view, row=row)
    if not hers or (wanted is not None and wanted not in hers):
        raise Forbidden("This is for a risk officer or a compliance officer to decide. Ask an administrator who holds these roles.")
    if wanted is not None:
        return wanted
    taken = {b.capacity for b in queries.ballots(unit.view, request_id=row.id, digest=row.digest, pack=row.pack_digest)}
    return next((s for s in hers if s not in taken), hers[0])


def _guard_seen(unit: Unit, row: ApprovalRequest, seen: Digest, seen_pack: Digest) -> None:
    if (seen, seen_pack) != (row.digest, row.pack_digest):
        raise Stale(f"{row.number} has changed since you opened it. Read it again, then decide.")
    changed = freshness.changes(row, evidence.pack_now(unit.view, row))
    if changed:
        raise Stale(f"{row.number} is stale: {changed[0]} The requester must refresh it before anybody decides.")
