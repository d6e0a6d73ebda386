"""Every statement of a unit, a query or a task is looked at before it reaches the database.

Reading is free. What writes must be the flush, the bulk load or the seal of a unit, or touch working rows only; SQL as text can do
neither, because nobody can tell what it does. So a change without an event is impossible, whichever way it is tried.
"""

from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import event

from assent.kernel.errors import SilentWrite
from assent.store.rows import Row, Working

SECOND_THOUGHT = "A statement was about to write past its unit"


class Writer(Protocol):
    """What the watch needs to know of a unit."""

    sealed: bool

    @property
    def writing(self) -> bool: ...


class Watch:
    """Looks after one connection until it is closed. `working`: working rows may be written; `unit`: who else may write, and when."""

    def __init__(self, connection: sa.Connection, *, working: bool):
        self.working, self.unit, self.ending = working, None, False
        event.listen(connection, "before_execute", self._statement)
        event.listen(connection, "before_cursor_execute", self._text)
        event.listen(connection, "commit", self._commit)

    unit: Writer | None

    def _statement(self, _: sa.Connection, clause: Any, *__: Any) -> None:
        if clause.is_select or (self.unit is not None and self.unit.writing):
            return
        if not clause.is_dml:
            raise SilentWrite(f"{SECOND_THOUGHT}: SQL that is neither a query nor a change of known rows.")
        if not (self.working and _is_working(clause.table.name)):
            raise SilentWrite(f"{SECOND_THOUGHT}: table {clause.table.name}.")

    def _text(self, _: sa.Connection, __: Any, ___: str, ____: Any, context: Any, _____: bool) -> None:
        if getattr(context, "compiled", None) is None and not (self.unit is not None and self.unit.writing):
            raise SilentWrite(f"{SECOND_THOUGHT}: SQL as text.")

    def may_end(self, *_: Any) -> None:
        """Raises SilentWrite while the transaction must go on: only a sealed unit, or a task that is done, may end it."""
        if not (self.ending or (self.unit is not None and self.unit.sealed)):
            raise SilentWrite("A transaction was about to be ended by somebody who did not begin it.")

    def _commit(self, connection: sa.Connection) -> None:
        try:
            self.may_end()
        except SilentWrite:
            connection.invalidate()  # what was written goes with the connection; the pool makes another
            raise


@cache
def _is_working(table: str) -> bool:
    """Whether a table holds working rows. A table nobody declared does not."""

    def all_of(model: type[Row]) -> list[type[Row]]:
        return [model, *(deeper for sub in model.__subclasses__() for deeper in all_of(sub))]

    return any(getattr(model, "__tablename__", None) == table and issubclass(model, Working) for model in all_of(Row))
