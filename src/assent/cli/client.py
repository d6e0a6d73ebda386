"""The command line as a client of the API: of the server that runs on the home, else of the same API in this process."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assent.kernel.errors import GovernanceError, Unavailable

API = "/api/v1"
LONG = 3600.0  # seconds; measuring may take a while


@dataclass(frozen=True)
class Target:
    """Which home, or which remote server."""

    home: Path
    server: str | None = None
    token: str | None = None


class Refused(GovernanceError):
    """What the API answered no to, in its own sentence."""


class Client:
    """Calls to the API, whoever answers them."""

    def __init__(self, http: Any, prefix: str, token: str):
        self._http, self._prefix, self._headers = http, prefix, {"authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None, text: bytes | None = None) -> Any:
        """The JSON of the answer. Raises Refused with the API's sentence, Unavailable when nobody answers."""
        return self.raw(method, path, params=params, json=json, text=text).json()

    def raw(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None, text: bytes | None = None) -> Any:
        """The whole answer, for bodies that are not JSON."""
        import httpx2

        given = {k: v for k, v in (params or {}).items() if v is not None}
        try:
            answer = self._http.request(method, self._prefix + path, params=given, json=json, content=text, headers=self._headers)
        except httpx2.HTTPError as error:
            raise Unavailable(f"The server does not answer: {error}. Is it running?") from error
        if answer.status_code >= 400:
            raise Refused(_sentence(answer))
        return answer


@contextmanager
def client(target: Target) -> Iterator[Client]:
    """A client for the target: a remote server, the server running on the home, or the API in this process under the home's lock."""
    import httpx2

    if target.server:
        if not target.token:
            raise Unavailable("A remote server needs a token: set ASSENT_TOKEN.")
        with httpx2.Client(base_url=target.server.rstrip("/"), timeout=LONG) as http:
            yield Client(http, API, target.token)
        return
    running = running_server(target.home)
    if running:
        with httpx2.Client(base_url=running["address"], timeout=LONG, trust_env=False) as http:  # the operator's token goes through no proxy
            yield Client(http, API, running["token"])
        return
    with _in_process(target.home) as found:
        yield found


@contextmanager
def _in_process(path: Path) -> Iterator[Client]:
    from starlette.testclient import TestClient

    from assent.api.caller import Desk
    from assent.api.routes import create_api
    from assent.home import opened

    with opened(path, holder="a command of assent") as home:
        desk = Desk(home, alone=True)
        with TestClient(create_api(desk), raise_server_exceptions=False) as http:
            yield Client(http, "", desk.operator_token)


def running_server(home: Path) -> dict[str, str] | None:
    """The server that runs on a home, if its file is there, its process alive and it answers with this home's id."""
    import httpx2

    try:
        said = json.loads((home / "run" / "server.json").read_text(encoding="utf-8"))
        os.kill(int(said["process"]), 0)
        address, token, id = str(said["address"]), str(said["token"]), str(said["home"])
        answer = httpx2.get(address + "/healthz", timeout=5.0, trust_env=False)
        return {"address": address, "token": token} if answer.json().get("home") == id else None
    except (OSError, ValueError, KeyError, TypeError, httpx2.HTTPError):
        return None


def _sentence(answer: Any) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"The server answered {answer.status_code} and no reason. Is it assent?"
