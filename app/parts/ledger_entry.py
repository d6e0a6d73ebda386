"""One entry of the ledger, opened: what was said, and its hashes recomputed."""

from urllib.parse import urlencode

import streamlit as st

from app.parts import look
from assent.kernel.words import moment
from assent.procedures.entry import Check, Entry

MARK = {True: ":green[:material/check: agrees]", False: ":red[:material/close: does not agree]", None: ":gray[:material/remove: erased]"}


def draw_entry(entry: Entry) -> None:
    """Head, facts, payload, proof."""
    line = entry.line
    back = {name: value for name, value in st.query_params.items() if name != "entry"}
    st.page_link("pages/ledger.py", label="All entries", icon=":material/arrow_back:", query_params=back)
    broken = any(check.ok is False for check in entry.checks)
    state = look.badge("red", "Does not agree") if broken else look.badge("green", "Agrees with its hash")
    look.head(f"Entry {line.seq}", f"{moment(line.when)}, by {look.plain(line.who)}.", state)
    with st.container(key="lede"):
        st.markdown(look.plain(line.sentence))
    about = look.plain(line.subject_words) or "nothing further"
    if line.system:
        about = f"[{about}](/system?{urlencode({'system': line.system})})"
    look.facts([("Action", f"`{line.action}`"), ("About", about), ("System", look.plain(line.system or "none"))], "entry")
    _said(entry)
    _proof(entry)


def _said(entry: Entry) -> None:
    if entry.line.erased:
        look.section("What was said has been erased", "That it happened, when and by whom stays on record, and so does every hash.", key="said")
        return
    look.section("What was said", "Every field of the entry, as it was recorded.", key="said")
    if not entry.fields:
        look.empty("Nothing beyond the action itself.")
        return
    with st.container(key="list-said", gap=0):
        for i, (field, value) in enumerate(entry.fields):
            look.said(f"field-{i}", field.replace("_", " ").capitalize(), "", _value(value))


def _value(value: str) -> str:
    """Digests in the typeface of digests, everything else as plain text, line by line."""
    if len(value) == 64 and set(value) <= set("0123456789abcdef"):
        return f"`{value}`"
    return "  \n".join(look.plain(part) for part in value.split("\n"))


def _proof(entry: Entry) -> None:
    look.section(
        "Its hashes, recomputed just now",
        "From what is stored. The digest of what was said is an HMAC-SHA256 under a key of this entry alone.",
        key="proof",
    )
    with st.container(key="list-proof", gap=0):
        for i, check in enumerate(entry.checks):
            _check(i, check)
    st.markdown(f"Entry hash `{entry.line.leaf_hash}`  \nDigest of what was said `{entry.payload_digest}`  \nId `{entry.line.id}`")
    with st.expander("The leaf that is hashed: one zero byte, then this text", type="compact"):
        st.code(entry.leaf, language=None, wrap_lines=True)


def _check(number: int, check: Check) -> None:
    with st.container(key=f"row-check-{number}", horizontal=True, gap=24):
        with st.container(width=190, gap=0):
            st.markdown(MARK[check.ok])
        with st.container(width="stretch", gap=0):
            st.markdown(look.plain(check.words) + ".")
