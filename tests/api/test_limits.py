"""How much one may send, who is asked first, and what is refused is on record."""

import json
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assent.api import sign_in
from assent.api.caller import COOKIE, Desk
from assent.api.guard import Guard
from assent.api.routes import create_api
from assent.home import Home
from assent.kernel.actor import NOBODY
from assent.ledger.model import Event, Payload
from assent.ledger.view import View
from assent.procedures import signing_in
from tests.api.test_sign_in_page import FORM, socket
from tests.cast import FOUNDER, PASSWORD, Cast

MEGABYTE = 1024 * 1024


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


class House:
    """The application as it is served, with a page and an upload that count what they are sent."""

    def __init__(self, home: Home):
        self.home, self.desk = home, Desk(home)
        pages = [Route(path, echo, methods=["POST"]) for path in ("/page", "/_stcore/upload_file/x")]
        rest = [Mount("/api/v1", app=create_api(self.desk)), WebSocketRoute("/_stcore/stream", socket)]
        self.app = Starlette(routes=[*sign_in.routes(FORM), *pages, *rest], middleware=[Middleware(Guard, desk=self.desk)])
        self.client = TestClient(self.app, raise_server_exceptions=False)
        self.operator = {"authorization": f"Bearer {self.desk.operator_token}"}

    def session(self, name: str) -> dict[str, str]:
        """The headers of somebody signed in."""
        token = signing_in.sign_in(self.home, name=name, password=PASSWORD, address="x")
        found = self.home.ask(NOBODY, signing_in.signed_in, token=token)
        assert found is not None
        return {"cookie": f"{COOKIE}={token}", "x-csrf-token": found.session.csrf}

    def send(self, path: str, headers: dict[str, str], size: int, step: int = 64 * 1024) -> tuple[int, bytes, int]:
        """Send a body in pieces and without a length: status, answer, and how many bytes were read of it."""
        read, said, status = 0, b"", 0

        async def receive() -> dict[str, Any]:
            nonlocal read
            piece = min(step, size - read)
            read += piece
            return {"type": "http.request", "body": b"x" * piece, "more_body": read < size}

        async def answered(message: Any) -> None:
            nonlocal status, said
            status = message.get("status", status)
            said += message.get("body", b"")

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path, "raw_path": path.encode(),
            "root_path": "", "query_string": b"", "scheme": "http", "server": ("testserver", 80), "client": ("x", 1),
            "headers": [(k.encode(), v.encode()) for k, v in {"host": "testserver", "content-type": "application/json", **headers}.items()],
        }  # fmt: skip
        anyio.run(self.app, scope, receive, answered)
        return status, said, read


@pytest.fixture
def served(duck_home: Home, cast: Cast) -> Iterator[House]:
    made = House(duck_home)
    with made.client:
        yield made


@pytest.mark.parametrize("path", ["/page", "/api/v1/approvals", "/api/v1/people"])
def test_a_body_over_two_megabytes_is_refused_with_and_without_a_length(served: House, path: str) -> None:
    headers = served.session("Ada Admin")
    announced = served.client.post(path, content=b"x" * (3 * MEGABYTE), headers=headers)
    assert (announced.status_code, announced.json()["error"]["code"]) == (413, "too_large")
    status, said, read = served.send(path, headers, 300 * MEGABYTE)
    assert (status, json.loads(said)["error"]["code"]) == (413, "too_large")
    assert read <= 2 * MEGABYTE + 64 * 1024


def test_a_length_that_lies_or_is_nonsense_is_counted_all_the_same(served: House) -> None:
    for length in ("5", "-1", "many"):
        status, _, read = served.send("/page", served.session("Ada Admin") | {"content-length": length}, 10 * MEGABYTE)
        assert status == 413
        assert read <= 2 * MEGABYTE + 64 * 1024


