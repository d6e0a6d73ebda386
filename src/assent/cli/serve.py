"""`assent serve`: the dashboard and the API in one process on one home."""

import contextlib
import importlib.util
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from assent.cli.errors import sentences
from assent.kernel.errors import Unavailable
from assent.kernel.places import installed


@sentences
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8501,
) -> None:
    """Serve the dashboard and the API until Ctrl-C."""
    from assent.api.caller import Desk
    from assent.home import opened
    from assent.procedures.schedule import scheduler

    ui = interface()
    listening = _listen(host, port)
    address = f"http://{_named(host)}:{listening.getsockname()[1]}"
    try:
        with opened(Path(context.obj.home), holder=f"the server at {address}") as home:
            _configure(ui, host, listening.getsockname()[1])
            from app.server import build

            desk = Desk(home)
            background = scheduler(home)
            announce = _announcer(home.run / "server.json", address, home.settings.id, desk.operator_token)
            try:
                _run(build(desk, on_start=background.start, on_stop=background.stop), listening, lambda: announce(home.settings.demo))
            finally:
                (home.run / "server.json").unlink(missing_ok=True)
    finally:
        listening.close()


def interface() -> Path:
    """The folder `app` is imported from, put on the path."""
    folder = installed("app").parent
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return folder


def _configure(ui: Path, host: str, port: int) -> None:
    """Streamlit reads `.streamlit/config.toml` from the folder it runs in; the rest is said here."""
    os.chdir(ui)
    os.environ.setdefault("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "false")
    if importlib.util.find_spec("streamlit") is None:
        raise Unavailable("Streamlit is not installed here. Install the project with its dependencies.")
    from streamlit import config
    from streamlit.web import bootstrap

    config._main_script_path = str(ui / "app" / "main.py")
    bootstrap.load_config_options({"server.port": port, "server.address": host, "server.headless": True, "browser.serverPort": port,
                                   "server.fileWatcherType": "none", "server.runOnSave": False})  # fmt: skip


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises Unavailable when the port is taken or the address is not of this machine."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        return bound
    except OSError as error:
        raise Unavailable(f"Cannot listen on {host} port {port}: {error.strerror or error}. Choose another with --port.") from error


def _run(app: Any, listening: socket.socket, started: Callable[[], None]) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Ctrl-C and a polite kill end the server; what uvicorn does besides, raising the signal again, would skip our own ending."""
            before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                started()

    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3, ws="websockets-sansio", server_header=False)
    server = Server(config)
    server.run(sockets=[listening])
    if not server.started:
        raise Unavailable("The server did not start; the log above says why.")


def _announcer(file: Path, address: str, home: str, token: str) -> Callable[[bool], None]:
    def announce(demo: bool) -> None:
        file.unlink(missing_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            json.dump({"address": address, "process": os.getpid(), "home": home, "token": token}, handle)
        print(f"\n  assent is at {address}", flush=True)  # noqa: T201
        if demo:
            print("  Sign in as any of the people listed there; it is a demonstration.", flush=True)  # noqa: T201
        print("  Ctrl-C stops it.\n", flush=True)  # noqa: T201

    return announce


def _named(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "") else f"[{host}]" if ":" in host else host  # noqa: S104
