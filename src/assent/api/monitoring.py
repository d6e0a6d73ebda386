"""Measuring over HTTP, and the jobs that do it."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request

from assent.api.caller import AsOf, Caller, TheHome, desk_of
from assent.jobs import queries as jobs
from assent.kernel.canonical import plain
from assent.monitoring import queries
from assent.procedures import schedule, watch

router = APIRouter(tags=["monitoring"])


@router.post("/systems/{key}/measure")
def measure(key: str, home: TheHome, actor: Caller, since: date | None = None) -> dict[str, Any]:
    """Measure a system now and wait for it."""
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
