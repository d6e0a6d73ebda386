"""Forms: messages beside their fields, and a refusal said as a sentence."""

from collections.abc import Callable, Collection
from typing import Any, NoReturn, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException

from app.parts import look
from assent.kernel.errors import GovernanceError, Invalid

T = TypeVar("T")


def attempt(form: str, work: Callable[[], T], *, fields: Collection[str] = ()) -> tuple[bool, T | None]:
    """Do it, and whether it went well. What was wrong is kept for the next drawing of the form: beside those of its `fields`, else above."""
    try:
        done = work()
    except GovernanceError as error:
        found = error.fields if isinstance(error, Invalid) else {}
        kept = {name: message for name, message in found.items() if name in fields}
        st.session_state[_key(form)] = kept if kept and len(kept) == len(found) else kept | {"": error.sentence}
        return False, None
    clear(form)
    return True, done


def beside(form: str, field: str) -> None:
    """The message beside a field, if there is one."""
    message = st.session_state.get(_key(form), {}).get(field)
    if message:
        st.markdown(f":red[{look.plain(message)}]")


def above(form: str) -> None:
    """What is wrong with the form as a whole, if anything is."""
    message = st.session_state.get(_key(form), {}).get("")
    if message:
        st.error(look.plain(message), icon=":material/error:")


def below(form: str) -> None:
    """Beside the button of a long form: that something further up needs mending."""
    wrong = [name for name in st.session_state.get(_key(form), {}) if name]
    if wrong:
        st.markdown(f":red[{'One field needs' if len(wrong) == 1 else f'{len(wrong)} fields need'} mending; each says why.]")


def clear(form: str) -> None:
    """Forget what was wrong."""
    st.session_state.pop(_key(form), None)


def again() -> NoReturn:
    """Draw the dialog anew with its messages; the whole page, when it was the whole page that ran."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def done(message: str) -> None:
    """Say it on the page drawn next (a dialog closes with the rerun), and draw it."""
    st.session_state["_done"] = message
    st.rerun()


def say_done() -> None:
    """What the last form achieved. Called once by every page that has forms."""
    message: Any = st.session_state.pop("_done", None)
    if message:
        st.toast(look.plain(message), icon=":material/check:")


def _key(form: str) -> str:
    return f"_wrong-{form}"
