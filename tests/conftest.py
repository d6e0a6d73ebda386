"""What all tests share: homes on both databases and the cast."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assent.home import Home, create_home, open_home
from assent.procedures.founding import found_home
from tests import postgres
from tests.cast import Cast, gather

_counter = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server for the whole run."""
    with postgres.server() as address:
        yield address


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str | None:
    """The database of a test: parametrise indirectly, or take `home` for both."""
    if getattr(request, "param", "duckdb") == "duckdb":
        return None
    return postgres.fresh_database(request.getfixturevalue("postgres_server"), f"t{next(_counter)}")


@pytest.fixture(params=["duckdb", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A fresh home, once on DuckDB and once on PostgreSQL."""
    monkeypatch.delenv("ASSENT_DATABASE_URL", raising=False)
    if request.param == "postgresql":
        url = postgres.fresh_database(request.getfixturevalue("postgres_server"), f"t{next(_counter)}")
        monkeypatch.setenv("ASSENT_DATABASE_URL", url)
    opened = create_home(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def duck_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A fresh home on DuckDB, for what does not depend on the database."""
    monkeypatch.delenv("ASSENT_DATABASE_URL", raising=False)
    opened = create_home(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A demonstration home, made once and left closed, and its accounts' passwords. Copy it before opening it."""
    home = tmp_path_factory.mktemp("demonstration") / "home"
    made = found_home(home, organisation="", demo=True)
    return home, {a["name"]: a["password"] for a in made["accounts"]}


@pytest.fixture
def demo_home(demonstration: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A copy of the demonstration, opened."""
    monkeypatch.delenv("ASSENT_DATABASE_URL", raising=False)
    shutil.copytree(demonstration[0], tmp_path / "demo")
    opened = open_home(tmp_path / "demo")
    yield opened
    opened.close()


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """Everybody, on record in the home of this test."""
    return gather(request.getfixturevalue("duck_home" if "duck_home" in request.fixturenames else "home"))
