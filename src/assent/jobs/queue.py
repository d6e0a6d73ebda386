"""The queue's rows: put in, claimed once, kept alive, ended. Every step is a guarded update, safe beside other servers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from assent.home import Home
from assent.jobs.model import ACTIVE, Job, JobSlot
from assent.jobs.queries import JobCard, card
from assent.kernel.actor import Actor
from assent.kernel.canonical import digest, plain
from assent.kernel.errors import Closed, Forbidden, NotFound
from assent.kernel.ids import new_id
from assent.ledger.record import Desk

SILENCE = timedelta(seconds=60)  # a running job that was not heard of for longer has lost its server
KEPT = timedelta(days=30)
GONE = "The server stopped while this ran. Start it again; what was finished is on record."


def enqueue(home: Home, actor: Actor, kind: str, **arguments: Any) -> str:
    """Put work into the queue and return its id; the same work already queued or running is returned instead.

    Whether the actor may start that kind of work is for the caller to check: this room knows no kinds.
    """
    return home.tend(_enqueue, actor.id, kind, plain(arguments))


def _enqueue(desk: Desk, created_by: str, kind: str, arguments: dict[str, Any]) -> str:
    key = digest({"kind": kind, "arguments": arguments})
    slot = desk.session.get(JobSlot, key)
    if slot is not None:
        before = desk.session.get(Job, slot.job_id)
        if before is not None and before.state in ACTIVE and not before.cancel_requested:
            return before.id
    job = Job(id=new_id(), task=kind, arguments=arguments, created_by=created_by, created_at=desk.now)
    desk.session.add(job)
    if slot is None:
        desk.session.add(JobSlot(key=key, job_id=job.id))
    else:
        slot.job_id = job.id
    return job.id


def cancel(home: Home, actor: Actor, job_id: str) -> None:
    """Stop a job: at once while it waits, by ending its worker while it runs.

    Raises Forbidden for somebody who neither started it nor has jobs.cancel, NotFound, Closed when it is over.
    """
    try:
        home.tend(_cancel, actor, job_id)
    except Forbidden as error:
        home.refused(actor, "cancel", error)
        raise


def _cancel(desk: Desk, actor: Actor, job_id: str) -> None:
    job = desk.session.get(Job, job_id)
    if job is None:
        raise NotFound("There is no such job. Jobs are kept for 30 days.")
    if job.created_by != actor.id and not actor.may("jobs.cancel"):
        raise Forbidden("Only whoever started this, or somebody with the permission jobs.cancel, may stop it.")
    if _move(desk, job_id, "queued", state="cancelled", cancel_requested=True, finished_at=desk.now, message="Stopped before it began."):
        return
    if not _move(desk, job_id, "running", cancel_requested=True):
        raise Closed("This is over already; nothing is left to stop.")


def _move(desk: Desk, job_id: str, state: str, /, *where: Any, **values: Any) -> bool:
    """Update the job if it still is in that state; whether it was."""
    change = sa.update(Job).where(col(Job.id) == job_id, col(Job.state) == state, *where).values(**values).returning(col(Job.id))
    return bool(desk.session.execute(change, execution_options={"synchronize_session": False}).all())


def claim(home: Home, server: str) -> JobCard | None:
    """Take the oldest queued job, for this server alone; None when nothing waits."""
    return home.tend(_claim, server)


def _claim(desk: Desk, server: str) -> JobCard | None:
    waiting = select(Job.id).where(Job.state == "queued").order_by(col(Job.created_at), col(Job.id)).limit(20)
    for job_id in desk.session.exec(waiting).all():
        if _move(desk, job_id, "queued", state="running", server=server, started_at=desk.now, heartbeat_at=desk.now):
            row = desk.session.get(Job, job_id)
            assert row is not None
            return card(row)
    return None


def pulse(home: Home, server: str, job_id: str, progress: float, message: str) -> bool:
    """Say that a running job lives and how far it is. Whether it should go on: False once somebody stopped it or took it away."""
    return home.tend(_pulse, server, job_id, progress, message)


def _pulse(desk: Desk, server: str, job_id: str, progress: float, message: str) -> bool:
    mine = col(Job.server) == server
    if not _move(desk, job_id, "running", mine, heartbeat_at=desk.now, progress=progress, message=message):
        return False
    return not desk.session.exec(select(Job.cancel_requested).where(Job.id == job_id)).one()


def finish(home: Home, server: str, job_id: str, state: str, *, result: Mapping[str, Any] | None = None, error: str | None = None) -> bool:
    """End a job this server runs. False when it was declared interrupted meanwhile: its end is not this server's to write."""
    values: dict[str, Any] = {"state": state, "result": plain(result or {}), "error": error}
    if state == "done":
        values["progress"] = 1.0
    return home.tend(_finish, server, job_id, values)


def _finish(desk: Desk, server: str, job_id: str, values: dict[str, Any]) -> bool:
    return _move(desk, job_id, "running", col(Job.server) == server, finished_at=desk.now, **values)


def sweep(home: Home, *, restarted: str | None = None) -> int:
    """Mark running jobs whose server is gone as interrupted, and forget those that ended 30 days ago; how many were marked.

    `restarted` names a server that has just started: whatever it ran before, it runs no more. On DuckDB that is every job,
    since one process alone has the file.
    """
    alone = restarted is not None and home.record.database.dialect == "duckdb"
    return home.tend(_sweep, restarted, alone)


def _sweep(desk: Desk, restarted: str | None, alone: bool) -> int:
    gone: Any = sa.or_(col(Job.heartbeat_at) < desk.now - SILENCE, col(Job.server) == restarted)
    running = select(Job.id).where(Job.state == "running", *([] if alone else [gone]))
    lost = [i for i in desk.session.exec(running).all() if _move(desk, i, "running", state="interrupted", finished_at=desk.now, error=GONE)]
    _forget(desk, desk.now - KEPT)
    return len(lost)


def _forget(desk: Desk, before: datetime) -> None:
    old = desk.session.exec(select(Job).where(col(Job.finished_at) < before)).all()
    for job in old:
        desk.session.delete(job)
