"""Inventory: which systems do we run, who owns them, how risky is each, what is overdue?"""

import streamlit as st

from app.parts import forms
from app.parts.inventory_list import draw_list
from app.parts.system_form import draw_add

forms.say_done()
st.query_params.pop("system", None)  # the browser's Back from a system leaves its query here
if "add" in st.query_params:
    draw_add()
else:
    draw_list()
