"""The record at one ledger size, as one reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, select

from assent.kernel.actor import Actor
from assent.kernel.errors import Forbidden, NotFound
from assent.kernel.text import quoted
from assent.store.rows import AppendOnly, Row, State

R = TypeVar("R", bound=Row)
S = TypeVar("S", bound=State)


@dataclass(frozen=True)
class View:
    """What a query is handed: the session, the ledger size it looks at, the reader, and the moment it stands for."""

    session: Session
    size: int
    reader: Actor
    now: datetime

    def require(self, permission: str, *, system: str | None = None) -> None:
        """Raises Forbidden when the reader may not."""
        if not self.reader.may(permission, system=system):
            raise refusal(self.reader, permission, system)

    def scope(self, permission: str) -> frozenset[str] | None:
        """The systems this reader may see with that permission: None for all. Raises Forbidden when there are none."""
        scope = self.reader.scope(permission)
        if scope is not None and not scope:
            raise refusal(self.reader, permission, None)
        return scope

    def rows(self, model: type[R], *where: Any, order_by: Sequence[Any] = (), limit: int | None = None) -> list[R]:
        """All rows on record at this size that meet the conditions."""
        query = select(model).where(*self.conditions(model), *where).order_by(*order_by)
        return list(self.session.exec(query if limit is None else query.limit(limit)).all())

    def conditions(self, model: type[Row]) -> list[Any]:
        """The conditions under which a row of this model was on record at this size, for queries that join."""
        columns: Any = model
        if issubclass(model, State):
            return [columns.since_seq < self.size, sa.or_(columns.until_seq.is_(None), columns.until_seq >= self.size)]
        if issubclass(model, AppendOnly) or hasattr(model, "seq"):
            return [columns.seq < self.size]
        return []

    def first(self, model: type[R], *where: Any, order_by: Sequence[Any] = ()) -> R | None:
        """The first such row, or None."""
        found = self.rows(model, *where, order_by=order_by, limit=1)
        return found[0] if found else None

    def one(self, model: type[R], *where: Any, what: str = "record") -> R:
        """The one such row. Raises NotFound, which names what was looked for."""
        found = self.first(model, *where)
        if found is None:
            raise NotFound(f"There is no {what}.")
        return found

    def versions(self, model: type[S], id: str) -> list[S]:
        """Every version of one state row up to this size, oldest first."""
        columns: Any = model
        query = select(model).where(columns.id == id, columns.since_seq < self.size).order_by(columns.since_seq)
        return list(self.session.exec(query).all())


def refusal(actor: Actor, permission: str, system: str | None) -> Forbidden:
    """The sentence for somebody who may not."""
    where = f" for {quoted(system, 63)}" if system else ""
    who = {"session": "You", "operator": "The local operator", "token": "This token"}.get(actor.means, "Nobody unnamed")
    return Forbidden(f"{who} may not do this{where}: the permission {permission} is needed. Ask an administrator for a role that has it.")
