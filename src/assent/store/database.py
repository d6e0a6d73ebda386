"""Opening the database: a DuckDB file for one process, or PostgreSQL for several servers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool, QueuePool

from assent.kernel.errors import Invalid, Unavailable

LOCK_TIMEOUT = "30s"
WRITER_LOCK = 0x61737365  # "asse": the advisory lock all servers on one PostgreSQL share


class Database:
    """An engine and its writer's lock.

    `writer()` is taken before BEGIN: on PostgreSQL a session advisory lock on a connection outside of the pool,
    since a lock taken inside a REPEATABLE READ transaction comes after its snapshot.
    """

    def __init__(self, url: str, *, backups: Path | None = None):
        self.url = url
        self.dialect = "postgresql" if url.startswith("postgresql") else "duckdb"
        self.closed = False
        self._mutex = threading.RLock()
        self._locks: sa.Engine | None = None
        if self.dialect == "postgresql":
            self.engine = sa.create_engine(url, isolation_level="REPEATABLE READ", pool_size=10, max_overflow=30, pool_pre_ping=True)
            self._locks = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        else:
            self.engine = sa.create_engine(url, poolclass=QueuePool, pool_size=10, max_overflow=30)
            sa.event.listen(self.engine, "connect", _hardener(backups))
        self._probe()

    def _probe(self) -> None:
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.text("select 1"))
        except DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0]
            if "lock" in reason.lower():
                raise Unavailable("Another process has this record open. Stop it, or talk to it with --server.") from error
            raise Unavailable(f"The database cannot be opened: {reason}") from error

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        """A connection of the pool. Raises Unavailable once closed, or when too many are at it at the same time."""
        if self.closed:
            raise Unavailable("This home was closed. Open it again.")
        try:
            connection = self.engine.connect()
        except PoolTimeout as error:
            raise Unavailable("Too many are at it at the same time. Please try again in a moment.") from error
        with connection:
            yield connection

    @contextmanager
    def writer(self) -> Iterator[None]:
        """One writer at a time, in this process and among all servers on the same PostgreSQL."""
        with self._mutex:
            if self._locks is None:
                yield
                return
            with self._locks.connect() as connection:
                _wait_for_lock(connection)
                try:
                    yield
                finally:
                    connection.execute(sa.text("select pg_advisory_unlock(:k)"), {"k": WRITER_LOCK})

    def close(self) -> None:
        """Let the writer finish, then give all connections back. A DuckDB file is then free for another process; nothing writes any more."""
        with self._mutex:
            self.closed = True
        self.engine.dispose()
        if self._locks is not None:
            self._locks.dispose()


def _wait_for_lock(connection: sa.Connection) -> None:
    """Wait for the other servers' writer, not for ever. Raises Unavailable."""
    connection.execute(sa.text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
    try:
        connection.execute(sa.text("select pg_advisory_lock(:k)"), {"k": WRITER_LOCK})
    except DBAPIError as error:
        raise Unavailable(f"Another server has been writing for {LOCK_TIMEOUT}. Please try again; if it lasts, look at that server.") from error


def normal_url(url: str) -> str:
    """The SQLAlchemy address of a database setting. Raises Invalid for anything but DuckDB and PostgreSQL."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith(("postgresql+psycopg://", "duckdb:///")):
        return url
    raise Invalid("ASSENT_DATABASE_URL must begin with postgresql:// (or be left out for the DuckDB file in the home).")


def _hardener(backups: Path | None) -> Any:
    """Take from every SQL statement the right to touch files, then lock that setting. Configuration is global to the file."""
    statements = [
        *([f"SET allowed_directories=['{str(backups).replace(chr(39), chr(39) * 2)}']"] if backups else []),
        "SET enable_external_access=false",
        "SET GLOBAL TimeZone='UTC'",
        "SET lock_configuration=true",
    ]

    def harden(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("select current_setting('lock_configuration')")
        if not cursor.fetchone()[0]:
            for statement in statements:
                cursor.execute(statement)
        cursor.close()

    return harden
