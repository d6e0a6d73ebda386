"""Today: what needs me now?"""

from datetime import timedelta

import streamlit as st

from app.parts import house, look
from app.parts.address import with_day
from app.parts.today_rail import draw_rail
from assent.kernel.errors import GovernanceError
from assent.kernel.words import plural
from assent.procedures import overview

SHOWN = 40  # lines; whoever has more begins at the top
BEFORE = timedelta(days=30)


def before() -> overview.Today | None:
    """The same figures 30 days earlier, or None where there was nothing on record then."""
    moment = house.as_of() or house.home().record.clock().date()
    try:
        then: overview.Today = house.home().ask(house.who(), overview.today, as_of=moment - BEFORE)
    except GovernanceError:
        return None
    return then if then.systems else None


if house.who().scope("inventory.read") == frozenset():
    look.head("Today", "You have no role yet, so there is nothing here for you to see.")
    look.empty("What needs you will stand here.", "Ask an administrator to grant you a role on the People page.")
    st.stop()

today = house.ask(overview.today)
look.head("Today", today.sentence)
left, right = st.columns([3.3, 1], gap=40)
with left:
    if today.items:
        with st.container(key="list", gap=0):
            for i, item in enumerate(today.items[:SHOWN]):
                look.row(
                    f"{i}-{item.kind}",
                    item.urgency,
                    item.colour,
                    item.date_words,
                    item.title,
                    item.sentence,
                    item.page,
                    with_day(dict(item.query)),
                    item.action,
                )
        if len(today.items) > SHOWN:
            st.caption(f"{plural(len(today.items) - SHOWN, 'more thing', 'more things')} stand in the inventory, under “Needs action”.")
    elif today.systems:
        look.empty(
            "Nothing needs you.", "Open breaches, reviews that fall due and requests that wait for a vote will stand here, the most urgent first."
        )
    else:
        look.empty("No system is on record yet.", "Add the first one on the Inventory page, or with: assent system add FILE.yaml")
with right:
    draw_rail(today, before())
