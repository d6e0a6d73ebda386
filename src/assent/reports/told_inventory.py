"""What the inventory and the questionnaire say, as the report prints it."""

from assent.inventory.queries import SystemCard
from assent.inventory.words import SPECIAL_CATEGORY_WORDS
from assent.kernel import words
from assent.reports.content import Answer, Ground, Group, Risk
from assent.reports.measured import Line
from assent.reports.wording import NOT_RECORDED, capital, day
from assent.risk.queries import AssessmentCard
from assent.risk.questionnaire import RISK_CLASS_WORDS
from assent.risk.questions import ANNEX_III_POINTS, point_words

GATES = {"G04": "Prohibited practices", "G06": "Uses of Annex III", "G09": "Transparency", "G11": "Otherwise"}


def groups(card: SystemCard) -> tuple[Group, ...]:
    """Everything the inventory says of a system, in four groups; what nobody said is printed as not recorded."""
    return (
        _group(
            "Who answers for it",
            ("Owner", card.owner_name),
            ("Deputy", card.deputy_name),
            ("Business unit", card.business_unit),
            ("Users", card.users),
        ),
        _group(
            "What it does",
            ("Decisions informed", card.decisions_informed),
            ("Autonomy", card.autonomy_words),
            ("Origin", card.origin_words),
            ("Models", words.listed(card.models)),
        ),
        _group(
            "Whom and what it touches",
            ("People affected", _affected(card)),
            ("Personal data", _personal(card.personal_data)),
            ("Special categories", words.listed([SPECIAL_CATEGORY_WORDS.get(c, c) for c in card.special_category]) or "None named"),
            ("Data sources", words.listed(card.data_sources)),
            ("Countries", words.listed(card.countries)),
        ),
        _group(
            "Life",
            ("Key", card.key),
            ("Status", card.status_words),
            ("Added to the inventory", day(card.added_at)),
            ("Last review", day(card.last_review)),
            ("Next review, as stated", day(card.next_review)),
        ),
    )


def risk(card: AssessmentCard) -> Risk:
    """Tier, classes, answers and what followed from them."""
    classes = tuple(RISK_CLASS_WORDS.get(code, code) for code in card.risk_classes)
    answers = tuple(Answer(a.question_words, capital(a.answer_words), a.reason) for a in card.answers)
    grounds = tuple(Ground(GATES.get(r.gate, capital(r.gate)), capital(words_of(r.answer)), r.ref, capital(r.note)) for r in card.reasons)
    return Risk(card.tier, classes, answers, grounds, card.open_questions, card.assessed_by_name, card.assessed_at)


def words_of(answer: str) -> str:
    """An answer's code as words."""
    if answer in ANNEX_III_POINTS:
        return point_words(answer).removeprefix("Annex III, ")
    return "not sure" if answer == "unsure" else answer.replace("_", " ")


def _group(title: str, *lines: tuple[str, str | None]) -> Group:
    return Group(title, tuple(Line(label, value or NOT_RECORDED) for label, value in lines))


def _affected(card: SystemCard) -> str:
    said = capital(words.listed(card.people_groups))
    if card.people_per_year is None:
        return said
    many = f"about {words.thousands(card.people_per_year)} a year"
    return f"{said}, {many}" if said else capital(many)


def _personal(answer: bool | None) -> str | None:
    return None if answer is None else "Yes" if answer else "No"
