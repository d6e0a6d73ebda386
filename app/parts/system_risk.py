"""The tier of a system and the law's classes: what follows from which answers, and the questionnaire."""

import streamlit as st

from app.parts import forms, house, look, tables
from app.parts.questionnaire import draw_questionnaire
from assent.kernel.words import day, plural
from assent.procedures.overview import SystemSheet
from assent.risk.queries import AssessmentCard

GATES = {"G04": "Prohibited practices", "G06": "High-risk uses", "G09": "Transparency", "G11": "None of these"}


def draw_risk(sheet: SystemSheet) -> None:
    """What stands, why, and the form for whoever may answer."""
    may = "risk.tier" in sheet.may and house.as_of() is None and sheet.card.status != "retired"
    answering = may and st.session_state.get("_answering") == sheet.card.key
    if answering:
        draw_questionnaire(sheet)
        return
    assessed = sheet.assessment
    if assessed is None:
        how = "Nine short questions, a reason for each answer." if may else "A risk officer answers the questionnaire here."
        look.empty("This system has no tier yet.", how)
    else:
        _outcome(assessed)
    if may and st.button("Answer again" if assessed else "Answer the questionnaire", type="secondary" if assessed else "primary", key="answer"):
        st.session_state["_answering"] = sheet.card.key
        forms.clear(f"risk-{sheet.card.key}")
        st.rerun()


def _outcome(assessed: AssessmentCard) -> None:
    tier = f"Tier {assessed.tier}" if assessed.tier else "Prohibited"
    with st.container(key="lede"):
        st.markdown(look.plain(f"{tier}. {assessed.class_words}."))
    open_words = f" {plural(len(assessed.open_questions), 'question is', 'questions are')} open." if assessed.open_questions else ""
    st.caption(
        look.plain(
            f"Answered by {assessed.assessed_by_name} on {day(assessed.assessed_at)}. Preliminary, by questionnaire: the classes point to "
            f"where the law may apply and do not replace a legal assessment.{open_words}"
        )
    )
    look.section("What it follows from", key="reasons")
    rows = [
        (tables.text(GATES.get(r.gate, r.gate.capitalize())), tables.text(r.answer.replace("_", " ")), tables.text(r.note), tables.text(r.ref))
        for r in assessed.reasons
    ]
    tables.table(("Step", "Result", "Because", "Where it is written"), rows, wide="Because", minor=("Where it is written",))
    look.section("The answers", key="answers")
    with st.container(key="list-answers", gap=0):
        for answer in assessed.answers:
            with st.container(key=f"row-answer-{look.slug(answer.question)}", gap=0):
                st.markdown(f"**{look.plain(answer.question_words)}** &ensp; {look.plain(answer.answer_words)}")
                st.caption(look.plain(answer.reason))
