"""The one-click PDF: always the last button at the top right. It is drawn when clicked; if that fails, the page says why."""

import threading
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from app.parts import downloads, house, look
from assent.kernel.actor import Actor
from assent.kernel.errors import GovernanceError, Unavailable
from assent.reports.build import build_report


@dataclass
class Making:
    """How many reports were asked for on this page and how many are finished, and what the last one ended with."""

    asked: int = 0
    finished: int = 0
    sentence: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> None:
        """Somebody clicked."""
        self.asked, self.sentence = self.asked + 1, ""

    def end(self, sentence: str = "") -> None:
        """One is finished; `sentence` says why it failed."""
        with self.lock:
            self.finished, self.sentence = self.finished + 1, sentence


def pdf_button(kind: str, subject: str) -> None:
    """The button, what it is doing, and why it could not."""
    making: Making = st.session_state.setdefault(f"_pdf-{kind}-{subject}", Making())
    shown = house.as_of()
    with st.container(gap=2, width="content"):
        st.download_button(
            "PDF",
            data=downloads.later(lambda actor: _build(actor, kind, subject, making, shown)),
            file_name=f"{subject}.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            on_click=making.ask,
            key="pdf",
            help="Draws the report from the record as it stands, numbers it and puts that on record.",
        )
        if making.asked > making.finished:
            _wait(making)
    if making.sentence:
        st.session_state["_pdf-failed"] = making.sentence
        making.sentence = ""


def say_failed() -> None:
    """Why the last PDF of this page could not be made."""
    sentence = st.session_state.pop("_pdf-failed", "")
    if sentence:
        st.error(look.plain(sentence), icon=":material/error:")


def _build(actor: Actor, kind: str, subject: str, making: Making, shown: date | None = None) -> bytes:
    try:
        content = build_report(house.home(), actor, kind=kind, subject=subject, as_of=shown).pdf
    except GovernanceError as error:
        making.end(error.sentence)
        raise
    except Exception as error:
        making.end("The PDF could not be drawn. The server's log says why; nothing else is affected.")
        raise Unavailable("The PDF could not be drawn.") from error
    making.end()
    return content


@house.follow(0.7)
def _wait(making: Making) -> None:
    if making.asked > making.finished:
        st.caption("Drawing …")
    else:
        st.rerun()
