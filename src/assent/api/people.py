"""People over HTTP. The operator may make administrators and viewers; roles are granted on the People page."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assent.access import commands, queries
from assent.access.passwords import hash_password, one_time_password
from assent.api.caller import Caller, TheHome
from assent.kernel.canonical import plain

router = APIRouter(tags=["people"])


class NewPerson(BaseModel):
    """A person to be; without a password she gets a one-time one, shown once."""

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
    password = person.password or one_time_password()
    card = home.act(
        actor, commands.add_person, name=person.name, email=person.email, roles=person.roles, password_hash=hash_password(password),
        must_change=person.password is None,
    )  # fmt: skip
    answer: dict[str, Any] = {"id": card.id, "name": card.name, "email": card.email, "roles": list(card.roles)}
    return answer if person.password else answer | {"password": password}
