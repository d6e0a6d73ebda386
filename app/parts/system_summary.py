"""Summary of a system: figures, what is open, what is missing, who answers, what can be done."""

import streamlit as st

from app.parts import look
from app.parts.address import with_day
from app.parts.counts import capital, number
from app.parts.system_actions import draw_actions
from app.parts.version_figures import figure_cards
from assent.kernel.words import day, thousands
from assent.procedures.overview import SystemSheet


def draw_summary(sheet: SystemSheet) -> None:
    """Two columns: what to know, and what to do."""
    left, right = st.columns([3.3, 1], gap=40)
    with left:
        _figures(sheet)
        _open(sheet)
        _missing(sheet)
    with right:
        draw_actions(sheet)
        _oversight(sheet)
        _people(sheet)


def _figures(sheet: SystemSheet) -> None:
    """Three to five figures: the running version's own, and the worst drift."""
    running = next((line.card for line in sheet.versions if line.state == "production"), None)
    monitor = sheet.monitor
    if running is None and (monitor is None or monitor.worst_psi is None):
        look.empty("No figure yet.", "A version's manifest brings its metrics, a measurement brings drift.")
        return
    with st.container(key="figs", horizontal=True, gap=20):
        for label, value, note in figure_cards(running, most=3):
            st.metric(label, value, note, delta_color="off", delta_arrow="off", width=168)
        if monitor is not None and monitor.worst_psi is not None:
            trend = list(monitor.trend) if len(monitor.trend) > 1 else None
            st.metric(
                "Highest PSI, all rows",
                f"{monitor.worst_psi:.2f}",
                f"{_short(monitor.worst_column)}, limit 0.25",
                delta_color="primary",
                delta_arrow="off",
                chart_data=trend,
                chart_type="bar",
                width=168,
            )
    if running is not None:
        st.caption(f"Figures of {look.plain(running.model)} {look.plain(running.version)}, from its manifest. Intervals are 95 %.")


def _short(column: str | None) -> str:
    text = column or ""
    return text if len(text) <= 16 else text[:15] + "…"


def _open(sheet: SystemSheet) -> None:
    look.section("What is open" if sheet.items else "Nothing is open", key="open")
    if not sheet.items:
        return
    with st.container(key="list-open", gap=0):
        for i, item in enumerate(sheet.items):
            look.row(
                f"open-{i}", item.urgency, item.colour, item.date_words, item.title, item.sentence, item.page, with_day(dict(item.query)), item.action
            )


def _missing(sheet: SystemSheet) -> None:
    if not sheet.missing:
        look.section("Nothing is missing", "Owner, tier, version, observations, review and documents are on record.", key="missing")
        return
    look.section(
        f"{capital(number(len(sheet.missing)))} {'thing is' if len(sheet.missing) == 1 else 'things are'} missing from the record", key="missing"
    )
    with st.container(key="list-missing", gap=0):
        for i, sentence in enumerate(sheet.missing):
            first, _, rest = sentence.partition(". ")
            with st.container(key=f"row-missing-{i}"):
                st.markdown(f"**{look.plain(first.rstrip('.'))}.** {look.plain(rest)}")


def _oversight(sheet: SystemSheet) -> None:
    card = sheet.card
    with st.container(key="rail-oversight", gap=2):
        st.subheader("Human oversight", anchor=False)
        st.markdown(look.plain(card.autonomy_words) + ".")
        if card.decisions_informed:
            st.caption(look.plain(card.decisions_informed[:300]))


def _people(sheet: SystemSheet) -> None:
    card = sheet.card
    affected = f"{thousands(card.people_per_year)} people a year" if card.people_per_year is not None else "Nobody has said how many"
    with st.container(key="rail-people", gap=2):
        st.subheader("People", anchor=False)
        st.markdown(f"Owner: {look.plain(card.owner_name)}  \nDeputy: {look.plain(card.deputy_name or 'nobody named')}")
        groups = look.plain(", ".join(card.people_groups)[:200])
        st.markdown(f"{affected}" + (f": {groups}" if groups else ""))
        st.caption(f"Last review {day(card.last_review)}. {sheet.review.basis}" if card.last_review else "Never reviewed.")
