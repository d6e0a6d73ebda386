"""The record: `act` is the one way to change it, `ask` the one way to look at it, `tend` writes working rows only."""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, select

from assent.kernel.actor import Actor
from assent.kernel.clock import Clock, end_of_day, utc_now
from assent.kernel.errors import Conflict, Forbidden, SilentWrite, Unavailable
from assent.ledger.model import Event, Head
from assent.ledger.unit import Outrun, Unit
from assent.ledger.view import View
from assent.ledger.watch import Watch
from assent.store.database import Database
from assent.store.rows import Working

P = ParamSpec("P")
T = TypeVar("T")
AsOf = int | date | datetime | None
ATTEMPTS = 3
REFUSALS_PER_HOUR = 20
LONGEST_REFUSAL = 300  # characters of a refused person's own words that the record keeps
log = logging.getLogger(__name__)


class Desk:
    """What a task of `tend` is handed: a session that takes working rows only, and the moment."""

    def __init__(self, session: Session, now: datetime):
        self.session, self.now = session, now


class Record:
    """A database with a ledger in it."""

    def __init__(self, database: Database, clock: Clock = utc_now):
        self.database, self.clock = database, clock
        self._refusals: dict[str, deque[float]] = defaultdict(deque)

    def act(self, actor: Actor, command: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a command as one unit: its rows and its events are committed together or not at all.

        On a conflict the command is called again, up to three times, so it does no input or output and reads no clock.
        A refusal is itself put on record. Raises what the command raises, Conflict when somebody else was always faster,
        Unavailable when the database refuses.
        """
        try:
            return self._attempts(actor, command, *args, **kwargs)
        except Forbidden as error:
            self.refused(actor, getattr(command, "__name__", "command"), error)
            raise

    def refused(self, actor: Actor, what: str, error: Forbidden) -> None:
        """Put a refusal on record, once, and at most twenty an hour for one person. Never raises."""
        if error.recorded:
            return
        error.recorded = True
        recent, now = self._refusals[actor.id], time.monotonic()
        while recent and recent[0] < now - 3600:
            recent.popleft()
        if len(recent) >= REFUSALS_PER_HOUR:
            return
        recent.append(now)

        def refuse(unit: Unit) -> None:
            said = error.sentence if len(error.sentence) <= LONGEST_REFUSAL else error.sentence[: LONGEST_REFUSAL - 1] + "…"
            unit.record("access.refused", subject=actor.id, command=what[:100], sentence=said, means=actor.means)

        try:
            self._attempts(actor, refuse)
        except (Conflict, Unavailable):
            log.warning("a refusal of %s could not be recorded", what)

    def ask(self, reader: Actor, query: Callable[Concatenate[View, ...], T], *args: Any, as_of: AsOf = None, **kwargs: Any) -> T:
        """Answer a query for a reader, as the record stands or as it stood: `as_of` is a ledger size, a moment, or a day's end.

        Raises what the query raises, SilentWrite when it tries to write, Unavailable when the database refuses.
        """
        try:
            with self._session(working=False) as (session, _):
                sa_event.listen(session, "before_flush", _no_writes)
                size, now = session.exec(select(Head.size).where(Head.id == 1)).one(), self.clock()
                if as_of is not None:
                    size, now = _size_at(session, as_of, size, now)
                return query(View(session, size, reader, now), *args, **kwargs)
        except DBAPIError as error:
            raise Unavailable(f"The database does not answer: {_first_line(error)}") from error

    def tend(self, task: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a task on working rows: no event, no writer's lock. Raises SilentWrite when it touches the record."""
        for attempt in range(ATTEMPTS):
            try:
                with self._session(working=True) as (session, watch):
                    sa_event.listen(session, "before_flush", _only_working)
                    result = task(Desk(session, self.clock()), *args, **kwargs)
                    watch.ending = True
                    session.commit()
                    return result
            except DBAPIError as error:
                if not _is_conflict(error):
                    raise Unavailable(f"The database refused: {_first_line(error)}") from error
                time.sleep(0.01 * 2**attempt)
        raise Conflict("Too many did the same thing at once. Please repeat.")

    @property
    def size(self) -> int:
        """How many events there are now."""
        with self._session(working=False) as (session, _):
            return session.exec(select(Head.size).where(Head.id == 1)).one()

    def _attempts(self, actor: Actor, command: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        for attempt in range(ATTEMPTS):
            unit: Unit | None = None
            try:
                with self.database.writer(), self._session(working=True) as (session, watch):
                    watch.unit = unit = Unit(session, actor, *self._present(session))
                    result = command(unit, *args, **kwargs)
                    unit.seal()
                    session.commit()
                    return result
            except Outrun:
                pass
            except DBAPIError as error:
                if unit is not None and unit.sealed and self._committed(unit):
                    return result
                if not _is_conflict(error):
                    raise Unavailable(f"The database refused the change: {_first_line(error)}") from error
            time.sleep(0.01 * 2**attempt)
        raise Conflict("The record changed meanwhile. Please look again and repeat.")

    @contextmanager
    def _session(self, *, working: bool) -> Iterator[tuple[Session, Watch]]:
        """A session whose every statement is looked at."""
        with self.database.connect() as connection:
            watch = Watch(connection, working=working)
            with Session(bind=connection, expire_on_commit=False) as session:
                sa_event.listen(session, "before_commit", watch.may_end)
                yield session, watch

    def _present(self, session: Session) -> tuple[int, datetime]:
        size = session.exec(select(Head.size).where(Head.id == 1)).one()
        now = self.clock()
        if size:
            last = session.exec(select(Event.recorded_at).where(Event.seq == size - 1)).one()
            now = max(now, last)  # the ledger's time never runs backwards, whatever the machine's clock does
        return size, now

    def _committed(self, unit: Unit) -> bool:
        """Whether a commit that raised went through after all (a connection lost at the wrong moment)."""
        if not unit.drafts:
            return False
        try:
            with self._session(working=False) as (session, _):
                return session.exec(select(Event.seq).where(Event.id == unit.drafts[0].id)).first() is not None
        except (DBAPIError, Unavailable):
            return False


def belong(database: Database, home: str, *, new: bool) -> None:
    """See that the record is this home's: written into a new one, compared ever after. Raises Conflict for another home's."""
    with database.writer(), database.connect() as connection, Session(bind=connection) as session:
        head = session.exec(select(Head).where(Head.id == 1)).one()
        if new:
            head.home = home
            session.add(head)
            session.commit()
        elif head.home != home:
            raise Conflict("The database holds the record of another home. See ASSENT_DATABASE_URL, or the id in home.toml.")


def _size_at(session: Session, as_of: int | date | datetime, size: int, now: datetime) -> tuple[int, datetime]:
    if isinstance(as_of, int):
        return max(0, min(as_of, size)), now
    moment = as_of if isinstance(as_of, datetime) else end_of_day(as_of)
    if moment >= now:
        return size, now
    last = session.exec(select(sa.func.max(Event.seq)).where(Event.recorded_at <= moment)).one()
    return (0 if last is None else last + 1), moment


def _is_conflict(error: DBAPIError) -> bool:
    """Whether trying again can help. DuckDB reports two inserts of one key as OperationalError at the COMMIT."""
    text = str(error.orig).lower()
    return isinstance(error, OperationalError | IntegrityError) and any(
        word in text for word in ("conflict", "serializ", "deadlock", "duplicate key", "unique constraint", "primary key")
    )


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or ["no reason given"])[0]


def _no_writes(session: Session, *_: Any) -> None:
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise SilentWrite("A query was about to write.")


def _only_working(session: Session, *_: Any) -> None:
    for row in [*session.new, *session.deleted, *session.dirty]:
        if not isinstance(row, Working):
            raise SilentWrite(f"A task was about to write a {type(row).__name__}; only a command may.")
