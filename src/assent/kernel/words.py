"""Dates, ages and counts in words, the same on screen, in the API's sentences and on paper."""

from datetime import UTC, date, datetime

THIN = "\u2009"
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def day(value: date) -> str:
    """21 November 2026."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).date()
    return f"{value.day} {value:%B} {value.year}"


def weekday(value: date) -> str:
    """Saturday 21 November 2026."""
    return f"{value:%A} {day(value)}"


def moment(value: datetime) -> str:
    """21 November 2026, 14:05 UTC."""
    value = value.astimezone(UTC)
    return f"{day(value)}, {value:%H:%M} UTC"


def thousands(value: int) -> str:
    """2 454, with a thin space; four digits and more are grouped."""
    return f"{value:,}".replace(",", THIN)


def number(count: int) -> str:
    """Small numbers as words, as running text has them: one to twelve; then figures."""
    return SMALL[count] if 0 <= count < len(SMALL) else thousands(count)


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 day, 2 days, 2 454 days."""
    return f"{thousands(count)} {one if count == 1 else many or one + 's'}"


def left(due: date, today: date) -> str:
    """How far off a day is: 3 days left, Due today, 7 days late."""
    days = (due - today).days
    if days == 0:
        return "Due today"
    return f"{plural(days, 'day')} left" if days > 0 else f"{plural(-days, 'day')} late"


def left_until(due: datetime, now: datetime) -> str:
    """As `left`, and in hours within the last day: 5 hours left, 1 hour late."""
    seconds = (due - now).total_seconds()
    if abs(seconds) >= 86_400:
        return left(due.astimezone(UTC).date(), now.astimezone(UTC).date())
    hours = int(abs(seconds) // 3600)
    if hours == 0:
        return "Less than an hour left" if seconds > 0 else "Due now"
    return f"{plural(hours, 'hour')} {'left' if seconds > 0 else 'late'}"


def ago(since: datetime, now: datetime) -> str:
    """How long ago: just now, 5 minutes ago, 2 hours ago, 3 days ago."""
    seconds = max(0, int((now - since).total_seconds()))
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{plural(seconds // size, word)} ago"
    return "just now"


def open_for(since: date, today: date) -> str:
    """Open 38 days, Open since today."""
    days = (today - since).days
    return "Open since today" if days <= 0 else f"Open {plural(days, 'day')}"


def listed(items: list[str] | tuple[str, ...]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else list(items))
