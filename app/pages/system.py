"""System: everything about one system."""

import streamlit as st

from app.parts import forms, house, look
from app.parts.system_choice import draw_choice
from app.parts.system_page import draw_system
from assent.kernel.errors import GovernanceError
from assent.procedures import overview

forms.say_done()
asked = st.query_params.get("system")
if asked is None:
    draw_choice()
else:
    try:
        sheet = house.home().ask(house.who(), overview.system_sheet, as_of=house.as_of(), key=asked)
    except GovernanceError as error:
        look.head("System", look.plain(error.sentence))
        st.page_link("pages/inventory.py", label="Inventory", icon=":material/arrow_back:")
    else:
        draw_system(sheet)
