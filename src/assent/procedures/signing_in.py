"""Signing in and out: a password becomes a session, a session becomes an actor."""

import threading
from dataclasses import dataclass

from assent.access import commands, queries, sessions
from assent.access.passwords import hash_password, verify_password
from assent.home import Home
from assent.inventory.queries import owned_keys
from assent.kernel.actor import NOBODY, Actor, Grant
from assent.kernel.errors import Forbidden, Invalid, NotFound
from assent.ledger.record import Desk
from assent.ledger.unit import Unit
from assent.ledger.view import View

_counting = threading.Lock()
_READER = Actor("system", "system", frozenset({Grant("people.read")}))


class TooMany(Forbidden):
    """Too many wrong passwords; wait."""

    code = "too_many_attempts"


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a session: the actor she is now, and the session she came by."""

    actor: Actor
    session: sessions.Session


def signed_in(view: View, *, token: str | None) -> SignedIn | None:
    """Who a session's token stands for now: roles are read anew each time, so what was withdrawn is gone at the next click."""
    session = sessions.current(view, token=token)
    if session is None:
        return None
    try:
        owned = owned_keys(view, person_id=session.person_id)
        return SignedIn(queries.actor_for(view, person_id=session.person_id, owned=owned), session)
    except NotFound:
        return None


def sign_in(home: Home, *, name: str, password: str, address: str, user_agent: str = "") -> str:
    """The token of a new session. It takes as long for an unknown name as for a wrong password, and says the same.

    Raises Forbidden for a wrong name or password, TooMany after five wrong ones for a name in 15 minutes, whatever the sixth is, and
    for a wrong one from an address that many wrong ones came from.
    """
    with _counting:  # a try counts before it is made, so that many at once are not more than five (of each server on one PostgreSQL)
        attempt = home.tend(sessions.note_attempt, name=name, address=address)
    if attempt is None:
        raise TooMany("Too many wrong passwords for this name. Wait 15 minutes, or ask an administrator.")
    found = home.ask(_READER, _account, name=name)
    if not verify_password(password, found[1] if found else None) or found is None:
        if attempt.crowded:
            raise TooMany("Wrong name or password, and many wrong ones came from your network lately. Look twice before you try again.")
        raise Forbidden("Wrong name or password.")
    person_id = found[0]
    with _counting:
        home.tend(sessions.forget_attempt, attempt=attempt)
    token = home.tend(sessions.begin, person_id=person_id, user_agent=user_agent)
    home.act(home.ask(NOBODY, queries.actor_for, person_id=person_id), _record, action="access.signed_in")
    return token


def sign_out(home: Home, *, token: str) -> None:
    """End the session of this browser."""
    found = home.ask(NOBODY, signed_in, token=token)
    home.tend(sessions.end, hashed=sessions.token_hash(token))
    if found is not None:
        home.act(found.actor, _record, action="access.signed_out")


def change_password(home: Home, *, token: str, old: str, new: str, repeated: str) -> str:
    """Set one's own password; every other session ends and this one gets a new token, which is returned.

    Raises Invalid with a message for each wrong field, Forbidden without a session.
    """
    found = home.ask(NOBODY, signed_in, token=token)
    if found is None:
        raise Forbidden("Your session has ended. Sign in again.")
    person_id = found.actor.id
    if not verify_password(old, home.ask(NOBODY, sessions.password_hash, person_id=person_id)):
        raise Invalid("The old password is wrong.", {"old": "The old password is wrong."})
    if new != repeated:
        raise Invalid("The two new passwords differ.", {"repeated": "The two new passwords differ."})
    if new == old:
        raise Invalid("The new password is the old one.", {"password": "Choose one you have not used here."})
    home.act(found.actor, commands.change_password, person_id=person_id, password_hash=hash_password(new))
    home.tend(sessions.end_all, person_id=person_id)
    return home.tend(sessions.begin, person_id=person_id, user_agent=found.session.user_agent)


def end_session(home: Home, actor: Actor, *, hashed: str) -> None:
    """End somebody's session: one's own, or anybody's with people.manage in one's own session."""

    def allowed(view: View) -> str:
        from assent.access.model import WebSession

        row = view.session.get(WebSession, hashed)
        if row is None:
            raise NotFound("That session has ended already.")
        if row.person_id != actor.id:
            view.require("people.manage")
        return row.person_id

    person_id = home.ask(actor, allowed)
    home.tend(sessions.end, hashed=hashed)
    home.act(actor, _record, action="access.session_ended", subject=person_id)


def suspend(home: Home, actor: Actor, *, person_id: str) -> None:
    """Suspend a person and end all her sessions."""
    home.act(actor, commands.set_active, person_id=person_id, active=False)
    home.tend(_end_all, person_id=person_id)


def purge(home: Home) -> int:
    """Delete sessions that ended more than a week ago, and wrong passwords that count no more; returns how many sessions went."""
    return home.tend(sessions.purge)


def _end_all(desk: Desk, *, person_id: str) -> None:
    sessions.end_all(desk, person_id=person_id)


def _record(unit: Unit, *, action: str, subject: str | None = None) -> None:
    unit.record(action, subject=subject or unit.actor.id)


def _account(view: View, *, name: str) -> tuple[str, str | None] | None:
    person = queries.person_to_sign_in(view, name=name)
    return None if person is None else (person.id, sessions.password_hash(view, person_id=person.id))
