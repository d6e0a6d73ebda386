"""The ledger as a list: filters in the address, older and newer by number, downloads of what the filters show."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

import streamlit as st

from app.parts import house, look, tables
from app.parts.ledger_file import download_buttons
from assent.kernel.words import day, plural
from assent.procedures import story

PAGE = 40
SPANS = {"7 days": 7, "30 days": 30, "All": None}
ROOMS = {
    "access": "People and sign-in",
    "inventory": "Inventory",
    "registry": "Model versions",
    "risk": "Risk",
    "monitoring": "Monitoring",
    "approval": "Approvals",
    "reports": "Reports",
    "jobs": "Jobs",
    "ledger": "Ledger",
}
FILTERS = ("q", "who", "kind", "system", "span")
TOLD = {"red": "--red", "orange": "--amber", "green": "--green"}  # colours that carry a state; what only moves things along stays black


def draw_list() -> None:
    """Filters, the table, and the way to older entries."""
    choices = house.ask(story.choices)
    if not choices.actions:
        look.head("Ledger", "Who did what and when.")
        look.empty("No entry yet.", "Whatever changes the record leaves an entry here, in the same step or not at all.")
        return
    head = st.container()  # drawn above the filters, filled when they are known
    wanted = _filters(choices)
    before = st.query_params.get("before", "")
    page = house.ask(story.events, **wanted, limit=PAGE, before_seq=int(before) if before.isdecimal() and len(before) < 16 else None)
    with head:
        look.head("Ledger", f"Who did what and when, newest first. {_since(page, wanted)}", actions=lambda: download_buttons(wanted))
    if not page.lines:
        look.empty("No entry fits these filters.", "Take one away, or choose a longer time.")
        return
    tables.table(
        ("No.", "When (UTC)", "Who", "What happened", "About", "Entry hash"),
        map(_cells, page.lines),
        wide="What happened",
        minor=("About", "Entry hash"),
    )
    _turn(page)
    st.caption(
        "Entries are numbered without gaps. An entry's hash is the SHA-256 over its time, actor, action, subject and the digest of what was said; "
        "a click on its number opens the entry and recomputes them."
    )


def _since(page: story.EventPage, wanted: dict[str, Any]) -> str:
    """How many entries there are in all, and since when; the first one's day never changes, so it is asked for once."""
    total = house.ask(story.events, limit=1).total if any(wanted.values()) else page.total
    if "_begun" not in st.session_state:
        first = house.ask(story.events, limit=1, before_seq=1).lines
        st.session_state["_begun"] = f" since {day(first[0].when)}" if first else ""
    return f"{plural(total, 'entry', 'entries')}{st.session_state['_begun']}."


def _labels(systems: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Key to name; where two systems share a name the key stands beside it."""
    names = [name for _, name in systems]
    return {key: name if names.count(name) == 1 else f"{name} ({key})" for key, name in systems}


def _filters(choices: story.Choices) -> dict[str, Any]:
    people, systems = dict(choices.actors), _labels(choices.systems)
    if st.query_params.get("system") in systems:
        st.query_params["system"] = systems[st.query_params["system"]]  # other pages name a system by its key
    rooms = sorted({a.partition(".")[0] for a in choices.actions}, key=lambda r: ROOMS.get(r, r))
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap=12):
        text = st.text_input(
            "Search",
            key="q",
            label_visibility="collapsed",
            bind="query-params",
            on_change=_first_page,
            placeholder="Word, request or digest",
            icon=":material/search:",
            width=220,
        )
        kind = st.selectbox(
            "Kind",
            rooms,
            index=None,
            key="kind",
            format_func=lambda r: ROOMS.get(r, r),
            label_visibility="collapsed",
            bind="query-params",
            on_change=_first_page,
            placeholder="All kinds",
            width=160,
        )
        who = st.selectbox(
            "Person",
            list(people),
            index=None,
            key="who",
            format_func=lambda i: people.get(i, i),
            label_visibility="collapsed",
            bind="query-params",
            on_change=_first_page,
            placeholder="Everybody",
            width=170,
        )
        system = st.selectbox(
            "System",
            list(systems),
            index=None,
            key="system",
            format_func=lambda k: systems.get(k, k),
            width=190,
            label_visibility="collapsed",
            bind="query-params",
            on_change=_first_page,
            placeholder="All systems",
        )
        span = st.segmented_control(
            "Time", list(SPANS), default="All", required=True, key="span", label_visibility="collapsed", bind="query-params", on_change=_first_page
        )
    days = SPANS.get(span or "All")
    today = house.as_of() or house.home().record.clock().date()
    return {"text": text or None, "action": kind, "actor": who, "system": system, "since": today - timedelta(days=days) if days else None}


def _first_page() -> None:
    """Another filter begins at the newest entry again."""
    st.query_params.pop("before", None)
    st.session_state.pop("_newer", None)


def _cells(line: story.EventLine) -> tuple[str, ...]:
    opens = _kept() | {"entry": str(line.seq)}
    return (
        tables.link(str(line.seq), "ledger", **opens),
        f"{line.when.astimezone(UTC):%-d %b %Y, %H:%M}",
        tables.text(line.who, limit=28),
        _told(line),
        tables.text(line.subject_words, limit=32),
        tables.link(tables.digest(line.leaf_hash), "ledger", html=True, title=line.leaf_hash, **opens),
    )


def _told(line: story.EventLine) -> str:
    """The sentence; what hurts, waits or resolves has its first clause in the colour of that state."""
    if line.erased:
        return f"<i>{tables.text(line.sentence)}</i>"
    if line.colour not in TOLD:
        return tables.text(line.sentence)
    clause, colon, rest = line.sentence.partition(": ")
    if not colon or "“" in clause:
        clause, rest = line.sentence, ""
    return tables.text(clause + (":" if rest else ""), colour=TOLD[line.colour]) + " " + tables.text(rest)


def _kept() -> dict[str, str]:
    """The filters as they stand in the address."""
    return {name: st.query_params[name] for name in (*FILTERS, "before", "as_of") if name in st.query_params}


def _turn(page: story.EventPage) -> None:
    """Which entries these are, and the buttons to newer and older ones."""
    lines, at_start = page.lines, "before" not in st.query_params
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(f"Entries {lines[-1].seq} to {lines[0].seq}: {len(lines)} of {plural(page.total, 'entry that fits', 'entries that fit')}.")
        with st.container(horizontal=True, width="content", gap=16):
            st.button("Newest", icon=":material/vertical_align_top:", type="tertiary", on_click=_first_page, disabled=at_start)
            st.button("Newer", icon=":material/arrow_upward:", type="tertiary", on_click=_newer, disabled=at_start)
            st.button(
                "Older",
                icon=":material/arrow_downward:",
                type="tertiary",
                on_click=_older,
                args=(page.next_before,),
                disabled=page.next_before is None,
            )


def _older(before: int) -> None:
    st.session_state.setdefault("_newer", []).append(st.query_params.get("before"))
    st.query_params["before"] = str(before)


def _newer() -> None:
    """Back the way one came; from an address somebody sent, to the newest."""
    trail: list[str | None] = st.session_state.get("_newer", [])
    before = trail.pop() if trail else None
    if before is None:
        st.query_params.pop("before", None)
    else:
        st.query_params["before"] = before
