"""The guard: pages, media, uploads and the websocket open only to a session. Pure ASGI, so that it sees the socket too."""

from contextlib import suppress
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assent.access.sessions import note_act
from assent.api.caller import COOKIE, SAFE, Desk
from assent.api.errors import answer
from assent.api.size import bounded
from assent.kernel.actor import NOBODY
from assent.kernel.errors import GovernanceError
from assent.procedures.signing_in import SignedIn, signed_in

# What needs no session: the way in, what machines ask, and the files the way in is drawn with. The API finds out itself who calls (door.py).
OPEN = ("/login", "/logout", "/password", "/healthz", "/metrics", "/_stcore/health", "/_stcore/host-config")
OPEN_BELOW = ("/api/v1/", "/static/", "/app/static/", "/favicon")
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
POLICY_VIOLATION = 4401  # a close code of our own range: not signed in


class Guard:
    """ASGI middleware. The desk says which home the sessions are in."""

    def __init__(self, app: ASGIApp, desk: Desk):
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope["assent.desk"] = self.desk
        await bounded(self._guarded, scope, receive, _with_headers(send) if scope["type"] == "http" else send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_open(scope):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if _is_foreign(connection):
            await _refuse(scope, receive, send, answer(403, "forbidden", "This came from a page of another address. Open assent itself."))
            return
        try:
            found = await run_in_threadpool(self._found, connection)
        except GovernanceError as error:
            await _refuse(scope, receive, send, answer(503, error.code, error.sentence))
            return
        if found is None or found.session.must_change:
            await _refuse(scope, receive, send, _way_in(connection, scope, must_change=found is not None))
            return
        await self.app(scope, receive, send)

    def _found(self, connection: HTTPConnection) -> SignedIn | None:
        token = connection.cookies.get(COOKIE)
        found = self.desk.home.ask(NOBODY, signed_in, token=token)
        if found is not None and token and _is_page(connection):
            with suppress(GovernanceError):  # two tabs at once: one of them notes it
                self.desk.home.tend(note_act, token=token)
        return found


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        return
    await response(scope, receive, send)


def _is_open(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["type"] == "http" and (path in OPEN or path.startswith(OPEN_BELOW))


def _is_foreign(connection: HTTPConnection) -> bool:
    """Whether a page of another origin sends this with our cookie: a socket, or a request that changes something.

    A cookie is sent along whatever the port of the page, so the Origin must name the very host and port that were asked; a proxy has to
    pass the Host header on. Browsers send an Origin with every socket and every change: without one it is a program, which could write
    any Origin, and whose session is all that counts.
    """
    if connection.scope["type"] == "http" and connection.scope["method"] in SAFE:
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    return urlsplit(origin).netloc.casefold() != connection.headers.get("host", "").casefold()


def _is_page(connection: HTTPConnection) -> bool:
    """Opening an address in the browser is an act of a person; a script's or a socket's request is not."""
    return connection.scope["type"] == "http" and "text/html" in connection.headers.get("accept", "")


def _way_in(connection: HTTPConnection, scope: Scope, *, must_change: bool) -> Response:
    if scope["type"] == "http" and scope["method"] == "GET" and _is_page(connection):
        if must_change:
            return RedirectResponse("/password", 303)
        query = scope["query_string"].decode("latin-1")
        wanted = scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse("/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}", 303)
    return answer(401, "unauthorized", "Sign in first.")


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message.get("headers", [])}
            message["headers"] = [*message.get("headers", []), *((n, v) for n, v in HEADERS if n not in present)]
        await send(message)

    return sender
