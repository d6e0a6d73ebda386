"""The tables are what the models say, and an older record comes along."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from assent.access import commands, queries
from assent.home import Home, create_home, open_home
from assent.kernel.errors import Conflict, Unavailable
from assent.store.database import Database
from assent.store.migrate import current, head, migrate
from tests.cast import FOUNDER
from tools.migration import load_models


def older(url: str) -> Database:
    """A record as the first release left it: one event, one person, and a row of working state."""
    database = Database(url)
    migrate(database, to="0001")
    with database.engine.begin() as connection:
        then = {"t": "2026-01-02 03:04:05+00"}
        person = "insert into person (id, since_seq, name, email, active, added_at) values ('p', 0, 'Old Hand', 'old@example.org', true, :t)"
        columns = "seq, id, recorded_at, actor, action, subject, leaf, leaf_hash"
        event = f"insert into ledger_event ({columns}) values (0, 'e', :t, 'p', 'x.y', 'p', '{{}}', '00')"
        for statement in (person, event):
            connection.execute(sa.text(statement), then)
        connection.execute(sa.text("update ledger_head set size = 1"))
    return database


def test_the_migrations_make_exactly_the_models_tables(home: Home) -> None:
    load_models()
    ours = {name for name in SQLModel.metadata.tables if not name.startswith("test_")}
    with home.record.database.engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in ours}), SQLModel.metadata
        )
    assert [d for d in found if not (d[0] == "add_table" and d[1].name.startswith("test_"))] == []


def test_an_older_record_is_brought_along_with_everything_in_it(home: Home) -> None:
    database = home.record.database
    with database.engine.begin() as connection:
        for table in [*sa.inspect(connection).get_table_names()]:
            connection.execute(sa.text(f"drop table {table} cascade" if database.dialect == "postgresql" else f"drop table {table}"))
    older(database.url)
    assert current(database) == "0001" < head()
    migrate(database)
    assert current(database) == head()
    names = [p.name for p in home.ask(FOUNDER, queries.people)]
    assert names == ["Old Hand"]
    home.act(FOUNDER, commands.add_person, name="New Hand", email="new@example.org", roles=["viewer"], password_hash="x")
    assert home.record.size == 3


def test_migrating_twice_changes_nothing(home: Home) -> None:
    migrate(home.record.database)
    assert current(home.record.database) == head()


def test_a_record_of_a_newer_program_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSENT_DATABASE_URL", raising=False)
    made = create_home(tmp_path / "home")
    with made.record.database.engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    made.close()
    with pytest.raises(Unavailable, match="newer assent"):
        open_home(tmp_path / "home", patience=0.1)


def test_a_home_is_opened_by_one_process_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSENT_DATABASE_URL", raising=False)
    made = create_home(tmp_path / "home")
    with pytest.raises(Unavailable, match=r"is held by assent \(process \d+\)"):
        open_home(tmp_path / "home", patience=0.1)
    made.close()
    open_home(tmp_path / "home", patience=0.1).close()


def test_a_new_home_never_writes_into_a_record_that_is_there(home: Home, tmp_path: Path) -> None:
    if home.record.database.dialect == "duckdb":
        return  # its file lies inside of the home
    before = home.record.size
    with pytest.raises(Conflict, match="holds a record already"):
        create_home(tmp_path / "other")
    assert not (tmp_path / "other").exists()
    assert home.record.size == before


def test_a_home_refuses_the_record_of_another(home: Home) -> None:
    with home.record.database.engine.begin() as connection:
        connection.execute(sa.text("update ledger_head set home = 'somebody else'"))
    home.close()
    with pytest.raises(Conflict, match="another home"):
        open_home(home.path, patience=0.1)


def test_without_its_database_a_home_is_not_made_by_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSENT_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing?connect_timeout=2")
    with pytest.raises(Unavailable):
        create_home(tmp_path / "home")
    assert not (tmp_path / "home").exists()
