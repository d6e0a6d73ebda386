"""Navigation and the frame, run again at every click."""

from pathlib import Path

import streamlit as st

from app.parts import house
from app.parts.look import frame, plain
from app.parts.navigation import shown_to

HERE = Path(__file__).parent

st.set_page_config(page_title="assent", page_icon=str(HERE / "static" / "mark.png"), layout="wide", initial_sidebar_state=212)
frame()
me = house.arrive()
house.keep_day()
page = st.navigation(
    {
        group: [st.Page(HERE / "pages" / f"{file}.py", title=title, url_path=file, default=file == "today") for file, title in pages]
        for group, pages in shown_to(me.actor).items()
    },
    expanded=True,
)
with st.sidebar.container(key="me", gap=0):
    st.caption(f"Signed in as {plain(me.actor.name)}")
    st.html('<a class="plain" href="/logout" target="_self">Sign out</a>')  # a Markdown link opens another tab
with st.sidebar.container(key="day", gap=0):
    st.date_input("Show a past day", house.as_of(), key="day-chosen", on_change=house.choose_day, max_value="today", format="YYYY-MM-DD")
if house.home().settings.demo:
    with st.sidebar.container(key="demo", gap=0):
        st.caption("A demonstration: the organisation and its people are invented, the data behind three systems is real.")
page.run()
