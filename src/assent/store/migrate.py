"""Migrations: they run by themselves when a home is opened, forward only."""

import importlib
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assent.kernel.errors import Unavailable
from assent.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def head() -> str:
    """The newest migration there is, by its number."""
    return max(file.name.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def migrate(database: Database, *, to: str | None = None) -> None:
    """Bring the tables to this version's. Raises Unavailable when the record was written by a newer one.

    All of one migration is applied or none of it: DDL is transactional on both databases.
    """
    with database.writer():
        wanted = to or head()
        found = current(database)
        if found == wanted:
            return
        if found is not None and found > wanted:
            raise Unavailable(
                f"This record was written by a newer assent (its tables are at {found}, this one knows {wanted}). Install the newer one."
            )
        _upgrade(database, wanted)


def current(database: Database) -> str | None:
    """The migration the tables are at; None for an empty database."""
    with database.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("select version_num from alembic_version")).scalar()


def _upgrade(database: Database, to: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    if database.dialect == "duckdb":
        importlib.import_module("duckdb_sqlalchemy.alembic_impl")  # it registers itself only where Alembic was imported first
    script = ScriptDirectory(str(MIGRATIONS))

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs(to, revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment, database.engine.connect() as connection:
        environment.configure(connection=connection, transaction_per_migration=True)
        with environment.begin_transaction():
            environment.run_migrations()
