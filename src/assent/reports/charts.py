"""Scales for the charts on paper: numbers in, rounded SVG coordinates out. All drawing is in `templates/charts.svg.j2`."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assent.reports.content import Metric
from assent.reports.measured import Bin, Point
from assent.reports.wording import MONTHS, cut

WIDTH = 470.6  # pt, the text width of an A4 page with margins of 22 mm
LABELS = 9  # at most, along the time axis
Scale = Callable[[float], float]
Text = tuple[float, str]


@dataclass(frozen=True)
class Limit:
    """A named line across a chart, and where its name stands."""

    y: float
    text_y: float
    text: str


@dataclass(frozen=True)
class Last:
    """The last measured point with its label: beside it, above the limits' names where they stand there."""

    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str
    text: str
    over: bool


@dataclass(frozen=True)
class LineChart:
    """PSI over the windows. `lines` are runs of neighbouring measured windows, as SVG points; `band` is what chance gives."""

    width: float
    height: float
    left: float
    right: float
    base: float
    band: str
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    over: tuple[tuple[float, float], ...]
    limits: tuple[Limit, ...]
    yticks: tuple[Text, ...]
    xticks: tuple[Text, ...]
    last: Last | None


@dataclass(frozen=True)
class Histogram:
    """Bins of equal width: the reference as filled bars (x, y, width, height), the current rows as a step line."""

    width: float
    height: float
    left: float
    right: float
    base: float
    bars: tuple[tuple[float, float, float, float], ...]
    step: str
    yticks: tuple[Text, ...]
    xticks: tuple[Text, ...]


@dataclass(frozen=True)
class BarRow:
    """One bin: its label, the two bar lengths in pt and the two shares in words."""

    y: float
    label: str
    reference: float
    current: float
    words: str


