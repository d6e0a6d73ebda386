"""What runs, what waits, what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assent.jobs.model import ACTIVE, Due, Job
from assent.kernel.errors import NotFound
from assent.ledger.view import View


@dataclass(frozen=True)
class JobCard:
    """A job as lists show it. `progress` is 0 to 1; `error` a sentence; `created_by` an actor's id."""

    id: str
    kind: str
    arguments: dict[str, Any]
    state: str
    progress: float
    message: str
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: dict[str, Any]
    error: str | None

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ACTIVE


@dataclass(frozen=True)
class DueCard:
    """Something that comes round: when last, when next, and what went wrong the last time."""

    name: str
    next_run_at: datetime
    last_run_at: datetime | None
    error: str | None


def card(row: Job) -> JobCard:
    """The card of a job's row."""
    return JobCard(**{name: getattr(row, "task" if name == "kind" else name) for name in JobCard.__dataclass_fields__})


def jobs(view: View, *, kind: str | None = None, active: bool = False, limit: int = 100) -> list[JobCard]:
    """Jobs, newest first. Working rows know no past: `as of` shows today's."""
    view.require("jobs.read")
    where: list[Any] = [Job.task == kind] if kind else []
    where += [Job.state.in_(ACTIVE)] if active else []  # type: ignore[attr-defined]
    order = Job.created_at.desc(), Job.id.desc()  # type: ignore[attr-defined]
    return [card(row) for row in view.rows(Job, *where, order_by=order, limit=limit)]


def job(view: View, *, job_id: str) -> JobCard:
    """One job: for those who may see jobs, and for whoever started it. Raises NotFound."""
    row = view.first(Job, Job.id == job_id)
    if row is None or not (row.created_by == view.reader.id or view.reader.may("jobs.read")):
        raise NotFound("There is no such job, or it was started by somebody else. Jobs are kept for 30 days.")
    return card(row)


def due(view: View) -> list[DueCard]:
    """What comes round, soonest first."""
    view.require("jobs.read")
    return [DueCard(d.name, d.next_run_at, d.last_run_at, d.error) for d in view.rows(Due, order_by=(Due.next_run_at,))]
