"""The filters of the inventory. They live in the address, so that a list can be sent to somebody."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assent.inventory.words import STATUS_WORDS
from assent.procedures.overview import PortfolioLine

Keeps = Callable[[PortfolioLine], bool]
NAMED: Mapping[str, Keeps] = {
    "All systems": lambda line: True,
    "Needs action": lambda line: line.state_colour in ("red", "orange") or line.open_items > 0,
    "No tier": lambda line: line.tier is None and not line.risk_classes and line.status != "retired",
    "Never reviewed": lambda line: line.last_review is None and line.status == "in_use",
}
LINKED = {"tier": "No tier", "unreviewed": "Never reviewed", "action": "Needs action"}  # what other pages write into the address
CLASSES = ("Prohibited", "High", "Limited", "Minimal", "Open", "Not assessed")
TIERS = ("1", "2", "3", "4")


def draw_filters(lines: Sequence[PortfolioLine]) -> list[PortfolioLine]:
    """Draw them and return what they keep."""
    _understand_links()
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap=12):
        text = st.text_input(
            "Search",
            key="q",
            bind="query-params",
            placeholder="Name, key or owner",
            label_visibility="collapsed",
            icon=":material/search:",
            width=220,
        )
        classes = st.segmented_control(
            "Risk class",
            [c for c in CLASSES if any(line.class_short == c for line in lines)],
            selection_mode="multi",
            key="class",
            bind="query-params",
            label_visibility="collapsed",
        )
        show = st.selectbox("Show", list(NAMED), key="show", bind="query-params", label_visibility="collapsed", width=160)
        with st.popover("More filters", icon=":material/tune:", type="tertiary"):
            more = _more(lines)
    keeps: list[Keeps] = [NAMED[show or "All systems"], *more]
    if text:
        keeps.append(lambda line: text.casefold() in f"{line.name} {line.key} {line.owner} {line.owner_email}".casefold())
    if classes:
        keeps.append(lambda line: line.class_short in classes)
    return [line for line in lines if all(keep(line) for keep in keeps)]


def _more(lines: Sequence[PortfolioLine]) -> list[Keeps]:
    tiers = st.multiselect("Tier", TIERS, key="tier", bind="query-params", placeholder="All tiers")
    statuses = st.multiselect("Status", list(STATUS_WORDS.values()), key="status", bind="query-params", placeholder="Any status")
    owners = st.multiselect("Owner", sorted({line.owner for line in lines}), key="owner", bind="query-params", placeholder="Everybody")
    units = st.multiselect(
        "Business unit", sorted({line.business_unit for line in lines} - {""}), key="unit", bind="query-params", placeholder="All units"
    )
    chosen: list[tuple[list[str], Callable[[PortfolioLine], str]]] = [
        (tiers, lambda line: str(line.tier)),
        (statuses, lambda line: line.status_words),
        (owners, lambda line: line.owner),
        (units, lambda line: line.business_unit),
    ]
    return [lambda line, wanted=wanted, value=value: value(line) in wanted for wanted, value in chosen if wanted]  # type: ignore[misc]


def _understand_links() -> None:
    """Other pages name a filter by its code; the widget keeps the words."""
    words = LINKED.get(st.query_params.get("show", ""))
    if words:
        st.session_state["show"] = words
        st.query_params["show"] = words
