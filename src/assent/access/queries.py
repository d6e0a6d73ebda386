"""Who is who, and who may what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from assent.access.model import Person, RoleGrant
from assent.access.permissions import OPERATOR, OWNER, ROLES, SYSTEM
from assent.kernel.actor import Actor, Grant, Means
from assent.kernel.errors import NotFound
from assent.ledger.view import View

OPERATOR_ACTOR = Actor("operator", "operator", frozenset(Grant(p) for p in OPERATOR), name="Local operator", roles=("operator",))
SYSTEM_ACTOR = Actor("system", "system", frozenset(Grant(p) for p in SYSTEM), name="assent", roles=("system",))
MACHINES = {"operator": "Local operator", "system": "assent", "nobody": "Somebody not signed in"}


@dataclass(frozen=True)
class PersonCard:
    """A person as lists show her."""

    id: str
    name: str
    email: str
    active: bool
    roles: tuple[str, ...]
    added_at: datetime


@dataclass(frozen=True)
class HeldRole:
    """A role somebody holds: by whom and when it was granted."""

    role: str
    granted_by: str
    granted_at: datetime


def people(view: View) -> list[PersonCard]:
    """Everybody with an account, by name."""
    view.require("people.read")
    roles = defaultdict(list)
    for grant in view.rows(RoleGrant):
        roles[grant.person_id].append(grant.role)
    rows = sorted(view.rows(Person), key=lambda p: p.name.casefold())
    return [PersonCard(p.id, p.name, p.email, p.active, tuple(sorted(roles[p.id])), p.added_at) for p in rows]


def person_card(view: View, *, person_id: str) -> PersonCard:
    """One person. Raises NotFound."""
    person = find_person(view, person_id=person_id)
    roles = tuple(sorted(g.role for g in grants_of(view, person_id=person_id)))
    return PersonCard(person.id, person.name, person.email, person.active, roles, person.added_at)


def find_person(view: View, *, person_id: str) -> Person:
    """The person's row. Raises NotFound."""
    return view.one(Person, Person.id == person_id, what=f"person {person_id}")


def person_by_email(view: View, *, email: str) -> Person | None:
    """Whoever has that address, whatever its case."""
    return next((p for p in view.rows(Person) if p.email.casefold() == email.strip().casefold()), None)


def person_to_sign_in(view: View, *, name: str) -> Person | None:
    """Whoever signs in with that name or address; suspended people do not."""
    wanted = " ".join(name.split()).casefold()
    return next((p for p in view.rows(Person) if p.active and wanted in (p.name.casefold(), p.email.casefold())), None)


def grants_of(view: View, *, person_id: str) -> list[RoleGrant]:
    """The roles a person holds."""
    return view.rows(RoleGrant, RoleGrant.person_id == person_id)


def held_role(view: View, *, person_id: str, role: str) -> HeldRole | None:
    """How a person came by a role, or None where she does not hold it."""
    grant = next((g for g in grants_of(view, person_id=person_id) if g.role == role), None)
    return None if grant is None else HeldRole(role, grant.granted_by, grant.granted_at)


def is_first_person(view: View) -> bool:
    """Whether nobody has an account yet."""
    return view.first(Person) is None


def names(view: View) -> dict[str, str]:
    """The name for every actor id there is. Machines have names too."""
    return MACHINES | {p.id: p.name for p in view.rows(Person)}


def actor_for(view: View, *, person_id: str, means: Means = "session", owned: frozenset[str] = frozenset()) -> Actor:
    """The actor a person is: her roles' permissions, and an owner's for the systems she owns. Raises NotFound when suspended."""
    person = find_person(view, person_id=person_id)
    if not person.active:
        raise NotFound(f"The account of {person.name} is suspended.")
    held = grants_of(view, person_id=person_id)
    grants = {Grant(p, g.scope) for g in held for p in ROLES[g.role]}
    grants |= {Grant(p, key) for key in owned for p in OWNER}
    return Actor(person.id, means, frozenset(grants), name=person.name, roles=tuple(sorted({g.role for g in held})))
