"""The history of a system in words, each line with its entry in the ledger."""

from datetime import UTC

import streamlit as st

from app.parts import house, look, tables
from assent.kernel.words import plural
from assent.procedures.overview import SystemSheet

FIRST = 60


def draw_history(sheet: SystemSheet) -> None:
    """Newest first."""
    lines = sheet.history
    if not lines:
        look.empty("Nothing has happened yet.")
        return
    everything = len(lines) > FIRST and st.toggle(f"All {len(lines)} changes", key="history-all")
    may_open = house.may("ledger.read")
    rows = [
        (
            f"{line.when.astimezone(UTC):%-d %b %Y, %H:%M}",
            tables.text(line.who_name, limit=28),
            tables.text(line.sentence),
            tables.link(str(line.seq), "ledger", entry=line.seq) if may_open else str(line.seq),
        )
        for line in (lines if everything else lines[:FIRST])
    ]
    tables.table(("When (UTC)", "Who", "What changed", "Entry"), rows, wide="What changed")
    st.caption(f"{plural(len(lines), 'change')}, from the differences between what was on record before and after each entry of the ledger.")
