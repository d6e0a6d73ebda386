"""The vote: who may, what each choice will do, and the reason."""

import streamlit as st

from app.parts import house, look
from assent.approvals import commands
from assent.approvals.queries import Sheet
from assent.approvals.rule import SEATS, Voice, outcome
from assent.kernel.errors import GovernanceError, Invalid
from assent.procedures import decide

CHOICES = {"approve": "Approve", "reject": "Reject"}
SEAT = {"risk_officer": "As risk officer", "compliance_officer": "As compliance officer"}


def draw_vote(sheet: Sheet) -> None:
    """The rail: the form for whoever may vote now, a sentence for everybody else."""
    with st.container(key="vote", gap=12):
        st.subheader("Your vote" if sheet.my_seats else "The decision", anchor=False)
        if house.as_of() is not None:
            st.caption("You are looking at a past day. Take the date out of the address to act.")
            return
        if sheet.why_not:
            st.markdown(look.plain(sheet.why_not))
        else:
            _form(sheet)
        _own(sheet)


def _form(sheet: Sheet) -> None:
    card = sheet.card
    draft = f"vote-{card.number}"
    empty = [s for s in sheet.my_seats if s not in {b.seat for b in card.ballots if b.counts}] or list(sheet.my_seats)
    seat = empty[0] if len(empty) == 1 else st.radio("Your seat", empty, format_func=SEAT.get, key=f"{draft}-seat")
    choice = st.radio("Your vote", list(CHOICES), format_func=CHOICES.get, label_visibility="collapsed", key=f"{draft}-choice", index=None)
    reason = st.text_area("Reason, printed in the report", height=110, max_chars=5000, key=f"{draft}-reason")
    wrong = st.session_state.pop(f"{draft}-wrong", "")
    if wrong:
        st.markdown(f":red[{look.plain(wrong)}]")
    words, consequence = _consequence(sheet, seat, choice)
    if st.button(words, type="primary", width="stretch", key=f"{draft}-cast", disabled=choice is None):
        try:
            stands = house.act(decide.cast_ballot, number=card.number, choice=choice, reason=reason, seen_digest=card.digest,
                               seen_pack_digest=card.pack_digest, seat=seat)  # fmt: skip
            st.toast(look.plain(stands.words), icon=":material/check:")
        except Invalid as error:
            st.session_state[f"{draft}-wrong"] = error.fields.get("reason", error.sentence)
        except GovernanceError as error:
            st.session_state[f"{draft}-wrong"] = error.sentence
        st.rerun()
    st.caption(consequence + " Your vote is written to the ledger and cannot be taken back.")


def _consequence(sheet: Sheet, seat: str, choice: str | None) -> tuple[str, str]:
    """What the button says, and what pressing it will do."""
    card = sheet.card
    version, target = look.plain(card.version), look.plain(card.target)
    if choice is None:
        return "Choose first", "Read the evidence, choose, and say why."
    mine = Voice(house.who().id, seat, "approve" if choice == "approve" else "reject")
    cast = [Voice(b.voter_id, b.seat, "approve" if b.choice == "approve" else "reject") for b in card.ballots if b.counts]
    after = outcome([*cast, mine], requester=card.requested_by)
    if after.status == "approved":
        live = sheet.shown["champion"]
        ends = f" and replaces {look.plain(live['version'])}" if live else ""
        return f"Approve {version} for {target}", f"With your vote {version} is in {target} at once{ends}."
    if after.status == "rejected":
        return f"Reject {version}", f"One vote against ends the request; {version} does not go to {target}."
    return f"Approve {version}", f"After your vote {' and '.join(SEATS[s] for s in after.empty)} must still decide."


def _own(sheet: Sheet) -> None:
    """What whoever asked may still do."""
    number = sheet.card.number
    if sheet.may_refresh and (sheet.stale or sheet.newer) and st.button("Refresh the evidence", width="stretch", key="refresh"):
        _try(commands.refresh_request, number=number)
    if sheet.may_withdraw:
        with st.popover("Take the request back", width="stretch"):
            reason = st.text_input("Why", key="withdraw-reason", max_chars=5000)
            if st.button(f"Take {number} back", key="withdraw"):
                _try(commands.withdraw_request, number=number, reason=reason)


def _try(command: object, **said: object) -> None:
    try:
        house.act(command, **said)  # type: ignore[arg-type]
        st.rerun()
    except GovernanceError as error:
        st.error(look.plain(error.sentence), icon=":material/error:")
