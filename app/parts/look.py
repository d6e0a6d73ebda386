"""What every page shares: the frame, the head, hairline rows, facts, sections."""

from collections.abc import Callable, Iterable
from pathlib import Path

import streamlit as st

from app.parts import house
from app.parts.markdown import plain
from assent.kernel.words import day

APP = Path(__file__).parent.parent


def frame() -> None:
    """The style sheet, the colour scheme (dialogs live outside of .stApp), the mark."""
    st.html(APP / "style.css")
    st.html(f"<style>:root {{ color-scheme: {st.context.theme.type or 'light dark'} }}</style>")
    st.logo(str(APP / "static" / "wordmark.svg"), size="medium")


def head(
    title: str, lede: str, state: str = "", actions: Callable[[], None] | None = None, past: Callable[[], None] | None = None
) -> None:
    """What it is: title, state, one sentence; the page's own actions top right, the PDF always last. `past`: what a past day offers."""
    shown = house.as_of()
    if shown:
        with st.container(key="past", horizontal=True, vertical_alignment="center", gap=16):
            st.markdown(f":orange-badge[Past] &ensp; The record as it was known at the end of {day(shown)}. Nothing can be changed here.")
            if st.button("Back to today", key="back-to-today", type="tertiary"):
                house.forget_day()
                st.rerun()
    with st.container(key="head", horizontal=True, vertical_alignment="top", gap=24):
        with st.container(width="stretch", gap=2):
            st.title(plain(title), anchor=False)
            st.markdown((state + " &ensp; " if state else "") + lede)
        offered = past if shown else actions
        if offered:
            with st.container(width="content", horizontal=True, gap=8):
                offered()


def facts(pairs: Iterable[tuple[str, str]], key: str) -> None:
    """Label above value, one hairline above: the report's fact strip."""
    with st.container(key=f"facts-{key}", horizontal=True, gap=0):
        for label, value in pairs:
            with st.container(width=178, gap=0):
                st.caption(label)
                st.markdown(value)


def section(title: str, note: str = "", key: str | None = None) -> None:
    """A section's title, which says the finding, and a caption with the definition."""
    with st.container(key=f"sec-{slug(key or title)}", gap=0):
        st.header(plain(title), anchor=False)
        if note:
            st.caption(note)


def row(key: str, when: str, colour: str, date: str, title: str, text: str, page: str, query: dict[str, str], action: str) -> None:
    """One thing to do: a clock at the left, what it is, where it opens. `title` and `text` are plain text."""
    with st.container(key=f"row-{slug(key)}", horizontal=True, gap=20, vertical_alignment="top"):
        with st.container(width=160, gap=0):
            st.markdown(f":{colour}[**{when}**]")
            st.caption(date)
        with st.container(width="stretch", gap=0):
            st.markdown(f"**{plain(title)}**")
            st.caption(plain(text))
        with st.container(width=118, gap=0):
            st.page_link(f"pages/{page}.py", label=action, icon=":material/arrow_forward:", icon_position="right", query_params=query)


def said(key: str, title: str, when: str, text: str) -> None:
    """Somebody's words, or a thing and its state: name and time left, text right. `text` may hold our own Markdown."""
    with st.container(key=f"row-{slug(key)}", horizontal=True, gap=24):
        with st.container(width=190, gap=0):
            st.markdown(f"**{plain(title)}**")
            st.caption(plain(when))
        with st.container(width="stretch", gap=0):
            st.markdown(text)


def empty(sentence: str, how: str = "") -> None:
    """An empty page teaches: what will be here, and what brings the first one."""
    with st.container(key="empty", gap=4):
        st.markdown(sentence)
        if how:
            st.caption(how)


def badge(colour: str, word: str) -> str:
    """A state, always with its word."""
    return f":{colour}-badge[{plain(word)}]"


def slug(text: str) -> str:
    """Text as part of a CSS class."""
    return "".join(c if c.isalnum() else "-" for c in text).lower()
