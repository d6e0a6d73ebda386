"""From answers to a tier: the table, the floors, and what an unsure answer does."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assent.kernel.errors import Invalid
from assent.risk.questionnaire import LEVELS, RISK_CLASS_WORDS, TIERS, outcome
from assent.risk.questions import ANNEX_III_POINTS, BY_ID, QUESTIONS, UNSURE
from assent.risk.reviews import REVIEW_MONTHS, months_after, next_review, review_state

MILD = {"impact": "low", "reach": "few", "autonomy": "low", "vulnerable": "no", "complexity": "low", "regulatory": "no", "prohibited": "no",
        "annex_iii": "none", "transparency": "no"}  # fmt: skip
# From mild to grave; answers of one group weigh the same.
SCALES: dict[str, list[list[str]]] = {
    "impact": [["low"], ["medium"], ["high", UNSURE]],
    "reach": [["few", "some"], ["many", UNSURE]],
    "autonomy": [["low"], ["medium"], ["high", UNSURE]],
    "vulnerable": [["no"], ["yes", UNSURE]],
    "complexity": [["low"], ["medium"], ["high", UNSURE]],
    "regulatory": [["no"], ["yes", UNSURE]],
    "prohibited": [["no"], [UNSURE], ["yes"]],
    "annex_iii": [["none"], [UNSURE, *ANNEX_III_POINTS]],
    "transparency": [["no"], ["interacts", "generates", "emotion", "deep_fake", UNSURE]],
}
ANSWERS = st.fixed_dictionaries({}, optional={q.id: st.sampled_from([v for v, _ in q.choices]) for q in QUESTIONS})


def gravity(tier: int | None) -> int:
    return 0 if tier is None else tier


def weight(question: str, answer: str) -> int:
    return next(n for n, group in enumerate(SCALES[question]) if answer in group)


def test_the_scales_name_every_answer_there_is():
    assert {q.id: sorted(v for v, _ in q.choices) for q in QUESTIONS} == {q: sorted(v for group in s for v in group) for q, s in SCALES.items()}


@pytest.mark.parametrize("materiality", LEVELS)
@pytest.mark.parametrize("complexity", LEVELS)
def test_materiality_by_complexity_gives_the_tier_of_the_table(materiality: str, complexity: str):
    assert outcome(MILD | {"impact": materiality, "complexity": complexity}).tier == TIERS[materiality][complexity]


def test_the_table_is_the_house_rule():
    rows = [[TIERS[m][c] for c in ("high", "medium", "low")] for m in ("high", "medium", "low")]
    assert rows == [[1, 1, 2], [2, 2, 3], [3, 4, 4]]


@pytest.mark.parametrize(
    ("answers", "tier", "classes"),
    [
        ({}, 4, ("minimal",)),
        ({"regulatory": "yes"}, 2, ("minimal",)),
        ({"regulatory": UNSURE}, 2, ("minimal",)),
        ({"annex_iii": "4.a"}, 2, ("high_risk_annex_iii",)),
        ({"annex_iii": UNSURE}, 2, ()),
        ({"prohibited": UNSURE}, 2, ()),
        ({"prohibited": "yes", "annex_iii": "5.b"}, None, ("prohibited",)),
        ({"transparency": "interacts"}, 3, ("transparency_art50",)),
        ({"transparency": UNSURE}, 3, ()),
        ({"transparency": "generates", "annex_iii": "1.b"}, 2, ("high_risk_annex_iii", "transparency_art50")),
        ({"annex_iii": "4.a", "impact": "high", "complexity": "medium"}, 1, ("high_risk_annex_iii",)),
        ({"reach": "many"}, 3, ("minimal",)),
        ({"autonomy": "high"}, 2, ("minimal",)),
    ],
)
def test_floors_and_classes(answers: dict[str, str], tier: int | None, classes: tuple[str, ...]):
    found = outcome(MILD | answers)
    assert (found.tier, found.risk_classes) == (tier, classes)


def test_nothing_answered_is_tier_one_and_no_class():
    found = outcome({})
    assert (found.tier, found.risk_classes, set(found.open_questions)) == (1, (), set(BY_ID))


def test_every_reason_says_something_and_names_its_article():
    reasons = outcome(MILD | {"annex_iii": "5.b", "transparency": "interacts"}).reasons
    assert {"Art. 5(1)", "Art. 6(2), Annex III, point 5(b)", "Art. 50(1)"} <= {r.ref for r in reasons}
    assert all(r.note.endswith(".") for r in reasons)


@pytest.mark.parametrize("answers", [{"impat": "low"}, {"impact": "none"}, {"annex_iii": "9.z"}])
def test_an_answer_there_is_not_is_refused(answers: dict[str, str]):
    with pytest.raises(Invalid):
        outcome(answers)


@settings(max_examples=500)
@given(ANSWERS, st.sampled_from(sorted(SCALES)), st.data())
def test_a_graver_answer_never_gives_a_milder_tier(answers: dict[str, str], question: str, data: st.DataObject):
    one, other = (data.draw(st.sampled_from([v for v, _ in BY_ID[question].choices])) for _ in range(2))
    if weight(question, one) > weight(question, other):
        one, other = other, one
    milder, graver = outcome(answers | {question: one}), outcome(answers | {question: other})
    assert gravity(graver.tier) <= gravity(milder.tier)


@given(ANSWERS)
def test_leaving_a_question_out_is_the_same_as_being_unsure(answers: dict[str, str]):
    assert outcome(answers) == outcome(dict.fromkeys(BY_ID, UNSURE) | answers)


@given(ANSWERS)
def test_minimal_stands_alone_and_only_when_the_law_is_clear(answers: dict[str, str]):
    found = outcome(answers)
    assert set(found.risk_classes) <= set(RISK_CLASS_WORDS)
    if "minimal" in found.risk_classes:
        assert found.risk_classes == ("minimal",)
        assert not {"prohibited", "annex_iii", "transparency"} & set(found.open_questions)


LAST = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("last", "tier", "stated", "due"),
    [
        (LAST, 1, None, date(2027, 1, 31)),
        (LAST, 2, None, date(2028, 1, 31)),
        (LAST, 4, None, date(2029, 1, 31)),
        (LAST, 1, date(2026, 6, 1), date(2026, 6, 1)),
        (LAST, 1, date(2030, 6, 1), date(2027, 1, 31)),
        (None, 1, date(2026, 6, 1), date(2026, 6, 1)),
        (LAST, None, None, None),
        (None, 1, None, None),
    ],
)
def test_the_next_review_is_the_earlier_of_the_stated_and_the_tiers(last: date | None, tier: int | None, stated: date | None, due: date | None):
    assert next_review(last, tier, stated) == due


def test_months_end_with_the_month_and_a_graver_tier_is_reviewed_no_later():
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert [REVIEW_MONTHS[t] for t in (1, 2, 3, 4)] == sorted(REVIEW_MONTHS.values())


@pytest.mark.parametrize(("due", "state"), [(None, "not planned"), (date(2026, 1, 30), "overdue"), (LAST, "due soon"), (date(2026, 3, 2), "due soon"),
                                            (date(2026, 3, 3), "ok")])  # fmt: skip
def test_a_review_is_overdue_the_day_after_it_is_due(due: date | None, state: str):
    assert review_state(due, LAST) == state
