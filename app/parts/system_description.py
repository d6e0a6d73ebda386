"""What is said of a system, field by field, and its YAML."""

import streamlit as st

from app.parts import downloads, house, look
from assent.inventory.words import FIELD_WORDS, SPECIAL_CATEGORY_WORDS
from assent.kernel.words import day, thousands
from assent.procedures import describe
from assent.procedures.overview import SystemSheet

NOBODY = ":gray[Nobody has said]"


def draw_description(sheet: SystemSheet) -> None:
    """Every field in words; what nobody said is said so."""
    card, key = sheet.card, sheet.card.key
    with st.container(horizontal=True, gap=8):
        if "inventory.edit" in sheet.may and house.as_of() is None and st.button("Change the description", key="edit-description"):
            st.query_params["edit"] = "1"
            st.rerun()
        make = downloads.later(lambda actor: downloads.ask(actor, describe.yaml_text, key=key))
        st.download_button(
            "YAML", data=make, file_name=f"{key}.yaml", mime="application/yaml", icon=":material/download:", on_click="ignore", key="yaml-out"
        )
    owner = f"{look.plain(card.owner_name)} ({look.plain(card.owner_email)})"
    deputy = f"{look.plain(card.deputy_name)} ({look.plain(card.deputy_email)})" if card.deputy_name else NOBODY
    personal = NOBODY if card.personal_data is None else "Yes" if card.personal_data else "No"
    people = NOBODY if card.people_per_year is None else thousands(card.people_per_year)
    special = [SPECIAL_CATEGORY_WORDS.get(code, code) for code in card.special_category]
    said = {
        "key": f"`{key}`",
        "purpose": _text(card.purpose),
        "status": card.status_words,
        "origin": look.plain(card.origin_words),
        "autonomy": look.plain(card.autonomy_words),
        "decisions_informed": _text(card.decisions_informed),
        "owner": owner,
        "deputy": deputy,
        "business_unit": _text(card.business_unit),
        "users": _text(card.users),
        "people_groups": _list(card.people_groups),
        "people_per_year": people,
        "personal_data": personal,
        "special_category": _list(special),
        "data_sources": _list(card.data_sources),
        "countries": _list(card.countries),
        "models": _list(card.models),
        "last_review": day(card.last_review) if card.last_review else NOBODY,
        "next_review": look.plain(f"{sheet.review.words.rstrip('.')}. {sheet.review.basis}"),
        "documents": "  \n".join(f"{look.plain(d.title)}, `{d.sha256}`" for d in card.documents) or ":gray[None]",
    }
    with st.container(key="list-description", gap=0):
        for name, text in said.items():
            look.said(f"field-{name}", FIELD_WORDS[name], "", text)
        if sheet.source is not None:
            source = f"{look.plain(sheet.source.path)}  \nReference {look.plain(sheet.source.reference)}"
            look.said("field-observations", FIELD_WORDS["observations"], "", source)


def _text(text: str) -> str:
    return "  \n".join(look.plain(line) for line in text.split("\n")) if text else NOBODY


def _list(items: "list[str] | tuple[str, ...]") -> str:
    return look.plain(", ".join(items)) if items else ":gray[None]"
