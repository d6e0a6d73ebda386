"""Long work and what is due. Working rows all: what a job changes in the record has events of its own."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from assent.store.rows import Working, json_field, moment

ACTIVE = ("queued", "running")


class Job(Working, table=True):
    """One piece of long work. `state` is queued, running, done, failed, cancelled or interrupted."""

    __tablename__ = "job"
    id: str = Field(primary_key=True)
    task: str  # its kind; a row's own `kind` says that it is a working one
    arguments: dict[str, Any] = json_field()
    state: str = "queued"
    progress: float = 0.0
    message: str = ""
    created_by: str
    created_at: datetime = moment()
    started_at: datetime | None = moment(default=None, nullable=True)
    finished_at: datetime | None = moment(default=None, nullable=True)
    heartbeat_at: datetime | None = moment(default=None, nullable=True)
    server: str | None = None
    cancel_requested: bool = False
    result: dict[str, Any] = json_field()
    error: str | None = None


class JobSlot(Working, table=True):
    """The latest job of a kind with these arguments. Its key makes a second identical one collide, on both databases."""

    __tablename__ = "job_slot"
    key: str = Field(primary_key=True)
    job_id: str


class Due(Working, table=True):
    """Something that comes round. Whoever moves `next_run_at` forward runs it; of two servers only one succeeds."""

    __tablename__ = "due"
    name: str = Field(primary_key=True)
    next_run_at: datetime = moment()
    last_run_at: datetime | None = moment(default=None, nullable=True)
    error: str | None = None
