"""The clock. All times are UTC and aware; whoever needs another time in tests or a demonstration hands in another clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def end_of_day(day: date) -> datetime:
    """The last instant of a day in UTC: `as of 30 September` means as known when that day ended."""
    return datetime.combine(day, time.max, tzinfo=UTC)


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, the one form that goes into digests."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
