"""A one-time password, shown once."""

import streamlit as st

from app.parts import look


def keep_once(form: str, name: str, password: str) -> None:
    """Keep it for the very next drawing of the dialog, and no longer."""
    st.session_state[f"_once-{form}"] = (name, password)


def draw_once(form: str) -> bool:
    """Show the password that was kept, if one was. It is forgotten as it is drawn."""
    kept = st.session_state.pop(f"_once-{form}", None)
    if kept is None:
        return False
    name, password = kept
    st.markdown(f"The one-time password of **{look.plain(name)}**:")
    st.code(password, language=None)
    st.caption("Hand it over in person or by a way you trust. It is not kept and cannot be shown again; it must be changed at the next sign-in.")
    if st.button("I have handed it over", type="primary"):
        st.rerun()
    return True
