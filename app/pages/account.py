"""Your account: who I am here, what I may do, where I am signed in."""

import streamlit as st

from app.parts import forms, house, look
from app.parts.roles import permits
from app.parts.signed_in import browser, times
from assent.access import queries, sessions
from assent.access.permissions import OWNER, PERMISSIONS, ROLE_WORDS
from assent.inventory.queries import owned_keys
from assent.kernel.words import day, listed, plural
from assent.procedures import signing_in

TITLES = {0: "No role yet", 1: "Your role"}

forms.say_done()
me = house.who()
card = house.ask(queries.person_card, person_id=me.id)
names = house.ask(queries.names)
held = house.present().session.token_hash
mine = house.ask(sessions.sessions_of, person_id=me.id)


def change_password() -> None:
    """Plain HTML outside of the pages, so that a password never passes through them."""
    st.link_button("Change your password", "/password", icon=":material/key:")


look.head(card.name, f"{look.plain(card.email)}. On record since {day(card.added_at)}.", actions=change_password)

look.section(
    TITLES.get(len(card.roles), f"Your {len(card.roles)} roles"),
    "An administrator grants and withdraws roles. Nobody grants roles to themselves.",
    key="roles",
)
with st.container(key="list-roles", gap=0):
    for role in card.roles:
        how = house.ask(queries.held_role, person_id=me.id, role=role)
        since = f"Granted by {names.get(how.granted_by, how.granted_by)}, {day(how.granted_at)}" if how else ""
        look.said(f"role-{role}", ROLE_WORDS[role], since, permits(role))
    owned = house.ask(owned_keys, person_id=me.id)
    if owned:
        words = listed([PERMISSIONS[p] for p in OWNER])
        look.said("role-owner", "Owner", plural(len(owned), "system"), look.plain(f"For {listed(sorted(owned))} you may {words}."))
    if not card.roles and not owned:
        look.empty("You may see nothing yet.", "Ask an administrator for a role.")

look.section(f"Signed in with {plural(len(mine), 'browser')}", "End what you do not recognise, then change your password.", key="sessions")
now = house.home().record.clock()
with st.container(key="list-sessions", gap=0):
    for session in mine:
        this = session.token_hash == held
        with st.container(key=f"row-session-{session.token_hash[:12]}", horizontal=True, gap=24):
            with st.container(width="stretch", gap=0):
                st.markdown(f"**{look.plain(browser(session))}**" + (" &ensp; " + look.badge("green", "This one") if this else ""))
                st.caption(look.plain(times(session, now)))
            if this:
                st.markdown("[Sign out](/logout)")
            elif house.as_of() is None and st.button("End this session", key=f"end-{session.token_hash[:12]}"):
                went_well, _ = forms.attempt("session", lambda s=session: signing_in.end_session(house.home(), me, hashed=s.token_hash))
                if went_well:
                    forms.done("That session has ended.")
forms.above("session")
