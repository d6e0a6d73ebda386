"""The limits a system's columns are judged by, and the form that sets them."""

from collections.abc import Sequence

import streamlit as st

from app.parts import forms, house, look
from assent.kernel.words import plural
from assent.monitoring import commands
from assent.monitoring.limits import CONVENTION, Limits, Pair

ALL = "Every column without limits of its own"


def draw_limits(system: str, limits: Limits, columns: Sequence[str]) -> None:
    """The limits in force, in words, and a button for whoever may set them."""
    look.section("Limits", CONVENTION if limits.conventional else "Set by this organisation. " + CONVENTION, key="limits")
    pairs = [("Every other column" if limits.columns else "Every column", limits.default), *sorted(limits.columns.items())]
    with st.container(key="list-limits", gap=0):
        for name, pair in pairs[:20]:
            look.said(f"limit-{name}", name, "", f"Watched from PSI {pair.watch:.2f}, acted on from {pair.act:.2f}.")
    if len(pairs) > 20:
        st.caption(f"And {plural(len(pairs) - 20, 'column')} more with limits of their own.")
    may_set = house.as_of() is None and house.may("monitoring.configure", system)
    if may_set and st.button("Set other limits…", icon=":material/tune:"):
        _set(system, limits, columns)


@st.dialog("Set the limits of PSI")
def _set(system: str, limits: Limits, columns: Sequence[str]) -> None:
    st.markdown("Pictures and tables use them at once. Breaches follow them from the next measuring on; open ones stay open.")
    column = st.selectbox("Column", [ALL, *columns], index=0)
    now = limits.default if column == ALL else limits.of(column)
    with st.form("limits", border=False):
        watch = st.number_input("Watched from", value=now.watch, step=0.05, format="%.3f", key=f"watch-{column}")
        below_watch = st.container(gap=0)
        act = st.number_input("Acted on from", value=now.act, step=0.05, format="%.3f", key=f"act-{column}")
        below_act = st.container(gap=0)
        sent = st.form_submit_button("Set these limits", type="primary")
    named = None if column == ALL else column
    removed = _removable(limits, named) and st.button(
        f"Remove the limits of {'this system' if named is None else 'this column'}", help=look.plain(_after(limits, named))
    )
    st.caption(CONVENTION)
    if sent:
        well, _ = forms.attempt(
            "limits", lambda: house.act(commands.set_limit, system=system, column=named, watch=float(watch), act=float(act)),
            fields=("watch", "act"),
        )  # fmt: skip
        if well:
            forms.done(f"Limits set for {'every column' if named is None else named}.")
        with below_watch:
            forms.beside("limits", "watch")
        with below_act:
            forms.beside("limits", "act")
            forms.above("limits")
    if removed:
        well, _ = forms.attempt("limits", lambda: house.act(commands.remove_limit, system=system, column=named))
        if well:
            forms.done(f"Limits removed. {_after(limits, named)}")
        forms.above("limits")


def _removable(limits: Limits, column: str | None) -> bool:
    return not limits.conventional if column is None else column in limits.columns


def _after(limits: Limits, column: str | None) -> str:
    """What holds once the limits are gone."""
    pair = Pair() if column is None else limits.default
    whose = "Columns without limits of their own are" if column is None else f"{column} is"
    return f"{whose} then watched from PSI {pair.watch:.2f} and acted on from {pair.act:.2f}."
