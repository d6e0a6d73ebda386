"""The evidence pack of a request: what is frozen when it is asked, and looked at again when it is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assent.access.queries import SYSTEM_ACTOR
from assent.approvals.digests import Item, pack_digest, request_digest
from assent.approvals.model import ApprovalRequest
from assent.inventory import queries as inventory
from assent.kernel.canonical import Digest, digest, plain
from assent.ledger.view import View
from assent.monitoring import queries as monitoring
from assent.registry import queries as registry
from assent.risk import queries as risk


@dataclass(frozen=True)
class Figure:
    """One metric of the version asked for beside the one in production."""

    name: str
    value: float | None
    n: int | None
    interval: tuple[float, float] | None
    current: float | None


@dataclass(frozen=True)
class Pack:
    """What the voters are shown, and the two digests over it."""

    digest: Digest
    pack_digest: Digest
    items: tuple[Item, ...]
    shown: Mapping[str, Any]


def pack(view: View, *, system: str, version_id: str, target: str, question: str) -> Pack:
    """Everything on record about this version now: tier, artefacts, figures, drift, breaches, and what is missing.

    It is gathered by the program itself: whoever looks, the same record gives the same digests.
    """
    view = replace(view, reader=SYSTEM_ACTOR)
    version = registry.version_by_id(view, version_id=version_id)
    card = inventory.system(view, key=system)
    assessed = risk.assessment(view, system=system)
    run = monitoring.latest_run(view, system=system)
    breaches = monitoring.breaches(view, system=system, status="open")
    live = registry.running(view, system=system)
    champion = registry.version_by_id(view, version_id=live.version_id) if live else None
    asked = request_digest(
        kind="promotion", subject=version.model, version=version.version, artefacts=[a["sha256"] for a in version.artefacts], to=target,
        tier=assessed.tier if assessed else None, risk_classes=assessed.risk_classes if assessed else (), question=question,
    )  # fmt: skip
    items = [
        Item(f"manifest:{version.id}", "manifest", version.manifest_digest, f"Manifest of {version.model} {version.version}"),
        *([Item(f"assessment:{assessed.id}", "assessment", digest(assessed.answers), "Tier and risk class")] if assessed else []),
        *([Item(f"run:{run.id}", "measurement", run.measurements_digest, "Drift of the system in production")] if run else []),
        *[Item(f"breach:{b.id}", "breach", digest([b.column, b.limit, b.worst_value]), f"Open breach of {b.column}") for b in breaches],
    ]
    shown = {
        "artefacts": [{"name": a["name"], "sha256": a["sha256"]} for a in version.artefacts],
        "tier": assessed.tier if assessed else None,
        "risk_classes": list(assessed.risk_classes) if assessed else [],
        "champion": {"version_id": champion.id, "version": champion.version} if champion else None,
        "figures": figures(version.metrics, champion.metrics if champion else {}),
        "drift": {"run": run.id, "verdict": run.verdict, "rows": run.current_rows, "reference_rows": run.reference_rows} if run else None,
        "breaches": [{"column": b.column, "worst": b.worst_value, "limit": b.limit} for b in breaches],
        "missing": missing(version, assessed=assessed is not None, measured=run is not None, documented=bool(card.documents)),
    }
    return Pack(asked, pack_digest(asked, items), tuple(items), plain(shown))


def pack_now(view: View, row: ApprovalRequest) -> Pack:
    """The pack a request would freeze if it were asked now."""
    return pack(view, system=row.system, version_id=row.version_id, target=row.target, question=row.question)


def figures(metrics: Mapping[str, Any], current: Mapping[str, Any]) -> list[Figure]:
    """The version's metrics beside the current version's, by name."""

    def read(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = source.get(name, {})
        return found if isinstance(found, Mapping) else {"value": found}

    rows = []
    for name in [*metrics, *(m for m in current if m not in metrics)]:
        new, old = read(metrics, name), read(current, name)
        interval = new.get("interval")
        rows.append(Figure(name, new.get("value"), new.get("n"), (interval[0], interval[1]) if interval else None, old.get("value")))
    return rows


def missing(version: registry.VersionCard, *, assessed: bool, measured: bool, documented: bool) -> list[str]:
    """What a careful reader would ask for, as sentences. An empty list means nothing is missing."""
    unsized = [name for name, m in version.metrics.items() if not (isinstance(m, Mapping) and m.get("n") and m.get("interval"))]
    checks: Sequence[tuple[bool, str]] = (
        (assessed, "Tier and risk class. Nobody has answered the questionnaire for this system."),
        (bool(version.metrics), "Figures. The manifest names no metric."),
        (not unsized, f"Sample size or interval of {', '.join(sorted(unsized))}."),
        (bool(version.artefacts), "Artefact digests. Without them nothing says which file was approved."),
        (bool(version.training_data), "The training data and its digest."),
        (bool((version.code or {}).get("commit")), "The commit the version was built from."),
        (measured, "A drift measurement of the system. Choose its observations on the Monitoring page and measure."),
        (documented, "A document of the system, such as the instructions for use."),
    )
    return [sentence for there, sentence in checks if not there]
