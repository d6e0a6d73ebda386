"""How figures, times and digests are written on paper. Pure functions, used as the templates' filters."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from assent.kernel import words as words_of

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NOT_RECORDED = "Not recorded"
FIXED, NARROW = "\u00a0", "\u202f"


def day(value: date | datetime | None) -> str:
    """`21 November 2026`, never broken over two lines; a moment's day is its day in UTC."""
    return NOT_RECORDED if value is None else words_of.day(value).replace(" ", FIXED)


def moment(value: datetime | None) -> str:
    """`21 November 2026, 14:05 UTC`."""
    return NOT_RECORDED if value is None else f"{day(value)}, {value.astimezone(UTC):%H:%M}{FIXED}UTC"


def stamp(value: datetime | None) -> str:
    """`21 Nov 2026 14:05`, for tables whose head says UTC."""
    if value is None:
        return NOT_RECORDED
    value = value.astimezone(UTC)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year} {value:%H:%M}"


def whole(value: int | None) -> str:
    """`68 785`, with a narrow space that is never broken."""
    return "not stated" if value is None else words_of.thousands(value).replace(words_of.THIN, NARROW)


def figure(value: float | None, digits: int = 3) -> str:
    """A statistic to a fixed number of decimals, `–` where it does not apply; tiny ones are not printed as zero."""
    if value is None:
        return "–"
    least = 10.0**-digits
    return f"< {least:.{digits}f}" if 0 < value < least / 2 else f"{value:.{digits}f}"


def share(value: float | None) -> str:
    """A proportion as a percentage with one decimal."""
    return "–" if value is None else f"{100 * value:.1f}{FIXED}%"


def short(digest: str) -> str:
    """The first and last eight bytes of a digest."""
    return digest if len(digest) <= 36 else f"{digest[:16]} … {digest[-16:]}"


def halves(digest: str) -> tuple[str, str]:
    """A digest in two lines."""
    return digest[: len(digest) // 2], digest[len(digest) // 2 :]


def count(number: int, one: str, many: str | None = None) -> str:
    """`one column`, `7 columns`… in words up to twelve, digits beyond."""
    return f"{in_words(number)} {one if number == 1 else many or one + 's'}"


def in_words(number: int) -> str:
    """`two`; digits beyond twelve."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else whole(number)


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str], *, nothing: str = NOT_RECORDED) -> str:
    """`a, b and c`."""
    return words_of.listed(list(items)) if items else nothing


def words(code: str) -> str:
    """A code of ours as words: `ethnic_origin` becomes `ethnic origin`."""
    return code.replace("_", " ")


def cut(text: str, most: int) -> str:
    """The text, ended by an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
