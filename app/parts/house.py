"""The home the pages draw from, who looks, and as of which day. The only place pages meet the process they run in."""

from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn, TypeVar

import streamlit as st

from assent.access.sessions import note_act
from assent.api.caller import COOKIE
from assent.home import Home
from assent.kernel.actor import NOBODY, Actor
from assent.kernel.errors import GovernanceError
from assent.procedures.signing_in import SignedIn, signed_in

T = TypeVar("T")
_open: list[Home] = []


def open_house(home: Home) -> None:
    """Let the pages know their home; called once by the server (and by tests)."""
    _open[:] = [home]


def home() -> Home:
    """The opened home."""
    return _open[0]


def _token() -> str | None:
    return st.context.cookies.get(COOKIE)


def arrive() -> SignedIn:
    """Who runs this script. Called once per run, before anything is drawn; without a session the page stops at the way in.

    A run that only happens because a socket came back is not an act of the person, and does not keep the session alive.
    """
    found = home().ask(NOBODY, signed_in, token=_token())
    if found is None or found.session.must_change:
        st.header("Your session has ended", anchor=False)
        st.html('Nothing you recorded is lost. <a class="plain" href="/login" target="_self">Sign in again</a>')
        st.stop()
    socket = st.context.headers.get("Sec-Websocket-Key", "")
    if st.session_state.get("_socket") == socket and (token := _token()):
        home().tend(note_act, token=token)
    st.session_state["_socket"] = socket
    st.session_state["_signed_in"] = found
    return found


def who() -> Actor:
    """The actor who looks at this page."""
    found: SignedIn = st.session_state["_signed_in"]
    return found.actor


def may(permission: str, system: str | None = None) -> bool:
    """Whether a button is worth showing. The command decides again."""
    return who().may(permission, system=system)


def as_of() -> date | None:
    """The day in the address (`?as_of=2026-09-30`), if there is one and it is a day."""
    try:
        return date.fromisoformat(st.query_params["as_of"])
    except (KeyError, ValueError):
        return None


def ask(query: Callable[..., T], **kwargs: Any) -> T:
    """Ask as the person who looks, as of the day in the address. A refusal is said on the page, which then ends."""
    try:
        return home().ask(who(), query, as_of=as_of(), **kwargs)
    except GovernanceError as error:
        refuse(error)


def refuse(error: GovernanceError) -> NoReturn:
    """Say it and stop. Never a trace."""
    st.error(error.sentence, icon=":material/error:")
    st.stop()


def act(command: Callable[..., T], **kwargs: Any) -> T:
    """Change the record as the person who looks. Raises what the command raises, for the form to say."""
    return home().act(who(), command, **kwargs)
