"""Charts as every page draws them: our palette, one layout, direct labels and where they stand clear, the colours of a heat table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

FONT = "Assent Sans"
Note = dict[str, Any]


@dataclass(frozen=True)
class Palette:
    """One mode's colours: reference grey, current accent, a state's red, amber and green; `heat` from harmless to grave."""

    ink: str
    mute: str
    hair: str
    axis: str
    accent: str
    soft: str
    reference: str
    red: str
    amber: str
    green: str
    paper: str
    band: str
    heat: tuple[str, ...]


LIGHT = Palette(
    ink="#16191d", mute="#5c636a", hair="#e3e6e8", axis="#16191d", accent="#0b5566", soft="#cfe0e3", reference="#d5d9dc",
    red="#a8322a", amber="#8a5a00", green="#2a6b45", paper="#ffffff", band="#eef2f2", heat=("#eef1f1", "#f3dfb4", "#eeb5a6", "#d4695a", "#8f2018"),
)  # fmt: skip
DARK = Palette(
    ink="#e4e7e9", mute="#98a2a9", hair="#272e32", axis="#c9ced2", accent="#74bccb", soft="#1f3a42", reference="#3d464c",
    red="#ec8a7e", amber="#dcae5c", green="#84c29b", paper="#111517", band="#1b2327", heat=("#20272b", "#5e4c22", "#7a352b", "#b8543f", "#f3a692"),
)  # fmt: skip


def palette() -> Palette:
    """The colours of the mode the page is shown in; Plotly is drawn by us, so it must be told."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def text(words: str, most: int = 24) -> str:
    """Somebody's words inside a label, which Plotly would read as HTML; cut where it would not fit."""
    return escape(words if len(words) <= most else words[: most - 1] + "…", quote=False)


def note(words: str, x: Any = 0, y: Any = 0, colour: str | None = None, size: float = 11.5, **place: Any) -> Note:
    """A direct label, for `chart`: one list set at once, since adding annotations one by one is slow. `words` may hold our own tags."""
    return {"text": words, "x": x, "y": y, "showarrow": False, "font": {"color": colour or palette().mute, "size": size}, **place}


def beside(words: str, y: float, colour: str | None = None, **place: Any) -> Note:
    """A label in the right margin, at the height of what it names."""
    return note(words, 1, y, colour, xref="paper", xshift=6, xanchor="left", **place)


def chart(
    fig: go.Figure, height: int, key: str, alt: str, notes: Iterable[Note] = (), *,
    left: int = 8, right: int = 8, top: int = 8, bottom: int = 24, **kwargs: Any,
) -> Any:  # fmt: skip
    """Draw with the one layout of all charts: no grid, no legend, no toolbar; `alt` says in words what is to be seen."""
    c = palette()
    fig.update_layout(
        annotations=list(notes), height=height, margin={"l": left, "r": right, "t": top, "b": bottom, "pad": 0}, showlegend=False, dragmode=False,
        paper_bgcolor=c.paper, plot_bgcolor=c.paper, font={"family": FONT, "size": 11.5, "color": c.mute}, bargap=0.08,
        hoverlabel={"bgcolor": c.paper, "bordercolor": c.mute, "font": {"family": FONT, "size": 12, "color": c.ink}},
        xaxis={"showgrid": False, "zeroline": False, "fixedrange": True}, yaxis={"showgrid": False, "zeroline": False, "fixedrange": True},
    )  # fmt: skip
    return st.plotly_chart(fig, theme=None, key=key, alt=alt, config={"displayModeBar": False}, **kwargs)


@dataclass(frozen=True)
class Spot:
    """Where the name of a histogram goes: from bin `bin`, running to the `anchor`'s other side, at height `y`, above `bins`."""

    bin: int
    anchor: Literal["left", "right"]
    y: float
    bins: frozenset[int]


def label_spot(own: Sequence[float], other: Sequence[float], span: int, taken: Spot | None = None) -> Spot:
    """Where a distribution's name, `span` bins wide, stands clear of both shapes and of the name already `taken`, close above its own shape."""
    best: tuple[float, Spot] | None = None
    for i in range(len(own)):
        for anchor in ("left", "right"):
            bins = frozenset(range(i, min(len(own), i + span)) if anchor == "left" else range(max(0, i - span + 1), i + 1))
            y = max(max(own[j], other[j]) for j in bins)
            clash = taken is not None and abs(y - taken.y) < 0.12 * max(*own, *other) and bool(bins & taken.bins)
            cost = (y - own[i]) + (own[i] <= other[i]) + clash + (len(bins) < span) * 0.5 - 0.5 * (own[i] - other[i])
            if best is None or cost < best[0]:
                best = cost, Spot(i, anchor, y, bins)
    assert best is not None
    return best[1]


def heat_class(value: float, watch: float, act: float) -> int:
    """0 to 4, an index of `Palette.heat`: below the limit to watch, from it, from the limit to act, from 4 times and 16 times that."""
    return sum(value >= step for step in (watch, act, 4 * act, 16 * act))


def heat_scale() -> list[tuple[float, str]]:
    """Five flat colours for a heatmap with zmin 0 and zmax 5. A boundary off by a rounding error makes Plotly fall back to its own scale."""
    return [((i + end) / 5, colour) for i, colour in enumerate(palette().heat) for end in (0, 1)]


def heat_key(words: Iterable[str]) -> str:
    """The key below a heat table's title, as Markdown: each colour with its word."""
    return " &ensp; ".join(f':color[■]{{foreground="{colour}"}} {word}' for colour, word in zip(palette().heat, words, strict=False))
