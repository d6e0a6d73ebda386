"""From answers to a tier and the law's classes. Pure; the default rule an organisation may edit.

Tier 1 (gravest) to 4 from materiality by complexity, then the smallest of that and the floors; none for what is prohibited.
An unanswered question counts as `unsure`, which never helps: as the gravest answer about ourselves, and about the law as
a gate left open, with the floor of that gate and without the class `minimal`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assent.kernel.errors import Invalid
from assent.kernel.text import quoted
from assent.risk.questions import BY_ID, QUESTIONS, UNSURE, Question, point_words

__all__ = ["QUESTIONS", "RISK_CLASS_SHORT", "RISK_CLASS_WORDS", "TIER_WORDS", "Answer", "Outcome", "Question", "Reason", "outcome"]

RISK_CLASS_WORDS: dict[str, str] = {
    "prohibited": "Prohibited practice (Art. 5)",
    "high_risk_annex_iii": "High-risk (Annex III)",
    "transparency_art50": "Transparency duties (Art. 50)",
    "minimal": "Minimal risk",
}
RISK_CLASS_SHORT: dict[str, str] = {"prohibited": "Prohibited", "high_risk_annex_iii": "High", "transparency_art50": "Limited", "minimal": "Minimal"}
TIER_WORDS: dict[int, str] = {1: "Tier 1, gravest", 2: "Tier 2", 3: "Tier 3", 4: "Tier 4, mildest"}

LEVELS = ("low", "medium", "high")
# Rows: materiality; columns: complexity.
TIERS: dict[str, dict[str, int]] = {
    "high": {"high": 1, "medium": 1, "low": 2},
    "medium": {"high": 2, "medium": 2, "low": 3},
    "low": {"high": 3, "medium": 4, "low": 4},
}
ART_50 = {"interacts": "Art. 50(1)", "generates": "Art. 50(2)", "emotion": "Art. 50(3)", "deep_fake": "Art. 50(4)"}
PRELIMINARY = "Preliminary, by questionnaire."


@dataclass(frozen=True)
class Answer:
    """An answer to one question (ids and values of `QUESTIONS`), and why it is so."""

    question: str
    answer: str
    reason: str


@dataclass(frozen=True)
class Reason:
    """Why: the gate that was passed, the answer given there, where it is written, and what follows, in words."""

    gate: str
    answer: str
    ref: str
    note: str


@dataclass(frozen=True)
class Outcome:
    """The tier (None: prohibited, cannot be used), the law's classes it points to, why, and the questions still open."""

    tier: int | None
    risk_classes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...]


def outcome(answers: Mapping[str, str]) -> Outcome:
    """What follows from answers (question id to value). Raises Invalid for a question or a value there is not."""
    said = _complete(answers)
    still_open = tuple(q.id for q in QUESTIONS if said[q.id] == UNSURE)
    classes, reasons, floors = _law(said)
    if "prohibited" in classes:
        return Outcome(None, ("prohibited",), tuple(reasons), still_open)
    tier, internal = _internal(said)
    if said["regulatory"] != "no":
        note = f"{_grave(said['regulatory'])}Regulatory use: tier 2 at the mildest."
        internal.append(Reason("regulatory use", said["regulatory"], "Internal rule", note))
        floors.append(2)
    final = min([tier, *floors])
    reasons += internal
    if final < tier:
        reasons.append(Reason("tier", str(final), "Internal rule", f"The answers above allow no milder tier than {final}."))
    return Outcome(final, tuple(sorted(classes)), tuple(reasons), still_open)


def _complete(answers: Mapping[str, str]) -> dict[str, str]:
    for question, value in answers.items():
        if question not in BY_ID:
            raise Invalid(f"There is no question {quoted(question)}. The questions are: {', '.join(BY_ID)}.")
        if value not in dict(BY_ID[question].choices):
            choices = ", ".join(v for v, _ in BY_ID[question].choices)
            raise Invalid(f"{quoted(value)} is no answer to {question}. Choose one of {choices}.", {question: "Choose one of the list."})
    return {question.id: answers.get(question.id, UNSURE) for question in QUESTIONS}


def _law(said: Mapping[str, str]) -> tuple[set[str], list[Reason], list[int]]:
    """The classes the answers point to, why, and the floors they put under the tier. G04, G06, G09 and G11 are gates of the AI Act."""
    classes: set[str] = set()
    reasons: list[Reason] = []
    floors: list[int] = []
    banned, point, shown = said["prohibited"], said["annex_iii"], said["transparency"]
    if banned == "yes":
        note = f"A prohibited practice: it cannot be put into use. {PRELIMINARY}"
        return {"prohibited"}, [Reason("G04", "yes", "Art. 5(1)", note)], []
    reasons.append(_gate("G04", banned, "Art. 5(1)", "No prohibited practice.", "Whether it is prohibited is open: tier 2 at the mildest."))
    if point in ("none", UNSURE):
        reasons.append(
            _gate("G06", point, "Art. 6(2), Annex III", "No use of Annex III.", "Whether Annex III applies is open: tier 2 at the mildest.")
        )
    else:
        classes.add("high_risk_annex_iii")
        note = f"{BY_ID['annex_iii'].words(point)}: high-risk unless Art. 6(3) applies, tier 2 at the mildest. {PRELIMINARY}"
        reasons.append(Reason("G06", point, f"Art. 6(2), {point_words(point)}", note))
    if shown in ("no", UNSURE):
        reasons.append(_gate("G09", shown, "Art. 50", "No transparency duty.", "Whether people must be told is open: tier 3 at the mildest."))
    else:
        classes.add("transparency_art50")
        reasons.append(Reason("G09", shown, ART_50[shown], f"{BY_ID['transparency'].words(shown)}: people must be told, tier 3 at the mildest."))
    floors += [2] * (banned != "no" or point != "none") + [3] * (shown != "no")
    if not classes and not floors:
        classes.add("minimal")
        reasons.append(Reason("G11", "minimal", "", f"Nothing above applies. {PRELIMINARY}"))
    return classes, reasons, floors


def _gate(gate: str, answer: str, ref: str, clear: str, unclear: str) -> Reason:
    return Reason(gate, answer, ref, unclear if answer == UNSURE else clear)


def _internal(said: Mapping[str, str]) -> tuple[int, list[Reason]]:
    """Tier by materiality and complexity. Materiality is the gravest of three answers, one level more where many are affected."""
    stated = [_level(said["impact"]), _level(said["autonomy"]), 0 if said["vulnerable"] == "no" else 1]
    many = said["reach"] in ("many", UNSURE)
    materiality = LEVELS[min(2, max(stated) + many)]
    complexity = LEVELS[_level(said["complexity"])]
    tier = TIERS[materiality][complexity]
    unsure = _grave(*(said[q] for q in ("impact", "autonomy", "vulnerable", "reach")))
    why = f"{unsure}The gravest of impact, autonomy and vulnerability{', and one level more for the many people affected' if many else ''}."
    return tier, [
        Reason("materiality", materiality, "Internal rule", why),
        Reason("complexity", complexity, "Internal rule", f"{_grave(said['complexity'])}{BY_ID['complexity'].words(said['complexity'])}."),
        Reason("tier", str(tier), "Internal rule", f"{materiality.capitalize()} materiality with {complexity} complexity gives tier {tier}."),
    ]


def _level(answer: str) -> int:
    return len(LEVELS) - 1 if answer == UNSURE else LEVELS.index(answer)


def _grave(*answers: str) -> str:
    return "Not sure counts as the gravest answer. " if UNSURE in answers else ""
