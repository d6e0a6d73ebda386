"""The home the pages draw from, who looks, and as of which day. The only place pages meet the process they run in."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.parts.markdown import plain
from assent.access.sessions import note_act
from assent.api.caller import COOKIE
from assent.home import Home
from assent.kernel.actor import NOBODY, Actor
from assent.kernel.errors import Forbidden, GovernanceError
from assent.procedures.signing_in import SignedIn, signed_in

P = ParamSpec("P")
T = TypeVar("T")
_open: list[Home] = []
DAY = "_as_of"


def open_house(home: Home) -> None:
    """Let the pages know their home; called once by the server (and by tests)."""
    _open[:] = [home]


def home() -> Home:
    """The opened home."""
    return _open[0]


def arrive() -> SignedIn:
    """Who runs this page. Called by `main.py` before anything is drawn; without a session the page stops at the way in.

    A run that only happens because a socket came back, or because a progress bar came to its end, is not an act of the person,
    and does not keep the session alive.
    """
    found = _look_up()
    socket = st.context.headers.get("Sec-Websocket-Key", "")
    by_itself = st.session_state.pop("_by_itself", False)
    if st.session_state.get("_socket") == socket and not by_itself:
        acted()
    st.session_state["_socket"] = socket
    return found


def present() -> SignedIn:
    """Who runs this script, by this browser's session as it is now.

    Asked anew in every run: a click in a dialog or a fragment runs only that, not `main.py`, and must not act for somebody whose
    session or role has ended since the page was drawn.
    """
    run = _run()
    if run is not None and st.session_state.get("_run") is run:
        kept: SignedIn = st.session_state["_signed_in"]
        return kept
    found = _look_up()
    if not st.session_state.get("_by_itself"):
        acted()
    return found


def _look_up() -> SignedIn:
    found = home().ask(NOBODY, signed_in, token=st.context.cookies.get(COOKIE))
    if found is None or found.session.must_change:
        st.session_state.pop("_run", None)
        st.header("Your session has ended", anchor=False)
        st.html('Nothing you recorded is lost. <a class="plain" href="/login" target="_self">Sign in again</a>')
        st.stop()
    st.session_state["_signed_in"], st.session_state["_run"] = found, _run()
    return found


def _run() -> object:
    """Something that is another one in every run of a script, or None where that cannot be told. Streamlit makes one coordinator a run."""
    return getattr(get_script_run_ctx(), "parallel_coordinator", None)


def acted() -> None:
    """Remember that the person herself did something, which keeps the session alive."""
    if token := st.context.cookies.get(COOKIE):
        with suppress(GovernanceError):  # two tabs at once: one of them notes it
            home().tend(note_act, token=token)


def follow(every: float) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """A fragment that draws itself again every so many seconds. Its looking is no act of the person; a button in it calls `acted`."""

    def decorate(body: Callable[P, None]) -> Callable[P, None]:
        @st.fragment(run_every=every)
        @wraps(body)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            st.session_state["_by_itself"] = True
            body(*args, **kwargs)  # an st.rerun in it leaves the mark for the run that follows
            st.session_state["_by_itself"] = False

        return drawn

    return decorate


def who() -> Actor:
    """The actor who looks at this page."""
    return present().actor


def may(permission: str, system: str | None = None) -> bool:
    """Whether a button is worth showing. The command decides again."""
    return who().may(permission, system=system)


def as_of() -> date | None:
    """The past day somebody looks at (`?as_of=2026-09-30`), if any; `keep_day` has seen to it that it is one."""
    try:
        return date.fromisoformat(st.query_params["as_of"])
    except (KeyError, ValueError):
        return None


def keep_day() -> None:
    """Carry the past day from page to page until somebody goes back to today. What is no past day is said, and nothing is shown."""
    given = st.query_params.get("as_of")
    if given is None and DAY in st.session_state:
        given = st.query_params["as_of"] = st.session_state[DAY]
    if given is None:
        return
    today = home().record.clock().date()
    try:
        known = date.fromisoformat(given) < today
    except ValueError:
        known = False
    if known:
        st.session_state[DAY] = given
        return
    forget_day()
    shown = plain(given[:40])
    st.error(f"“{shown}” is not a past day. Give it as year, month and day, such as 2026-09-30.", icon=":material/error:")
    st.html('<a class="plain" href="/" target="_self">Show today</a>')
    st.stop()


def choose_day() -> None:
    """The day chosen beside the pages: every page and report is then shown as the record was known when it ended."""
    chosen = st.session_state.get("day-chosen")
    if chosen is None or chosen >= home().record.clock().date():
        forget_day()
    else:
        st.query_params["as_of"] = st.session_state[DAY] = chosen.isoformat()


def forget_day() -> None:
    """Back to today."""
    st.session_state.pop(DAY, None)
    st.query_params.pop("as_of", None)


def ask(query: Callable[..., T], **kwargs: Any) -> T:
    """Ask as the person who looks, as of the day in the address. A refusal is recorded and said on the page, which then ends."""
    try:
        return home().ask(who(), query, as_of=as_of(), **kwargs)
    except GovernanceError as error:
        if isinstance(error, Forbidden):
            home().refused(who(), getattr(query, "__name__", "query"), error)
        refuse(error)


def refuse(error: GovernanceError) -> NoReturn:
    """Say it and stop. Never a trace."""
    st.error(plain(error.sentence), icon=":material/error:")
    st.stop()


def act(command: Callable[..., T], **kwargs: Any) -> T:
    """Change the record as the person who looks, by her session and roles of this very moment. Raises what the command raises, for a form to say."""
    actor = _look_up().actor
    acted()
    return home().act(actor, command, **kwargs)
