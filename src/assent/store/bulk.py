"""Bulk loads: many append-only rows at once, inside a unit and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session

from assent.kernel.canonical import Digest, digest
from assent.kernel.ids import new_id
from assent.store.rows import AppendOnly


class OpenUnit(Protocol):
    """What a bulk load needs of the ledger's unit, which the store does not know."""

    session: Session
    seq: int
    touched: bool


@dataclass(frozen=True)
class Load:
    """What the command says of a bulk load in its event: how many rows, and SHA-256 of their canonical JSON as they were handed in."""

    count: int
    digest: Digest


def bulk_insert(unit: OpenUnit, model: type[AppendOnly], rows: Sequence[Mapping[str, Any]]) -> Load:
    """Insert `rows` (column name to value; all with the same names, without `id` and `seq`) as part of the unit.

    Marks the unit touched, so that sealing without an event raises SilentWrite; queries of the same unit see the rows, and a
    rollback takes them along. Raises Invalid for a value that is not JSON (nothing is inserted then).
    """
    if not issubclass(model, AppendOnly):
        raise TypeError(f"{model.__name__} is not append-only; a bulk load would go round its versions.")
    load = Load(len(rows), digest(list(rows)))
    unit.touched = True
    if rows:
        unit.session.flush()
        table = sa.inspect(model).local_table
        unit.session.connection().execute(sa.insert(table), [{**row, "id": new_id(), "seq": unit.seq} for row in rows])
    return load
