"""Everything the record knows of one system, gathered for its report. A query: it works as of any ledger size, for one reader."""

from assent.approvals import queries as approvals
from assent.inventory import queries as inventory
from assent.ledger.view import View
from assent.procedures.story import system_events
from assent.registry import queries as registry
from assent.reports import told_drift, told_inventory, told_versions
from assent.reports.content import Document, Entry, SystemReport
from assent.reports.outcome import Facts, outcome
from assent.risk import queries as risk
from assent.risk.reviews import next_review

MOST_ENTRIES = 300


def system_report(view: View, *, key: str) -> SystemReport:
    """The content of a system's report. Raises NotFound for an unknown system, Forbidden without `reports.build` for it."""
    card = inventory.system(view, key=key)
    view.require("reports.build", system=key)
    assessed = risk.assessment(view, system=key)
    requests = approvals.requests(view, system=key)
    deployments = registry.deployments(view, system=key)
    facts = Facts(
        name=card.name,
        status=card.status,
        today=view.now,
        next_review=next_review(card.last_review, assessed.tier if assessed else None, card.next_review),
        risk=told_inventory.risk(assessed) if assessed else None,
        versions=told_versions.versions([v for v in registry.versions(view) if _is_of(v, card)], deployments, requests),
        placements=told_versions.placements(deployments, requests),
        requests=tuple(told_versions.request(r) for r in requests),
        drift=told_drift.drift(view, key=key),
        breaches=told_drift.breaches(view, key=key),
    )
    page = system_events(view, system=key, limit=MOST_ENTRIES)
    return SystemReport(
        key=card.key,
        name=card.name,
        purpose=card.purpose,
        status=card.status,
        owner=card.owner_name,
        next_review=facts.next_review,
        review_overdue=facts.overdue,
        outcome=outcome(facts),
        inventory=told_inventory.groups(card),
        documents=tuple(Document(d.title, d.sha256) for d in card.documents),
        risk=facts.risk,
        versions=tuple(facts.versions),
        placements=tuple(facts.placements),
        drift=facts.drift,
        requests=tuple(facts.requests),
        breaches=tuple(facts.breaches),
        entries=tuple(Entry(e.seq, e.id, e.when, e.who, e.sentence, e.leaf_hash) for e in page.lines),
        entries_total=page.total,
        ledger_size=view.size,
        stands_for=view.now,
    )


def _is_of(version: registry.VersionCard, card: inventory.SystemCard) -> bool:
    """Registered for the system, or for none and of a model the system says it uses."""
    return version.system == card.key or (version.system is None and version.model in card.models)
