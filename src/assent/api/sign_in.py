"""Signing in and out: plain HTML routes of the same process, outside of the pages.

The form carries a token that must equal a cookie of the form's own (double submit), so that nobody can sign a browser in from
elsewhere. The session's token lives in an HttpOnly cookie; page scripts can read it, no other site can.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assent.access.permissions import ROLE_WORDS
from assent.api.caller import COOKIE, home_of
from assent.kernel.actor import NOBODY
from assent.kernel.errors import Forbidden, GovernanceError, Invalid
from assent.procedures import signing_in
from assent.procedures.signing_in import TooMany, signed_in

FORM_COOKIE = "assent_form"
AT_ONCE, WAITING = 8, 200  # threads that passwords are looked at in, so that a flood of them leaves the others; and tries that may wait for one
LARGEST_FORM = 16 * 1024  # bytes; a password of a megabyte is not read at all
_env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)


class TooLarge(Exception):
    """A form beyond any honest size."""


def routes(page: Path) -> list[Route]:
    """The routes, drawn with that HTML template."""
    template = _env.from_string(page.read_text(encoding="utf-8"))
    threads = anyio.CapacityLimiter(AT_ONCE)

    async def login(request: Request) -> Response:
        if request.method == "GET":
            if await run_in_threadpool(_found, request):
                return RedirectResponse(safe_next(request.query_params.get("next")), 303)
            return draw(request, next=safe_next(request.query_params.get("next")))
        try:
            form = await _form(request)
        except TooLarge:
            return draw(request, message="That is too long for a name and a password. Try again.", status=413)
        name, target = str(form.get("username", "")), safe_next(str(form.get("next", "/")))
        if not _same_form(request, form):
            return draw(request, message="This form had grown old. Please sign in again.", name=name, next=target, status=403)
        if threads.statistics().tasks_waiting >= WAITING:
            return draw(request, message="Very many people sign in just now. Try again in a minute.", name=name[:100], next=target, status=503)
        sign_in = partial(
            signing_in.sign_in, home_of(request), name=name, password=str(form.get("password", "")),
            address=request.client.host if request.client else "", user_agent=request.headers.get("user-agent", ""),
        )  # fmt: skip
        try:
            token = await anyio.to_thread.run_sync(sign_in, limiter=threads)
        except Forbidden as refused:
            return draw(request, message=refused.sentence, name=name[:100], next=target, status=429 if isinstance(refused, TooMany) else 401)
        except GovernanceError as error:
            return draw(request, message=error.sentence, name=name[:100], next=target, status=503)
        return _with_session(RedirectResponse(target, 303), request, token)

    async def logout(request: Request) -> Response:
        token = request.cookies.get(COOKIE)
        found = await run_in_threadpool(_found, request)
        if request.method == "POST" and found is not None:
            form = await _form(request)
            if not hmac.compare_digest(str(form.get("csrf", "")).encode(), found.session.csrf.encode()):
                return PlainTextResponse("This form had grown old. Go back and try again.", 403)
        elif found is not None and not _asked_here(request):
            return RedirectResponse("/", 303)
        if token and found is not None:
            await run_in_threadpool(signing_in.sign_out, home_of(request), token=token)
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, path="/")
        return response

    async def password(request: Request) -> Response:
        found = await run_in_threadpool(_found, request)
        if found is None:
            return RedirectResponse("/login?next=/password", 303)
        kind: dict[str, Any] = {"kind": "password", "must_change": found.session.must_change}
        if request.method == "GET":
            return draw(request, **kind)
        try:
            form = await _form(request)
            if not _same_form(request, form):
                return draw(request, message="This form had grown old. Please fill it in again.", status=403, **kind)
            token = await run_in_threadpool(
                signing_in.change_password, home_of(request), token=request.cookies.get(COOKIE, ""),
                old=str(form.get("old", "")), new=str(form.get("password", "")), repeated=str(form.get("repeated", "")),
            )  # fmt: skip
        except TooLarge:
            return draw(request, message="A password has at most 256 characters.", status=413, **kind)
        except Invalid as error:
            return draw(request, fields=error.fields, message="" if error.fields else error.sentence, status=422, **kind)
        except GovernanceError as error:
            return draw(request, message=error.sentence, status=403, **kind)
        return _with_session(RedirectResponse("/", 303), request, token)

    def draw(request: Request, *, status: int = 200, kind: str = "sign-in", **said: Any) -> Response:
        home = home_of(request)
        csrf, nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(12)
        accounts = demo_accounts(home.path) if home.settings.demo and kind == "sign-in" else []
        one = {a["password"] for a in accounts}
        facts = {
            "title": "Sign in" if kind == "sign-in" else "Choose a password", "kind": kind, "base": request.scope.get("root_path", ""), "csrf": csrf,
            "nonce": nonce, "organisation": home.settings.organisation, "accounts": accounts, "one_password": one.pop() if len(one) == 1 else "",
            "message": "", "next": "/", "name": "", "fields": _Fields({}), "must_change": False,
        }  # fmt: skip
        if "fields" in said:
            said["fields"] = _Fields(said["fields"])
        response = HTMLResponse(template.render(**(facts | said)), status)
        response.headers["cache-control"] = "no-store"
        response.headers["content-security-policy"] = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; font-src 'self'; img-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        response.set_cookie(FORM_COOKIE, csrf, httponly=True, samesite="strict", path="/", max_age=1800, secure=request.url.scheme == "https")
        return response

    return [
        Route("/login", login, methods=["GET", "POST"]),
        Route("/logout", logout, methods=["GET", "POST"]),
        Route("/password", password, methods=["GET", "POST"]),
    ]


class _Fields(dict[str, str]):
    """Messages by field; a field without one has an empty message."""

    def __getattr__(self, name: str) -> str:
        return self.get(name, "")


def safe_next(target: str | None) -> str:
    """A path of ours to go on to, never another site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(c) < 32 for c in target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or parts.path.startswith(("/login", "/logout")) else target


def demo_accounts(home: Path) -> list[dict[str, str]]:
    """The accounts of a demonstration home, as its making wrote them down: name, roles in words, password."""
    try:
        found = json.loads((home / "demo.json").read_text(encoding="utf-8"))["accounts"]
        return [{"name": a["name"], "password": a["password"], "words": ", ".join(ROLE_WORDS.get(r, r) for r in a["roles"])} for a in found]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _found(request: Request) -> signing_in.SignedIn | None:
    return home_of(request).ask(NOBODY, signed_in, token=request.cookies.get(COOKIE))


def _same_form(request: Request, form: Mapping[str, Any]) -> bool:
    given, kept = str(form.get("csrf", "")), request.cookies.get(FORM_COOKIE, "")
    return bool(kept) and hmac.compare_digest(given.encode(), kept.encode())


def _asked_here(request: Request) -> bool:
    """A link to sign out counts only when our own page was clicked."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


async def _form(request: Request) -> FormData:
    """The form, or TooLarge before much of it is read."""
    try:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_FORM:
                raise TooLarge
        request._body = body
        return await request.form(max_files=0, max_fields=20)
    except (MultiPartException, ClientDisconnect, UnicodeDecodeError):
        return FormData()


def _with_session(response: RedirectResponse, request: Request, token: str) -> Response:
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", path="/", max_age=12 * 3600, secure=request.url.scheme == "https")
    response.delete_cookie(FORM_COOKIE, path="/")
    return response
