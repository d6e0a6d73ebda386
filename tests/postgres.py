"""A PostgreSQL of the tests' own: its own directory, its own port, stopped at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def find(program: str) -> str | None:
    """Where a PostgreSQL program lies; Debian keeps the server's out of the path."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / program).is_file():
            return str(folder / program)
    return shutil.which(program)


def _as_server(command: list[str]) -> list[str]:
    """The server refuses to run as root: the account that Debian's package made runs it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else command


@contextmanager
def server() -> Iterator[str]:
    """The address of a fresh server's `postgres` database."""
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if initdb is None or pg_ctl is None:
        raise RuntimeError("These tests need a PostgreSQL server. Install it with: sudo apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="assent-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, run = folder / "data", folder
    subprocess.run(_as_server([initdb, "-D", str(data), "-U", "assent", "--auth=trust", "-E", "UTF8", "--no-sync"]), check=True, capture_output=True)
    options = f"-p {port} -k {run} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=200"
    subprocess.run(_as_server([pg_ctl, "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start"]), check=True, capture_output=True)
    try:
        yield f"postgresql://assent@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(_as_server([pg_ctl, "-D", str(data), "-m", "immediate", "stop"]), check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(address: str, name: str) -> str:
    """A new, empty database on that server."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    return address.rsplit("/", 1)[0] + f"/{name}"
