"""Who calls: the operator by her token, or a person by her session's cookie (and CSRF token, when something changes)."""

import hmac
import secrets
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from assent.access.queries import OPERATOR_ACTOR
from assent.api.pulse import Pulse
from assent.home import Home
from assent.kernel.actor import NOBODY, Actor
from assent.kernel.errors import Forbidden
from assent.ledger.view import View
from assent.procedures.signing_in import SignedIn, signed_in

COOKIE = "assent_session"
SAFE = ("GET", "HEAD", "OPTIONS")
CALLER = "assent.caller"  # where a request's scope keeps who calls, once that is known


class Desk:
    """What the routes need from the process they run in: the home, the operator's token of this run, and whether no server runs."""

    def __init__(self, home: Home, *, alone: bool = False):
        self.home, self.alone = home, alone
        self.operator_token = secrets.token_urlsafe(32)
        self.pulse = Pulse(home)


def desk_of(connection: HTTPConnection) -> Desk:
    """The desk the guard left in the scope, or the one the application was made with."""
    desk: Desk = connection.scope.get("assent.desk") or connection.app.state.desk
    return desk


def home_of(request: Request) -> Home:
    """The home this application serves."""
    return desk_of(request).home


def session_of(request: Request) -> SignedIn | None:
    """The signed-in person behind the cookie, if any. Raises Forbidden for a change without the CSRF token."""
    found = home_of(request).ask(NOBODY, signed_in, token=request.cookies.get(COOKIE))
    if found is None or found.session.must_change:
        return None
    request.scope[CALLER] = found.actor
    if request.method not in SAFE and not hmac.compare_digest(request.headers.get("x-csrf-token", "").encode(), found.session.csrf.encode()):
        raise Forbidden("The CSRF token of your session is missing (header X-CSRF-Token).")
    return found


def caller(request: Request) -> Actor:
    """The actor of a request, found out once. 401 for nobody."""
    known: Actor | None = request.scope.get(CALLER)
    if known is not None:
        return known
    authorization = request.headers.get("authorization", "")
    if authorization:
        given = authorization.removeprefix("Bearer ").strip()
        if authorization.startswith("Bearer ") and hmac.compare_digest(given.encode(), desk_of(request).operator_token.encode()):
            request.scope[CALLER] = OPERATOR_ACTOR
            return OPERATOR_ACTOR
        raise HTTPException(401, "This token is not known here. Ask an administrator for one, or sign in.")
    found = session_of(request)
    if found is None:
        raise HTTPException(401, "Sign in, or send a bearer token.")
    return found.actor


def record_refusal(request: Request, error: Forbidden) -> None:
    """Put on record that a request was refused, unless the command it came from did."""
    path = str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))
    home_of(request).refused(request.scope.get(CALLER, NOBODY), f"{request.method} {path}", error)


def has_somewhere(view: View, *, permission: str) -> None:
    """Asked before work is done for somebody. Raises Forbidden when she has the permission for no system at all."""
    view.scope(permission)


def as_of(
    moment: Annotated[date | None, Query(alias="as_of", description="show the record as it was known at the end of this day")] = None,
) -> date | None:
    """The day a reader wants to see the record of."""
    return moment


Caller = Annotated[Actor, Depends(caller)]
TheHome = Annotated[Home, Depends(home_of)]
AsOf = Annotated[date | None, Depends(as_of)]
