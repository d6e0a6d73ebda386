"""The one cast of people all tests use. Nobody here is real."""

from dataclasses import dataclass

from assent.access import commands, queries
from assent.access.passwords import hash_password
from assent.access.permissions import PERMISSIONS
from assent.home import Home
from assent.kernel.actor import Actor, Grant

PASSWORD = "a long enough password"
PEOPLE = {
    "admin": ("Ada Admin", "ada@example.org", ["administrator"]),
    "risk": ("Rosa Risk", "rosa@example.org", ["risk_officer"]),
    "compliance": ("Carl Compliance", "carl@example.org", ["compliance_officer"]),
    "engineer": ("Emil Engineer", "emil@example.org", ["ml_engineer"]),
    "scientist": ("Sofia Scientist", "sofia@example.org", ["data_scientist"]),
    "auditor": ("Otto Auditor", "otto@example.org", ["auditor"]),
    "viewer": ("Vera Viewer", "vera@example.org", ["viewer"]),
    "owner": ("Olga Owner", "olga@example.org", ["viewer"]),
    "validator": ("Viktor Validator", "viktor@example.org", ["validator"]),
    "member": ("Mina Member", "mina@example.org", ["committee_member"]),
    "both": ("Bo Both", "bo@example.org", ["risk_officer", "compliance_officer"]),
}
FOUNDER = Actor("founder", "session", frozenset(Grant(p) for p in PERMISSIONS), name="Founder")
_hash: list[str] = []


@dataclass(frozen=True)
class Cast:
    """Everybody, as the actor she is when signed in."""

    admin: Actor
    risk: Actor
    compliance: Actor
    engineer: Actor
    scientist: Actor
    auditor: Actor
    viewer: Actor
    owner: Actor
    validator: Actor
    member: Actor
    both: Actor


def gather(home: Home, *only: str) -> Cast:
    """Put the cast on record and return their actors."""
    if not _hash:
        _hash.append(hash_password(PASSWORD))
    actors = {}
    for part, (name, email, roles) in PEOPLE.items():
        card = home.act(FOUNDER, commands.add_person, name=name, email=email, roles=roles, password_hash=_hash[0], must_change=False)
        actors[part] = home.ask(FOUNDER, queries.actor_for, person_id=card.id)
    return Cast(**actors)
