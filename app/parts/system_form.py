"""Adding a system, by form or by its YAML file, and changing what is said of one."""

from dataclasses import fields as fields_of
from typing import Any

import streamlit as st

from app.parts import forms, house, look
from app.parts.system_fields import Fields, draw_fields
from app.parts.system_observations import draw_observations
from assent.access import queries as access
from assent.inventory import commands as inventory
from assent.inventory.description import SystemDescription, read_system_yaml
from assent.procedures import describe

NAMES = tuple(f.name for f in fields_of(SystemDescription))
LARGEST = 1  # MB


def draw_add() -> None:
    """The page that adds a system."""
    st.page_link("pages/inventory.py", label="Inventory", icon=":material/arrow_back:")
    look.head("Add a system", "Say what it is and who answers for it. Key, name, purpose and owner are needed, the rest can follow.")
    if house.as_of() is not None or not house.may("inventory.edit"):
        look.empty("Describing systems needs the role risk officer or compliance officer, and the present day.", "Ask an administrator for the role.")
        return
    by_form, by_file = st.tabs(["Fill in the form", "Upload its YAML file"], key="how")
    with by_form, st.form("add", border=False, enter_to_submit=False):
        forms.above("add")
        values = draw_fields(Fields("add", {"status": "proposed"}, house.ask(access.people)), new=True)
        values["observations"] = draw_observations("add")
        forms.below("add")
        if st.form_submit_button("Add this system to the inventory", type="primary"):
            _add("add", lambda: SystemDescription(**_typed(values)))
    with by_file:
        _upload()


def _upload() -> None:
    file = st.file_uploader("YAML file", type=["yaml", "yml"], max_upload_size=LARGEST, key="yaml", help="Unknown keys are refused, with the line.")
    forms.above("upload")
    if file is not None and st.button(f"Add what {look.plain(file.name[:60])} describes", type="primary"):
        content = file.getvalue()
        _add("upload", lambda: read_system_yaml(content))
    with st.expander("What such a file looks like", type="compact"):
        st.code(SAMPLE, language="yaml")


def _add(form: str, read: Any) -> None:
    beside = NAMES if form == "add" else ()
    went_well, card = forms.attempt(form, lambda: house.act(describe.add_system, description=read()), fields=beside)
    if went_well and card is not None:
        for key in [k for k in st.session_state if str(k).startswith(f"{form}-")]:
            del st.session_state[key]
        st.session_state["_done"] = f"{card.name} is in the inventory."
        st.switch_page("pages/system.py", query_params={"system": card.key})
    st.rerun()


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """What the widgets hold, as the description takes it: nothing chosen is an empty text, which its checks refuse by name."""
    return values | {"owner": values["owner"] or "", "autonomy": values["autonomy"] or "", "vendor": values["vendor"] or None}


def draw_edit(key: str) -> None:
    """The description of one system as a form. Only what somebody changed here is sent."""
    form = f"edit-{key}"
    if f"_seen-{key}" not in st.session_state:
        st.session_state[f"_seen-{key}"] = vars(house.ask(describe.description, key=key))
    seen: dict[str, Any] = st.session_state[f"_seen-{key}"]
    with st.form(form, border=False, enter_to_submit=False):
        forms.above(form)
        values = _typed(draw_fields(Fields(form, seen, house.ask(access.people)), new=False))
        forms.below(form)
        if st.form_submit_button("Save the new description", type="primary"):
            changes = {name: value for name, value in values.items() if value != seen.get(name)}
            went_well, _ = forms.attempt(form, lambda: house.act(inventory.change_system, key=key, changes=changes), fields=NAMES)
            if went_well:
                leave_edit(key)
                forms.done("Saved." if changes else "Nothing was changed.")
            st.rerun()


def leave_edit(key: str) -> None:
    """Forget what the form held."""
    st.query_params.pop("edit", None)
    forms.clear(f"edit-{key}")
    for held in [k for k in st.session_state if str(k) == f"_seen-{key}" or str(k).startswith(f"edit-{key}-")]:
        del st.session_state[held]


SAMPLE = """\
key: invoice-sorting
name: Invoice sorting
purpose: Reads incoming invoices and proposes the account they are booked to.
status: in_use                      # proposed, in_use, suspended, retired
origin: own                         # own, bought
owner: somebody@example.org         # e-mail of an account
autonomy: recommends                # informs, recommends, decides_with_review, decides_alone
users: Bookkeeping
people_affected:
  groups: [suppliers]
  count_per_year: 4000
data:
  personal: false
  sources: [Invoice archive]
countries: [DE]
models: [invoice-classifier]
"""
