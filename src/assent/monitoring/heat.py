"""The heat table: columns by window, worst first. Pure: from a series and limits to what is drawn."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from assent.monitoring.drift import LEAST_ROWS, Verdict
from assent.monitoring.limits import Limits, Pair, judged
from assent.monitoring.series import Series


@dataclass(frozen=True)
class HeatColumn:
    """One line of the table. `whole_*` is over all rows measured; `over` counts the judged windows at or above the limit to act."""

    column: str
    kind: str
    role: str
    limits: Pair
    median_psi: float
    over: int
    judged: int
    whole_psi: float
    whole_verdict: Verdict


@dataclass(frozen=True)
class Heat:
    """Columns worst first (by their median PSI), windows in order of time, and matrices [column][window]; None where nothing was measured.

    `unjudged` names the last window when it has only begun: it is in the matrices and counts nowhere. `n` are current rows.
    """

    system: str
    run_id: str
    measured_at: datetime
    window_by: str | None
    columns: tuple[HeatColumn, ...]
    windows: tuple[str, ...]
    rows: tuple[int, ...]
    psi: tuple[tuple[float | None, ...], ...]
    verdicts: tuple[tuple[Verdict | None, ...], ...]
    n: tuple[tuple[int | None, ...], ...]
    unjudged: str | None
    limits: Limits
    verdict: Verdict
    reference_rows: int
    current_rows: int
    undated: int
    skipped: tuple[tuple[str, str], ...]


def heat_of(series: Series, limits: Limits, roles: dict[str, str]) -> Heat:
    """The heat table of a series under these limits; `roles` says what a column is for (feature, when it says nothing)."""
    lines = sorted((_line(series, column, limits.of(column), roles) for column in series.kinds), key=lambda c: (-c.median_psi, c.column))
    cells = [[series.readings.get(line.column, {}).get(w) for w in series.windows] for line in lines]
    run = series.run
    return Heat(
        system=run.system,
        run_id=run.id,
        measured_at=run.measured_at,
        window_by=run.window_by,
        columns=tuple(lines),
        windows=tuple(series.windows),
        rows=tuple(series.windows.values()),
        psi=tuple(tuple(None if c is None else c.psi for c in row) for row in cells),
        verdicts=tuple(
            tuple(None if c is None else judged(c.psi, c.noise, c.n_reference, c.n_current, line.limits) for c in row)
            for line, row in zip(lines, cells, strict=True)
        ),
        n=tuple(tuple(None if c is None else c.n_current for c in row) for row in cells),
        unjudged=series.unjudged,
        limits=limits,
        verdict=run.verdict,  # type: ignore[arg-type]
        reference_rows=run.reference_rows,
        current_rows=run.current_rows,
        undated=run.undated,
        skipped=tuple((s["column"], s["why"]) for s in run.skipped),
    )


def trend(series: Series, most: int = 24) -> tuple[float, ...]:
    """The largest PSI of any column in each of the latest judged windows, for a small line in a table."""
    by_window: dict[str, float] = {}
    for column in series.kinds:
        for reading in series.of(column):
            if reading.n_current >= LEAST_ROWS:
                by_window[reading.window] = max(by_window.get(reading.window, 0.0), reading.psi)
    return tuple(round(by_window[w], 4) for w in series.judged if w in by_window)[-most:]


def _line(series: Series, column: str, pair: Pair, roles: dict[str, str]) -> HeatColumn:
    readings = [r for r in series.of(column) if min(r.n_reference, r.n_current) >= LEAST_ROWS]
    whole = series.whole[column]
    return HeatColumn(
        column=column,
        kind=series.kinds[column],
        role=roles.get(column, "feature"),
        limits=pair,
        median_psi=median(r.psi for r in readings) if readings else whole.psi,
        over=sum(r.over(pair.act) for r in readings),
        judged=len(readings),
        whole_psi=whole.psi,
        whole_verdict=judged(whole.psi, whole.noise, whole.n_reference, whole.n_current, pair),
    )
