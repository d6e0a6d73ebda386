"""The questions of the tier questionnaire, in words. Preliminary: it points to the law's classes, it does not decide them.

Regulation (EU) 2024/1689 (AI Act) as amended by Regulation (EU) 2026/1744: Art. 5, Art. 6(2) with Annex III, Art. 50.
"""

from dataclasses import dataclass

UNSURE = "unsure"


@dataclass(frozen=True)
class Question:
    """One question; `choices` are pairs of value and words. `unsure` is always among them and never helps."""

    id: str
    text: str
    help: str
    choices: tuple[tuple[str, str], ...]

    def words(self, value: str) -> str:
        """The words of a choice."""
        return dict(self.choices)[value]


ANNEX_III_POINTS: dict[str, str] = {
    "1.a": "Biometrics: remote identification of people",
    "1.b": "Biometrics: categorisation by sensitive or protected attributes",
    "1.c": "Biometrics: emotion recognition",
    "2": "Critical infrastructure: safety component of digital infrastructure, road traffic, water, gas, heating or electricity",
    "3.a": "Education: access, admission or assignment",
    "3.b": "Education: evaluating learning outcomes",
    "3.c": "Education: assessing the level of education somebody receives",
    "3.d": "Education: monitoring prohibited behaviour in tests",
    "4.a": "Employment: recruitment and selection, job advertisements, CV filtering",
    "4.b": "Employment: terms, promotion, termination, allocation of tasks, monitoring of performance",
    "5.a": "Essential services: eligibility for public benefits and services",
    "5.b": "Essential services: creditworthiness and credit scoring of people (not the detection of financial fraud)",
    "5.c": "Essential services: risk assessment and pricing in life and health insurance",
    "5.d": "Essential services: emergency calls, dispatch, triage of patients",
    "6.a": "Law enforcement: risk of becoming a victim",
    "6.b": "Law enforcement: polygraphs and similar tools",
    "6.c": "Law enforcement: reliability of evidence",
    "6.d": "Law enforcement: risk of offending or re-offending",
    "6.e": "Law enforcement: profiling in detection, investigation or prosecution",
    "7.a": "Migration: polygraphs and similar tools",
    "7.b": "Migration: risk assessment of people who enter",
    "7.c": "Migration: examination of asylum, visa or residence applications",
    "7.d": "Migration: detecting, recognising or identifying people (not the verification of travel documents)",
    "8.a": "Justice: assisting judicial authorities or dispute resolution",
    "8.b": "Democracy: influencing elections, referenda or votes",
}


def point_words(point: str) -> str:
    """How the law writes a point: 5.b is `Annex III, point 5(b)`."""
    area, _, letter = point.partition(".")
    return f"Annex III, point {area}({letter})" if letter else f"Annex III, point {area}"


def _points() -> list[tuple[str, str]]:
    return [(point, f"{point_words(point).removeprefix('Annex III, ')}, {words}") for point, words in ANNEX_III_POINTS.items()]


_UNSURE = (UNSURE, "Not sure")
_LAW_UNSURE = (UNSURE, "Not sure; somebody who knows the law must look")

QUESTIONS: tuple[Question, ...] = (
    Question(
        "impact",
        "How badly can a wrong output hurt people, or cost us money?",
        "Think of the worst that is plausible, not of the average day.",
        (
            ("low", "Hardly: an inconvenience, quickly put right"),
            ("medium", "Noticeably: lost time or money, put right with effort"),
            ("high", "Gravely: work, credit, health, liberty, rights, or a material loss"),
            _UNSURE,
        ),
    ),
    Question(
        "reach",
        "How many people a year does its output affect?",
        "Count those who are judged or treated by it, not its users.",
        (("few", "Fewer than 100, or none"), ("some", "100 to 10 000"), ("many", "More than 10 000"), _UNSURE),
    ),
    Question(
        "autonomy",
        "Who decides, and can it be undone?",
        "A review that always follows the machine is no review.",
        (
            ("low", "People decide; the output is one thing among others"),
            ("medium", "People follow it as a rule, or it decides and can easily be undone"),
            ("high", "It decides alone, and undoing is slow, costly or impossible"),
            _UNSURE,
        ),
    ),
    Question(
        "vulnerable",
        "Does it use special-category data, or affect vulnerable people?",
        "Special categories: GDPR Art. 9(1), such as health, ethnic origin, beliefs. Vulnerable: children, the sick, people in need or dependence.",
        (("no", "No"), ("yes", "Yes"), _UNSURE),
    ),
    Question(
        "complexity",
        "How hard is it to understand how the model comes to its output?",
        "Ask whether a person could recompute one output by hand.",
        (
            ("low", "A few rules or a linear formula"),
            ("medium", "Trees, ensembles or many inputs, with sound explanations"),
            ("high", "Deep learning, a bought black box, or a model that goes on learning"),
            _UNSURE,
        ),
    ),
    Question(
        "regulatory",
        "Is it used for regulatory capital, regulatory reporting or against money laundering?",
        "One such use is enough.",
        (("no", "No"), ("yes", "Yes"), _UNSURE),
    ),
    Question(
        "prohibited",
        "Is it one of the practices the AI Act prohibits?",
        "Art. 5(1): harmful manipulation, exploiting vulnerability, intimate imagery without consent and child abuse material "
        "(these two from 2 December 2026), social scoring, predicting crime from profiles alone, "
        "scraping faces, reading emotions at work or in education, categorising people by "
        "biometrics for sensitive traits, real-time biometric identification in public for law enforcement.",
        (("no", "No, none of them"), ("yes", "Yes"), _LAW_UNSURE),
    ),
    Question(
        "annex_iii",
        "Is it meant for one of the high-risk uses of Annex III?",
        "AI Act Art. 6(2). Where several fit, choose the one that fits best. Whether Art. 6(3) takes it out again is not asked here.",
        (("none", "None of them"), *_points(), _LAW_UNSURE),
    ),
    Question(
        "transparency",
        "Does it talk to people, generate content, or read emotions or biometric traits?",
        "AI Act Art. 50. Where several fit, choose the first.",
        (
            ("no", "No"),
            ("interacts", "It interacts with people directly"),
            ("generates", "It generates text, pictures, sound or video"),
            ("emotion", "It recognises emotions or categorises people by biometrics"),
            ("deep_fake", "It makes deep fakes or texts on matters of public interest"),
            _LAW_UNSURE,
        ),
    ),
)

BY_ID: dict[str, Question] = {question.id: question for question in QUESTIONS}
