"""Navigation and the frame, run again at every click."""

from pathlib import Path

import streamlit as st

from app.parts import house
from app.parts.look import frame, plain

HERE = Path(__file__).parent
PAGES = {
    "Review": [("today", "Today", None), ("approvals", "Approvals", "approvals.read")],
    "Systems": [("inventory", "Inventory", "inventory.read"), ("system", "System", "inventory.read")],
    "Watch": [("monitoring", "Monitoring", "monitoring.read")],
    "Evidence": [("ledger", "Ledger", "ledger.read")],
    "Settings": [("people", "People", "people.manage"), ("account", "Your account", None)],
}

st.set_page_config(page_title="assent", page_icon=str(HERE / "static" / "mark.png"), layout="wide", initial_sidebar_state=212)
frame()
me = house.arrive()
shown = {
    group: [
        st.Page(HERE / "pages" / f"{name}.py", title=title, url_path=name, default=name == "today")
        for name, title, permission in pages
        if permission is None or me.actor.scope(permission) != frozenset()
    ]
    for group, pages in PAGES.items()
}
page = st.navigation({group: pages for group, pages in shown.items() if pages}, expanded=True)
with st.sidebar.container(key="me", gap=0):
    st.caption(f"Signed in as {plain(me.actor.name)}  \n[Sign out](/logout)")
if house.home().settings.demo:
    with st.sidebar.container(key="demo", gap=0):
        st.caption("A demonstration: the organisation and its people are invented, the data behind three systems is real.")
page.run()