def test_an_upload_is_left_to_streamlit_and_its_bound(served: House) -> None:
    headers = served.session("Ada Admin")
    assert served.client.post("/_stcore/upload_file/x", content=b"x" * (3 * MEGABYTE), headers=headers).text == str(3 * MEGABYTE)
    assert served.client.post("/page", content=b"x" * MEGABYTE, headers=headers).text == str(MEGABYTE)


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer made-up"}, {"authorization": "Basic eA=="}, {"cookie": f"{COOKIE}=made-up"}])
@pytest.mark.parametrize("path", ["/api/v1/approvals", "/api/v1/systems", "/api/v1/no-such-route", "/page"])
def test_nothing_is_read_of_what_somebody_unknown_sends(served: House, path: str, headers: dict[str, str]) -> None:
    status, said, read = served.send(path, headers, MEGABYTE)
    assert (status, json.loads(said)["error"]["code"], read) == (401, "unauthorized", 0)


def test_a_page_of_another_origin_opens_no_socket_and_changes_nothing(served: House) -> None:
    headers = {"cookie": served.session("Ada Admin")["cookie"]}
    for origin in ("http://testserver:3000", "http://localhost", "http://evil.example", "null", "http://testserver.evil.example", ""):
        with pytest.raises(WebSocketDisconnect), served.client.websocket_connect("/_stcore/stream", headers=headers | {"origin": origin}):
            pass
        assert served.client.post("/page", headers=headers | {"origin": origin}).status_code == 403
    for own in ({"origin": "http://testserver"}, {"origin": "https://TestServer"}, {}):
        with served.client.websocket_connect("/_stcore/stream", headers=headers | own) as opened:
            assert opened.receive_text() == "hello"
        assert served.client.post("/page", headers=headers | own).status_code == 200
    for site in ("cross-site", "same-site"):
        with pytest.raises(WebSocketDisconnect), served.client.websocket_connect("/_stcore/stream", headers=headers | {"sec-fetch-site": site}):
            pass


def test_only_exact_addresses_are_open_and_no_socket_is(served: House) -> None:
    for path in ("/loginx", "/login/x", "/healthz/../page", "/metricsx", "/password/x"):
        assert served.client.get(path).status_code == 401, path
    for path in ("/login/_stcore/stream", "/login", "/api/v1/x", "/static/x"):
        with pytest.raises(WebSocketDisconnect) as refused, served.client.websocket_connect(path):
            pass
        assert refused.value.code == 4401, path


def refusals(home: Home) -> list[tuple[str, str]]:
    def read(view: View) -> list[tuple[str, str]]:
        found = view.rows(Event, Event.action == "access.refused", order_by=[Event.seq])
        return [(e.subject or "", json.loads(view.session.get(Payload, e.id).content)["command"]) for e in found]  # type: ignore[union-attr]

    return home.ask(FOUNDER, read)


def test_what_the_api_refuses_is_on_record_once(served: House, cast: Cast) -> None:
    viewer = served.session("Vera Viewer")
    assert served.client.get("/api/v1/jobs", headers=viewer).status_code == 403
    assert served.client.post("/api/v1/tick", headers=viewer).status_code == 403
    assert served.client.post("/api/v1/tick", headers={"cookie": viewer["cookie"]}).status_code == 403
    added = {"name": "New", "email": "new@example.org", "roles": ["viewer"]}
    assert served.client.patch("/api/v1/systems/x", json=added, headers=viewer).status_code in (403, 404)
    assert served.client.post("/api/v1/people", json=added, headers=viewer).status_code == 403
    found = refusals(served.home)
    assert {who for who, _ in found} == {cast.viewer.id}
    whats = [what for _, what in found]
    assert [w for w in whats if "jobs" in w] == ["GET /jobs"]
    assert len([w for w in whats if "tick" in w]) == 2, "one for want of the role, one for want of the CSRF token"
    assert len([w for w in whats if "people" in w or w == "add_person"]) == 1


def test_somebody_unknown_leaves_no_refusals_on_record(served: House) -> None:
    for _ in range(3):
        served.client.get("/api/v1/jobs")
        served.client.post("/api/v1/tick", headers={"authorization": "Bearer made-up"})
    assert refusals(served.home) == []
