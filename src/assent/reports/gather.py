"""Everything the record knows of one system, gathered for its report. A query: it works as of any ledger size, for one reader."""

from assent.inventory import queries as inventory
from assent.ledger.view import View
from assent.procedures import overview
from assent.procedures.standing import version_lines
from assent.procedures.story import system_events
from assent.registry import queries as registry
from assent.reports import told_drift, told_inventory, told_versions
from assent.reports.content import Document, Entry, SystemReport
from assent.reports.outcome import Facts, outcome

MOST_ENTRIES = 300
NEEDED = ("reports.build", "approvals.read", "monitoring.read")  # whoever may not read all of it gets no report, rather than half of one


def system_report(view: View, *, key: str) -> SystemReport:
    """The content of a system's report. Raises NotFound for an unknown system, Forbidden without `reports.build` and what it tells."""
    for permission in NEEDED:
        view.require(permission, system=inventory.system(view, key=key).key)
    sheet = overview.system_sheet(view, key=key)
    card = sheet.card
    lines = version_lines(registry.versions(view, system=key, models=card.models), sheet.deployments, sheet.requests)
    facts = Facts(
        name=card.name,
        status=card.status,
        today=view.now,
        next_review=sheet.review.due,
        risk=told_inventory.risk(sheet.assessment) if sheet.assessment else None,
        versions=told_versions.versions(lines),
        placements=told_versions.placements(sheet.deployments, sheet.requests),
        requests=tuple(told_versions.request(r) for r in sheet.requests),
        drift=told_drift.drift(view, key=key),
        breaches=told_drift.breaches(sheet.breaches),
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
        missing=sheet.missing,
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
