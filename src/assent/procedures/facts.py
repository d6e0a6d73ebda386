"""What is known of all systems at once, with a fixed number of queries, as far as the reader may see it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from assent.approvals import queries as approvals
from assent.approvals.going_live import hindrance
from assent.approvals.queries import RequestCard
from assent.inventory import queries as inventory
from assent.inventory.queries import SystemCard
from assent.jobs import queries as jobs
from assent.jobs.queries import JobCard
from assent.kernel.actor import EVERYWHERE, Actor, Grant
from assent.ledger.view import View
from assent.monitoring import queries as monitoring
from assent.monitoring.cards import BreachCard, MonitorSummary
from assent.registry import queries as registry
from assent.registry.queries import DeploymentCard
from assent.risk import queries as risk
from assent.risk.queries import AssessmentCard
from assent.risk.reviews import ReviewState, next_review, review_state


@dataclass(frozen=True)
class Facts:
    """The systems a reader may see and what is known of each by its key; `requests` are the open ones."""

    reader: Actor
    now: datetime
    systems: tuple[SystemCard, ...]
    assessments: Mapping[str, AssessmentCard]
    production: Mapping[str, DeploymentCard]
    monitors: Mapping[str, MonitorSummary]
    breaches: Mapping[str, tuple[BreachCard, ...]]
    requests: tuple[RequestCard, ...]
    jobs: tuple[JobCard, ...]

    @cached_property
    def asked(self) -> frozenset[str]:
        """The keys of the systems with an open request."""
        return frozenset(request.system for request in self.requests)

    @cached_property
    def barred(self) -> Mapping[str, str]:
        """The systems on which nothing goes live now, by key, with the sentence that says why."""
        return {card.key: hindrance(card) for card in self.systems if hindrance(card)}

    @property
    def today(self) -> date:
        """The day it is looked at."""
        return self.now.date()

    def tier(self, key: str) -> int | None:
        """The tier of a system, None where it has none."""
        assessed = self.assessments.get(key)
        return assessed.tier if assessed else None

    def review_due(self, card: SystemCard) -> date | None:
        """When the system is reviewed next; never, once it is retired."""
        return None if card.status == "retired" else next_review(card.last_review, self.tier(card.key), card.next_review)

    def review_state(self, card: SystemCard) -> ReviewState:
        """How that review stands today."""
        return review_state(self.review_due(card), self.today)


def gather(view: View, *, with_jobs: bool = False) -> Facts:
    """The facts of everything the reader may see. Raises Forbidden for a reader who may see no system at all."""
    opened: dict[str, list[BreachCard]] = defaultdict(list)
    for breach in monitoring.breaches(view, status="open") if allowed(view, "monitoring.read") else []:
        opened[breach.system].append(breach)
    return Facts(
        reader=view.reader,
        now=view.now,
        systems=tuple(inventory.systems(view)),
        assessments=risk.assessments(view),
        production=registry.in_production(view),
        monitors=monitoring.summaries(view) if allowed(view, "monitoring.read") else {},
        breaches={key: tuple(found) for key, found in opened.items()},
        requests=tuple(approvals.requests(view, status="open")) if allowed(view, "approvals.read") else (),
        jobs=tuple(jobs.jobs(view, limit=200)) if with_jobs and view.reader.may("jobs.read") else (),  # jobs belong to no system
    )


def narrowed(view: View, key: str) -> View:
    """The same view for a reader who has her permissions for this one system only, so that every query fetches no more."""
    permissions = {grant.permission for grant in view.reader.grants if grant.scope in (EVERYWHERE, key)}
    return replace(view, reader=replace(view.reader, grants=frozenset(Grant(p, key) for p in permissions)))


def allowed(view: View, permission: str, *, system: str | None = None) -> bool:
    """Whether the reader has the permission for that system; without one, for any."""
    if system is not None:
        return view.reader.may(permission, system=system)
    return view.reader.scope(permission) != frozenset()
