"""A system's breaches: open ones to close with a reason, closed ones with who closed them and why."""

from collections.abc import Sequence

import streamlit as st

from app.parts import forms, house, look
from app.parts.monitoring_words import breach_words, capital, number, window_words
from assent.access import queries as people
from assent.kernel.words import day, moment, open_for
from assent.monitoring import commands
from assent.monitoring.cards import BreachCard

SHOWN = 12


def draw_breaches(system: str, found: Sequence[BreachCard], by: str | None) -> None:
    """One line for each open breach, the largest first, with the way to close it; then the closed ones, newest first."""
    opened = [b for b in found if b.status == "open"]
    closed = sorted((b for b in found if b.status != "open"), key=lambda b: b.id, reverse=True)
    may_close = house.as_of() is None and house.may("monitoring.close_breach", system)
    if not opened:
        look.section("No breach is open", "A breach opens by itself when a column is over its limit to act.", key="breaches")
    else:
        count = "One breach is" if len(opened) == 1 else f"{capital(number(len(opened)))} breaches are"
        note = "A column crossed its limit to act. A person closes a breach, with a reason, once it is dealt with."
        look.section(f"{count} open", note, key="breaches")
    with st.container(key="list-breaches", gap=0):
        for breach in opened[:SHOWN]:
            _line(breach, by, may_close)
    if len(opened) > SHOWN:
        with st.expander(f"{len(opened) - SHOWN} more", type="compact"):
            for breach in opened[SHOWN:]:
                _line(breach, by, may_close)
    if closed:
        _closed(closed, by)


def _line(breach: BreachCard, by: str | None, may_close: bool) -> None:
    with st.container(key=f"row-breach-{breach.id}", horizontal=True, gap=24, vertical_alignment="top"):
        with st.container(width=190, gap=0):
            st.markdown(f"**{look.plain(breach.column)}**")
            today = house.as_of() or house.home().record.clock().date()
            st.caption(f"{open_for(breach.opened_at.date(), today)}")
        with st.container(width="stretch", gap=0):
            st.markdown(look.plain(breach_words(breach, by)))
        if may_close and st.button("Close…", key=f"close-{breach.id}", help=f"Close the breach of {look.plain(breach.column)}, with a reason"):
            _close(breach, by)


@st.dialog("Close this breach?")
def _close(breach: BreachCard, by: str | None) -> None:
    latest = window_words(breach.latest_window, by)
    st.markdown(
        f"**{look.plain(breach.column)}**: {look.plain(breach_words(breach, by))}  \n"
        f"It is closed in your name. What was measured up to the {look.plain(latest)} then counts as dealt with; "
        "a later window over the limit opens a new breach."
    )
    with st.form("breach", border=False, enter_to_submit=False):
        reason = st.text_area("Reason, written to the ledger", max_chars=5000, height=100)
        wrong = st.container(gap=0)
        sent = st.form_submit_button("Close this breach", type="primary")
    if sent:
        said = {"breach_id": breach.id, "reason": reason, "seen_run": breach.run_id}
        well, _ = forms.attempt("breach", lambda: house.act(commands.close_breach, **said), fields=("reason",))
        if well:
            forms.done(f"The breach of {breach.column} is closed.")
        with wrong:
            forms.beside("breach", "reason")
            forms.above("breach")


def _closed(closed: Sequence[BreachCard], by: str | None) -> None:
    with st.expander(f"{len(closed)} closed", type="compact", key="closed-breaches", on_change="rerun") as box:
        if not box.open:
            return
        names = house.ask(people.names)
        for breach in closed:
            assert breach.closed_at is not None
            who = names.get(breach.closed_by or "", "somebody")
            text = f"{look.plain(breach.reason or '')}  \n:gray[{look.plain(breach_words(breach, by))}]"
            look.said(f"closed-{breach.id}", breach.column, f"Closed {day(breach.closed_at)} by {who}", text)
        st.caption(f"The latest was closed {moment(max(b.closed_at for b in closed if b.closed_at))}.")
