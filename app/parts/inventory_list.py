"""All systems as one table: filters in the address, a click opens the system, what is shown can be exported."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.parts import charts, downloads, forms, house, look
from app.parts.address import with_day
from app.parts.counts import capital, number
from app.parts.inventory_filter import NAMED, draw_filters
from assent.kernel.actor import Actor
from assent.kernel.words import listed, plural
from assent.procedures import overview
from assent.procedures.overview import PortfolioLine

STYLED = 400  # rows; beyond, colouring every cell costs more than it tells
COLUMNS = (
    "key",
    "name",
    "owner",
    "owner_email",
    "business_unit",
    "status",
    "state",
    "tier",
    "risk_classes",
    "open_items",
    "open_breaches",
    "verdict",
    "worst_psi",
    "production_version",
    "last_review",
    "next_review",
    "review_state",
)


def draw_list() -> None:
    """Head, filters, table."""
    lines = house.ask(overview.portfolio)
    shown: list[str] = []  # filled below; the export reads it when somebody clicks
    look.head("Inventory", _sentence(lines), actions=lambda: _actions(shown))
    if not lines:
        look.empty("No system is on record yet.", "Add one here with a form or its YAML file, or with: assent system add FILE.yaml")
        return
    kept = draw_filters(lines)
    shown.extend(line.key for line in kept)
    if not kept:
        look.empty("No system fits these filters.", "Take one away.")
        return
    if len(kept) < len(lines):
        st.caption(f"{plural(len(kept), 'system')} of {len(lines)} fit these filters.")
    _table(kept)
    st.caption(
        "A click opens the system. PSI is the largest of any column in each of the latest windows; the axis ends at 0.50, the limit to act is 0.25."
    )


def _sentence(lines: Sequence[PortfolioLine]) -> str:
    counts = {
        "high-risk": ("is", "are", sum("high_risk_annex_iii" in line.risk_classes for line in lines)),
        "action": ("needs", "need", sum(NAMED["Needs action"](line) for line in lines)),
        "without a tier": ("is", "are", sum(line.tier is None and not line.risk_classes and line.status != "retired" for line in lines)),
    }
    parts = [f"{number(n)} {one if n == 1 else many} {what}" for what, (one, many, n) in counts.items() if n]
    overdue = sum(line.review_state == "overdue" for line in lines)
    if overdue:
        parts.append(f"{number(overdue)} {'review is' if overdue == 1 else 'reviews are'} overdue")
    return f"{plural(len(lines), 'system')}. {capital(listed(parts)) + '.' if parts else 'Nothing is open.'}" if lines else "Which AI systems we run."


def _actions(shown: Sequence[str]) -> None:
    st.download_button(
        "Export",
        data=downloads.later(lambda actor: _csv(actor, shown)),
        file_name="inventory.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    if house.may("inventory.edit") and st.button("Add a system", type="primary"):
        forms.clear("add")
        forms.clear("upload")
        st.switch_page("pages/inventory.py", query_params={"add": "form"})


def _csv(actor: Actor, shown: Sequence[str]) -> str:
    wanted = set(shown)
    lines = [line for line in downloads.ask(actor, overview.portfolio) if line.key in wanted]
    return downloads.csv_text(COLUMNS, ([_plain(getattr(line, c)) for c in COLUMNS] for line in lines))


def _plain(value: object) -> object:
    return "; ".join(value) if isinstance(value, tuple) else value


def _table(lines: Sequence[PortfolioLine]) -> None:
    frame = pd.DataFrame(
        {
            "System": [line.name for line in lines],
            "Tier": [line.tier for line in lines],
            "Class": [line.class_short for line in lines],
            "Owner": [line.owner for line in lines],
            "State": [line.state for line in lines],
            "Open": [line.open_items for line in lines],
            "PSI": [[min(p, 99.0) for p in line.psi_trend] or None for line in lines],
            "Last review": [line.last_review for line in lines],
            "Next review": [line.next_review for line in lines],
        }
    ).astype({"Tier": "Int64"})
    column = st.column_config
    picked = st.dataframe(
        _styled(frame, lines) if len(lines) <= STYLED else frame,
        key="systems",
        alt="Systems",
        hide_index=True,
        row_height=36,
        height="content" if len(lines) <= 40 else 720,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            "System": column.TextColumn(width=220),
            "Tier": column.NumberColumn(width=48, alignment="left"),
            "Class": column.TextColumn("Risk class", width=98),
            "Owner": column.TextColumn(width=128),
            "State": column.TextColumn(width=118),
            "Open": column.NumberColumn("Open items", width=82),
            "PSI": column.LineChartColumn("PSI, latest", width=96, y_min=0, y_max=0.5),
            "Last review": column.DateColumn(width=104, format="D MMM YYYY"),
            "Next review": column.DateColumn(width=104, format="D MMM YYYY"),
        },
    )
    if picked.selection.cells:
        st.switch_page("pages/system.py", query_params=with_day({"system": lines[picked.selection.cells[0][0]].key}))


def _styled(frame: pd.DataFrame, lines: Sequence[PortfolioLine]) -> "pd.io.formats.style.Styler":
    """Link colour for what opens something, the state's colour for states, red for a review that is late."""
    c = charts.palette()
    colour = {"red": c.red, "orange": c.amber, "green": c.green, "gray": c.ink}
    states = [f"color: {colour[line.state_colour]}" if line.state_colour in ("red", "orange") else "" for line in lines]
    late = [f"color: {c.red}" if line.review_state == "overdue" else "" for line in lines]
    nothing = [f"color: {c.mute}" if not line.open_items else "" for line in lines]
    link = [f"color: {c.accent}"] * len(lines)
    by_name = {"System": link, "State": states, "Next review": late, "Open": nothing}
    plain = [""] * len(lines)
    return frame.style.apply(lambda column: by_name.get(str(column.name), plain), axis=0)
