"""How risky systems are, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assent.access import queries as access
from assent.ledger.view import View
from assent.risk.model import Assessment
from assent.risk.questionnaire import RISK_CLASS_SHORT, RISK_CLASS_WORDS, Reason
from assent.risk.questions import BY_ID


@dataclass(frozen=True)
class AnswerCard:
    """An answer with its question, both in words, and why it was given. A question of an older questionnaire shows its id."""

    question: str
    question_words: str
    answer: str
    answer_words: str
    reason: str


@dataclass(frozen=True)
class AssessmentCard:
    """What is said of a system's risk. `tier` None: prohibited."""

    id: str
    system: str
    tier: int | None
    risk_classes: tuple[str, ...]
    answers: tuple[AnswerCard, ...]
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...]
    assessed_by: str
    assessed_by_name: str
    assessed_at: datetime

    @property
    def class_words(self) -> str:
        """The law's classes as people read them; with none, that they are open."""
        return "; ".join(RISK_CLASS_WORDS[code] for code in self.risk_classes) or "Open, see the questions not answered"

    @property
    def class_short(self) -> str:
        """The gravest class in one word, for a column of a table."""
        return next((word for code, word in RISK_CLASS_SHORT.items() if code in self.risk_classes), "Open")


@dataclass(frozen=True)
class TierChange:
    """A tier that was set: in which event, and what it was before. `first`: there was none before."""

    seq: int
    tier: int | None
    before: int | None
    first: bool
    classes: str


def assessments(view: View) -> dict[str, AssessmentCard]:
    """The assessment of every assessed system this reader may see, by its key."""
    scope = view.scope("inventory.read")
    where = [] if scope is None else [sa.inspect(Assessment).columns.system.in_(sorted(scope))]
    names = access.names(view)
    return {row.system: _card(row, names) for row in view.rows(Assessment, *where)}


def assessment(view: View, *, system: str) -> AssessmentCard | None:
    """The assessment of one system, or None: not assessed, or not for this reader."""
    scope = view.scope("inventory.read")
    if scope is not None and system not in scope:
        return None
    row = view.first(Assessment, Assessment.system == system)
    return None if row is None else _card(row, access.names(view))


def tier_changes(view: View, *, system: str) -> list[TierChange]:
    """Every time a system was assessed, oldest first."""
    current = assessment(view, system=system)
    if current is None:
        return []
    rows = view.versions(Assessment, current.id)
    words = ["; ".join(RISK_CLASS_WORDS[code] for code in row.risk_classes) for row in rows]
    return [TierChange(row.since_seq, row.tier, rows[i - 1].tier if i else None, i == 0, words[i]) for i, row in enumerate(rows)]


def _card(row: Assessment, names: Mapping[str, str]) -> AssessmentCard:
    return AssessmentCard(
        id=row.id,
        system=row.system,
        tier=row.tier,
        risk_classes=tuple(row.risk_classes),
        answers=tuple(_answer(a) for a in row.answers),
        reasons=tuple(Reason(**r) for r in row.reasons),
        open_questions=tuple(row.open_questions),
        assessed_by=row.assessed_by,
        assessed_by_name=names.get(row.assessed_by, "Somebody unknown"),
        assessed_at=row.assessed_at,
    )


def _answer(said: Mapping[str, str]) -> AnswerCard:
    question = BY_ID.get(said["question"])
    choices = dict(question.choices) if question else {}
    text = question.text if question else said["question"]
    return AnswerCard(said["question"], text, said["answer"], choices.get(said["answer"], said["answer"]), said["reason"])
