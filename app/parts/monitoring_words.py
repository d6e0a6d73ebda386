"""What monitoring says in words: windows, verdicts, and the finding each picture is titled with. Pure."""

from collections.abc import Sequence
from datetime import datetime

from assent.kernel.words import listed, plural
from assent.monitoring.cards import BreachCard, ColumnStory, MonitorSummary, Point
from assent.monitoring.heat import Heat, HeatColumn

VERDICTS: dict[str | None, tuple[str, str]] = {
    "drift": ("red", "Drift"), "watch": ("orange", "Watch"), "stable": ("green", "Stable"), "insufficient": ("gray", "Too little data"),
    None: ("gray", "Not measured"),
}  # fmt: skip
ROLES = {"feature": "input", "group": "group", "label": "label", "prediction": "prediction", "probability": "probability"}
RANK: list[str | None] = ["drift", "watch", "insufficient", None, "stable"]
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def state_of(summary: MonitorSummary) -> tuple[str, str]:
    """Colour and words for a system: an open breach outweighs the verdict over all rows."""
    if summary.open_breaches:
        return "red", f"{plural(summary.open_breaches, 'breach', 'breaches')} open"
    return VERDICTS[summary.verdict]


def worst_first(summary: MonitorSummary) -> tuple[bool, int, float]:
    """Sorts systems: open breaches, then the gravest verdict, then the largest PSI."""
    return not summary.open_breaches, RANK.index(summary.verdict), -(summary.worst_psi or 0)


def figure(value: float) -> str:
    """A PSI as it is written: two decimals, more where two would say nothing."""
    return f"{value:.2f}" if value >= 0.01 or value == 0 else f"{value:.3f}" if value >= 0.001 else f"{value:.4f}"


def number(count: int) -> str:
    """Two to twelve in words, as in a sentence."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def capital(sentence: str) -> str:
    """A sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def day_of(window: str) -> datetime | None:
    """When a window begins; None for numbered ones."""
    try:
        return datetime.fromisoformat(window if len(window) != 13 else window + ":00")
    except ValueError:
        return None


def window_words(window: str, by: str | None) -> str:
    """A window as a sentence has it: week of 1 April 2013, April 2013, rows 501 to 1000, all rows; without windows, when it was measured."""
    begins = day_of(window)
    if not window:
        return "all rows"
    if by is not None and by.startswith("rows:") and window.isdigit():
        size = int(by[5:])
        return f"rows {(int(window) - 1) * size + 1} to {int(window) * size}"
    if begins is None:
        return f"window {window}"
    date = f"{begins.day} {begins:%B %Y}"
    hour = f"{date}, {begins:%H}:00 UTC"
    return {"week": f"week of {date}", "month": f"{begins:%B %Y}", "hour": hour, None: f"measuring of {date}, after {begins:%H}:00 UTC"}.get(by, date)


def current_name(point: Point, by: str | None) -> str:
    """The chosen window as a label has it, with its first letter large."""
    return capital(window_words(point.window, by))


def window_short(window: str, by: str | None) -> str:
    """A window as a chart has it: 1 Apr, Apr 2013, 05:00, 12."""
    begins = day_of(window)
    if not window or begins is None:
        return window_words(window, by)
    if by in ("hour", None):
        return f"{begins.day} {begins:%b, %H}:00"
    return f"{begins:%b %Y}" if by == "month" else f"{begins.day} {begins:%b}"


def many(count: int, by: str | None) -> str:
    """39 weeks, 1 month, 12 windows."""
    return plural(count, by if by in ("hour", "day", "week", "month") else "window")


