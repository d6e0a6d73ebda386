"""Monitoring: does it still behave? All systems, or one system's columns by window and the story of one column."""

import streamlit as st

from app.parts import forms, house, look
from app.parts.monitoring_breaches import draw_breaches
from app.parts.monitoring_column import draw_column
from app.parts.monitoring_heat import draw_heat
from app.parts.monitoring_job import draw_progress, may_measure, measure_button, running
from app.parts.monitoring_limits import draw_limits
from app.parts.monitoring_list import draw_list
from app.parts.monitoring_source import draw_form, draw_source, may_configure
from app.parts.monitoring_table import draw_rest, draw_tables
from app.parts.monitoring_words import VERDICTS, capital, many, window_words
from app.parts.pdf import pdf_button, say_failed
from assent.inventory import queries as inventory
from assent.inventory.queries import SystemCard
from assent.kernel.words import ago, day, plural, thousands
from assent.monitoring import queries
from assent.monitoring.cards import BreachCard, RunCard, SourceCard
from assent.monitoring.heat import Heat

WHOLE = "all"


def draw_system(key: str) -> None:
    """One system: head, then the figures, or what has to be done to have some."""
    card = house.ask(inventory.system, key=key)
    source, run = house.ask(queries.source, system=key), house.ask(queries.latest_run, system=key)
    found = house.ask(queries.breaches, system=key, status=None)
    job = running(key)

    def actions() -> None:
        if source is not None and may_measure(key):
            measure_button(key, job)
        if house.may("reports.build", key):
            pdf_button("system", key)

    look.head(card.name, _lede(card, run), _badge(run, found), actions)
    say_failed()
    draw_progress(key, job)
    if source is None or (st.query_params.get("edit") == "observations" and may_configure(key)):
        _begin(key, source)
        return
    if run is None:
        look.empty("Not measured yet.", "“Measure now” reads the files and puts the first figures on record; after that it happens every night.")
    else:
        _figures(key, run, found)
    draw_source(source)


def _badge(run: RunCard | None, found: list[BreachCard]) -> str:
    opened = sum(b.status == "open" for b in found)
    badge = [look.badge("red", f"{plural(opened, 'breach', 'breaches')} open")] if opened else []
    colour, words = VERDICTS[run.verdict if run else None]
    return " ".join([*badge, look.badge(colour, f"{words} over all rows" if run and opened else words)])


def _lede(card: SystemCard, run: RunCard | None) -> str:
    if run is None:
        return look.plain(card.purpose)
    return f"{thousands(run.current_rows)} rows against {thousands(run.reference_rows)} of the reference, measured on {day(run.measured_at)}."


def _begin(key: str, source: SourceCard | None) -> None:
    if may_configure(key):
        draw_form(key, source)
    else:
        look.empty(
            "Not measured: nobody has said yet where its observations lie.",
            "A risk officer or an ML engineer chooses them here: a reference file, the current files, and what their columns are for.",
        )


def _figures(key: str, run: RunCard, found: list[BreachCard]) -> None:
    heat = house.ask(queries.heat, system=key)
    column, window = _filters(heat)
    if len(heat.windows) > 1:
        draw_heat(heat, column, window, frozenset(b.column for b in found if b.status == "open"))
    story = house.ask(queries.column_story, system=key, column=column)
    draw_column(story, window, heat.window_by)
    draw_tables(heat, story)
    draw_rest(heat, run)
    draw_breaches(key, found, heat.window_by)
    draw_limits(key, heat.limits, [c.column for c in heat.columns])


def _filters(heat: Heat) -> tuple[str, str]:
    """The column and the window the page is about; the worst column and the latest window that counts unless the address says otherwise."""
    columns = [c.column for c in heat.columns]
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap=12):
        column = st.selectbox("Column", columns, key="column", label_visibility="collapsed", bind="query-params", width=240)
        window = _window(heat)
        since = f", measured {ago(heat.measured_at, house.home().record.clock())}" if house.as_of() is None else ""
        with st.container(width="stretch"):
            st.caption(f"{plural(len(columns), 'column')}, {many(len(heat.windows), heat.window_by)}{since}")
        here = {"system": heat.system}
        st.page_link("pages/system.py", label="The system", icon=":material/arrow_forward:", icon_position="right", query_params=here)
    return column or columns[0], window


def _window(heat: Heat) -> str:
    """A bound box would put its words into the address; other pages link to the window's own name, so this one is kept by hand."""
    windows = [*heat.windows[::-1], WHOLE]
    usual = next((w for w in windows if w != heat.unjudged), WHOLE)
    if len(heat.windows) < 2:
        return ""
    told = st.query_params.get("window")
    if told != st.session_state.get("_window"):  # somebody came by a link
        st.session_state["window"] = told
    if st.session_state.get("window") not in windows:
        st.session_state["window"] = usual
    words = {w: capital(window_words(w, heat.window_by)) for w in heat.windows} | {WHOLE: "All rows"}
    window: str = st.selectbox("Window", windows, key="window", format_func=words.__getitem__, label_visibility="collapsed", width=260) or usual
    if window != usual:
        st.query_params["window"] = window
    else:
        st.query_params.pop("window", None)
    st.session_state["_window"] = st.query_params.get("window")
    return "" if window == WHOLE else window


forms.say_done()
if st.query_params.get("system"):
    draw_system(st.query_params["system"])
else:
    draw_list()
