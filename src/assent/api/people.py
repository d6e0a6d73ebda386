"""People over HTTP. The operator may make administrators and viewers; roles are granted on the People page.

Only the operator, whose home it is, may set a password that lasts. An administrator hands over a one-time one.
"""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assent.access import commands, queries
from assent.access.passwords import hash_password, one_time_password
from assent.api.caller import Caller, TheHome
from assent.kernel.canonical import plain
from assent.kernel.errors import Invalid
from assent.ledger.view import View

router = APIRouter(tags=["people"])


class NewPerson(BaseModel):
    """A person to be; without a password, which only the operator may give, she gets a one-time one, shown once."""

    name: str = Field(max_length=300)
    email: str = Field(max_length=300)
    roles: list[str]
    password: str | None = Field(default=None, max_length=1024)


@router.get("/people")
def list_people(home: TheHome, actor: Caller) -> dict[str, Any]:
    """Everybody with an account."""
    return {"people": [plain(p) for p in home.ask(actor, queries.people)]}


@router.post("/people", status_code=201)
def add_person(person: NewPerson, home: TheHome, actor: Caller) -> dict[str, Any]:
    """Add a person."""
    home.ask(actor, _may_add)  # before a hash is computed for somebody who may not
    if person.password and actor.means != "operator":
        raise Invalid("Leave the password out: the person gets a one-time one, to be changed at the first sign-in.", {"password": "Leave it out."})
    password = person.password or one_time_password()
    card = home.act(
        actor, commands.add_person, name=person.name, email=person.email, roles=person.roles, password_hash=hash_password(password),
        must_change=not person.password,
    )  # fmt: skip
    answer: dict[str, Any] = {"id": card.id, "name": card.name, "email": card.email, "roles": list(card.roles)}
    return answer if person.password else answer | {"password": password}


def _may_add(view: View) -> None:
    view.require("people.add_first" if view.reader.means == "operator" else "people.manage")
