"""The door of the API: who calls is found out before a byte of a request's body is read."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assent.api.caller import SAFE, caller, record_refusal
from assent.api.errors import refusal, turned_away
from assent.kernel.errors import Forbidden, GovernanceError


class Door:
    """ASGI middleware. Requests that may carry a body come in with a valid token or session only."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE:
            request = Request(scope)
            try:
                await run_in_threadpool(caller, request)
            except HTTPException as error:
                await turned_away(error)(scope, receive, send)
                return
            except GovernanceError as error:
                if isinstance(error, Forbidden):
                    await run_in_threadpool(record_refusal, request, error)
                await refusal(error)(scope, receive, send)
                return
        await self.app(scope, receive, send)
