"""The requests of a system: what was asked, who decided."""

import streamlit as st

from app.parts import house, look
from app.parts.address import with_day
from app.parts.system_actions import ask_button
from assent.kernel.words import day, left_until, moment
from assent.procedures.overview import SystemSheet

STATUS = {"open": ("orange", "Waiting"), "approved": ("green", "Approved"), "rejected": ("red", "Rejected"), "withdrawn": ("gray", "Taken back")}


def draw_approvals(sheet: SystemSheet) -> None:
    """The open ones first."""
    if not sheet.requests:
        look.empty("Nobody has asked for approval of a version yet.", "A version goes to production when a risk and a compliance officer approve it.")
        ask_button(sheet, key="approvals", primary=False)
        return
    now = house.home().record.clock()
    with st.container(key="list-requests", gap=0):
        for r in sorted(sheet.requests, key=lambda r: r.status != "open"):
            colour, word = STATUS[r.status]
            when, date = (left_until(r.due_at, now), moment(r.due_at)) if r.status == "open" else (word, day(r.outcome_at or r.opened_at))
            said = f"{r.number}, asked by {r.requester_name} on {day(r.opened_at)}. {r.words}"
            look.row(r.number, when, colour, date, f"{r.model} {r.version}", said, "approvals", with_day({"request": r.number}), "Open request")
