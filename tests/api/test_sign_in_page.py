"""The way in, over HTTP: the form, the guard, and what an attacker would try."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assent.access import commands
from assent.access.passwords import hash_password
from assent.api import health, sign_in
from assent.api.caller import COOKIE, Desk
from assent.api.guard import Guard
from assent.home import Home
from tests.cast import PASSWORD, Cast

FORM = Path(__file__).parents[2] / "app" / "sign_in.html"


async def page(_: object) -> PlainTextResponse:
    return PlainTextResponse("a page")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


def application(home: Home) -> Starlette:
    pages = [Route("/", page), Route("/inventory", page), Route("/media/x", page), WebSocketRoute("/_stcore/stream", socket)]
    machines = [Route("/healthz", health.healthz), Route("/metrics", health.metrics)]
    return Starlette(routes=[*sign_in.routes(FORM), *pages, *machines], middleware=[Middleware(Guard, desk=Desk(home))])


@pytest.fixture
def client(duck_home: Home, cast: Cast) -> Iterator[TestClient]:
    with TestClient(application(duck_home), follow_redirects=False) as found:
        yield found


def form_token(client: TestClient, path: str = "/login") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def enter(client: TestClient, name: str = "Rosa Risk", password: str = PASSWORD, **more: str) -> object:
    return client.post("/login", data={"username": name, "password": password, "csrf": form_token(client), **more})


def test_signing_in_opens_the_page_one_wanted(client: TestClient) -> None:
    asked = client.get("/inventory?q=x", headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=%2Finventory%3Fq%3Dx")
    came = enter(client, next="/inventory?q=x")
    assert (came.status_code, came.headers["location"]) == (303, "/inventory?q=x")
    cookie = came.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/inventory").text == "a page"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx", "/logout", ""])
def test_signing_in_never_leads_to_another_site(client: TestClient, target: str) -> None:
    assert enter(client, next=target).headers["location"] == "/"


def test_a_form_from_elsewhere_is_refused(client: TestClient) -> None:
    form_token(client)
    for csrf in ("", "guessed"):
        answer = client.post("/login", data={"username": "Rosa Risk", "password": PASSWORD, "csrf": csrf})
        assert answer.status_code == 403
        assert COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("password", ["wrong", "", "x" * 8000])
def test_a_wrong_password_is_one_sentence(client: TestClient, password: str) -> None:
    answer = enter(client, password=password)
    assert answer.status_code == 401
    assert "Wrong name or password." in answer.text


def test_a_megabyte_of_password_is_not_even_read(client: TestClient) -> None:
    answer = enter(client, password="x" * 1_000_000)
    assert answer.status_code == 413
    assert "too long" in answer.text


def test_a_name_that_is_markup_is_text(client: TestClient) -> None:
    answer = enter(client, name="\"><script>alert(1)</script>")
    assert "<script>" not in answer.text


def test_the_sixth_try_is_told_to_wait(client: TestClient) -> None:
    for _ in range(5):
        enter(client, password="wrong")
    answer = enter(client)
    assert answer.status_code == 429
    assert "15 minutes" in answer.text


def test_nothing_but_the_way_in_is_open(client: TestClient) -> None:
    for path in ("/inventory", "/media/x", "/_stcore/upload_file/x", "/component/x"):
        assert client.get(path).status_code in (401, 303), path
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect("/_stcore/stream"):
        pass
    assert refused.value.code == 4401
    for path in ("/login", "/healthz", "/metrics"):
        assert client.get(path).status_code == 200, path


def test_the_socket_opens_to_a_session_and_closes_with_it(client: TestClient) -> None:
    enter(client)
    with client.websocket_connect("/_stcore/stream") as opened:
        assert opened.receive_text() == "hello"
    client.get("/logout", headers={"sec-fetch-site": "cross-site"})
    assert client.get("/").text == "a page", "a link on another site signs nobody out"
    client.get("/logout", headers={"sec-fetch-site": "same-origin"})
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_a_one_time_password_must_be_changed_before_anything_else(duck_home: Home, client: TestClient, cast: Cast) -> None:
    hashed = hash_password("given to you once")
    duck_home.act(cast.admin, commands.add_person, name="New Person", email="new@example.org", roles=["viewer"], password_hash=hashed)
    enter(client, name="New Person", password="given to you once")
    assert client.get("/", headers={"accept": "text/html"}).headers["location"] == "/password"
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    token = form_token(client, "/password")
    said = {"old": "given to you once", "password": "chosen by myself", "csrf": token}
    assert "differ" in client.post("/password", data=said | {"repeated": "something else here"}).text
    done = client.post("/password", data=said | {"repeated": "chosen by myself", "csrf": form_token(client, "/password")})
    assert done.status_code == 303
    assert client.get("/").text == "a page"


def test_accounts_are_shown_by_a_demonstration_only(client: TestClient, demo_home: Home) -> None:
    assert "demonstration" not in client.get("/login").text
    with TestClient(application(demo_home)) as demo:
        text = demo.get("/login").text
    assert "Jonas Weber" in text
    assert "demo-assent-2026" in text


def test_the_pages_cannot_be_framed_and_the_form_runs_no_script(client: TestClient) -> None:
    headers = client.get("/login").headers
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    enter(client)
    assert client.get("/").headers["x-content-type-options"] == "nosniff"


def test_metrics_count_and_name_nobody(client: TestClient) -> None:
    enter(client)
    text = client.get("/metrics").text
    assert "assent_ledger_events" in text
    assert "Rosa" not in text
