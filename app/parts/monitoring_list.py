"""All systems whose behaviour is watched, worst first, and those in use that nobody watches."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.parts import charts, house, look
from app.parts.monitoring_words import number, state_of, worst_first
from assent.inventory import queries as inventory
from assent.inventory.queries import SystemCard
from assent.kernel.words import plural
from assent.monitoring import queries
from assent.monitoring.cards import MonitorSummary

WATCHED, ALL = "Needs action", "All"
HOW = (
    "To begin: put its observations (Parquet or CSV) where the server may read them, open the system here, and say which file is the "
    "reference and what the columns are for. Figures follow within minutes, and every night."
)


def draw_list() -> None:
    """Head with the count, the filter, the table; then what is not measured and how to begin."""
    summaries = house.ask(queries.summaries)
    systems = {s.key: s for s in house.ask(inventory.systems)}
    lines = sorted(((systems[k], s) for k, s in summaries.items() if k in systems), key=lambda line: (worst_first(line[1]), line[0].name))
    unwatched = [s for s in systems.values() if s.status == "in_use" and s.key not in summaries]
    if not lines and not unwatched:
        look.head("Monitoring", "Does it still behave?")
        look.empty("No system is in use yet.", "Systems are described in the Inventory. Once one is in use, its behaviour is watched here.")
        return
    look.head("Monitoring", _lede(lines, unwatched))
    if lines:
        _watched(lines)
    if unwatched:
        _unwatched(unwatched)


def _lede(lines: Sequence[tuple[SystemCard, MonitorSummary]], unwatched: Sequence[SystemCard]) -> str:
    opened = sum(bool(s.open_breaches) for _, s in lines)
    told = f"{plural(len(lines), 'system')} with observations: " if lines else "No system has observations yet."
    if lines:
        told += f"{number(opened)} with an open breach." if opened else "no breach is open."
    return told + (f" {plural(len(unwatched), 'system')} in use {'is' if len(unwatched) == 1 else 'are'} not measured." if unwatched else "")


def _watched(lines: Sequence[tuple[SystemCard, MonitorSummary]]) -> None:
    with st.container(key="filters", horizontal=True, gap=12):
        show = st.segmented_control("Show", [ALL, WATCHED], default=ALL, required=True, key="show", label_visibility="collapsed", bind="query-params")
    if show == WATCHED:
        lines = [line for line in lines if state_of(line[1])[0] in ("red", "orange")]
    if not lines:
        look.empty("Nothing needs action.", "Every measured system is within its limits. Choose All to see them.")
        return
    c = charts.palette()
    colours = {"red": c.red, "orange": c.amber, "green": c.green, "gray": c.mute}
    states = [state_of(s) for _, s in lines]
    frame = pd.DataFrame({
        "System": [s.name for s, _ in lines],
        "State": [words for _, words in states],
        "Worst PSI": [m.worst_psi for _, m in lines],
        "Column": [m.worst_column or "" for _, m in lines],
        "Trend": [list(m.trend) if len(m.trend) > 1 else None for _, m in lines],
        "Open breaches": [m.open_breaches for _, m in lines],
        "Last measured": [m.measured_at for _, m in lines],
    })  # fmt: skip
    styled = frame.style.apply(lambda _: [f"color: {colours[colour]}" for colour, _ in states], subset=["State"])
    styled = styled.apply(lambda column: [f"color: {c.accent}"] * len(column), subset=["System"])
    top = max(0.5, *(value for _, m in lines for value in m.trend), 0.5) * 1.05
    st.dataframe(
        styled, hide_index=True, key="watched", on_select=lambda: _open("watched", [s.key for s, _ in lines]), selection_mode="single-cell",
        height=min(38 + 36 * len(lines), 758), row_height=36,
        column_config={
            "Worst PSI": st.column_config.NumberColumn(format="%.2f", help="The largest PSI of any column over all rows measured"),
            "Trend": st.column_config.LineChartColumn(help="The largest PSI of any column in each of the latest windows", y_min=0, y_max=top),
            "Last measured": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", timezone="UTC"),
        },
    )  # fmt: skip
    st.caption("A click opens the system. PSI: population stability index against the system's reference. The trend has one axis for all.")


def _unwatched(unwatched: Sequence[SystemCard]) -> None:
    count = "One system in use is" if len(unwatched) == 1 else f"{number(len(unwatched)).capitalize()} systems in use are"
    look.section(f"{count} not measured", HOW, key="unwatched")
    frame = pd.DataFrame({"System": [s.name for s in unwatched], "Owner": [s.owner_name for s in unwatched], "State": "Not measured"})
    styled = frame.style.apply(lambda column: [f"color: {charts.palette().accent}"] * len(column), subset=["System"])
    st.dataframe(
        styled, hide_index=True, key="unwatched", on_select=lambda: _open("unwatched", [s.key for s in unwatched]), selection_mode="single-cell",
        height=min(38 + 36 * len(unwatched), 398), row_height=36,
    )  # fmt: skip


def _open(table: str, keys: list[str]) -> None:
    cells = st.session_state[table].selection.cells
    if cells and cells[0][0] < len(keys):
        st.query_params.from_dict({"system": keys[cells[0][0]]} | ({"as_of": day.isoformat()} if (day := house.as_of()) else {}))
