"""Ledger: who did what when, and one entry opened."""

import streamlit as st

from app.parts import house, look
from app.parts.ledger_entry import draw_entry
from app.parts.ledger_list import draw_list
from assent.kernel.errors import GovernanceError
from assent.procedures.entry import entry

asked = st.query_params.get("entry")
if asked is None:
    draw_list()
else:
    try:
        draw_entry(house.home().ask(house.who(), entry, as_of=house.as_of(), seq=int(asked) if asked.isdecimal() and len(asked) < 16 else -1))
    except GovernanceError as error:
        look.head("Ledger", look.plain(error.sentence))
        st.page_link("pages/ledger.py", label="All entries", icon=":material/arrow_back:")
