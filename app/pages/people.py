"""People: who may do what, and who gave it to them."""

import streamlit as st

from app.parts import forms, house, look
from app.parts.people_list import draw_list
from app.parts.person import draw_person
from assent.access import queries
from assent.kernel.errors import GovernanceError

forms.say_done()
asked = st.query_params.get("person")
if asked is None:
    draw_list()
else:
    try:
        draw_person(house.home().ask(house.who(), queries.person_card, as_of=house.as_of(), person_id=asked))
    except GovernanceError:
        look.head("People", "There is nobody with this address on record.")
        st.page_link("pages/people.py", label="Everybody", icon=":material/arrow_back:")
