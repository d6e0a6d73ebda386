"""Monitoring of a system in short: the verdict, the worst columns, and the way to the Monitoring page."""

import streamlit as st

from app.parts import house, look, tables
from app.parts.address import with_day
from assent.kernel.errors import GovernanceError
from assent.kernel.words import moment, plural, thousands
from assent.monitoring import queries as monitoring
from assent.monitoring.heat import Heat
from assent.procedures.overview import SystemSheet

WORST = 8
WORDS = {
    "drift": (":red[**Drifted.**]"),
    "watch": ":orange[**To watch.**]",
    "stable": ":green[**Stable.**]",
    "insufficient": ":gray[**Too little data.**]",
}
COLOURS = {"drift": "--red", "watch": "--amber", "stable": "--green", "insufficient": "--mute"}
SHORT = {"drift": "drifted", "watch": "to watch", "stable": "stable", "insufficient": "too little data"}


def draw_monitoring(sheet: SystemSheet) -> None:
    """The worst columns, or what would bring the first figure."""
    query = with_day({"system": sheet.card.key})
    if sheet.source is None:
        look.empty("Nobody has said where this system's observations lie.", "Choose them on the Monitoring page; drift is measured from then on.")
        st.page_link("pages/monitoring.py", label="Open monitoring", icon=":material/arrow_forward:", icon_position="right", query_params=query)
        return
    try:
        heat: Heat = house.home().ask(house.who(), monitoring.heat, as_of=house.as_of(), system=sheet.card.key)
    except GovernanceError as error:
        look.empty(look.plain(error.sentence))
        st.page_link("pages/monitoring.py", label="Open monitoring", icon=":material/arrow_forward:", icon_position="right", query_params=query)
        return
    st.markdown(
        f"{WORDS[heat.verdict]} {thousands(heat.current_rows)} rows compared with {thousands(heat.reference_rows)} of the reference, measured "
        f"{moment(heat.measured_at)}. {plural(len(sheet.breaches), 'breach', 'breaches')} open."
    )
    heads = ("Column", "Role", "Verdict", "PSI, all rows", "Median PSI", "Windows over the limit", "Limit to act")
    rows = [
        (
            tables.link(c.column if len(c.column) <= 40 else c.column[:39] + "…", "monitoring", system=sheet.card.key, column=c.column),
            tables.text(c.role),
            tables.text(SHORT[c.whole_verdict], colour=COLOURS[c.whole_verdict]),
            f"{c.whole_psi:.3f}",
            f"{c.median_psi:.3f}",
            f"{c.over} of {c.judged}",
            f"{c.limits.act:.2f}",
        )
        for c in sorted(heat.columns, key=lambda c: -c.whole_psi)[:WORST]
    ]
    tables.table(heads, rows, wide="Column", minor=("Role", "Median PSI", "Limit to act"), right=heads[3:])
    rest = len(heat.columns) - len(rows)
    st.caption(
        "Population stability index over all rows measured, the worst first."
        + (f" {plural(rest, 'more column')} on the Monitoring page." if rest > 0 else "")
    )
    st.page_link("pages/monitoring.py", label="Open monitoring", icon=":material/arrow_forward:", icon_position="right", query_params=query)
