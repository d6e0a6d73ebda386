"""One system: head, facts, tabs. Only the open tab is drawn."""

from collections.abc import Callable

import streamlit as st

from app.parts import house, look
from app.parts.pdf import pdf_button, say_failed
from app.parts.system_actions import ask_button
from app.parts.system_approvals import draw_approvals
from app.parts.system_description import draw_description
from app.parts.system_form import draw_edit, leave_edit
from app.parts.system_history import draw_history
from app.parts.system_monitoring import draw_monitoring
from app.parts.system_risk import draw_risk
from app.parts.system_summary import draw_summary
from app.parts.system_versions import draw_versions
from assent.kernel.words import day
from assent.procedures.overview import SystemSheet

TABS: dict[str, Callable[[SystemSheet], None]] = {
    "Summary": draw_summary,
    "Risk": draw_risk,
    "Versions": draw_versions,
    "Monitoring": draw_monitoring,
    "Approvals": draw_approvals,
    "History": draw_history,
    "Description": draw_description,
}


def draw_system(sheet: SystemSheet) -> None:
    """The whole page, or the form that changes the description."""
    card = sheet.card
    if "edit" in st.query_params and "inventory.edit" in sheet.may and house.as_of() is None:
        if st.button("Back without saving", icon=":material/arrow_back:", type="tertiary"):
            leave_edit(card.key)
            st.rerun()
        look.head(f"Describe {card.name}", "Every change is kept with who made it and when; the earlier words stay readable in the history.")
        draw_edit(card.key)
        return
    look.head(card.name, look.plain(_first(card.purpose)), look.badge(sheet.state_colour, sheet.state), actions=lambda: _actions(sheet),
              past=lambda: _paper(sheet))  # fmt: skip
    say_failed()
    _facts(sheet)
    for title, tab in zip(TABS, st.tabs(list(TABS), key="tab", on_change="rerun", bind="query-params"), strict=True):
        if tab.open:
            with tab:
                TABS[title](sheet)


def _actions(sheet: SystemSheet) -> None:
    ask_button(sheet, key="head")
    _paper(sheet)


def _paper(sheet: SystemSheet) -> None:
    if "reports.build" in sheet.may:
        pdf_button("system", sheet.card.key)


def _facts(sheet: SystemSheet) -> None:
    card, running, assessed = sheet.card, sheet.production, sheet.assessment
    version = f"{look.plain(running.version)}, since {running.started_at:%b %Y}" if running else "None approved here"
    tier = ":orange[Not set]" if assessed is None else f"{assessed.tier} of 4" if assessed.tier else ":red[Prohibited]"
    review = "Not planned" if sheet.review.due is None else day(sheet.review.due)
    colour = sheet.review.colour
    look.facts(
        [
            ("Version in production", version),
            ("Tier", tier),
            ("Risk class, preliminary", look.plain(assessed.class_words) if assessed else "Not assessed"),
            ("Owner", look.plain(card.owner_name)),
            ("Next review", f":{colour}[{review}]" if colour in ("red", "orange") else review),
        ],
        "system",
    )


def _first(purpose: str) -> str:
    """The first line of the purpose, cut where it would no longer read as a sentence under a title."""
    line = purpose.split("\n")[0]
    return line if len(line) <= 220 else line[:219] + "…"
