"""Everybody with an account, and the form that adds one."""

import pandas as pd
import streamlit as st

from app.parts import charts, forms, house, look
from app.parts.counts import number
from app.parts.once import draw_once, keep_once
from app.parts.roles import permits
from assent.access import commands, queries
from assent.access.passwords import hash_password, one_time_password
from assent.access.permissions import ROLE_WORDS
from assent.kernel.words import plural

FIELDS = ("name", "email", "roles")


def draw_list() -> None:
    """Filters, the table, and what the roles permit."""
    people = house.ask(queries.people)
    suspended = sum(not p.active for p in people)
    admins = sum(p.active and "administrator" in p.roles for p in people)
    said = f"{plural(len(people), 'person', 'people')}, {number(admins)} of them {'an administrator' if admins == 1 else 'administrators'}"
    said += f", {number(suspended)} suspended" if suspended else ""
    look.head("People", f"{said}. Nobody changes their own roles.", actions=_add if house.may("people.manage") else None)
    shown = _filtered(people)
    if shown:
        _table(shown)
        st.caption("A click opens the person: roles with who granted them, sessions, password.")
    else:
        look.empty("Nobody fits these filters.", "Take one away.")
    look.section(
        "What each role permits", "A role holds for all systems. The owner and the deputy of a system may do more for that one.", key="roles"
    )
    with st.container(key="list-roles", gap=0):
        for name, words in ROLE_WORDS.items():
            look.said(f"role-{name}", words, "", permits(name))


def _filtered(people: list[queries.PersonCard]) -> list[queries.PersonCard]:
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap=12):
        text = st.text_input(
            "Search", key="q", bind="query-params", placeholder="Name or address", label_visibility="collapsed", icon=":material/search:", width=240
        )
        role = st.selectbox(
            "Role",
            list(ROLE_WORDS),
            index=None,
            format_func=ROLE_WORDS.__getitem__,
            key="role",
            bind="query-params",
            placeholder="All roles",
            label_visibility="collapsed",
            width=200,
        )
        state = st.segmented_control(
            "Show", ["All", "Active", "Suspended"], default="All", required=True, key="show", bind="query-params", label_visibility="collapsed"
        )
    kept = [p for p in people if not text or text.casefold() in f"{p.name} {p.email}".casefold()]
    return [p for p in kept if (not role or role in p.roles) and (state == "All" or p.active == (state == "Active"))]


def _table(people: list[queries.PersonCard]) -> None:
    frame = pd.DataFrame(
        {
            "Name": [p.name for p in people],
            "Address": [p.email for p in people],
            "Roles": [", ".join(ROLE_WORDS[r] for r in p.roles) or "none" for p in people],
            "State": ["Active" if p.active else "Suspended" for p in people],
            "Since": pd.to_datetime([p.added_at for p in people]).date,
        }
    )
    colours = charts.palette()
    styled = frame.style.map(lambda _: f"color: {colours.accent}", subset=["Name"])
    styled = styled.map(lambda s: f"color: {colours.amber}" if s == "Suspended" else "", subset=["State"])
    text, date = st.column_config.TextColumn, st.column_config.DateColumn
    picked = st.dataframe(
        styled,
        key="people",
        alt="People",
        hide_index=True,
        row_height=36,
        height="content",
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            "Name": text(width=200),
            "Address": text(width=240),
            "Roles": text(width=340),
            "State": text(width=90),
            "Since": date(width=110, format="D MMM YYYY"),
        },
    )
    cells = picked.selection.cells
    if cells:
        st.switch_page("pages/people.py", query_params={"person": people[cells[0][0]].id})


def _add() -> None:
    if st.button("Add a person", type="primary", icon=":material/person_add:"):
        forms.clear("person")
        _add_dialog()


@st.dialog("Add a person", on_dismiss="rerun")
def _add_dialog() -> None:
    if draw_once("person"):
        return
    st.caption("The person gets a one-time password, which is shown here once and must be changed at the first sign-in.")
    with st.form("person", border=False):
        forms.above("person")
        name = st.text_input("Name", max_chars=100, help="People sign in with it; the record shows it beside every act.")
        forms.beside("person", "name")
        email = st.text_input("E-mail", max_chars=254, help="Names the person in system descriptions. Nothing is sent to it.")
        forms.beside("person", "email")
        roles = st.multiselect(
            "Roles", list(ROLE_WORDS), format_func=ROLE_WORDS.__getitem__, placeholder="None yet", help="What each permits stands on the People page."
        )
        forms.beside("person", "roles")
        if st.form_submit_button("Add this person", type="primary"):
            password = one_time_password()
            went_well, card = forms.attempt(
                "person",
                lambda: house.act(commands.add_person, name=name, email=email, roles=roles, password_hash=hash_password(password)),
                fields=FIELDS,
            )
            if went_well and card is not None:
                keep_once("person", card.name, password)
            forms.again()
