"""Bulk loads: many append-only rows at once, inside a unit and nowhere else."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session

from assent.kernel.canonical import Digest, digest
from assent.kernel.ids import new_id
from assent.store.rows import AppendOnly

ARROW = "bulk_rows"


class OpenUnit(Protocol):
    """What a bulk load needs of the ledger's unit, which the store does not know."""

    session: Session
    seq: int
    touched: bool

    def loading(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True)
class Load:
    """What the command says of a bulk load in its event: how many rows, and SHA-256 of their canonical JSON as they were handed in."""

    count: int
    digest: Digest


def bulk_insert(unit: OpenUnit, model: type[AppendOnly], rows: Sequence[Mapping[str, Any]]) -> Load:
    """Insert `rows` (column name to value; all with the same names, without `id` and `seq`) as part of the unit.

    Marks the unit touched, so that sealing without an event raises SilentWrite; queries of the same unit see the rows, and a
    rollback takes them along. Raises Invalid for a value that is not JSON (nothing is inserted then).
    Names of columns are the program's own; values never become part of the SQL.
    """
    if not issubclass(model, AppendOnly):
        raise TypeError(f"{model.__name__} is not append-only; a bulk load would go round its versions.")
    load = Load(len(rows), digest(list(rows)))
    unit.touched = True
    if rows:
        unit.session.flush()
        table = sa.inspect(model).local_table
        assert isinstance(table, sa.Table)
        whole = [{**row, "id": new_id(), "seq": unit.seq} for row in rows]
        connection = unit.session.connection()
        with unit.loading():
            if connection.dialect.name == "duckdb":
                _from_arrow(connection, table, whole)
            else:
                connection.execute(sa.insert(table), whole)
    return load


def _from_arrow(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as one Arrow table: 3,000 rows of 20 columns in 0.03 s, where one parameter after the other takes 1.2 s under the writer's lock."""
    import pyarrow as pa

    data = pa.table({name: _column(table.c[name], [row[name] for row in rows]) for name in rows[0]})
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in rows[0])
    driver: Any = connection.connection.driver_connection
    driver.register(ARROW, data)
    try:
        driver.execute(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {ARROW}")
    finally:
        driver.unregister(ARROW)


def _column(column: sa.Column[Any], values: Sequence[Any]) -> Any:
    import pyarrow as pa

    if isinstance(column.type, sa.JSON):
        return pa.array([json.dumps(value) for value in values], pa.string())
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32(), datetime: pa.timestamp("us", tz="UTC")}
    stored = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
    return pa.array(values, kinds[stored.python_type])
