"""Migrations: they run by themselves when a home is opened, forward only."""

import importlib

from sqlmodel import Session, SQLModel

from assent.store.database import Database


def migrate(database: Database) -> None:
    """Bring the database to this version's tables (interim: made from the models)."""
    for room in ("ledger", "access", "jobs", "inventory", "registry", "risk", "monitoring", "approvals", "reports"):
        try:
            importlib.import_module(f"assent.{room}.model")
        except ModuleNotFoundError as error:
            if error.name != f"assent.{room}.model":
                raise
    SQLModel.metadata.create_all(database.engine)
    from assent.ledger.model import Head

    with database.writer(), Session(database.engine) as session:
        if session.get(Head, 1) is None:
            session.add(Head(id=1, size=0))
            session.commit()
