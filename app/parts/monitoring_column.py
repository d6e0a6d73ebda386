"""One column: its PSI over time with named limits, the two distributions, and every statistic of the chosen window."""

from dataclasses import replace

import plotly.graph_objects as go
import streamlit as st

from app.parts import charts, look
from app.parts.monitoring_figures import statistics
from app.parts.monitoring_shapes import draw_shapes
from app.parts.monitoring_words import ROLES, column_finding, figure, judged_words, ticks, window_short, window_words
from assent.monitoring.cards import ColumnStory, Point

HEIGHT = 230
INSIDE = 190  # about how many of them the plot has


def draw_column(story: ColumnStory, window: str, by: str | None) -> None:
    """The column's finding, its two pictures side by side, its figures in the chosen window (empty: all rows)."""
    point = next((p for p in story.points if p.window == window), replace(story.whole, window=""))
    what = f"{story.kind} {ROLES.get(story.role, story.role)}".capitalize()
    look.section(column_finding(story, by), f"{what}. {_limits(story)}", key="story")
    if len(story.points) > 1:
        left, right = st.columns(2, gap=40)
        with left:
            _over_time(story, point, by)
    else:
        right = st.container()
    with right:
        draw_shapes(story, point, by)
    st.html(statistics(point, by))


def _limits(story: ColumnStory) -> str:
    return f"Watched from PSI {story.limits.watch:.2f}, acted on from {story.limits.act:.2f}, and only above what chance alone gives."


def _over_time(story: ColumnStory, chosen: Point, by: str | None) -> None:
    c, points = charts.palette(), story.points
    counts = [p.judged and p.verdict != "insufficient" for p in points]
    hollow = "" if all(counts) else " Hollow: not judged."
    st.caption(f"PSI by {(by or 'measuring').partition(':')[0]}, from zero. Grey: what chance alone gives.{hollow}")
    top = max(max((p.psi for p, ok in zip(points, counts, strict=True) if ok), default=0) * 1.08, story.limits.act * 1.6)
    x = list(range(len(points)))
    hover = [f"{window_words(p.window, by)}<br>PSI {figure(p.psi)}, by chance up to {figure(p.psi_noise)}<br>{judged_words(p)}" for p in points]
    gone = {"marker": {"opacity": 0}}
    spot = next((i for i, p in enumerate(points) if p.window == chosen.window), None)
    fig = go.Figure([
        {"type": "scatter", "x": x, "y": [p.psi_noise for p in points], "mode": "lines", "fill": "tozeroy", "fillcolor": c.reference,
         "line": {"width": 0}, "hoverinfo": "skip"},
        {"type": "scatter", "x": x, "y": [p.psi if ok else None for p, ok in zip(points, counts, strict=True)], "mode": "lines",
         "line": {"color": c.accent, "width": 2}, "hoverinfo": "skip"},
        _uncounted([(i, points[i].psi) for i in x if not counts[i]], top, c.mute),
        {"type": "scatter", "x": [] if spot is None else [spot], "y": [] if spot is None else [chosen.psi], "mode": "markers",
         "marker": {"color": c.accent, "size": 8}, "hoverinfo": "skip"},
        {"type": "scatter", "x": x, "y": [min(p.psi, top * 0.97) for p in points], "mode": "markers", "marker": {"size": 14, "opacity": 0},
         "selected": gone, "unselected": gone, "customdata": [p.window for p in points], "text": hover, "hovertemplate": "%{text}<extra></extra>"},
    ])  # fmt: skip
    at, said = ticks([p.window for p in points], by)
    fig.update_layout(
        xaxis={"range": [-0.3, len(points) - 0.5], "showline": True, "linecolor": c.axis, "tickvals": at, "ticktext": said},
        yaxis={"range": [0, top], "nticks": 5, "tickformat": ".1f" if top > 1 else ".2f"},
        shapes=[_line(story.limits.watch, c.mute), _line(story.limits.act, c.red)],
    )  # fmt: skip
    charts.chart(
        fig, HEIGHT + 14, f"psi-{story.system}", f"PSI of {story.column} over {len(points)} windows. {column_finding(story, by)}.",
        _names(story, chosen, spot, top, by), left=34, right=112, bottom=38, on_select=lambda: _opened(story.system), selection_mode="points",
    )  # fmt: skip


def _uncounted(spots: list[tuple[int, float]], top: float, colour: str) -> dict[str, object]:
    """Windows that are not judged: hollow, and an arrow where one would be above the picture; they do not set its scale."""
    marker = {"color": colour, "size": 6, "symbol": ["circle-open" if psi <= top else "triangle-up-open" for _, psi in spots]}
    x, y = [i for i, _ in spots], [min(psi, top * 0.97) for _, psi in spots]
    return {"type": "scatter", "x": x, "y": y, "mode": "markers", "marker": marker, "hoverinfo": "skip"}


def _line(y: float, colour: str) -> dict[str, object]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": {"color": colour, "width": 1}}


def _names(story: ColumnStory, chosen: Point, spot: int | None, top: float, by: str | None) -> list[charts.Note]:
    """The limits by name at the right; where two would touch, the one that binds stays. The chosen window's value beside its dot."""
    c, limits = charts.palette(), story.limits
    pixels = INSIDE / top
    act_y = limits.act
    notes = [charts.beside(f"PSI {limits.act:.2f}, act", act_y, c.red)]
    if (limits.act - limits.watch) * pixels > 14:
        notes.append(charts.beside(f"PSI {limits.watch:.2f}, watch", limits.watch))
    if spot is None:
        return notes
    if spot < len(story.points) - 2:
        value = charts.note(f"<b>{figure(chosen.psi)}</b>", spot, chosen.psi, c.accent, yshift=7, yanchor="bottom", bgcolor=c.paper, borderpad=1)
        return [*notes, value | {"xanchor": "left"} if spot == 0 else value]
    clear = min((abs(chosen.psi - y) * pixels for y in (limits.act, limits.watch)), default=99)
    words = f"<b>{figure(chosen.psi)}</b> {charts.text(window_short(chosen.window, by))}"
    return [*notes, charts.beside(words, chosen.psi, c.accent, yshift=17 if clear < 15 else 0)]


def _opened(system: str) -> None:
    points = st.session_state[f"psi-{system}"].selection.points
    if points:
        found = points[0]["customdata"]
        st.session_state["window"] = found[0] if isinstance(found, list) else found
