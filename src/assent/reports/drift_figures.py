"""What the drift section draws: which columns and windows fit on a page, the findings as titles, the charts' coordinates."""

from typing import Any

from assent.reports import charts
from assent.reports.content import SystemReport
from assent.reports.measured import Drift, HeatRow, Story
from assent.reports.wording import capital, count, cut, day, in_words

HEAT_COLUMNS, HEAT_WINDOWS = 20, 13  # what fits on half a page and stays readable
APPENDIX_ROWS = 300
BINS = 14


def drift_context(report: SystemReport) -> dict[str, Any]:
    """The template's variables for section 5 and the appendix; empty ones where nothing was measured."""
    empty: dict[str, Any] = {
        "heat_rows": (),
        "heat_labels": (),
        "line": None,
        "bars": None,
        "histogram": None,
        "numbers": {"heat": 1, "line": 1, "bars": 1},
    }
    empty |= dict.fromkeys(("drift_sentence", "heat_caption", "line_title", "line_alt", "bars_alt", "appendix_caption"), "") | {
        "appendix_columns": ()
    }
    drift = report.drift
    if drift is None:
        return empty
    context = empty | {"drift_sentence": drift_sentence(drift), "appendix_caption": _caption(drift)}
    context["appendix_columns"] = drift.columns[:APPENDIX_ROWS]
    if drift.heat and len(drift.windows) > 1:
        context |= _heat(drift)
    if drift.story:
        context |= _story(drift, drift.story)
    return context


def drift_sentence(drift: Drift) -> str:
    """The finding over all rows measured, in one sentence."""
    over = [c for c in drift.columns if c.verdict == "drift"]
    watched = sum(c.verdict == "watch" for c in drift.columns)
    total = count(len(drift.columns), "column")
    if over:
        worst = f"{'the worst ' if len(over) > 1 else ''}{cut(over[0].column, 40)} with PSI {over[0].psi:.2f}"
        more = f"; {count(watched, 'more is', 'more are')} to be watched" if watched else ""
        return f"{capital(in_words(len(over)))} of {count(len(drift.columns), 'column')} drifted over the whole period, {worst}{more}."
    if drift.verdict == "insufficient" or not drift.columns:
        return "Too few rows for a verdict."
    if watched:
        few = f"{capital(in_words(watched))} of {count(len(drift.columns), 'column')}"
        return f"{few} to be watched over the whole period, none over the limit of {drift.act_from:.2f}."
    return f"Stable over the whole period: none of {total} moved beyond {drift.watch_from:.2f}."


def _heat(drift: Drift) -> dict[str, Any]:
    rows = [HeatRow(r.column, r.cells[-HEAT_WINDOWS:]) for r in drift.heat[:HEAT_COLUMNS]]
    windows = drift.windows[-HEAT_WINDOWS:]
    which = "all columns" if len(drift.heat) <= HEAT_COLUMNS else f"the {HEAT_COLUMNS} worst of {len(drift.heat)} columns"
    when = "every window" if len(drift.windows) <= HEAT_WINDOWS else f"the last {HEAT_WINDOWS} of {len(drift.windows)} windows"
    caption = f"PSI by column and window: {which}, worst first, {when}"
    return {"heat_rows": rows, "heat_windows": windows, "heat_labels": charts.window_labels(windows), "heat_caption": caption}


def _story(drift: Drift, story: Story) -> dict[str, Any]:
    context: dict[str, Any] = {}
    if sum(p.psi is not None for p in story.points) > 1:
        context["line"] = charts.psi_over_time(story.points, watch_from=story.watch_from, act_from=story.act_from)
        context["line_title"], context["line_alt"] = _line_words(story)
    if story.bins and all(b.low is not None for b in story.bins):
        context["histogram"] = charts.histogram(story.bins)
        context["bars_alt"] = f"Distribution of {story.column}: reference as bars, current rows as a line, in {len(story.bins)} bins of equal width."
    elif story.bins:
        bins = sorted(story.bins, key=lambda b: -max(b.reference, b.current))[:BINS] if len(story.bins) > BINS else story.bins
        context["bars"] = charts.bars(bins)
        shares = "; ".join(f"{b.label}: {100 * b.reference:.1f} % and {100 * b.current:.1f} %" for b in bins)
        context["bars_alt"] = f"Shares of rows by value of {story.column}, reference and current. {shares}."
    context["numbers"] = {"heat": 1, "line": 1, "bars": 2 if context.get("line") else 1}
    return context


def _line_words(story: Story) -> tuple[str, str]:
    labels = charts.window_labels([p.window for p in story.points])
    first = next((i for i, p in enumerate(story.points) if p.psi is not None and p.psi >= story.act_from and p.psi > (p.noise or 0)), None)
    measured = [p.psi for p in story.points if p.psi is not None]
    title = f"{story.column} stayed below {story.act_from:.2f}" if first is None else f"{story.column} over the limit since {labels[first]}"
    if first is not None and measured and measured[-1] < story.act_from:
        title = f"{story.column} crossed the limit in {labels[first]} and came back"
    ends = f"from {measured[0]:.2f} to {measured[-1]:.2f}, at most {max(measured):.2f}" if measured else "not measured"
    limits = f"Limits: watch {story.watch_from}, act {story.act_from}."
    return title, f"Line chart of the PSI of {story.column} over {len(story.points)} windows: {ends}. {limits}"


def _caption(drift: Drift) -> str:
    printed = min(len(drift.columns), APPENDIX_ROWS)
    left = " The same table is attached as drift.csv."
    if printed < len(drift.columns):
        left = f" The other {len(drift.columns) - printed} are in the attached drift.csv."
    return f"Every statistic of {count(printed, 'column')} over the whole current period, worst first, measured on {day(drift.measured_at)}.{left}"