def ticks(windows: Sequence[str], by: str | None, most: int = 6) -> tuple[list[int], list[str]]:
    """Where an axis of windows is labelled and with what: at each new month (day, year), never closer than fits."""
    apart = max(1, len(windows) // most)
    begins = [day_of(w) for w in windows]
    if any(b is None for b in begins):
        places = list(range(0, len(windows), apart))
        return places, [windows[i] for i in places]
    label, coarse = {"hour": ("%-d %b", "%d"), None: ("%-d %b", "%d"), "month": ("%b", "%m")}.get(by, ("%b", "%m"))
    if by == "day" and len(windows) <= 62:
        label, coarse = "%-d %b", "%d"
    places, said = [], []
    for i, b in enumerate(begins):
        assert b is not None
        before = begins[i - 1] if i else None
        if before is None or before.strftime(coarse) != b.strftime(coarse):
            if places and i - places[-1] < apart:
                if len(places) > 1 or i - places[-1] > 1:
                    continue
                places.pop(), said.pop()
            new_year = not places or any(c is not None and c.year != b.year for c in begins[places[-1] : i])
            places.append(i)
            said.append(b.strftime(label) + (f"<br>{b.year}" if new_year else ""))
    return places, said


def finding(heat: Heat) -> str:
    """The heat table in a sentence: which columns are over their limit most of the time, whether they still are."""
    over = [c for c in heat.columns if c.over]
    total = max((c.judged for c in heat.columns), default=0)
    if total == 0:
        return "Too little data: no window holds 50 rows"
    if not over:
        watched = sum(v == "watch" for v in latest(heat).values())
        more = f"; {number(watched)} to watch in the latest" if watched else ""
        return f"No column went over its limit in {many(total, heat.window_by)}{more}" if total > 1 else f"No column is over its limit{more}"
    mostly = [c for c in over if 2 * c.over > c.judged]
    still = [c for c in over if latest(heat).get(c.column) == "drift"]
    if not still:
        return f"{_named(over)} went over the limit and {'is' if len(over) == 1 else 'are'} back within it"
    if total == 1:
        return f"{_named(over)} {'is' if len(over) == 1 else 'are'} over the limit"
    if not mostly:
        return f"{_named(over)} went over the limit now and then, {number(len(still))} in the latest {heat.window_by or 'window'}"
    rest = len(over) - len(mostly)
    more = f", {number(rest)} more now and then" if rest else ""
    are = "is" if len(mostly) == 1 else "are"
    return f"{_named(mostly)} {are} over the limit in most {heat.window_by or 'window'}s{more}"


def latest(heat: Heat) -> dict[str, str | None]:
    """Each column's verdict in the latest window that counts."""
    counted = [i for i, w in enumerate(heat.windows) if w != heat.unjudged]
    return {c.column: row[counted[-1]] for c, row in zip(heat.columns, heat.verdicts, strict=True)} if counted else {}


def _named(columns: Sequence[HeatColumn]) -> str:
    """Up to four by name, as the data writes it; more by number, and by what they are where all are the same."""
    if len(columns) <= 4:
        return listed([c.column for c in columns])
    kinds = {c.role for c in columns}
    return f"{capital(number(len(columns)))} {'inputs' if kinds == {'feature'} else 'columns'}"


def column_finding(story: ColumnStory, by: str | None) -> str:
    """One column's story in a sentence: how often over the limit, and when it was worst."""
    counted = [p for p in story.points if p.judged and p.verdict != "insufficient"]
    if not counted:
        return f"{story.column}: too little data in every window, PSI {figure(story.whole.psi)} over all rows"
    worst = max(counted, key=lambda p: p.psi)
    when = window_words(worst.window, by)
    if len(counted) == 1:
        return f"{story.column}: PSI {figure(worst.psi)}, {judged_words(worst)}"
    if story.over:
        return f"{story.column}: over the limit in {story.over} of {many(story.judged, by)}, most in the {when}"
    return f"{story.column}: within its limit in all {many(story.judged, by)}; the highest PSI is {figure(worst.psi)}, in the {when}"


def breach_words(breach: BreachCard, by: str | None) -> str:
    """A breach in two sentences: how bad and how often, and where it stands now."""
    first, latest_ = window_words(breach.first_window, by), window_words(breach.latest_window, by)
    told = f"PSI {figure(breach.worst_value)} in the {window_words(breach.worst_window, by)}, limit {figure(breach.limit)}. "
    if breach.windows_judged > 1:
        told += f"Over it in {breach.windows_over} of {many(breach.windows_judged, by)}, first in the {first}. "
    stands = "back within the limit" if breach.back_within else "still over"
    return told + f"Latest, {latest_}: {figure(breach.latest_value)}, {stands}."


def probability(p: float | None) -> str:
    """A p-value as it is written; nobody needs the 287th decimal."""
    if p is None:
        return ""
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.4f}"


def share(part: int, whole: int) -> str:
    """A part of rows as a percentage, one decimal; a little is never said as nothing."""
    if whole == 0:
        return "no rows"
    if part == 0:
        return "none"
    if 0 < part / whole < 0.0005:
        return "under 0.1 %"
    return f"{100 * part / whole:.1f} %"


def judged_words(point: Point) -> str:
    """Why a window is judged as it is."""
    if not point.judged:
        return "not judged: this window has only begun"
    if point.verdict == "insufficient":
        return "not judged: under 50 rows on one side"
    if point.verdict == "stable":
        return "no more than chance gives" if point.psi <= point.psi_noise else "within its limits"
    return "over the limit to act" if point.verdict == "drift" else "to watch, below the limit to act"
