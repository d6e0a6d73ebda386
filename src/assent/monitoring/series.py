"""A system's PSI by column and window, put together from the runs that are comparable, in two or three small queries.

A run measured only from a day on continues the last full one; without a time column each run is a window of its own, named by the
hour it was measured in. Runs are comparable when reference, settings and definition are the same (their `basis`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from assent.ledger.view import View
from assent.monitoring.breaches import Reading, in_order, incomplete
from assent.monitoring.model import DriftMeasurement, MeasurementRun

MOST_RUNS = 60
WHOLE = ""
HOUR = "%Y-%m-%dT%H"


@dataclass(frozen=True)
class Series:
    """`windows` in order of time with their rows; `readings` by column and window; `whole` by column over all rows of the latest run.

    `labels` are the runs it is made of, newest first, with the window a run without windows stands for.
    """

    run: MeasurementRun
    labels: Mapping[str, str]
    windows: Mapping[str, int]
    kinds: Mapping[str, str]
    readings: Mapping[str, Mapping[str, Reading]]
    whole: Mapping[str, Reading]

    @cached_property
    def unjudged(self) -> str | None:
        """The last window when it has only begun. A run without windows is as long as it is."""
        return None if self.run.window_by is None else incomplete(self.windows)

    @cached_property
    def judged(self) -> tuple[str, ...]:
        """The windows that count, in order of time."""
        return tuple(w for w in self.windows if w != self.unjudged)

    def of(self, column: str) -> list[Reading]:
        """A column's readings in the judged windows, in order of time."""
        mine = self.readings.get(column, {})
        return [mine[w] for w in self.judged if w in mine]


def load(view: View, *, system: str) -> Series | None:
    """The series of a system at this ledger size, or None before its first run. Permissions are the caller's to check."""
    run = view.first(MeasurementRun, MeasurementRun.system == system, order_by=(col(MeasurementRun.seq).desc(),))
    return None if run is None else series_of(view, run)


def series_of(view: View, run: MeasurementRun) -> Series:
    """The series that ends with a run, which need not be on record yet; its measurements are."""
    runs = _comparable(view, run)
    table = DriftMeasurement
    query = sa.select(
        col(table.run_id), col(table.column_name), col(table.column_kind), col(table.window), col(table.psi), col(table.psi_noise),
        col(table.n_reference), col(table.n_current),
    ).where(col(table.run_id).in_(list(runs)))  # fmt: skip
    rows: Sequence[Any] = view.session.execute(query).all()
    newest = {run_id: age for age, run_id in enumerate(runs)}
    return _put_together(run, runs, sorted(rows, key=lambda r: -newest[str(r[0])]))


def _comparable(view: View, run: MeasurementRun) -> Mapping[str, str]:
    """Ids of the runs that make the series, newest first, with the window each stands for when it has none inside."""
    found = {run.id: WHOLE if run.window_by else run.measured_at.strftime(HOUR)}
    if run.window_by is not None and run.since is None:
        return found
    query = sa.select(col(MeasurementRun.id), col(MeasurementRun.since), col(MeasurementRun.measured_at)).where(
        col(MeasurementRun.system) == run.system, col(MeasurementRun.basis) == run.basis, col(MeasurementRun.seq) < run.seq
    )
    for run_id, since, measured_at in view.session.execute(query.order_by(col(MeasurementRun.seq).desc()).limit(MOST_RUNS)):
        found[run_id] = WHOLE if run.window_by else measured_at.strftime(HOUR)
        if run.window_by and since is None:
            break
    return found


def _put_together(run: MeasurementRun, runs: Mapping[str, str], rows: Sequence[Any]) -> Series:
    """Rows come oldest run first, so that the newest stays."""
    readings: dict[str, dict[str, Reading]] = {}
    whole: dict[str, Reading] = {}
    kinds: dict[str, str] = {}
    windows: dict[str, int] = {}
    for run_id, column, kind, label, psi, noise, n, m in rows:
        window = label or runs[run_id]
        reading = Reading(window, psi, noise, n, m)
        if run_id == run.id:
            kinds[column] = kind
            if label == WHOLE:
                whole[column] = reading
        if window != WHOLE:
            windows[window] = m
            readings.setdefault(column, {})[window] = reading
    in_time = {w: windows[w] for w in sorted(windows, key=in_order)}
    return Series(run, runs, in_time, kinds, readings, whole)
