"""One change in the making: rows, events, and the moment it happens."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlmodel import Session

from assent.kernel.actor import Actor, Means
from assent.kernel.canonical import canonical
from assent.kernel.errors import Conflict, Forbidden, SilentWrite
from assent.kernel.ids import new_id
from assent.ledger.leaf import leaf_bytes, leaf_hash, payload_digest
from assent.ledger.model import Event, Head, Payload
from assent.ledger.view import View, refusal
from assent.store.rows import AppendOnly, Ledger, Row, State, Working

S = TypeVar("S", bound=State)
R = TypeVar("R", bound=Row)


class Outrun(Conflict):
    """The head moved while this unit was made; it is made again."""


@dataclass(frozen=True)
class Draft:
    """An event before it is sealed."""

    action: str
    subject: str
    system: str | None
    payload: dict[str, Any]
    id: str = field(default_factory=new_id)


class Unit:
    """What a command is handed. It reads through `view`, writes through `add` and `change`, and says why by `record`.

    `now` is the moment of the whole unit, never before the last event on record; a command reads no other clock.
    """

    def __init__(self, session: Session, actor: Actor, size: int, now: datetime):
        self.session, self.actor, self.seq, self.now = session, actor, size, now
        self.touched = False
        self.drafts: list[Draft] = []
        self._flushing = self._loading = False
        self.sealed = False
        self._sealing = False
        sa_event.listen(session, "before_flush", self._remember)
        sa_event.listen(session, "after_flush", self._flushed)

    @property
    def view(self) -> View:
        """The record with what this unit wrote so far."""
        return View(self.session, self.seq + 1, self.actor, self.now)

    def require(self, permission: str, *, system: str | None = None, means: Means | None = None) -> None:
        """Raises Forbidden without the permission, or when it needs a means (a person's own session) the actor did not come by."""
        if means is not None and self.actor.means != means:
            raise Forbidden("This needs a person's own signed-in session; a token or the local operator cannot do it.")
        if not self.actor.may(permission, system=system):
            raise refusal(self.actor, permission, system)

    def add(self, row: R) -> R:
        """Put a new row on record."""
        if isinstance(row, State):
            row.since_seq = self.seq
        elif isinstance(row, AppendOnly):
            row.seq = self.seq
        self.session.add(row)
        return row

    def change(self, row: S, **fields: Any) -> S:
        """Close this version of a state row and open the next. Within one unit there is only one new version."""
        if row.since_seq == self.seq:
            for name, value in fields.items():
                setattr(row, name, value)
            return row
        before = {c.key: getattr(row, c.key) for c in sa.inspect(type(row)).column_attrs}
        after = type(row)(**{**before, **fields, "since_seq": self.seq, "until_seq": None})
        row.until_seq = self.seq
        self.session.add(after)
        return after

    def end(self, row: State) -> None:
        """Close a state row with no next version: from this event on it is not there."""
        row.until_seq = self.seq

    def record(self, action: str, *, subject: str, system: str | None = None, **payload: Any) -> None:
        """Say what happened. `subject` is an opaque id; `system` is the key the event belongs to, for finding it."""
        self.drafts.append(Draft(action, subject, system, payload))

    def recorded(self, action: str, *, subject: str) -> bool:
        """Whether this very unit already recorded that. The last ballot and the promotion stand or fall together."""
        return any(d.action == action and d.subject == subject for d in self.drafts)

    def seal(self) -> None:
        """Write the events and move the head. Raises SilentWrite for a change nobody explained, Outrun when somebody was faster."""
        self.session.flush()
        if self.touched and not self.drafts:
            raise SilentWrite("Rows of the record changed and no event says why.")
        self._sealing = True
        for offset, draft in enumerate(self.drafts):
            self._write_event(self.seq + offset, draft)
        if self.drafts:
            table: Any = Head
            after = self.seq + len(self.drafts)
            move = sa.update(table).where(table.id == 1, table.size == self.seq).values(size=after).returning(table.size)
            with self.loading():
                if not self.session.execute(move).all():
                    raise Outrun("Somebody else wrote first.")
        self.session.flush()
        self.sealed = True

    @contextmanager
    def loading(self) -> Iterator[None]:
        """The block writes for this unit: its seal, or a bulk load of the store."""
        self._loading = True
        try:
            yield
        finally:
            self._loading = False

    @property
    def writing(self) -> bool:
        """Whether this unit itself writes at this moment: what was added and changed, a bulk load, or the seal."""
        return self._flushing or self._loading

    def _write_event(self, seq: int, draft: Draft) -> None:
        key, content = secrets.token_bytes(32), canonical(draft.payload)
        said: dict[str, Any] = {"id": draft.id, "recorded_at": self.now, "actor": self.actor.id}
        said |= {"action": draft.action, "subject": draft.subject}
        leaf = leaf_bytes(**said, payload=payload_digest(key, content))
        self.session.add(Event(seq=seq, **said, system=draft.system, leaf=leaf.decode(), leaf_hash=leaf_hash(leaf)))
        self.session.add(Payload(event_id=draft.id, key=key.hex(), content=content.decode()))

    def _remember(self, session: Session, *_: Any) -> None:
        """A query inside the command flushes early: what was touched must be known at the end."""
        for row in session.new:
            self.touched |= isinstance(row, State | AppendOnly)
            if isinstance(row, Ledger) and not self._sealing:
                raise SilentWrite("The ledger's rows are written by the seal alone.")
        for row in session.dirty:
            if not session.is_modified(row):
                continue
            self.touched |= isinstance(row, State | AppendOnly)
            if isinstance(row, AppendOnly | Ledger) and not self._sealing:
                raise SilentWrite(f"A {type(row).__name__} was about to be rewritten; such rows are written once.")
            if isinstance(row, State) and row.since_seq != self.seq and _changed(row) - {"until_seq"}:
                raise SilentWrite(f"A version of {type(row).__name__} was about to be overwritten; use unit.change.")
        for row in session.deleted:
            if not isinstance(row, Working):
                raise SilentWrite(f"A {type(row).__name__} was about to be deleted; the record keeps everything.")
        self._flushing = True

    def _flushed(self, *_: Any) -> None:
        self._flushing = False


def _changed(row: State) -> set[str]:
    return {a.key for a in sa.inspect(row).attrs if a.history.has_changes()}
