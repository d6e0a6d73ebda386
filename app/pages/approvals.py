"""Approvals: what is asked, on what evidence, who has said what, what may I do?"""

import streamlit as st

from app.parts import house, look
from app.parts.request_sheet import draw_sheet
from assent.approvals import queries
from assent.approvals.rule import VOTE_PERMISSION
from assent.kernel.errors import GovernanceError
from assent.kernel.words import day, left_until, moment, plural

STATUS = {
    "open": ("orange", "Waiting for decisions"),
    "approved": ("green", "Approved"),
    "rejected": ("red", "Rejected"),
    "withdrawn": ("gray", "Taken back"),
}


def draw_list() -> None:
    """All requests, those still open first."""
    found = house.ask(queries.requests)
    waiting = [r for r in found if r.status == "open"]
    look.head(
        "Approvals",
        f"{plural(len(waiting), 'request')} waiting, {plural(len(found) - len(waiting), 'request')} decided."
        if found
        else "No version goes to production without two people's assent.",
    )
    if not found:
        look.empty(
            "No request yet.", "Open a system, choose a version and ask for its approval. The request, the evidence and the votes will stand here."
        )
        return
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap=12):
        shown = st.segmented_control(
            "Show", ["All", "Waiting", "Decided"], default="All", required=True, key="show", label_visibility="collapsed", bind="query-params"
        )
        text = st.text_input(
            "Search",
            key="q",
            bind="query-params",
            placeholder="System, model or number",
            label_visibility="collapsed",
            icon=":material/search:",
            width=240,
        )
    kept = [r for r in found if shown == "All" or (r.status == "open") == (shown == "Waiting")]
    kept = [r for r in kept if not text or text.lower() in f"{r.number} {r.system_name} {r.model} {r.version} {r.requester_name}".lower()]
    now = house.home().record.clock()
    votes = house.as_of() is None and any(house.may(p) for p in VOTE_PERMISSION.values())
    with st.container(key="list-requests", gap=0):
        for r in sorted(kept, key=lambda r: (r.status != "open", r.number if r.status == "open" else ""), reverse=False):
            colour, word = STATUS[r.status]
            when, date = (left_until(r.due_at, now), moment(r.due_at)) if r.status == "open" else (word, day(r.outcome_at or r.opened_at))
            said = f"{r.number}, asked by {r.requester_name} on {day(r.opened_at)}. {r.words}"
            look.row(
                r.number,
                when,
                colour,
                date,
                f"{r.system_name} {r.version}",
                said,
                "approvals",
                {"request": r.number},
                "Read and vote" if r.status == "open" and votes and r.requested_by != house.who().id else "Read",
            )
    if not kept:
        look.empty("No request fits these filters.", "Take one away.")


number = st.query_params.get("request")
if number:
    try:
        draw_sheet(house.home().ask(house.who(), queries.sheet, as_of=house.as_of(), number=number), STATUS)
    except GovernanceError as error:
        look.head("Approvals", look.plain(error.sentence))
        st.page_link("pages/approvals.py", label="All requests", icon=":material/arrow_back:")
else:
    draw_list()
