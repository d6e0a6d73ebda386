"""Every refusal as `{"error": {"code", "message"}}` with its status."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from assent.kernel import errors

STATUS: dict[type[errors.GovernanceError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Invalid: 422,
    errors.Stale: 409,
    errors.Closed: 409,
    errors.Conflict: 409,
    errors.Unavailable: 503,
    errors.SilentWrite: 500,
}


def status_of(error: errors.GovernanceError) -> int:
    """The HTTP status for a refusal."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def answer(status: int, code: str, message: str, fields: dict[str, str] | None = None) -> JSONResponse:
    """The one shape of an error."""
    body: dict[str, Any] = {"code": code, "message": message}
    if fields:
        body["fields"] = fields
    return JSONResponse({"error": body}, status)


def refusal(error: errors.GovernanceError) -> JSONResponse:
    """A refusal in that shape, with the status of its kind."""
    return answer(status_of(error), error.code, error.sentence, error.fields if isinstance(error, errors.Invalid) else None)


def turned_away(error: HTTPException) -> JSONResponse:
    """What the framework says no to, in that shape."""
    code = {401: "unauthorized", 404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    return answer(error.status_code, code, str(error.detail))


def install(api: FastAPI, record: Callable[[Request, errors.Forbidden], None]) -> None:
    """Teach an application this shape. `record` puts a Forbidden on record; a fault of ours is a sentence too, its trace goes to the log."""

    async def refused(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, errors.GovernanceError)
        if isinstance(error, errors.Forbidden):
            await run_in_threadpool(record, request, error)
        return refusal(error)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        fields = {".".join(str(p) for p in e["loc"][1:]): str(e["msg"]) for e in error.errors()}
        said = "; ".join(f"{name or 'body'}: {text}" for name, text in fields.items())
        return answer(422, "invalid", f"The request is not as it should be: {said}.", fields)

    async def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return turned_away(error)

    async def fault(_: Request, error: Exception) -> JSONResponse:
        return answer(500, "fault", "Something went wrong inside assent. It was logged; nothing was changed.")

    api.add_exception_handler(errors.GovernanceError, refused)
    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(HTTPException, http)
    api.add_exception_handler(Exception, fault)
