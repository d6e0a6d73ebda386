"""What an approval binds to. A gate compares `digest`; a ballot carries both.

Approvals, waivers, the clock and ages are in neither, so that neither goes stale by waiting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assent.kernel.canonical import Digest, digest


@dataclass(frozen=True)
class Item:
    """One piece of evidence: what it is, and the digest of its content."""

    id: str
    kind: str
    digest: Digest
    title: str = ""


def request_digest(
    *, kind: str, subject: str, version: str, artefacts: Sequence[Digest], to: str, tier: int | None, risk_classes: Sequence[str], question: str,
    policies: Sequence[Digest] = (),
) -> Digest:  # fmt: skip
    """SHA-256 of the canonical JSON of what is asked, of what, to go where, at which tier and class, under which policies."""
    bound: Mapping[str, Any] = {
        "v": 1, "kind": kind, "subject": subject, "version": version, "artefacts": sorted(artefacts), "to": to, "tier": tier,
        "risk_classes": sorted(risk_classes), "policies": sorted(policies), "question": question,
    }  # fmt: skip
    return digest(bound)


def pack_digest(request: Digest, evidence: Sequence[Item]) -> Digest:
    """SHA-256 of the canonical JSON of the request's digest and every item of evidence, sorted by id."""
    items = [{"id": i.id, "kind": i.kind, "digest": i.digest} for i in sorted(evidence, key=lambda i: i.id)]
    return digest({"digest": request, "evidence": items})
