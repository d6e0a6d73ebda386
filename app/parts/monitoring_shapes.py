"""The two distributions of a column: reference and chosen window, by bins or by categories."""

from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.parts import charts
from app.parts.monitoring_words import capital, current_name, window_short
from assent.monitoring.cards import ColumnStory, Point, Shape

HEIGHT = 244


def draw_shapes(story: ColumnStory, chosen: Point, by: str | None) -> None:
    """The reference in grey, the chosen window in the accent; words where there is nothing to draw."""
    shape = story.shape
    if shape is None:
        st.caption("Share of rows by value")
        st.markdown("The distributions are kept for the latest measuring only. The figures below are on record.")
        return
    current = shape.windows.get(chosen.window, shape.current if not chosen.window or len(story.points) == 1 else ())
    if not current or not any(shape.reference) or not any(current):
        st.caption("Share of rows by value")
        st.markdown("There are no values to draw in this window: all are missing on one side.")
        return
    st.caption("Share of rows by value, missing ones left out.")
    name = current_name(chosen, by) if by is not None else capital(window_short(chosen.window, by))
    (_bins if shape.edges else _categories)(story, shape, current, name)


def _bins(story: ColumnStory, shape: Shape, current: tuple[float, ...], name: str) -> None:
    """Bars and a stepped line; few different values (a third of the bins within the range empty) get a stroke each, as categories do."""
    c, edges, reference = charts.palette(), shape.edges, shape.reference
    mid = [(a + b) / 2 for a, b in pairwise(edges)]
    said = [f"{a:.4g} to {b:.4g}<br>reference {100 * r:.1f} %, now {100 * n:.1f} %"
            for (a, b), r, n in zip(pairwise(edges), reference, current, strict=True)]  # fmt: skip
    line = {"type": "scatter", "x": edges, "y": [*current, current[-1]], "mode": "lines", "line": {"shape": "hv", "color": c.accent, "width": 2}}
    here = [i for i, n in enumerate(current) if n or reference[i]]
    few = 3 * len(here) < 2 * (here[-1] - here[0] + 1)
    strokes = _strokes([mid[i] for i in here], [current[i] for i in here], c.accent, len(mid))
    fig = go.Figure([
        {"type": "bar", "x": mid, "y": reference, "marker": {"color": c.reference}, "width": (edges[1] - edges[0]) * 0.92, "hoverinfo": "skip"},
        (strokes if few else line) | {"hoverinfo": "skip"},
        {"type": "scatter", "x": mid, "y": [max(pair) for pair in zip(reference, current, strict=True)], "mode": "markers",
         "marker": {"size": 14, "opacity": 0}, "text": said, "hovertemplate": "%{text}<extra></extra>"},
    ])  # fmt: skip
    _finish(fig, story, shape, current, name, mid, {"range": [edges[0], edges[-1]]})


def _strokes(x: list[float], y: list[float], colour: str, places: int) -> dict[str, Any]:
    marker = {"symbol": "line-ew", "size": max(8, min(22, 260 // places)), "line": {"width": 2.5, "color": colour}}
    return {"type": "scatter", "x": x, "y": y, "mode": "markers", "marker": marker}


def _categories(story: ColumnStory, shape: Shape, current: tuple[float, ...], name: str) -> None:
    c, places = charts.palette(), [float(i) for i in range(len(shape.categories))]
    fig = go.Figure([
        {"type": "bar", "x": places, "y": shape.reference, "marker": {"color": c.reference}, "hoverinfo": "skip"},
        _strokes(places, list(current), c.accent, len(places)) | {
            "text": [f"{charts.text(v, 60)}<br>reference {100 * r:.1f} %, now {100 * n:.1f} %"
                     for v, r, n in zip(shape.categories, shape.reference, current, strict=True)], "hovertemplate": "%{text}<extra></extra>"},
    ])  # fmt: skip
    said = [charts.text(v, 12 if len(places) < 9 else 7) for v in shape.categories]
    _finish(fig, story, shape, current, name, places, {"tickvals": places, "ticktext": said, "range": [-0.6, len(places) - 0.4]})


def _finish(
    fig: go.Figure, story: ColumnStory, shape: Shape, current: tuple[float, ...], name: str, mid: list[float], xaxis: dict[str, Any]
) -> None:
    c = charts.palette()
    span = max(1, round(len(mid) * 0.36))
    own = charts.label_spot(current, shape.reference, span)
    other = charts.label_spot(shape.reference, current, max(1, round(len(mid) * 0.2)), own)
    notes = [
        charts.note(name, mid[own.bin], own.y, c.accent, xanchor=own.anchor, yshift=4, yanchor="bottom"),
        charts.note("Reference", mid[other.bin], other.y, xanchor=other.anchor, yshift=4, yanchor="bottom"),
    ]
    top = max(*current, *shape.reference)
    fig.update_layout(
        xaxis=xaxis | {"showline": True, "linecolor": c.axis},
        yaxis={"range": [0, top * 1.14], "tickformat": ".0%" if top > 0.04 else ".1%", "nticks": 4},
    )
    alt = f"Distribution of {story.column}: reference and {name}."
    charts.chart(fig, HEIGHT, f"shape-{story.system}", alt, notes, left=40, top=20, bottom=38)
