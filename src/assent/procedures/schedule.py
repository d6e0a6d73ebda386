"""What runs by itself: the kinds of jobs there are and what comes round, registered here because the jobs room knows neither."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from assent.access.queries import SYSTEM_ACTOR
from assent.home import Home
from assent.inventory import queries as inventory
from assent.jobs.due import DueTask
from assent.jobs.queue import enqueue
from assent.jobs.runner import Handler, Work
from assent.jobs.scheduler import Scheduler, Ticked, run_due
from assent.kernel.actor import Actor
from assent.ledger.view import View
from assent.monitoring import queries as monitoring
from assent.procedures import watch
from assent.procedures.refusals import refusals_recorded
from assent.procedures.signing_in import purge


def measure(home: Home, work: Work) -> Mapping[str, Any]:
    """The job `measure`: arguments `system` and `since` (a date as text, or None)."""
    since = work.arguments.get("since")
    measured = watch.measure(
        home, SYSTEM_ACTOR, system=work.arguments["system"], since=date.fromisoformat(since) if since else None,
        requested_by=work.created_by, progress=work.progress, cancelled=work.cancelled,
    )  # fmt: skip
    return {
        "run": measured.run_id,
        "verdict": measured.verdict,
        "measurements": measured.measurements,
        "breaches": len(measured.breaches),
        "unchanged": measured.unchanged,
        "sentence": measured.sentence,
    }


def measure_all(home: Home) -> None:
    """Queue the measuring of every system that has a source and is not retired."""
    for system in home.ask(SYSTEM_ACTOR, _to_measure):
        enqueue(home, SYSTEM_ACTOR, watch.MEASURE, system=system, since=None)


def forget_ended(home: Home) -> None:
    """Delete what ended more than a week ago and is no part of the record."""
    purge(home)


def _to_measure(view: View) -> list[str]:
    retired = {s.key for s in inventory.systems(view) if s.status == "retired"}
    return [s.system for s in monitoring.sources(view) if s.system not in retired]


HANDLERS: dict[str, Handler] = {watch.MEASURE: measure}
DUE = (
    DueTask("measure every system", every=timedelta(days=1), offset=timedelta(hours=2), run=measure_all),
    DueTask("forget ended sessions", every=timedelta(days=1), offset=timedelta(hours=3), run=forget_ended),
)


def scheduler(home: Home) -> Scheduler:
    """The background work of a server on this home; `start` it after opening, `stop` it before closing."""
    return Scheduler(home, HANDLERS, DUE)


def tick(home: Home, actor: Actor, *, alone: bool = False) -> Ticked:
    """Run what is due, and every queued job to its end. `alone` when no server runs on this home. Raises Forbidden without `jobs.tick`."""
    with refusals_recorded(home, actor, "tick"):
        home.ask(actor, _may_tick)
    return run_due(home, HANDLERS, DUE, restarted=alone)


def _may_tick(view: View) -> None:
    view.require("jobs.tick")
