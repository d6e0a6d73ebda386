"""Measuring drift between two sets of observation files with DuckDB, whole and by window, every statistic exact.

Columns are read one at a time: the reference once, the current rows once with their window. Numeric columns with few different values,
and categories, come grouped and counted; other numbers are sorted here (no slower than a histogram of a thousand bins in SQL, and exact).
Memory is one column's values: about 60 bytes for each row of the longer side. Infinite values count in the outer bins and in `ks`;
`wasserstein` is null where one occurs. Numbers are compared as double precision, so whole numbers beyond 2^53 lose their last digits.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assent.kernel.errors import Invalid
from assent.monitoring.choice import choose
from assent.monitoring.comparison import Compared, compare_categories, compare_numbers
from assent.monitoring.empirical import Empirical
from assent.monitoring.readings import Side, Summary, Windows, open_side
from assent.monitoring.result import DriftResult, Skipped, WindowDrift
from assent.monitoring.windows import Grain
from assent.store.observations import Kind, looked_at_again, open_observations, resolve

Progress = Callable[[float, str], None]
FEW = 20
"""A column with one different value in so many rows is grouped in SQL."""


@dataclass(frozen=True)
class DriftPlan:
    """What to compare: on each side a path or glob of Parquet or CSV files, or the very files.

    `by` is hour, day, week, month or rows:N and needs `time`, a column of the current rows (rows:N without one goes by the files' order).
    `columns` limits the comparison; `allowed` are the directories files must lie under (None: anywhere, for a person's own files).
    """

    reference: str | tuple[Path, ...]
    current: str | tuple[Path, ...]
    by: str | None = None
    time: str | None = None
    columns: tuple[str, ...] | None = None
    allowed: tuple[str, ...] | None = None

    @property
    def settled(self) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """The files of the reference and the current ones. A glob is looked through here, files once named stay those."""
        allowed = None if self.allowed is None else [Path(a) for a in self.allowed]
        before, now = (resolve(side, allowed) if isinstance(side, str) else looked_at_again(side, allowed) for side in (self.reference, self.current))
        return before, now


def measure_drift(plan: DriftPlan, *, progress: Progress | None = None) -> DriftResult:
    """Compare current with reference rows. `progress` hears the fraction done (0 to 1) and a few words, before each column and at the end.

    Raises Invalid, NotFound or Forbidden in one sentence when files or columns are not as planned, Invalid when there is nothing to
    compare, Unavailable when memory runs out.
    """
    tell = progress or (lambda fraction, words: None)
    grain = Grain.parse(plan.by) if plan.by is not None else None
    if grain is not None and grain.unit != "rows" and plan.time is None:
        raise Invalid(f"Windows by {grain.unit} need a column of times; name it with --time.")
    before, now = plan.settled
    tell(0.0, "reading the files")
    with closing(open_observations([*before, *now], ordered=grain is not None and grain.unit == "rows")) as connection:
        reference = open_side(connection, before, "reference_rows")
        current = open_side(connection, now, "current_rows", grain=grain, time=plan.time)
        chosen, skipped = choose(reference, current, plan.columns, plan.time)
        windows = current.windows(grain)
        measured: list[Compared] = []
        for done, (column, (kind, summary)) in enumerate(chosen.items()):
            tell(done / len(chosen), f"measuring {column}")
            found = _column(reference, current, windows, column, kind, summary)
            if isinstance(found, Skipped):
                skipped.append(found)
            else:
                measured.append(found)
    if not measured:
        whys = "; ".join(f"{s.column}: {s.why}" for s in skipped[:3])
        raise Invalid(f"No column could be compared{f' ({whys})' if whys else ''}; check that both files hold the same columns.")
    tell(1.0, "done")
    labels = [grain.label(int(index)) for index in windows.ids] if grain is not None else []
    return DriftResult(
        reference_rows=reference.rows,
        current_rows=current.rows,
        columns=tuple(m.figures[0] for m in measured),
        skipped=tuple(skipped),
        windows=tuple(WindowDrift(label, int(windows.rows[i]), tuple(m.figures[i + 1] for m in measured)) for i, label in enumerate(labels)),
        undated=windows.undated,
        profiles=tuple(m.profile for m in measured),
    )


def _column(reference: Side, current: Side, windows: Windows, column: str, kind: Kind, summary: Summary) -> Compared | Skipped:
    rows = np.array([current.rows, *windows.rows])
    if kind == "numeric":
        grouped = summary.distinct <= reference.rows / FEW
        before, now = reference.numbers(column, grouped=grouped), current.numbers(column, grouped=grouped)
        base = Empirical.of(before.values, before.counts)
        whole = Empirical.of(now.values if now.window is None else now.values.copy(), now.counts)
        parts = (Empirical.of(values, counts) for values, counts in now.split(windows))
        return compare_numbers(column, reference.rows, base, rows, whole, parts)
    held, holds = reference.categories(column), current.categories(column)
    if held is None or holds is None:
        return Skipped(column, "too many different values to compare as categories")
    return compare_categories(column, held, holds, rows, windows.ids)
