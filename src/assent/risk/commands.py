"""What changes the tier of a system."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assent.inventory import queries as inventory
from assent.kernel.errors import Invalid, NotFound
from assent.kernel.ids import new_id
from assent.kernel.text import TEXT_LIMIT, flaw, quoted, tidy
from assent.ledger.unit import Unit
from assent.risk import queries
from assent.risk.model import Assessment
from assent.risk.questionnaire import Answer, outcome
from assent.risk.questions import BY_ID

REASON_MINIMUM = 3  # characters


def assess(unit: Unit, *, system: str, answers: Sequence[Answer]) -> queries.AssessmentCard:
    """Set a system's tier and classes from answers; what is not answered counts as not sure.

    Needs `risk.tier`. Raises Invalid for an answer without a reason (by question, for the form), an unknown or repeated
    question, no answer at all; NotFound without the system.
    """
    unit.require("risk.tier", system=system)
    if not inventory.exists(unit.view, key=system):
        raise NotFound(f"There is no system {quoted(system, 63)}. Look it up in the inventory.")
    said = _checked(answers)
    result = outcome({a.question: a.answer for a in said})
    content: dict[str, Any] = {
        "tier": result.tier,
        "risk_classes": list(result.risk_classes),
        "answers": [asdict(a) for a in said],
        "reasons": [asdict(r) for r in result.reasons],
        "open_questions": list(result.open_questions),
    }
    before = unit.view.first(Assessment, Assessment.system == system)
    stamp: dict[str, Any] = {"assessed_by": unit.actor.id, "assessed_at": unit.now}
    was = None if before is None else {"tier": before.tier, "risk_classes": before.risk_classes}
    row = unit.add(Assessment(id=new_id(), system=system, **content, **stamp)) if before is None else unit.change(before, **content, **stamp)
    unit.record("risk.assessed", subject=row.id, system=system, before=was, **content)
    card = queries.assessment(unit.view, system=system)
    if card is None:
        raise NotFound(f"There is no system {quoted(system, 63)} that you may see.")
    return card


def _checked(answers: Sequence[Answer]) -> list[Answer]:
    if not answers:
        raise Invalid("Answer at least one question.")
    said = [Answer(a.question, a.answer, tidy(a.reason)) for a in answers]
    if len({a.question for a in said}) < len(said):
        raise Invalid("A question is answered twice. Keep one answer for each.")
    wrong = {a.question: message for a in said if (message := _flaw(a.reason))}
    if wrong:
        first = next(iter(wrong))
        shown = quoted(BY_ID[first].text, 120) if first in BY_ID else quoted(first)
        raise Invalid(f"The reason for {shown}: {wrong[first]}", wrong)
    return said


def _flaw(reason: str) -> str | None:
    if len(reason) < REASON_MINIMUM:
        return "Say why, in a few words."
    return flaw(reason, limit=TEXT_LIMIT, lines=True)
