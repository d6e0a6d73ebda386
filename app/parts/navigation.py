"""Which pages there are, and what each needs. Hiding one is courtesy; the queries decide."""

from assent.kernel.actor import Actor

# group: (file, title, permission or None)
PAGES: dict[str, list[tuple[str, str, str | None]]] = {
    "Review": [("today", "Today", None), ("approvals", "Approvals", "approvals.read")],
    "Systems": [("inventory", "Inventory", "inventory.read"), ("system", "System", "inventory.read")],
    "Watch": [("monitoring", "Monitoring", "monitoring.read")],
    "Evidence": [("ledger", "Ledger", "ledger.read")],
    "Settings": [("people", "People", "people.manage"), ("account", "Your account", None)],
}


def shown_to(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """The pages somebody sees: group, then file and title."""
    seen = {group: [(f, t) for f, t, needs in pages if needs is None or actor.scope(needs) != frozenset()] for group, pages in PAGES.items()}
    return {group: pages for group, pages in seen.items() if pages}
