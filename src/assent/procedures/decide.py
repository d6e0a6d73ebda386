"""Deciding: the last ballot in favour puts the version into production, in the same unit or not at all."""

from assent.approvals import commands, queries, rule
from assent.kernel.canonical import Digest
from assent.ledger.unit import Unit
from assent.registry.commands import put_into_production


def cast_ballot(
    unit: Unit, *, number: str, choice: rule.Choice, reason: str, seen_digest: Digest, seen_pack_digest: Digest, seat: str | None = None
) -> rule.Outcome:
    """As `approvals.commands.cast_ballot`; when that approves, the version is in production with it."""
    stands = commands.cast_ballot(
        unit, number=number, choice=choice, reason=reason, seen_digest=seen_digest, seen_pack_digest=seen_pack_digest, seat=seat
    )
    if stands.status == "approved":
        request = queries.request_row(unit.view, number=number)
        put_into_production(unit, version_id=request.version_id, system=request.system, request_id=request.id)
    return stands
