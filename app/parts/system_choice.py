"""Choosing a system, where the address names none."""

import streamlit as st

from app.parts import house, look
from app.parts.address import with_day
from assent.kernel.words import plural
from assent.procedures import overview

FIRST = 12  # systems listed below; the box above finds the others


def draw_choice() -> None:
    """A box to search in, and the systems that hurt most."""
    lines = house.ask(overview.portfolio)
    look.head("System", f"Everything about one system. Choose one of {plural(len(lines), 'system')}." if lines else "Everything about one system.")
    if not lines:
        look.empty("No system is on record yet.", "Add the first one on the Inventory page.")
        return
    names = {line.key: line.name for line in lines}
    chosen = st.selectbox(
        "System",
        list(names),
        index=None,
        format_func=lambda key: f"{names[key]} ({key})",
        placeholder="Name or key",
        width=420,
        label_visibility="collapsed",
    )
    if chosen:
        st.switch_page("pages/system.py", query_params=with_day({"system": chosen}))
    hurts = {"red": 0, "orange": 1, "green": 2, "gray": 3}
    with st.container(key="list-systems", gap=0):
        for line in sorted(lines, key=lambda s: (hurts[s.state_colour], s.tier or 9, s.name.casefold()))[:FIRST]:
            said = f"{line.class_short}, {'tier ' + str(line.tier) if line.tier else 'no tier'}. Owner {line.owner}."
            when = plural(line.open_items, "thing") + " open" if line.open_items else "nothing open"
            look.row(line.key, line.state, line.state_colour, when, line.name, said, "system", with_day({"system": line.key}), "Open system")
