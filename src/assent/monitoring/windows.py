"""The windows current rows are measured in: by the hour, day, week or month of a time column, or so many rows at a time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from assent.kernel.errors import Invalid
from assent.store.observations import Column, quoted

Unit = Literal["hour", "day", "week", "month", "rows"]
MOST = 10_000
_MICROSECONDS = {"hour": 3_600_000_000, "day": 86_400_000_000, "week": 604_800_000_000}


@dataclass(frozen=True)
class Grain:
    """How wide a window is: a unit of the calendar (weeks begin on Monday), or `size` rows."""

    unit: Unit
    size: int = 1

    @classmethod
    def parse(cls, text: str) -> "Grain":
        """`hour`, `day`, `week`, `month` or `rows:N`. Raises Invalid for anything else."""
        rows = re.fullmatch(r"rows:0*([1-9]\d{0,11})", text)
        if rows:
            return cls("rows", int(rows[1]))
        for unit in ("hour", "day", "week", "month"):
            if text == unit:
                return cls(unit)
        raise Invalid(f"Windows by {text!r} are not known; choose hour, day, week, month or rows:N with N at least 1, such as rows:500.")

    def index(self, time: str) -> str:
        """SQL of the number of the window an instant (SQL of a TIMESTAMP in UTC) falls in; numbers follow time.

        Hours, days and weeks are counted from 0001-01-01, which was a Monday; months from year 0.
        """
        if self.unit == "month":
            return f"CAST(year({time}) * 12 + month({time}) - 1 AS INTEGER)"
        return f"CAST((epoch_us({time}) + 62135596800000000) // {_MICROSECONDS[self.unit]} AS INTEGER)"

    def label(self, index: int) -> str:
        """A window's name: its first day `YYYY-MM-DD`, the hour `YYYY-MM-DDTHH`, or 1, 2, 3 ... for rows."""
        if self.unit == "rows":
            return str(index + 1)
        if self.unit == "month":
            return date(index // 12, index % 12 + 1, 1).isoformat()
        start = datetime(1, 1, 1) + index * timedelta(microseconds=_MICROSECONDS[self.unit])  # noqa: DTZ001 (UTC throughout)
        return start.strftime("%Y-%m-%dT%H").rjust(13, "0") if self.unit == "hour" else start.date().isoformat()


def instant(column: Column) -> str:
    """SQL of a column as a TIMESTAMP in UTC, null where it holds no time. Raises Invalid when the column cannot hold times.

    Text is parsed as ISO 8601 and read as UTC when it names no zone; zones become UTC; infinite and BC dates count as no time.
    """
    name = quoted(column.name)
    if column.type == "VARCHAR":
        time = f"(TRY_CAST({name} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')"
    elif column.type == "TIMESTAMP WITH TIME ZONE":
        time = f"({name} AT TIME ZONE 'UTC')"
    elif column.kind == "time":
        time = f"CAST({name} AS TIMESTAMP)"
    else:
        raise Invalid(f"The time column {column.name!r} holds {column.type}, not times; name a column of dates, timestamps or ISO 8601 text.")
    return f"(CASE WHEN {time} >= TIMESTAMP '0001-01-01' AND {time} < TIMESTAMP '9999-01-01' THEN {time} END)"
