"""Requests and ballots over HTTP. Nobody votes by token: a ballot needs the person's cookie and CSRF token."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assent.api.caller import AsOf, Caller, TheHome
from assent.approvals import commands, queries
from assent.kernel.canonical import plain
from assent.procedures import decide

router = APIRouter(tags=["approvals"])


class Asked(BaseModel):
    """A request to take a version to production."""

    system: str
    model: str
    version: str
    reason: str = Field(max_length=5000)


class Said(BaseModel):
    """A ballot: the choice, why, and the digests of what was seen."""

    choice: Literal["approve", "reject"]
    reason: str = Field(max_length=5000)
    digest: str
    pack_digest: str
    seat: str | None = None


@router.get("/approvals")
def list_requests(home: TheHome, actor: Caller, as_of: AsOf, system: str | None = None, status: str | None = None) -> dict[str, Any]:
    """Requests, newest first."""
    return {"requests": [plain(r) for r in home.ask(actor, queries.requests, as_of=as_of, system=system, status=status)]}


@router.get("/approvals/{number}")
def show_request(number: str, home: TheHome, actor: Caller, as_of: AsOf) -> dict[str, Any]:
    """One request as the sheet voters read."""
    found = plain(home.ask(actor, queries.sheet, as_of=as_of, number=number))
    return found if isinstance(found, dict) else {}


@router.post("/approvals", status_code=201)
def open_request(asked: Asked, home: TheHome, actor: Caller) -> dict[str, Any]:
    """Ask for a version to go to production, in one's own session."""
    number = home.act(actor, commands.open_request, system=asked.system, model=asked.model, version=asked.version, reason=asked.reason)
    return {"number": number}


@router.post("/approvals/{number}/ballots", status_code=201)
def cast_ballot(number: str, said: Said, home: TheHome, actor: Caller) -> dict[str, Any]:
    """Cast one's ballot, in one's own session."""
    stands = home.act(
        actor, decide.cast_ballot, number=number, choice=said.choice, reason=said.reason, seen_digest=said.digest,
        seen_pack_digest=said.pack_digest, seat=said.seat,
    )  # fmt: skip
    return {"number": number, "status": stands.status, "words": stands.words}
