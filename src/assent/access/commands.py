"""What changes people: accounts, roles, passwords."""

import re
from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email

from assent.access import queries
from assent.access.model import Credential, Person, RoleGrant
from assent.access.permissions import OPERATOR_MAY_GRANT, ROLES
from assent.kernel.actor import Means
from assent.kernel.errors import Conflict, Forbidden, Invalid
from assent.kernel.ids import new_id
from assent.ledger.unit import Unit

CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def add_person(unit: Unit, *, name: str, email: str, roles: Sequence[str], password_hash: str, must_change: bool = True) -> queries.PersonCard:
    """Put a person on record with roles and a first password (already hashed).

    The operator may create administrators and viewers only. Raises Invalid for a bad name, address or role, Conflict
    for a name or address already taken, Forbidden for a role the actor may not grant.
    """
    means: Means = "operator" if unit.actor.means == "operator" else "session"
    unit.require("people.add_first" if means == "operator" else "people.manage", means=means)
    name, email = _clean_name(name), _clean_email(email)
    _guard_roles(unit, roles)
    for person in unit.view.rows(Person):
        if person.name.casefold() == name.casefold():
            raise Conflict(f"There is a person named {name} already. Choose another name; people sign in with it.")
        if person.email.casefold() == email.casefold():
            raise Conflict(f"The address {email} belongs to {person.name} already.")
    person = unit.add(Person(id=new_id(), name=name, email=email, added_at=unit.now))
    unit.record("access.person_added", subject=person.id, name=name, email=email)
    for role in dict.fromkeys(roles):
        _grant(unit, person.id, role)
    unit.add(Credential(person_id=person.id, password_hash=password_hash, must_change=must_change, changed_at=unit.now))
    return queries.person_card(unit.view, person_id=person.id)


def grant_role(unit: Unit, *, person_id: str, role: str) -> None:
    """Give somebody a role. Only an administrator in her own session, never to herself."""
    unit.require("people.manage", means="session")
    if person_id == unit.actor.id:
        raise Forbidden("Nobody grants a role to herself. Ask another administrator.")
    _guard_roles(unit, [role])
    person = queries.find_person(unit.view, person_id=person_id)
    if any(g.role == role for g in queries.grants_of(unit.view, person_id=person_id)):
        raise Conflict(f"{person.name} has that role already.")
    _grant(unit, person_id, role)


def withdraw_role(unit: Unit, *, person_id: str, role: str) -> None:
    """Take a role away. The last active administrator keeps hers."""
    unit.require("people.manage", means="session")
    held = [g for g in queries.grants_of(unit.view, person_id=person_id) if g.role == role]
    if not held:
        raise Conflict("That role is not held.")
    if role == "administrator":
        _guard_last_administrator(unit, person_id)
    for grant in held:
        unit.end(grant)
    unit.record("access.role_withdrawn", subject=person_id, role=role)


def set_active(unit: Unit, *, person_id: str, active: bool) -> None:
    """Suspend a person, or let her in again. The last active administrator stays."""
    unit.require("people.manage", means="session")
    person = queries.find_person(unit.view, person_id=person_id)
    if not active:
        _guard_last_administrator(unit, person_id)
    unit.change(person, active=active)
    unit.record("access.person_restored" if active else "access.person_suspended", subject=person_id)


def change_password(unit: Unit, *, person_id: str, password_hash: str) -> None:
    """Set one's own password (already hashed and checked)."""
    if unit.actor.id != person_id or unit.actor.means != "session":
        raise Forbidden("A password is changed by its owner, in her own session.")
    credential = unit.session.get(Credential, person_id)
    if credential is None:
        raise Invalid("This account has no password.")
    credential.password_hash, credential.must_change, credential.changed_at = password_hash, False, unit.now
    unit.record("access.password_changed", subject=person_id)


def reset_password(unit: Unit, *, person_id: str, password_hash: str) -> None:
    """Give somebody a new one-time password, which she must change at the next sign-in."""
    unit.require("people.manage", means="session")
    if unit.actor.id == person_id:
        raise Forbidden("Change your own password yourself, with the old one.")
    credential = unit.session.get(Credential, person_id)
    if credential is None:
        raise Invalid("This account has no password.")
    credential.password_hash, credential.must_change, credential.changed_at = password_hash, True, unit.now
    unit.record("access.password_reset", subject=person_id)


def _grant(unit: Unit, person_id: str, role: str) -> None:
    unit.add(RoleGrant(id=new_id(), person_id=person_id, role=role, granted_by=unit.actor.id, granted_at=unit.now))
    unit.record("access.role_granted", subject=person_id, role=role, scope="*")


def _guard_roles(unit: Unit, roles: Sequence[str]) -> None:
    for role in roles:
        if role not in ROLES:
            raise Invalid(f"There is no role {role!r}. The roles are: {', '.join(ROLES)}.", {"roles": "Choose one of the list."})
        if unit.actor.means == "operator" and role not in OPERATOR_MAY_GRANT and not queries.is_first_person(unit.view):
            allowed = " and ".join(OPERATOR_MAY_GRANT)
            raise Forbidden(f"From here only {allowed} accounts can be made; an administrator grants {role} on the People page.")


def _guard_last_administrator(unit: Unit, person_id: str) -> None:
    others = [p for p in queries.people(unit.view) if p.active and "administrator" in p.roles and p.id != person_id]
    holds = any(g.role == "administrator" for g in queries.grants_of(unit.view, person_id=person_id))
    if holds and not others:
        raise Conflict("This is the last administrator. Make another one first.")


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > 100 or CONTROL.search(name):
        raise Invalid("A name has 1 to 100 printable characters.", {"name": "1 to 100 printable characters."})
    return clean


def _clean_email(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise Invalid(f"{email[:80]!r} is not an e-mail address: {error}", {"email": "Not an e-mail address."}) from error
