"""How one system stands, in words: the state of the whole, of its review, of its versions, and what is missing. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assent.approvals.queries import RequestCard
from assent.inventory.queries import SystemCard
from assent.kernel.words import day, left, listed, plural
from assent.monitoring.cards import MonitorSummary, SourceCard
from assent.procedures.facts import Facts
from assent.registry.queries import DeploymentCard, VersionCard
from assent.risk.queries import AssessmentCard
from assent.risk.reviews import REVIEW_MONTHS, ReviewState

StateColour = Literal["red", "orange", "green", "gray"]
REVIEW_COLOURS: dict[ReviewState, StateColour] = {"overdue": "red", "due soon": "orange", "ok": "gray", "not planned": "gray"}


@dataclass(frozen=True)
class ReviewLine:
    """The next review: its day, how it stands, in words with colour, and which rule set the day."""

    due: date | None
    state: ReviewState
    words: str
    colour: StateColour
    basis: str


@dataclass(frozen=True)
class VersionLine:
    """A version with what became of it for this system; `request` is the number of the request that decides or decided it."""

    card: VersionCard
    state: Literal["production", "asked", "rejected", "retired", "registered"]
    state_words: str
    colour: StateColour
    request: str | None


def system_state(facts: Facts, card: SystemCard) -> tuple[str, StateColour]:
    """The one word of the inventory for how a system stands, and its colour; what hurts most wins."""
    assessed = facts.assessments.get(card.key)
    opened = facts.breaches.get(card.key, ())
    running = card.key in facts.production and card.status == "in_use"
    answers: tuple[tuple[bool, str, StateColour], ...] = (
        (card.status == "retired", "Retired", "gray"),
        (assessed is not None and "prohibited" in assessed.risk_classes, "Prohibited", "red"),
        (any(not breach.back_within for breach in opened), "Breach open", "red"),
        (facts.review_state(card) == "overdue", "Review overdue", "red"),
        (card.status == "suspended", "Suspended", "orange"),
        (bool(opened), "Breach to close", "orange"),
        (card.key in facts.asked, "Approval asked", "orange"),
        (facts.review_state(card) == "due soon", "Review due soon", "orange"),
        (assessed is None, "No tier", "orange" if card.status == "in_use" else "gray"),
        (running, "In production", "green"),
    )
    return next(((word, colour) for true, word, colour in answers if true), (card.status_words, "gray"))


def review_line(facts: Facts, card: SystemCard) -> ReviewLine:
    """The next review of a system in words."""
    due, state, tier = facts.review_due(card), facts.review_state(card), facts.tier(card.key)
    if due is None:
        words = "None: the system is retired." if card.status == "retired" else "Not planned. Record a review, or set a date."
        return ReviewLine(None, state, words, "gray" if card.status == "retired" else "orange", "")
    stated = due == card.next_review
    basis = "Set by hand." if stated or tier is None else f"{REVIEW_MONTHS[tier]} months after the last, by tier {tier}."
    return ReviewLine(due, state, f"{day(due)}, {left(due, facts.today).lower()}", REVIEW_COLOURS[state], basis)


def version_lines(versions: Sequence[VersionCard], deployments: Sequence[DeploymentCard], requests: Sequence[RequestCard]) -> tuple[VersionLine, ...]:
    """The versions, newest first, each with its state. `requests` and `deployments` are newest first."""
    running = {d.version_id: d for d in deployments if d.ended_at is None}
    ended: dict[str, DeploymentCard] = {}
    for deployment in deployments:
        ended.setdefault(deployment.version_id, deployment)
    latest: dict[tuple[str, str], RequestCard] = {}
    for request in requests:
        latest.setdefault((request.model, request.version), request)
    return tuple(_version_line(v, running, ended, latest.get((v.model, v.version))) for v in versions)


def _version_line(
    card: VersionCard, running: Mapping[str, DeploymentCard], ended: Mapping[str, DeploymentCard], request: RequestCard | None
) -> VersionLine:
    number = request.number if request else None
    status = request.status if request else None
    if card.id in running:
        return VersionLine(card, "production", f"In production since {day(running[card.id].started_at)}", "green", number)
    if status == "open":
        return VersionLine(card, "asked", "Approval asked", "orange", number)
    if card.id in ended:
        until = ended[card.id].ended_at
        return VersionLine(card, "retired", f"Retired on {day(until)}" if until else "Retired", "gray", number)
    if status == "rejected":
        return VersionLine(card, "rejected", "Rejected", "red", number)
    return VersionLine(card, "registered", "Registered", "gray", number)


def missing(
    card: SystemCard, assessed: AssessmentCard | None, source: SourceCard | None, monitor: MonitorSummary | None, versions: Sequence[VersionLine],
    review: ReviewLine,
) -> tuple[str, ...]:  # fmt: skip
    """What a careful reader would ask for, as sentences; an empty tuple means nothing is missing."""
    open_questions = len(assessed.open_questions) if assessed else 0
    in_production = any(line.state == "production" for line in versions)
    unstated = [name for name, value in _stated(card).items() if value in (None, "", ())]
    checks: tuple[tuple[bool, str], ...] = (
        (card.owner_active, f"The account of the owner, {card.owner_name}, is suspended. Name another owner."),
        (assessed is not None, "No risk tier. A risk officer answers the questionnaire."),
        (open_questions == 0, f"{plural(open_questions, 'question')} of the questionnaire not answered; until then the graver answer counts."),
        (card.deputy_id is not None, f"No deputy. Name somebody who answers while {card.owner_name} is away."),
        (card.origin != "bought" or bool(card.vendor), "Bought, but no vendor is named."),
        (bool(versions), "No model version. Register one by its manifest."),
        (in_production or not versions or card.status != "in_use", "In use, but no version was approved for production here."),
        (source is not None, "No observations. Say where they lie, so that drift can be measured."),
        (
            source is None or (monitor is not None and monitor.verdict is not None),
            "Nothing was measured yet. Measure now, or wait for the daily round.",
        ),
        (monitor is None or monitor.verdict != "insufficient", "Too little data for a verdict on drift."),
        (card.last_review is not None, "No review is recorded."),
        (card.last_review is None or review.state != "not planned", "No date for the next review. A tier would set one."),
        (bool(card.documents), "No document, such as the instructions for use."),
        (not unstated, f"Not stated: {listed(unstated)}."),
    )
    return tuple(sentence for there, sentence in checks if not there)


def _stated(card: SystemCard) -> dict[str, object]:
    people = "how many people it affects a year"
    return {
        "the business unit": card.business_unit, "who uses it": card.users, "whom it affects": card.people_groups, people: card.people_per_year,
        "whether it uses personal data": card.personal_data, "where its data comes from": card.data_sources,
        "which decisions it informs": card.decisions_informed, "in which countries": card.countries,
    }  # fmt: skip
