"""The opened home: a folder with settings, the record, keys, reports and what runs on it.

    home.toml          who this installation is and what it may read
    assent.duckdb      the record, unless ASSENT_DATABASE_URL names a PostgreSQL
    observations/      where observation files may lie (more folders can be allowed in home.toml)
    run/               the lock and, while a server runs, its address
"""

import contextlib
import fcntl
import os
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from assent.kernel.actor import Actor
from assent.kernel.clock import Clock, utc_now
from assent.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from assent.kernel.ids import new_id
from assent.ledger.record import AsOf, Desk, Record, belong
from assent.ledger.unit import Unit
from assent.ledger.view import View
from assent.store.database import Database, normal_url
from assent.store.migrate import current, migrate

P = ParamSpec("P")
T = TypeVar("T")
LOCK_PATIENCE = 10.0  # seconds


@dataclass(frozen=True)
class Settings:
    """What `home.toml` says, and the environment where it speaks louder."""

    id: str
    organisation: str = "Our organisation"
    demo: bool = False
    observations: tuple[Path, ...] = ()
    database_url: str | None = field(default=None, repr=False)


class Home:
    """An opened home. One process at a time has it open; `close` gives it back."""

    def __init__(self, path: Path, settings: Settings, record: Record, unlock: Callable[[], None]):
        self.path, self.settings, self.record = path, settings, record
        self._unlock = unlock

    def act(self, actor: Actor, command: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Change the record; see `Record.act`."""
        return self.record.act(actor, command, *args, **kwargs)

    def ask(self, reader: Actor, query: Callable[Concatenate[View, ...], T], *args: Any, as_of: AsOf = None, **kwargs: Any) -> T:
        """Look at the record; see `Record.ask`."""
        return self.record.ask(reader, query, *args, as_of=as_of, **kwargs)

    def refused(self, actor: Actor, what: str, error: Forbidden) -> None:
        """Put on record a refusal that was raised outside of `act`; see `Record.refused`."""
        self.record.refused(actor, what, error)

    def tend(self, task: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write working rows; see `Record.tend`."""
        return self.record.tend(task, *args, **kwargs)

    @property
    def run(self) -> Path:
        """Where the lock and the running server's address lie."""
        return self.path / "run"

    @property
    def reports(self) -> Path:
        """Where issued reports are kept."""
        return self.path / "reports"

    def close(self) -> None:
        """Close the database and let the next process in."""
        self.record.database.close()
        self._unlock()


def create_home(path: Path, *, organisation: str = "Our organisation", demo: bool = False, clock: Clock = utc_now) -> Home:
    """Make a new home and open it; either all of it is there afterwards, or nothing new.

    Raises Conflict where one is already, or where the database holds a record already; Invalid where other things stand;
    Unavailable without the database.
    """
    if (path / "home.toml").exists():
        raise Conflict(f"There is a home in {path} already. Choose another folder with --home, or serve this one.")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Invalid(f"{path} is not empty and not a home. Choose a folder that does not exist yet.")
    existed = path.exists()
    try:
        return _create(path, organisation, demo, clock)
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        if existed:
            path.mkdir()
        raise


def _create(path: Path, organisation: str, demo: bool, clock: Clock) -> Home:
    for folder in (path, path / "observations", path / "run", path / "reports"):
        folder.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    lines = [f"id = {_quoted(new_id())}", f"organisation = {_quoted(organisation)}", f"demo = {'true' if demo else 'false'}",
             "# Folders observation files may lie in; relative to this file.", 'observations = ["observations"]']  # fmt: skip
    (path / "home.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return _open(path, "assent", clock, LOCK_PATIENCE, new=True)


def open_home(path: Path, *, holder: str = "assent", clock: Clock = utc_now, patience: float = LOCK_PATIENCE) -> Home:
    """Open a home, migrate its record if need be.

    Raises NotFound without one, Unavailable while another process has it, Conflict when the database holds another home's record.
    """
    return _open(path, holder, clock, patience, new=False)


def _open(path: Path, holder: str, clock: Clock, patience: float, *, new: bool) -> Home:
    settings = read_settings(path)
    unlock = _lock(path, holder, patience)
    try:
        url = settings.database_url or f"duckdb:///{(path / 'assent.duckdb').resolve()}"
        database = Database(url, backups=(path / "run").resolve())
        try:
            if new and current(database) is not None:
                raise Conflict("The database that ASSENT_DATABASE_URL names holds a record already. Name an empty one, or open that record's home.")
            migrate(database)
            belong(database, settings.id, new=new)
        except BaseException:
            database.close()
            raise
    except BaseException:
        unlock()
        raise
    return Home(path.resolve(), settings, Record(database, clock), unlock)


def read_settings(path: Path) -> Settings:
    """The settings of a home, without opening it. Raises NotFound or Invalid."""
    file = path / "home.toml"
    if not file.is_file():
        raise NotFound(f"There is no home in {path}. Make one with: assent --home {path} init")
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        url = os.environ.get("ASSENT_DATABASE_URL") or content.get("database_url")
        return Settings(
            id=str(content["id"]),
            organisation=str(content.get("organisation", "Our organisation")),
            demo=bool(content.get("demo", False)),
            observations=tuple((path / str(folder)).resolve() for folder in content.get("observations", ["observations"])),
            database_url=normal_url(str(url)) if url else None,
        )
    except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError, TypeError) as error:
        raise Invalid(f"{file} cannot be read: {error}. Mend it, or restore it from a backup.") from error


def _lock(path: Path, holder: str, patience: float) -> Callable[[], None]:
    """Hold the home's lock file. Whoever comes second waits, then is told who holds it."""
    (path / "run").mkdir(exist_ok=True)
    handle = open(path / "run" / "lock", "a+", encoding="utf-8")  # noqa: SIM115  it stays open as long as the home is
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            if time.monotonic() >= until:
                handle.seek(0)
                who = handle.read().strip() or "another process"
                handle.close()
                raise Unavailable(f"The home {path} is held by {who}. Stop it first, or use its server.") from None
            time.sleep(0.05)
    handle.truncate(0)
    handle.write(f"{holder} (process {os.getpid()})")
    handle.flush()

    def unlock() -> None:
        with contextlib.suppress(ValueError, OSError):
            handle.truncate(0)
            fcntl.flock(handle, fcntl.LOCK_UN)
            handle.close()

    return unlock


@contextmanager
def opened(path: Path, *, holder: str = "assent") -> Iterator[Home]:
    """A home for as long as the block runs."""
    home = open_home(path, holder=holder)
    try:
        yield home
    finally:
        home.close()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