@dataclass(frozen=True)
class BarChart:
    """Two distributions side by side, a row a bin."""

    width: float
    height: float
    left: float
    rows: tuple[BarRow, ...]


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval on a common axis from 0 to 1."""

    low: float
    estimate: float
    high: float


def linear(low: float, high: float, start: float, end: float) -> Scale:
    """The straight map of [low, high] to [start, end], rounded to a hundredth of a point."""
    factor = (end - start) / ((high - low) or 1.0)
    return lambda value: round(start + (value - low) * factor, 2)


def nice_top(value: float) -> tuple[float, float]:
    """The top of an axis from zero that holds the value, and the step of its ticks: 1, 2 or 5 times a power of ten."""
    rough = max(value, 1e-3) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * 0.999)
    return step * math.ceil(value / step - 1e-9), step


def psi_over_time(points: Sequence[Point], *, watch_from: float, act_from: float, height: float = 152.0) -> LineChart:
    """The PSI of one column per window with the two named limits and, shaded, what chance alone gives (95 %)."""
    left, right, top, base = 30.0, WIDTH - 76, 12.0, height - 20
    highest = max([act_from * 1.12, *(p.psi for p in points if p.psi is not None), *(p.noise or 0 for p in points)])
    ceiling, step = nice_top(highest)
    x, y = linear(0, max(len(points) - 1, 1), left, right), linear(0, ceiling, base, top)
    runs: list[list[tuple[float, float]]] = [[]]
    for i, point in enumerate(points):
        if point.psi is None:
            runs.append([])
        else:
            runs[-1].append((x(i), y(point.psi)))
    noisy = [(x(i), y(p.noise)) for i, p in enumerate(points) if p.noise is not None]
    band = _svg([*noisy, (noisy[-1][0], base), (noisy[0][0], base)]) if len(noisy) > 1 else ""
    measured = [(i, p) for i, p in enumerate(points) if p.psi is not None]
    labels = window_labels([p.window for p in points])
    every = math.ceil(len(points) / LABELS) or 1
    limits = _limits(y, watch_from, act_from)
    last = None
    if measured:
        i, p = measured[-1]
        last = _last(x(i), y(p.psi or 0), f"{p.psi:.2f}, {labels[i]}", limits, right, (p.psi or 0) >= act_from)
    ticks = tuple((y(k * step), f"{k * step:.{_decimals(step)}f}") for k in range(round(ceiling / step) + 1))
    return LineChart(
        WIDTH, height, left, right, base, band,
        tuple(_svg(run) for run in runs if len(run) > 1),
        tuple(run[0] for run in runs if len(run) == 1),
        tuple((x(i), y(p.psi or 0)) for i, p in measured if (p.psi or 0) >= act_from),
        limits,
        ticks, tuple((x(i), labels[i]) for i in range(0, len(points), every)), last,
    )  # fmt: skip


def histogram(bins: Sequence[Bin], *, height: float = 150.0) -> Histogram:
    """Two distributions of a number over the same bins, which have both edges."""
    left, right, top, base = 30.0, WIDTH - 20, 10.0, height - 20
    ceiling, step = nice_top(max([b.reference for b in bins] + [b.current for b in bins] + [0.01]))
    low, high = bins[0].low or 0.0, bins[-1].high or 1.0
    x, y = linear(low, high, left, right), linear(0, ceiling, base, top)
    bars = tuple((x(b.low or 0), y(b.reference), round(x(b.high or 0) - x(b.low or 0) - 0.8, 2), round(base - y(b.reference), 2)) for b in bins)
    line = [(x(edge or 0), y(b.current)) for b in bins for edge in (b.low, b.high)]
    path = [(line[0][0], base), *line, (line[-1][0], base)]
    yticks = tuple((y(k * step), f"{100 * k * step:g} %") for k in range(round(ceiling / step) + 1))
    xticks = tuple((x(low + (high - low) * k / 5), f"{low + (high - low) * k / 5:.3g}") for k in range(6))
    return Histogram(WIDTH, height, left, right, base, bars, _svg(path), yticks, xticks)


def bars(bins: Sequence[Bin], *, row: float = 15.5) -> BarChart:
    """Reference and current shares of each bin as two bars to a common scale from zero."""
    left, right = 118.0, WIDTH - 92
    longest = linear(0, max([b.reference for b in bins] + [b.current for b in bins] + [1e-9]), 0, right - left)
    rows = []
    for i, b in enumerate(bins):
        words = f"{100 * b.reference:.1f} % → {100 * b.current:.1f} %"
        rows.append(BarRow(round(i * row + 4, 2), cut(b.label, 26), longest(b.reference), longest(b.current), words))
    return BarChart(WIDTH, round(len(bins) * row + 6, 2), left, tuple(rows))


def interval(metric: Metric, *, width: float = 96.0, pad: float = 3.0) -> Interval | None:
    """Where an estimate between 0 and 1 and its interval lie; None for figures on another scale or without an interval."""
    if metric.interval is None or not (0 <= metric.interval[0] <= metric.value <= metric.interval[1] <= 1):
        return None
    x = linear(0, 1, pad, width - pad)
    return Interval(x(metric.interval[0]), x(metric.value), x(metric.interval[1]))


def window_labels(windows: Sequence[str]) -> tuple[str, ...]:
    """Windows as an axis has them: `Jan 2024`, `Feb` for months, `5 Feb` for weeks and days, anything else as it is."""
    days = [w.split("-") if len(w) == 10 and w.count("-") == 2 and w.replace("-", "").isdigit() else None for w in windows]
    monthly = bool(days) and all(d is not None and d[2] == "01" for d in days)
    out, year = [], ""
    for window, parts in zip(windows, days, strict=True):
        if parts is None:
            out.append(cut(window, 13))
            continue
        name = MONTHS[int(parts[1]) - 1]
        text = name if monthly else f"{int(parts[2])} {name}"
        out.append(text if parts[0] == year else f"{text} {parts[0]}")
        year = parts[0]
    return tuple(out)


def _last(x: float, y: float, text: str, limits: tuple[Limit, Limit], right: float, over: bool) -> Last:
    if x < right - 0.01:  # the last windows were not measured
        return Last(x, y, x + 1, round(y - 6, 2), "end", text, over)
    free = all(abs(y + 2.5 - limit.text_y) >= 9 for limit in limits)
    return Last(x, y, x + 8, round(y + 2.5 if free else limits[1].text_y - 9.5, 2), "start", text, over)


def _limits(y: Scale, watch_from: float, act_from: float) -> tuple[Limit, Limit]:
    """Both limits; where the axis is long their names move apart, so that they stay readable."""
    apart = max(0.0, round((9 - (y(watch_from) - y(act_from))) / 2, 2))
    watch = Limit(y(watch_from), y(watch_from) + 2.5 + apart, f"PSI {watch_from:.2f}, watch")
    return watch, Limit(y(act_from), y(act_from) + 2.5 - apart, f"PSI {act_from:.2f}, act")


def _decimals(step: float) -> int:
    return max(0, math.ceil(-math.log10(step) - 1e-9))


def _svg(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
