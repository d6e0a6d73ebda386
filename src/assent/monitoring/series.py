"""A system's PSI by column and window, put together from the runs that are comparable, in two or three small queries.

A run measured only from a day on continues the last full one, however many such runs lie between; without a time column each run is a
window of its own, named by the hour it was measured in, and the latest 60 make the series. Runs are comparable when reference,
settings and definition are the same (their `basis`).
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

MOST_RUNS = 60  # of those that are a window each
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
    figures = [col(c) for c in (table.run_id, table.column_name, table.column_kind, table.window, table.psi, table.psi_noise, table.n_reference,
                                table.n_current)]  # fmt: skip
    # Runs with windows overlap: of each column's window only the newest figures leave the database.
    same = [col(table.column_name), col(table.window), *([] if run.window_by else [col(table.run_id)])]
    rank = sa.func.row_number().over(partition_by=same, order_by=(col(table.seq).desc(), col(table.id))).label("rank")
    ranked = sa.select(*figures, rank).where(col(table.run_id).in_(list(runs))).subquery()
    rows: Sequence[Any] = view.session.execute(sa.select(*list(ranked.columns)[:-1]).where(ranked.columns.rank == 1)).all()
    newest = {run_id: age for age, run_id in enumerate(runs)}
    return _put_together(run, runs, sorted(rows, key=lambda r: -newest[str(r[0])]))


def _comparable(view: View, run: MeasurementRun) -> Mapping[str, str]:
    """Ids of the runs that make the series, newest first, with the window each stands for when it has none inside."""
    table = MeasurementRun
    same = [col(table.system) == run.system, col(table.basis) == run.basis, col(table.seq) < run.seq]
    newest_first = sa.select(col(table.id), col(table.measured_at)).order_by(col(table.seq).desc())
    if run.window_by is None:
        earlier = view.session.execute(newest_first.where(*same).limit(MOST_RUNS)).all()
        return {run_id: measured_at.strftime(HOUR) for run_id, measured_at in [(run.id, run.measured_at), *earlier]}
    if run.since is None:
        return {run.id: WHOLE}
    full = view.session.execute(sa.select(sa.func.max(col(table.seq))).where(*same, col(table.since).is_(None))).scalar_one()
    earlier = view.session.execute(newest_first.where(*same, *([col(table.seq) >= full] if full is not None else []))).all()
    return dict.fromkeys([run.id, *(run_id for run_id, _ in earlier)], WHOLE)


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
