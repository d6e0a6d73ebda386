"""Whether a system may get a version into production at all, whatever the version is worth. Pure."""

from assent.inventory.queries import SystemCard
from assent.kernel.errors import Closed


def hindrance(card: SystemCard) -> str:
    """Why nothing goes live on this system now and what to do first, as a sentence; empty where nothing is in the way.

    A suspended system was taken out of use by somebody, for a reason; a vote on a version must not bring it back unsaid.
    """
    if card.status not in ("retired", "suspended"):
        return ""
    return f"{card.name} is {card.status}. Nothing goes to production there; put the system back in use first."


def guard_may_go_live(card: SystemCard) -> None:
    """Raises Closed for a retired or suspended system."""
    sentence = hindrance(card)
    if sentence:
        raise Closed(sentence)
