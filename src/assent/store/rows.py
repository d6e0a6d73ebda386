"""The three kinds of rows. What kind a table is decides who may write it and what trace a write leaves.

state        has versions: valid for ledger sizes n with since_seq < n <= until_seq. Changed only inside `act`.
append-only  written once inside `act`, never changed or removed.
working      may be written by `tend` too, leaves no event; the whole list is in `tests/store/test_kinds.py`.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

Kind = Literal["state", "append-only", "working", "ledger"]


class Moment(sa.types.TypeDecorator[datetime]):
    """A point in time, aware and in UTC on the way in and out, on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("A time without a zone was about to be stored.")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


class Row(SQLModel):
    """Any row of ours."""

    row_kind: ClassVar[Kind]


class State(Row):
    """A row that has versions. The ledger's sequence says from when to when each version held."""

    row_kind: ClassVar[Kind] = "state"
    id: str = Field(primary_key=True)
    since_seq: int = Field(default=-1, primary_key=True, sa_type=sa.BigInteger)
    until_seq: int | None = Field(default=None, sa_type=sa.BigInteger)


class AppendOnly(Row):
    """A row that is written once. `seq` is the ledger's sequence of the event that put it there."""

    row_kind: ClassVar[Kind] = "append-only"
    id: str = Field(primary_key=True)
    seq: int = Field(default=-1, sa_type=sa.BigInteger)


class Working(Row):
    """A row that is no part of the record: sessions, jobs, limits on rates."""

    row_kind: ClassVar[Kind] = "working"


class Ledger(Row):
    """The ledger's own rows, written only when a unit is sealed."""

    row_kind: ClassVar[Kind] = "ledger"


def moment(*, default: Any = ..., nullable: bool = False, index: bool = False) -> Any:
    """A model field that holds a point in time."""
    return Field(default=default, sa_type=Moment, nullable=nullable, index=index)


def json_field(*, default_factory: Any = dict) -> Any:
    """A model field that holds a JSON value."""
    return Field(default_factory=default_factory, sa_type=sa.JSON, nullable=False)
