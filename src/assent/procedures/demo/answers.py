"""How the demonstration's risk officer answered the tier questionnaire, with a reason per answer."""

from assent.risk.questionnaire import Answer

# impact, reach, autonomy, vulnerable, complexity, regulatory, prohibited, annex_iii, transparency
SHORT: dict[str, tuple[str, str, str, str, str, str, str, str, str]] = {
    "flight-delay": ("medium", "few", "low", "no", "medium", "no", "no", "none", "no"),
    "employment-screening": ("high", "many", "medium", "yes", "medium", "no", "no", "5.a", "no"),
    "reoffending-study": ("high", "some", "low", "yes", "high", "no", "no", "6.d", "no"),
    "cv-ranking": ("high", "many", "medium", "no", "high", "no", "no", "4.a", "no"),
    "credit-line": ("high", "many", "medium", "no", "medium", "no", "no", "5.b", "no"),
    "payment-fraud": ("medium", "some", "medium", "no", "medium", "no", "no", "none", "no"),
    "aml-alerts": ("medium", "few", "low", "no", "high", "yes", "no", "none", "no"),
    "claims-triage": ("medium", "many", "medium", "yes", "medium", "no", "no", "none", "no"),
    "customer-assistant": ("low", "some", "low", "no", "high", "no", "no", "none", "interacts"),
    "document-reading": ("low", "few", "low", "no", "medium", "no", "no", "none", "no"),
    "call-summaries": ("low", "few", "low", "no", "high", "no", "no", "none", "generates"),
    "churn-forecast": ("low", "some", "medium", "no", "medium", "no", "no", "none", "no"),
    "heating-forecast": ("low", "few", "low", "no", "low", "no", "no", "none", "no"),
}
QUESTION_IDS = ("impact", "reach", "autonomy", "vulnerable", "complexity", "regulatory", "prohibited", "annex_iii", "transparency")
REASONS = {
    ("impact", "high"): "A wrong output can cost somebody work, credit or liberty; it is not quickly put right.",
    ("impact", "medium"): "A wrong output costs time and money and is put right with some effort.",
    ("impact", "low"): "A wrong output is an inconvenience that a person corrects in minutes.",
    ("reach", "many"): "The inventory states more than 10 000 people a year.",
    ("reach", "some"): "Of all those in the data only some thousand a year are treated differently because of it.",
    ("reach", "few"): "No person is judged or treated by its output; people only see what follows from it.",
    ("autonomy", "low"): "People decide and see the output as one thing among others.",
    ("autonomy", "medium"): "People follow it as a rule; every case can still be decided otherwise.",
    ("vulnerable", "yes"): "The inventory lists special-category data or people in need.",
    ("vulnerable", "no"): "No special-category data is used and no vulnerable group is addressed.",
    ("complexity", "high"): "Its inner workings are not open to us.",
    ("complexity", "medium"): "A tree ensemble with explanations that were reviewed.",
    ("complexity", "low"): "A linear formula with four inputs.",
    ("regulatory", "yes"): "It is part of the controls against money laundering.",
    ("regulatory", "no"): "It feeds neither capital nor regulatory reports.",
    ("prohibited", "no"): "Checked against Art. 5(1), point by point.",
    ("annex_iii", "none"): "No use of Annex III fits the stated purpose.",
    ("annex_iii", "4.a"): "It filters applications in recruitment.",
    ("annex_iii", "5.a"): "It influences access to a public employment service.",
    ("annex_iii", "5.b"): "It evaluates the creditworthiness of people.",
    ("annex_iii", "6.d"): "The scores assess the risk of re-offending.",
    ("transparency", "no"): "Nobody talks to it and it generates nothing.",
    ("transparency", "interacts"): "Customers talk to it directly.",
    ("transparency", "generates"): "It writes text.",
}


def answers(key: str) -> list[Answer]:
    """The answers for one system, each with its reason."""
    return [Answer(question=q, answer=a, reason=REASONS[q, a]) for q, a in zip(QUESTION_IDS, SHORT[key], strict=True)]
