"""When a system is reviewed again, by the cadence of its tier (practice of banks' model risk policies; tier 4 keeps tier 3's)."""

import calendar
from datetime import date
from typing import Literal

REVIEW_MONTHS: dict[int, int] = {1: 12, 2: 24, 3: 36, 4: 36}
SOON_DAYS = 30
ReviewState = Literal["overdue", "due soon", "ok", "not planned"]


def next_review(last: date | None, tier: int | None, stated: date | None) -> date | None:
    """The day of the next review: the stated one, or the tier's months after the last, whichever comes first; None when nothing tells."""
    by_tier = months_after(last, REVIEW_MONTHS[tier]) if last is not None and tier in REVIEW_MONTHS else None
    known = [day for day in (stated, by_tier) if day is not None]
    return min(known, default=None)


def review_state(due: date | None, today: date) -> ReviewState:
    """How a review stands on a day. On the day itself it is due, not overdue; soon is within 30 days."""
    if due is None:
        return "not planned"
    days = (due - today).days
    return "overdue" if days < 0 else "due soon" if days <= SOON_DAYS else "ok"


def months_after(start: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
