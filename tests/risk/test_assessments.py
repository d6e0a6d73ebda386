"""Tiers on record: who sets them, why, and what they were before."""

import pytest

from assent.access.queries import OPERATOR_ACTOR
from assent.home import Home
from assent.inventory.commands import add_system
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Forbidden, Invalid, NotFound
from assent.risk import queries
from assent.risk.commands import assess
from assent.risk.questionnaire import Answer
from tests.cast import Cast
from tests.inventory.samples import described
from tests.risk.test_questionnaire import MILD


def answers(**other: str) -> list[Answer]:
    return [Answer(question, answer, "As the file shows.") for question, answer in (MILD | other).items()]


def test_an_assessment_keeps_tier_classes_answers_and_reasons(home: Home, cast: Cast):
    home.act(cast.risk, add_system, description=described())
    card = home.act(cast.risk, assess, system="credit-scoring", answers=answers(annex_iii="5.b", impact="high"))
    assert (card.tier, card.risk_classes, card.assessed_by_name) == (2, ("high_risk_annex_iii",), "Rosa Risk")
    assert card.class_words == "High-risk (Annex III)"
    point = next(a for a in card.answers if a.question == "annex_iii")
    assert point.answer_words.startswith("point 5(b), Essential services")
    assert point.reason == "As the file shows."
    assert home.ask(cast.viewer, queries.assessments) == {"credit-scoring": card}


def test_answering_again_keeps_what_was_said_before(home: Home, cast: Cast):
    home.act(cast.risk, add_system, description=described())
    home.act(cast.risk, assess, system="credit-scoring", answers=answers())
    before = home.record.size
    home.act(cast.risk, assess, system="credit-scoring", answers=answers(regulatory="yes"))
    assert home.ask(cast.viewer, queries.assessment, system="credit-scoring").tier == 2
    assert home.ask(cast.viewer, queries.assessment, system="credit-scoring", as_of=before).tier == 4


def test_a_prohibited_practice_has_no_tier(home: Home, cast: Cast):
    home.act(cast.risk, add_system, description=described())
    card = home.act(cast.risk, assess, system="credit-scoring", answers=answers(prohibited="yes"))
    assert (card.tier, card.risk_classes) == (None, ("prohibited",))


def test_every_answer_needs_a_reason(home: Home, cast: Cast):
    home.act(cast.risk, add_system, description=described())
    said = [Answer("impact", "low", "  a "), Answer("reach", "few", "Counted."), Answer("autonomy", "low", "")]
    with pytest.raises(Invalid) as refused:
        home.act(cast.risk, assess, system="credit-scoring", answers=said)
    assert set(refused.value.fields) == {"impact", "autonomy"}
    for wrong in ([], [said[1], said[1]], [Answer("nonsense", "low", "Because.")], [Answer("impact", "none", "Because.")]):
        with pytest.raises(Invalid):
            home.act(cast.risk, assess, system="credit-scoring", answers=wrong)


def test_only_who_may_tier_does(home: Home, cast: Cast):
    home.act(cast.risk, add_system, description=described())
    for actor in (cast.compliance, cast.owner, cast.engineer, OPERATOR_ACTOR):
        with pytest.raises(Forbidden):
            home.act(actor, assess, system="credit-scoring", answers=answers())
    with pytest.raises(NotFound):
        home.act(cast.risk, assess, system="gone", answers=answers())


def test_a_reader_limited_to_another_system_sees_no_tier(home: Home, cast: Cast):
    home.act(cast.risk, add_system, description=described())
    home.act(cast.risk, assess, system="credit-scoring", answers=answers())
    narrow = Actor(cast.auditor.id, "session", frozenset({Grant("inventory.read", "other")}))
    assert home.ask(narrow, queries.assessments) == {}
    assert home.ask(narrow, queries.assessment, system="credit-scoring") is None
