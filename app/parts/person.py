"""One person: roles with who granted them, sessions, password; and what an administrator may do about them."""

import streamlit as st

from app.parts import forms, house, look
from app.parts.once import draw_once, keep_once
from app.parts.roles import permits
from app.parts.signed_in import browser, times
from assent.access import commands, queries, sessions
from assent.access.passwords import hash_password, one_time_password
from assent.access.permissions import ROLE_WORDS
from assent.kernel.words import day, plural
from assent.procedures import signing_in

TITLES = {0: "No role", 1: "One role"}


def draw_person(card: queries.PersonCard) -> None:
    """Head, roles, sessions. Actions for administrators, never on themselves."""
    mine = card.id == house.who().id
    acts = house.may("people.manage") and house.as_of() is None and not mine
    st.page_link("pages/people.py", label="Everybody", icon=":material/arrow_back:")
    state = look.badge("green", "Active") if card.active else look.badge("orange", "Suspended")
    look.head(
        card.name, f"{look.plain(card.email)}. On record since {day(card.added_at)}.", state, actions=(lambda: _actions(card)) if acts else None
    )
    if mine:
        st.info(
            "This is you. Another administrator changes your roles; your password and sessions are on your own account page.",
            icon=":material/person:",
        )
    _roles(card, acts)
    if house.may("people.manage"):
        _sessions(card, acts)


def _actions(card: queries.PersonCard) -> None:
    if st.button("Reset password", icon=":material/key:"):
        forms.clear("reset")
        _reset(card)
    if card.active and st.button("Suspend", icon=":material/block:"):
        forms.clear("suspend")
        _suspend(card)
    if not card.active and st.button("Let in again", type="primary"):
        _do("roles", lambda: house.act(commands.set_active, person_id=card.id, active=True), f"{card.name} may sign in again.")


def _roles(card: queries.PersonCard, acts: bool) -> None:
    names = house.ask(queries.names)
    look.section(TITLES.get(len(card.roles), f"{len(card.roles)} roles"), key="roles")
    forms.above("roles")
    with st.container(key="list-roles", gap=0):
        for role in card.roles:
            how = house.ask(queries.held_role, person_id=card.id, role=role)
            with st.container(key=f"row-role-{role}", horizontal=True, gap=24):
                with st.container(width=210, gap=0):
                    st.markdown(f"**{ROLE_WORDS[role]}**")
                    if how:
                        st.caption(f"Granted by {look.plain(names.get(how.granted_by, how.granted_by))}, {day(how.granted_at)}")
                with st.container(width="stretch", gap=0):
                    st.markdown(permits(role))
                if acts and st.button(
                    "Withdraw", key=f"withdraw-{role}", help=f"Takes the role {ROLE_WORDS[role]} away at the next click of that person."
                ):
                    _do("roles", lambda r=role: house.act(commands.withdraw_role, person_id=card.id, role=r), f"{ROLE_WORDS[role]} withdrawn.")
    if not card.roles:
        look.empty(f"{look.plain(card.name)} may see nothing yet.", "Grant a role.")
    if acts:
        _grant(card)


def _grant(card: queries.PersonCard) -> None:
    free = [role for role in ROLE_WORDS if role not in card.roles]
    with st.container(key="grant", horizontal=True, vertical_alignment="bottom", gap=12):
        role = st.selectbox(
            "Grant a role", free, index=None, format_func=ROLE_WORDS.__getitem__, placeholder="Choose a role", width=260, key=f"grant-{card.id}"
        )
        if role and st.button(f"Grant {ROLE_WORDS[role]}", type="primary", key="grant-now"):
            _do("roles", lambda: house.act(commands.grant_role, person_id=card.id, role=role), f"{card.name} is now {ROLE_WORDS[role]}.")
    if role:
        st.caption(permits(role))


def _sessions(card: queries.PersonCard, acts: bool) -> None:
    held = house.ask(sessions.sessions_of, person_id=card.id)
    look.section(f"Signed in with {plural(len(held), 'browser')}" if held else "Not signed in", key="sessions")
    forms.above("session")
    now = house.home().record.clock()
    with st.container(key="list-sessions", gap=0):
        for session in held:
            with st.container(key=f"row-session-{session.token_hash[:12]}", horizontal=True, gap=24):
                with st.container(width="stretch", gap=0):
                    st.markdown(f"**{look.plain(browser(session))}**")
                    st.caption(look.plain(times(session, now)))
                if acts and st.button("End this session", key=f"end-{session.token_hash[:12]}"):
                    _do(
                        "session", lambda s=session: signing_in.end_session(house.home(), house.who(), hashed=s.token_hash), "That session has ended."
                    )


def _do(form: str, work: object, said: str) -> None:
    went_well, _ = forms.attempt(form, work)  # type: ignore[arg-type]
    if went_well:
        forms.done(said)
    st.rerun()


@st.dialog("Reset the password?", on_dismiss="rerun")
def _reset(card: queries.PersonCard) -> None:
    if draw_once("reset"):
        return
    forms.above("reset")
    st.markdown(
        f"{look.plain(card.name)} gets a one-time password, shown here once. The old password no longer opens anything; "
        "open sessions go on until you end them."
    )
    if st.button(f"Reset the password of {look.plain(card.name)}", type="primary"):
        password = one_time_password()
        went_well, _ = forms.attempt("reset", lambda: house.act(commands.reset_password, person_id=card.id, password_hash=hash_password(password)))
        if went_well:
            keep_once("reset", card.name, password)
        forms.again()


@st.dialog("Suspend this person?")
def _suspend(card: queries.PersonCard) -> None:
    forms.above("suspend")
    st.markdown(
        f"{look.plain(card.name)} cannot sign in until somebody lets them in again, and every open session ends now. "
        "Roles and everything on record stay."
    )
    if st.button(f"Suspend {look.plain(card.name)} now", type="primary"):
        went_well, _ = forms.attempt("suspend", lambda: signing_in.suspend(house.home(), house.who(), person_id=card.id))
        if went_well:
            forms.done(f"{card.name} is suspended.")
        forms.again()
