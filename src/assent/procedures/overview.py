"""What pages, API and reports ask first: today, the portfolio, and everything about one system."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from assent.approvals import queries as approvals
from assent.approvals.queries import RequestCard
from assent.inventory import queries as inventory
from assent.inventory.history import HistoryLine
from assent.inventory.queries import SystemCard
from assent.kernel.words import moment, number, weekday
from assent.ledger.view import View
from assent.monitoring import queries as monitoring
from assent.monitoring.cards import BreachCard, MonitorSummary, SourceCard
from assent.procedures.facts import Facts, allowed, gather, narrowed
from assent.procedures.items import Item, items
from assent.procedures.standing import ReviewLine, StateColour, VersionLine, missing, review_line, system_state, version_lines
from assent.procedures.telling import system_history
from assent.registry import queries as registry
from assent.registry.queries import DeploymentCard
from assent.risk.queries import AssessmentCard
from assent.risk.reviews import ReviewState

ACTIONS = ("inventory.edit", "inventory.review", "risk.tier", "registry.register", "monitoring.configure", "monitoring.measure",
           "monitoring.close_breach", "approvals.request_production", "reports.build")  # fmt: skip

# Whoever holds none of these reads what is open and has nothing to do about it.
ACTS = ("inventory.edit", "inventory.review", "risk.tier", "monitoring.close_breach", "approvals.vote_risk", "approvals.vote_compliance",
        "approvals.request_production")  # fmt: skip


@dataclass(frozen=True)
class Today:
    """What needs somebody now, most urgent first, with a sentence above it and the figures beside it."""

    sentence: str
    items: tuple[Item, ...]
    systems: int
    in_production: int
    open_breaches: int
    reviews_overdue: int
    requests_open: int
    votes_waiting: int
    without_tier: int


@dataclass(frozen=True)
class PortfolioLine:
    """A system in one line of the inventory. `state` is one word for how it stands; `open_items` counts its lines of Today."""

    key: str
    name: str
    owner: str
    owner_email: str
    business_unit: str
    status: str
    status_words: str
    state: str
    state_colour: StateColour
    tier: int | None
    risk_classes: tuple[str, ...]
    class_short: str
    class_words: str
    open_items: int
    open_breaches: int
    verdict: str | None
    worst_psi: float | None
    psi_trend: tuple[float, ...]
    measured_at: datetime | None
    production_version: str | None
    last_review: date | None
    next_review: date | None
    review_state: ReviewState


@dataclass(frozen=True)
class SystemSheet:
    """Everything about one system that its page and its report show. `may` names what this reader may do with it."""

    card: SystemCard
    state: str
    state_colour: StateColour
    assessment: AssessmentCard | None
    versions: tuple[VersionLine, ...]
    deployments: tuple[DeploymentCard, ...]
    production: DeploymentCard | None
    source: SourceCard | None
    monitor: MonitorSummary | None
    breaches: tuple[BreachCard, ...]
    requests: tuple[RequestCard, ...]
    review: ReviewLine
    items: tuple[Item, ...]
    missing: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    may: frozenset[str]


def today(view: View) -> Today:
    """What needs somebody now, for this reader: votes that wait for her are marked as such. Raises Forbidden without any system to see."""
    facts = gather(view, with_jobs=True)
    found = tuple(items(facts))
    reviews = [facts.review_state(card) for card in facts.systems]
    return Today(
        sentence=_sentence(facts, found),
        items=found,
        systems=sum(card.status != "retired" for card in facts.systems),
        in_production=sum(card.status == "in_use" and card.key in facts.production for card in facts.systems),
        open_breaches=sum(len(breaches) for breaches in facts.breaches.values()),
        reviews_overdue=reviews.count("overdue"),
        requests_open=len(facts.requests),
        votes_waiting=sum(item.kind == "vote" for item in found),
        without_tier=sum(card.status != "retired" and card.key not in facts.assessments for card in facts.systems),
    )


def portfolio(view: View) -> list[PortfolioLine]:
    """A line for each system the reader may see, by name; a fixed number of database queries."""
    facts = gather(view)
    open_items = Counter(item.system for item in items(facts) if item.system is not None)
    return [_line(facts, card, open_items) for card in facts.systems]


def system_sheet(view: View, *, key: str) -> SystemSheet:
    """Everything about one system. What the reader may not see is left empty. Raises NotFound."""
    card = inventory.system(view, key=key)
    facts = gather(narrowed(view, key))
    source = monitoring.source(view, system=key) if allowed(view, "monitoring.read", system=key) else None
    requests = tuple(approvals.requests(view, system=key)) if allowed(view, "approvals.read", system=key) else ()
    deployments = tuple(registry.deployments(view, system=key))
    versions = version_lines(registry.versions(view, system=key), deployments, requests)
    assessed, monitor, review = facts.assessments.get(key), facts.monitors.get(key), review_line(facts, card)
    state, colour = system_state(facts, card)
    return SystemSheet(
        card=card,
        state=state,
        state_colour=colour,
        assessment=assessed,
        versions=versions,
        deployments=deployments,
        production=facts.production.get(key),
        source=source,
        monitor=monitor,
        breaches=facts.breaches.get(key, ()),
        requests=requests,
        review=review,
        items=tuple(item for item in items(facts) if item.system == key),
        missing=missing(card, assessed, source, monitor, versions, review),
        history=tuple(system_history(view, key=key, deployments=deployments)),
        may=frozenset(p for p in ACTIONS if view.reader.may(p, system=key)),
    )


def _line(facts: Facts, card: SystemCard, open_items: Counter[str]) -> PortfolioLine:
    assessed, monitor, running = facts.assessments.get(card.key), facts.monitors.get(card.key), facts.production.get(card.key)
    state, colour = system_state(facts, card)
    return PortfolioLine(
        key=card.key,
        name=card.name,
        owner=card.owner_name,
        owner_email=card.owner_email,
        business_unit=card.business_unit,
        status=card.status,
        status_words=card.status_words,
        state=state,
        state_colour=colour,
        tier=assessed.tier if assessed else None,
        risk_classes=assessed.risk_classes if assessed else (),
        class_short=assessed.class_short if assessed else "Not assessed",
        class_words=assessed.class_words if assessed else "Not assessed",
        open_items=open_items[card.key],
        open_breaches=len(facts.breaches.get(card.key, ())),
        verdict=monitor.verdict if monitor else None,
        worst_psi=monitor.worst_psi if monitor else None,
        psi_trend=monitor.trend if monitor else (),
        measured_at=monitor.measured_at if monitor else None,
        production_version=f"{running.model} {running.version}" if running else None,
        last_review=card.last_review,
        next_review=facts.review_due(card),
        review_state=facts.review_state(card),
    )


def _sentence(facts: Facts, found: tuple[Item, ...]) -> str:
    now = sum(item.colour == "red" for item in found)
    when = f"{weekday(facts.today)}, {moment(facts.now).split(', ')[1]}"
    if not found:
        return f"{when}. Nothing needs you."
    if not any(facts.reader.scope(permission) != frozenset() for permission in ACTS):
        return f"{when}. {number(len(found)).capitalize()} {'thing is' if len(found) == 1 else 'things are'} open; none of them waits for you."
    urgent = f", {number(now)} of them now" if now and len(found) > 1 else ", now" if now else ""
    things = "thing needs" if len(found) == 1 else "things need"
    return f"{when}. {number(len(found)).capitalize()} {things} you{urgent}."
