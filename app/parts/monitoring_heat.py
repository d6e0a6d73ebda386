"""The heat table: columns by window, worst first. A click on a square chooses its column and window."""

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from app.parts import charts, look
from app.parts.monitoring_words import figure, finding, many, ticks, window_words
from assent.kernel.words import plural
from assent.monitoring.heat import Heat

MOST_COLUMNS, MOST_WINDOWS = 24, 60


@dataclass(frozen=True)
class Extract:
    """What fits into the picture: places of columns and windows of the heat table. The rest is in the table behind it."""

    columns: tuple[int, ...]
    windows: tuple[int, ...]


def extract(heat: Heat, column: str) -> Extract:
    """The worst columns, the chosen one among them, and the latest windows."""
    places = list(range(min(MOST_COLUMNS, len(heat.columns))))
    chosen = next((i for i, c in enumerate(heat.columns) if c.column == column), 0)
    if chosen not in places:
        places[-1] = chosen
    return Extract(tuple(places), tuple(range(max(0, len(heat.windows) - MOST_WINDOWS), len(heat.windows))))


def draw_heat(heat: Heat, column: str, window: str, breached: frozenset[str]) -> None:
    """Title with the finding, the key to the colours, the picture with the chosen square framed; red counts for columns with an open breach."""
    shown = extract(heat, column)
    by = heat.window_by or "measuring"
    said = f"Population stability index (PSI) of each column against the reference by {by.partition(':')[0]}, worst median first. "
    look.section(finding(heat), said + "A click on a square opens its column and window.  \n" + _key(heat), key="heat")
    _picture(heat, shown, column, window, breached)
    left_out = [
        f"{plural(len(heat.columns) - len(shown.columns), 'column')} with a smaller PSI" if len(shown.columns) < len(heat.columns) else "",
        f"{plural(len(heat.windows) - len(shown.windows), 'earlier window')}" if len(shown.windows) < len(heat.windows) else "",
    ]
    if any(left_out):
        st.caption(f"Not drawn, but in the table below: {' and '.join(filter(None, left_out))}.")


def _key(heat: Heat) -> str:
    pair = heat.limits.default
    if any(c.limits != pair for c in heat.columns):
        words = ["below its limits", "from its limit to watch", "from its limit to act", "from 4 times that", "from 16 times"]
    else:
        act = pair.act
        words = [f"below {pair.watch:.2f}, stable", f"from {pair.watch:.2f}, watch", f"from {act:.2f}, act"]
        words += [f"from {4 * act:g}", f"from {16 * act:g}"]
    key = charts.heat_key(words)
    return f"{key} &ensp; – not judged" if any(_unjudged(heat)) else key


def _unjudged(heat: Heat) -> list[tuple[int, int]]:
    """Places (column, window) that carry no colour: too few rows, or a window that has only begun."""
    return [
        (j, i)
        for j, row in enumerate(heat.verdicts)
        for i, verdict in enumerate(row)
        if verdict == "insufficient" or (verdict is not None and heat.windows[i] == heat.unjudged)
    ]


