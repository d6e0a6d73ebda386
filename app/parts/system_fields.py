"""The fields of a system's description as widgets: one list for adding and for changing, each with its help and its message beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app.parts import forms
from assent.access.queries import PersonCard
from assent.inventory.countries import CODES
from assent.inventory.description import Document
from assent.inventory.words import AUTONOMY_WORDS, ORIGIN_WORDS, SPECIAL_CATEGORY_WORDS, STATUS_WORDS

PERSONAL = {None: "Nobody has said", True: "Yes", False: "No"}


class Fields:
    """Widgets of one form. `said` holds what each field shows at first; `values` what it holds after drawing."""

    def __init__(self, form: str, said: Mapping[str, Any], people: Sequence[PersonCard]):
        self.form, self.said = form, said
        self.people = {p.email: f"{p.name} ({p.email})" for p in people if p.active}
        self.values: dict[str, Any] = {}

    def line(self, name: str, label: str, help: str, limit: int = 300) -> None:
        """One line of text."""
        self._keep(name, st.text_input(label, self.said.get(name) or "", help=help, max_chars=limit, key=self._key(name)))

    def text(self, name: str, label: str, help: str) -> None:
        """Several lines of text."""
        self._keep(name, st.text_area(label, self.said.get(name) or "", help=help, height=90, max_chars=5_000, key=self._key(name)))

    def listed(self, name: str, label: str, help: str) -> None:
        """One entry a line."""
        shown = "\n".join(self.said.get(name) or ())
        text = st.text_area(label, shown, help=f"{help} One entry a line.", height=90, key=self._key(name))
        self._keep(name, tuple(line.strip() for line in text.splitlines() if line.strip()))

    def choice(self, name: str, label: str, help: str, words: Mapping[Any, str], *, none: str = "") -> None:
        """One of a list, by its words."""
        options, held = list(words), self.said.get(name)
        if held is not None and held not in options:
            options.append(held)
        index = options.index(held) if held in options else None if none else 0
        chosen = st.selectbox(
            label, options, index=index, format_func=lambda v: words.get(v, str(v)), help=help, key=self._key(name), placeholder=none or None
        )
        self._keep(name, chosen)

    def several(self, name: str, label: str, help: str, words: Mapping[str, str], *, other: bool = False) -> None:
        """Some of a list, by their words; `other` takes entries of one's own."""
        held = list(self.said.get(name) or ())
        options = [*words, *(v for v in held if v not in words)]
        chosen = st.multiselect(
            label, options, held, format_func=lambda v: words.get(v, v), help=help, key=self._key(name), placeholder="None", accept_new_options=other
        )
        self._keep(name, tuple(chosen))

    def day(self, name: str, label: str, help: str) -> None:
        """A date, or none."""
        self._keep(name, st.date_input(label, self.said.get(name), help=help, format="DD.MM.YYYY", key=self._key(name)))

    def number(self, name: str, label: str, help: str) -> None:
        """A whole number from 0, or none."""
        value = st.number_input(label, min_value=0, step=1, value=self.said.get(name), help=help, key=self._key(name), placeholder="Not known")
        self._keep(name, None if value is None else int(value))

    def documents(self) -> None:
        """A small table of titles and digests."""
        st.markdown("Documents")
        st.caption("Instructions for use, data sheets, contracts: each by its title and the SHA-256 of its file (64 digits).")
        held: Sequence[Document] = self.said.get("documents") or ()
        frame = pd.DataFrame({"Title": [d.title for d in held], "SHA-256": [d.sha256 for d in held]}, dtype="string")
        column = st.column_config.TextColumn
        edited = st.data_editor(
            frame,
            num_rows="dynamic",
            hide_index=True,
            width="stretch",
            key=self._key("documents"),
            column_config={"Title": column(width=260), "SHA-256": column(width=460)},
        )
        rows = [(str(title), str(digest)) for title, digest in edited.fillna("").itertuples(index=False)]
        self._keep("documents", tuple(Document(title.strip(), digest.strip().lower()) for title, digest in rows if title.strip() or digest.strip()))

    def owner(self, name: str, label: str, help: str) -> None:
        """Somebody with an account."""
        self.choice(name, label, help, self.people, none="Nobody")

    def _key(self, name: str) -> str:
        return f"{self.form}-{name}"

    def _keep(self, name: str, value: Any) -> None:
        self.values[name] = value
        forms.beside(self.form, name)


def draw_fields(fields: Fields, *, new: bool) -> dict[str, Any]:
    """All fields but the observations, in two columns by subject; returns their values."""
    left, right = st.columns(2, gap=40)
    with left:
        st.subheader("What it is", anchor=False)
        fields.line("name", "Name", "What people call it.")
        if new:
            fields.line("key", "Key", "2 to 63 small letters, digits and hyphens. It stands in addresses and files and never changes.", 63)
        fields.text("purpose", "Purpose", "What it is meant to do, in one or two sentences. The law's classes depend on it.")
        if new:
            fields.choice("status", "Status", "Where it stands in its life.", STATUS_WORDS)
        fields.choice("origin", "Origin", "Who built it.", ORIGIN_WORDS)
        fields.line("vendor", "Vendor", "Whom it was bought from, if it was.")
        fields.choice("autonomy", "Autonomy", "What happens with its output.", AUTONOMY_WORDS, none="Choose what fits")
        fields.text("decisions_informed", "Decisions informed", "What is decided with it, about whom.")
        st.subheader("Who answers for it", anchor=False)
        fields.owner("owner", "Owner", "The person who answers for the system. She may describe it and ask for approvals.")
        fields.owner("deputy", "Deputy", "Who answers while the owner is away.")
        fields.line("business_unit", "Business unit", "The part of the organisation that runs it.")
    with right:
        st.subheader("People and data", anchor=False)
        fields.text("users", "Users", "Who works with it.")
        fields.listed("people_groups", "People affected", "Whom its output is about, such as job seekers.")
        fields.number("people_per_year", "People affected per year", "A rough number is better than none.")
        fields.choice("personal_data", "Personal data", "Whether it uses data about identifiable people.", PERSONAL)
        fields.several("special_category", "Special-category data", "GDPR Art. 9(1).", SPECIAL_CATEGORY_WORDS, other=True)
        fields.listed("data_sources", "Data sources", "Where its data comes from.")
        fields.several("countries", "Countries", "Where it is used, by ISO 3166 code.", {code: code for code in sorted(CODES)})
        st.subheader("Reviews", anchor=False)
        fields.day(
            "last_review", "Last review", "When it was last looked at as a whole. Only a risk or compliance officer sets review dates later on."
        )
        fields.day("next_review", "Next review", "Leave it empty to let the tier's cadence decide.")
        st.subheader("Models and documents", anchor=False)
        fields.listed("models", "Models", "Names of the models it uses, as the registry has them.")
        fields.documents()
    return fields.values
