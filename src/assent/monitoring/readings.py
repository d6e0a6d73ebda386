"""One side of a comparison, the reference or the current rows, read a column at a time from DuckDB."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from assent.kernel.errors import Invalid
from assent.monitoring.drift import Floats
from assent.monitoring.empirical import Integers
from assent.monitoring.windows import MOST, Grain, instant
from assent.store.observations import TEXT_ENDINGS, Column, Kind, named, quoted, relation, schema, understood

MOST_GROUPS = 2_000_000
"""Categories times windows beyond which a text column is not compared."""


@dataclass(frozen=True)
class Windows:
    """The windows that hold rows, in order of time: their numbers, rows in each, and the rows without a time."""

    ids: Integers
    rows: Integers
    undated: int = 0


@dataclass(frozen=True)
class Values:
    """A numeric column's non-missing values: with how often each occurs when `counts` is there, and the window's number when `window` is."""

    values: Floats
    counts: Integers | None
    window: NDArray[np.int32] | None

    def split(self, windows: Windows) -> Iterator[tuple[Floats, Integers | None]]:
        """The values (and counts) of each window, in the order of `windows`."""
        if self.window is None:
            return
        order = np.argsort(self.window, kind="stable")
        sorted_windows = self.window[order]
        starts, ends = (np.searchsorted(sorted_windows, windows.ids, side=side) for side in ("left", "right"))
        for start, end in zip(starts, ends, strict=True):
            rows = order[start:end]
            yield self.values[rows], None if self.counts is None else self.counts[rows]


@dataclass(frozen=True)
class Summary:
    """What a column of the reference holds: rows that are not missing, about how many different values, the least and greatest as text."""

    known: int
    distinct: int
    least: str | None
    greatest: str | None


@dataclass(frozen=True)
class Side:
    """Rows of some files on a connection. `window` is the SQL of the window's number, null for rows without a time."""

    connection: duckdb.DuckDBPyConnection
    name: str
    source: str
    columns: dict[str, Column]
    rows: int
    window: str | None = None

    def clean(self, column: str, kind: Kind) -> str:
        """SQL of a column's value as DOUBLE or VARCHAR; NaN becomes null, that is missing."""
        name = quoted(column)
        if kind == "categorical":
            return f"CAST({name} AS VARCHAR)"
        double = f"TRY_CAST({name} AS DOUBLE)"
        return f"nullif({double}, 'nan'::DOUBLE)" if self.columns[column].type in ("FLOAT", "DOUBLE") else double

    def fetch(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a query. Raises Invalid or Unavailable in one sentence."""
        with understood(self.name):
            return self.connection.execute(sql).fetchall()

    def summaries(self, columns: dict[str, Kind]) -> dict[str, Summary]:
        """Each column's summary, in one pass."""
        if not columns:
            return {}
        parts = []
        for column, kind in columns.items():
            value = self.clean(column, kind)
            parts += [f"count({value})", f"approx_count_distinct({value})", f"CAST(min({value}) AS VARCHAR)", f"CAST(max({value}) AS VARCHAR)"]
        row = self.fetch(f"SELECT {', '.join(parts)} FROM {self.source}")[0]
        return {column: Summary(*row[4 * i : 4 * i + 4]) for i, column in enumerate(columns)}  # type: ignore[arg-type]

    def distinct(self, column: str, kind: Kind) -> int:
        """How many different values a column holds, exactly."""
        return int(str(self.fetch(f"SELECT count(DISTINCT {self.clean(column, kind)}) FROM {self.source}")[0][0]))

    def examples(self, column: str, most: int) -> list[str | None]:
        """Some of the different values of a column as text, the commonest first; None stands for missing."""
        value = f"CAST({quoted(column)} AS VARCHAR)"
        rows = self.fetch(f"SELECT {value}, count(*) FROM {self.source} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most}")
        return [None if v is None else str(v) for v, _ in rows]

    def windows(self, grain: Grain | None) -> Windows:
        """The windows that hold rows. Raises Invalid when there are too many or no row has a time."""
        if self.window is None or grain is None:
            return Windows(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        found = np.array(self.fetch(f"SELECT coalesce({self.window}, -1), count(*) FROM {self.source} GROUP BY 1 ORDER BY 1"), dtype=np.int64)
        undated = int(found[0, 1]) if found[0, 0] < 0 else 0
        dated = found[1:] if undated else found
        if not len(dated):
            raise Invalid(f"No row of {self.name} has a time that can be read; name another column with --time or leave the windows out.")
        if len(dated) > MOST:
            raise Invalid(f"Windows by {grain.unit} would make {len(dated):,} of them, more than {MOST:,}; choose wider ones.")
        return Windows(dated[:, 0], dated[:, 1], undated)

    def numbers(self, column: str, *, grouped: bool) -> Values:
        """A numeric column's non-missing values, `grouped` into distinct values with counts where few differ."""
        value = self.clean(column, "numeric")
        wanted = [] if self.window is None else [f"coalesce({self.window}, -1) AS w"]
        sql = f"SELECT {', '.join([*wanted, f'{value} AS v', *(['count(*) AS n'] if grouped else [])])} FROM {self.source} WHERE {value} IS NOT NULL"
        if grouped:
            sql += f" GROUP BY {', '.join(str(i + 1) for i in range(len(wanted) + 1))}"
        with understood(self.name):
            found = {name: np.ma.getdata(array) for name, array in self.connection.execute(sql).fetchnumpy().items()}
        return Values(found["v"], found.get("n"), found.get("w"))

    def categories(self, column: str) -> list[tuple[int, str | None, int]] | None:
        """A column's values as text (None: missing) with rows by window's number (-1: none); None when they are too many to compare."""
        window = "-1" if self.window is None else f"coalesce({self.window}, -1)"
        value = self.clean(column, "categorical")
        rows = self.fetch(f"SELECT {window}, {value}, count(*) FROM {self.source} GROUP BY 1, 2 LIMIT {MOST_GROUPS + 1}")
        return None if len(rows) > MOST_GROUPS else rows  # type: ignore[return-value]


def open_side(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path], table: str, *, grain: Grain | None = None, time: str | None = None
) -> Side:
    """A side over `files`. CSV, and rows cut by number, are first laid into a temporary `table`, to be read and ordered once.

    Raises Invalid when the files cannot be read, hold no rows, or lack the time column.
    """
    name, source = named(files), relation(files)
    columns = {c.name: c for c in schema(connection, files)}
    if time is not None and grain is not None and time not in columns:
        raise Invalid(f"There is no time column {time!r} in {name}; its columns are {', '.join(columns)}.")
    when = instant(columns[time]) if time is not None and grain is not None else None
    window = grain.index(when) if grain is not None and when is not None and grain.unit != "rows" else None
    with understood(name):
        if grain is not None and grain.unit == "rows":
            window = _numbered(connection, source, table, columns, grain.size, when)
            source = table
        elif files[0].name.lower().endswith(TEXT_ENDINGS):
            connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM {source}")
            source = table
        counted = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    rows = int(counted[0]) if counted else 0
    if not rows:
        raise Invalid(f"{name} has no rows; name a file with observations in it.")
    return Side(connection, name, source, columns, rows, window)


def _numbered(connection: duckdb.DuckDBPyConnection, source: str, table: str, columns: dict[str, Column], size: int, when: str | None) -> str:
    """Lay rows into `table` with the number of their window of `size` rows, in order of time (ties as in the files) or of the files."""
    order, window = (quoted(_unused(name, columns)) for name in ("row number", "window number"))
    position = f"row_number() OVER (ORDER BY {f'{when} NULLS LAST, ' if when else ''}{order}) - 1"
    number = f"CASE WHEN {f'{when} IS NOT NULL' if when else 'true'} THEN CAST(({position}) // {size} AS INTEGER) END"
    numbered = f"SELECT *, row_number() OVER () AS {order} FROM {source}"
    connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * EXCLUDE ({order}), {number} AS {window} FROM ({numbered})")
    return window


def _unused(name: str, columns: dict[str, Column]) -> str:
    taken = {c.lower() for c in columns}
    while name in taken:
        name += " _"
    return name
