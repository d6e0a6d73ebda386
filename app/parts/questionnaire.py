"""The tier questionnaire as a form: an answer and a reason for each question, and what follows while one answers."""

import streamlit as st

from app.parts import forms, house, look
from assent.kernel.words import plural
from assent.procedures.overview import SystemSheet
from assent.risk.commands import Answer, assess
from assent.risk.questionnaire import QUESTIONS, RISK_CLASS_WORDS, outcome
from assent.risk.questions import UNSURE, Question


def draw_questionnaire(sheet: SystemSheet) -> None:
    """The questions at the left, what follows at the right."""
    key = sheet.card.key
    form = f"risk-{key}"
    held = {a.question: a for a in sheet.assessment.answers} if sheet.assessment else {}
    left, right = st.columns([2.6, 1], gap=40)
    with left:
        look.section("How risky is it?", "A question you cannot answer stays “Not sure”; that never helps. Every answer needs its reason.", key="ask")
        forms.above(form)
        answers = [_ask(form, question, held.get(question.id)) for question in QUESTIONS]
    with right, st.container(key="vote", gap=10):
        _preview(answers)
        forms.below(form)
        if st.button("Set tier and class", type="primary", width="stretch", key=f"{form}-set"):
            _set(form, sheet, answers)
        if st.button("Leave it as it is", width="stretch", key=f"{form}-not"):
            st.session_state.pop("_answering", None)
            st.rerun()


def _ask(form: str, question: Question, held: object) -> Answer:
    values = [value for value, _ in question.choices]
    before = getattr(held, "answer", UNSURE)
    with st.container(key=f"row-{question.id}", gap=4):
        answer = st.selectbox(
            question.text,
            values,
            index=values.index(before if before in values else UNSURE),
            format_func=question.words,
            help=look.plain(question.help),
            key=f"{form}-{question.id}",
        )
        reason = st.text_input(
            "Why",
            getattr(held, "reason", ""),
            max_chars=5_000,
            key=f"{form}-{question.id}-reason",
            placeholder="Why is it so?",
            label_visibility="collapsed",
        )
        forms.beside(form, question.id)
    return Answer(question.id, answer, reason)


def _preview(answers: list[Answer]) -> None:
    result = outcome({a.question: a.answer for a in answers})
    st.subheader("What follows", anchor=False)
    st.markdown(f"**{f'Tier {result.tier}' if result.tier else ':red[Prohibited]'}**" + (" of 4, 1 is the gravest" if result.tier else ""))
    st.markdown(look.plain("; ".join(RISK_CLASS_WORDS[c] for c in result.risk_classes)) or "Class open")
    if result.open_questions:
        st.caption(f"{plural(len(result.open_questions), 'question')} not sure: the graver answer counts.")
    st.caption("The tier decides how often it is reviewed. The new answers go on record; the earlier ones stay readable.")


def _set(form: str, sheet: SystemSheet, answers: list[Answer]) -> None:
    names = [q.id for q in QUESTIONS]
    went_well, _ = forms.attempt(form, lambda: house.act(assess, system=sheet.card.key, answers=answers), fields=names)
    if went_well:
        st.session_state.pop("_answering", None)
        forms.done("Tier and class are on record.")
    st.rerun()