def _picture(heat: Heat, shown: Extract, column: str, window: str, breached: frozenset[str]) -> None:
    c = charts.palette()
    places = shown.columns[::-1]  # Plotly counts from below
    blank = set(_unjudged(heat))
    windows = [heat.windows[i] for i in shown.windows]
    words = [window_words(w, heat.window_by) for w in windows]
    z = [[_class(heat, j, i) if (j, i) not in blank else None for i in shown.windows] for j in places]
    fig = go.Figure([
        {"type": "heatmap", "z": z, "x0": 0, "dx": 1, "y0": 0, "dy": 1, "zmin": 0, "zmax": 5, "colorscale": charts.heat_scale(), "showscale": False,
         "xgap": 2 if len(windows) < 45 else 1, "ygap": 2, "hoverinfo": "skip"},
        _dashes([(y, x) for y, j in enumerate(places) for x, i in enumerate(shown.windows) if (j, i) in blank], c.mute),
        _targets(heat, shown, places, words),
    ])  # fmt: skip
    at, said = ticks(windows, heat.window_by)
    fig.update_layout(
        xaxis={"range": [-0.5, len(windows) - 0.5], "tickvals": at, "ticktext": said, "ticks": "outside", "ticklen": 4, "tickcolor": c.hair},
        yaxis={"visible": False, "range": [-0.5, len(places) - 0.5]},
        shapes=[_frame(x, y, c.ink) for y, j in enumerate(places) for x, w in enumerate(windows) if (heat.columns[j].column, w) == (column, window)],
    )
    names = {j: charts.text(heat.columns[j].column, 22) for j in places}
    unit = f"{heat.window_by}s" if heat.window_by in ("hour", "day", "week", "month") else "windows"
    notes = [charts.note(f"{unit} over", 1, 1, size=11, xref="paper", xshift=8, xanchor="left", yref="paper", yanchor="bottom")]
    for y, j in enumerate(places):
        line = heat.columns[j]
        mine = line.column == column
        name, colour = (f"<b>{names[j]}</b>", c.accent) if mine else (names[j], c.ink)
        notes.append(charts.note(name, 0, y, colour, 12, xref="paper", xshift=-8, xanchor="right"))
        over = f"{line.over} of {line.judged}" if line.over else "none"
        notes.append(charts.note(over, 1, y, c.red if line.column in breached else None, xref="paper", xshift=8, xanchor="left"))
    charts.chart(
        fig, 22 * len(places) + 64, f"heat-{heat.system}", _alt(heat), notes, left=18 + int(6.3 * max(map(len, names.values()))), right=76, top=26,
        bottom=38, on_select=lambda: _opened(heat.system), selection_mode="points",
    )  # fmt: skip


def _class(heat: Heat, j: int, i: int) -> int | None:
    """The colour of a square. What is no more than chance gives is stable, however large."""
    psi, verdict = heat.psi[j][i], heat.verdicts[j][i]
    if psi is None:
        return None
    limits = heat.columns[j].limits
    return 0 if verdict == "stable" else charts.heat_class(psi, limits.watch, limits.act)


def _dashes(spots: list[tuple[int, int]], colour: str) -> dict[str, object]:
    marker = {"symbol": "line-ew", "size": 5, "line": {"width": 1, "color": colour}}
    return {"type": "scatter", "x": [x for _, x in spots], "y": [y for y, _ in spots], "mode": "markers", "marker": marker, "hoverinfo": "skip"}


def _frame(x: int, y: int, colour: str) -> dict[str, object]:
    return {"type": "rect", "x0": x - 0.5, "x1": x + 0.5, "y0": y - 0.5, "y1": y + 0.5, "line": {"color": colour, "width": 1.5}}


def _targets(heat: Heat, shown: Extract, places: tuple[int, ...], words: list[str]) -> dict[str, object]:
    """Invisible markers above the squares: a heatmap sends no selection."""
    cells = [(y, x, j, i) for y, j in enumerate(places) for x, i in enumerate(shown.windows) if heat.psi[j][i] is not None]
    names = {j: charts.text(heat.columns[j].column, 60) for j in places}
    gone = {"marker": {"opacity": 0}}
    return {
        "type": "scatter", "mode": "markers", "x": [x for _, x, _, _ in cells], "y": [y for y, *_ in cells],
        "marker": {"size": 18, "symbol": "square", "opacity": 0}, "selected": gone, "unselected": gone,
        "customdata": [(heat.columns[j].column, heat.windows[i]) for *_, j, i in cells],
        "text": [f"{names[j]}<br>{words[x]}<br>PSI {figure(heat.psi[j][i] or 0)}, n = {heat.n[j][i]}" for _, x, j, i in cells],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _alt(heat: Heat) -> str:
    over = [f"{c.column} {c.over} of {c.judged}" for c in heat.columns if c.over]
    return f"PSI of {plural(len(heat.columns), 'column')} in {many(len(heat.windows), heat.window_by)}. Over the limit: {', '.join(over) or 'none'}."


def _opened(system: str) -> None:
    """Before the select boxes are made, so their values can be set. The new figure clears its selection and calls again, with nothing."""
    points = st.session_state[f"heat-{system}"].selection.points
    if points:
        st.session_state["column"], st.session_state["window"] = points[0]["customdata"][:2]
