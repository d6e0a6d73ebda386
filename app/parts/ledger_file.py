"""The ledger as CSV and NDJSON: what the filters show, made at the click."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import streamlit as st

from app.parts import downloads
from assent.kernel.actor import Actor
from assent.procedures import story

COLUMNS = ("number", "id", "recorded_at", "actor_id", "actor", "action", "what", "about", "system", "entry_hash")


def download_buttons(wanted: Mapping[str, Any]) -> None:
    """The two buttons. `wanted` is read when one is clicked."""
    for label, name, mime, write in (("CSV", "ledger.csv", "text/csv", _csv), ("NDJSON", "ledger.ndjson", "application/x-ndjson", downloads.ndjson)):
        data = downloads.later(_maker(wanted, write))
        st.download_button(label, data=data, file_name=name, mime=mime, icon=":material/download:", on_click="ignore", key=f"download-{label}")


def _maker(wanted: Mapping[str, Any], write: Callable[[Iterator[dict[str, Any]]], str]) -> Callable[[Actor], str]:
    return lambda actor: write(_lines(actor, dict(wanted)))


def _csv(rows: Iterator[dict[str, Any]]) -> str:
    return downloads.csv_text(COLUMNS, (tuple(row.values()) for row in rows))


def _lines(actor: Actor, wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    before: int | None = None
    while True:
        page: story.EventPage = downloads.ask(actor, story.events, **wanted, limit=story.MOST, before_seq=before)
        for e in page.lines:
            said = (e.seq, e.id, e.when, e.who_id, e.who, e.action, e.sentence, e.subject_words, e.system, e.leaf_hash)
            yield dict(zip(COLUMNS, said, strict=True))
        before = page.next_before
        if before is None:
            return
