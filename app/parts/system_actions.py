"""What can be done about a system, each with what it will do in the button's own words."""

from collections.abc import Mapping

import streamlit as st

from app.parts import forms, house, look
from assent.approvals import commands as approvals
from assent.inventory import commands as inventory
from assent.kernel.words import day
from assent.procedures.overview import SystemSheet
from assent.procedures.standing import VersionLine
from assent.risk.reviews import REVIEW_MONTHS, months_after

# From a status: to which, the button, the dialog's title and words, and the button that does it.
MOVES: Mapping[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "proposed": (
        (
            "in_use",
            "Put into use",
            "Put {name} into use?",
            "The record says from now on that it is in use: reviews fall due, drift counts.",
            "Put into use now",
        ),
    ),
    "in_use": (
        (
            "suspended",
            "Suspend use",
            "Suspend the use of {name}?",
            "The record says from now on that it must not be used. assent switches nothing "
            "off by itself: whoever runs it must do that. Its versions stay approved.",
            "Suspend its use now",
        ),
    ),
    "suspended": (
        (
            "in_use",
            "Take into use again",
            "Take {name} into use again?",
            "The record says from now on that it is in use again, with the version that was approved before.",
            "Take into use now",
        ),
        (
            "retired",
            "Retire",
            "Retire {name}?",
            "It stays on record with its whole history. Nothing goes to production there any more, and no review falls due.",
            "Retire it now",
        ),
    ),
    "retired": (
        ("proposed", "Propose again", "Propose {name} again?", "It is proposed again, and can be put into use after that.", "Propose it again"),
    ),
}


def askable(sheet: SystemSheet) -> list[VersionLine]:
    """The versions a request can be opened for, newest first."""
    return [line for line in sheet.versions if line.state not in ("production", "asked")]


def ask_button(sheet: SystemSheet, *, key: str, primary: bool = True) -> None:
    """`Ask for approval of 2.4.0`, for whoever may and where there is something to ask for."""
    found = askable(sheet)
    if "approvals.request_production" not in sheet.may or not found or sheet.card.status == "retired" or house.as_of() is not None:
        return
    label = f"Ask for approval of {look.plain(found[0].card.version)}" if len(found) == 1 else "Ask for approval of a version"
    if st.button(label, type="primary" if primary else "secondary", key=f"ask-{key}"):
        forms.clear("ask")
        _ask_dialog(sheet, found)


@st.dialog("Ask for approval")
def _ask_dialog(sheet: SystemSheet, found: list[VersionLine]) -> None:
    names = {line.card.id: line for line in found}
    forms.above("ask")
    chosen = names[st.selectbox("Version", list(names), format_func=lambda i: f"{names[i].card.model} {names[i].card.version}", key="ask-version")]
    forms.beside("ask", "version")
    st.markdown(
        f"A risk officer and a compliance officer decide whether {look.plain(sheet.card.name)} may run {look.plain(chosen.card.version)} "
        "in production. The evidence is frozen as it stands now."
    )
    reason = st.text_area("Why it should go to production, printed in the report", height=110, max_chars=5_000, key="ask-reason")
    forms.beside("ask", "reason")
    if st.button(f"Ask for approval of {look.plain(chosen.card.version)}", type="primary", key="ask-now"):
        went_well, number = forms.attempt(
            "ask",
            lambda: house.act(approvals.open_request, system=sheet.card.key, model=chosen.card.model, version=chosen.card.version, reason=reason),
            fields=("reason", "version"),
        )
        if went_well and number:
            st.switch_page("pages/approvals.py", query_params={"request": number})
        forms.again()


def draw_actions(sheet: SystemSheet) -> None:
    """The rail's buttons, as far as this reader may press them."""
    may_edit, may_review = "inventory.edit" in sheet.may, "inventory.review" in sheet.may
    if not (may_edit or may_review or "monitoring.measure" in sheet.may) or house.as_of() is not None:
        return
    with st.container(key="rail-actions", gap=6):
        st.subheader("Actions", anchor=False)
        if may_review and sheet.card.status != "retired" and st.button("Record a review", width="stretch"):
            forms.clear("review")
            _review_dialog(sheet)
        if may_edit and st.button("Change the description", width="stretch"):
            st.query_params["edit"] = "1"
            st.rerun()
        for move in MOVES[sheet.card.status] if may_edit else ():
            if st.button(move[1], width="stretch", type="tertiary", key=f"move-{move[0]}"):
                forms.clear("move")
                st.dialog(move[2].format(name=_short(sheet.card.name)))(_move_dialog)(sheet, move)


def _move_dialog(sheet: SystemSheet, move: tuple[str, str, str, str, str]) -> None:
    status, _, _, words, button = move
    forms.above("move")
    st.markdown(words)
    with st.container(horizontal=True, horizontal_alignment="right", gap=8):
        if st.button("Leave it as it is", key="move-not"):
            st.rerun()
        if st.button(button, type="primary", key="move-now"):
            went_well, _ = forms.attempt("move", lambda: house.act(inventory.change_system, key=sheet.card.key, changes={"status": status}))
            if went_well:
                forms.done(f"On record: {button.lower()}.")
            forms.again()


@st.dialog("Record a review")
def _review_dialog(sheet: SystemSheet) -> None:
    tier = sheet.assessment.tier if sheet.assessment else None
    today = house.home().record.clock().date()
    by_tier = f"tier {tier} asks for one on {day(months_after(today, REVIEW_MONTHS[tier]))}" if tier else "no tier is set, so none will be planned"
    st.markdown(f"You looked at {look.plain(sheet.card.name)} as a whole today. The conclusion goes on record under your name.")
    forms.above("review")
    conclusion = st.text_area("Conclusion", height=130, max_chars=5_000, key="review-conclusion")
    forms.beside("review", "conclusion")
    following = st.date_input("Next review", None, format="DD.MM.YYYY", key="review-next", help="Earlier than the tier asks, if need be.")
    st.caption(f"Left empty, {by_tier}.")
    forms.beside("review", "next_review")
    if st.button("Record this review", type="primary", key="review-now"):
        went_well, _ = forms.attempt(
            "review",
            lambda: house.act(inventory.record_review, key=sheet.card.key, conclusion=conclusion, next_review=following),
            fields=("conclusion", "next_review"),
        )
        if went_well:
            forms.done("The review is on record.")
        forms.again()


def _short(name: str) -> str:
    return look.plain(name if len(name) <= 60 else name[:59] + "…")
