"""Measuring over HTTP, and the jobs that do it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import BoundedSemaphore
from typing import Any

from fastapi import APIRouter, Request

from assent.api.caller import AsOf, Caller, TheHome, desk_of
from assent.jobs import queries as jobs
from assent.kernel.canonical import plain
from assent.kernel.errors import Unavailable
from assent.monitoring import queries
from assent.procedures import schedule, watch

router = APIRouter(tags=["monitoring"])


AT_ONCE, WAITING, PATIENCE = 2, 6, 600.0  # measurings that run, requests that may wait for them, and seconds they do
_running, _places = BoundedSemaphore(AT_ONCE), BoundedSemaphore(AT_ONCE + WAITING)


@contextmanager
def one_of_few() -> Iterator[None]:
    """A turn to measure. Raises Unavailable where too many wait already, or when it does not come."""
    if not _places.acquire(blocking=False):
        raise Unavailable(f"{AT_ONCE + WAITING} systems are being measured or wait for it. Try again when some are done.")
    try:
        if not _running.acquire(timeout=PATIENCE):
            raise Unavailable("The measurings before this one take very long. Try again later; nothing was measured.")
        try:
            yield
        finally:
            _running.release()
    finally:
        _places.release()


@router.post("/systems/{key}/measure")
def measure(key: str, home: TheHome, actor: Caller, since: date | None = None) -> dict[str, Any]:
    """Measure a system now and wait for it. Few are measured at once; 503 when many wait already."""
    home.ask(actor, watch.task_of, system=key, since=since)  # whoever may not takes nobody's turn
    with one_of_few():
        done = watch.measure(home, actor, system=key, since=since)
    return {"system": key, "run": done.run_id, "verdict": done.verdict, "measurements": done.measurements, "unchanged": done.unchanged,
            "breaches": [plain(b) for b in done.breaches]}  # fmt: skip


@router.get("/systems/{key}/drift")
def drift(key: str, home: TheHome, actor: Caller, as_of: AsOf) -> dict[str, Any]:
    """The stored drift of a system: columns by window."""
    return {"system": key, "heat": plain(home.ask(actor, queries.heat, as_of=as_of, system=key))}


@router.get("/breaches")
def breaches(home: TheHome, actor: Caller, as_of: AsOf, system: str | None = None, status: str | None = "open") -> dict[str, Any]:
    """Breaches, open ones unless asked otherwise."""
    return {"breaches": [plain(b) for b in home.ask(actor, queries.breaches, as_of=as_of, system=system, status=status)]}


@router.get("/jobs")
def list_jobs(home: TheHome, actor: Caller) -> dict[str, Any]:
    """Running and recent work."""
    return {"jobs": [plain(j) for j in home.ask(actor, jobs.jobs)]}


@router.post("/tick")
def tick(request: Request, home: TheHome, actor: Caller) -> dict[str, Any]:
    """Run what is due, once."""
    done = schedule.tick(home, actor, alone=desk_of(request).alone)
    return {"ran": list(done.due), "jobs": list(done.jobs)}
