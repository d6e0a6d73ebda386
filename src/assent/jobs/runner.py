"""One server's hands: claims a job, runs its handler, keeps it alive while it runs, writes how it ended."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assent.home import Home
from assent.jobs import queue
from assent.jobs.queries import JobCard
from assent.jobs.worker import Stopped
from assent.kernel.errors import Conflict, GovernanceError, Unavailable

BEAT = 1.0  # seconds between two signs of life, and the longest a request to stop waits
UNEXPECTED = "Something went wrong inside the program; the server's log has the details."
log = logging.getLogger(__name__)


@dataclass
class Work:
    """What a handler is handed: its arguments, who asked for it, a way to say how far it is, and whether to stop."""

    job_id: str
    arguments: dict[str, Any]
    created_by: str
    stop: threading.Event = field(default_factory=threading.Event)
    said: tuple[float, str] = (0.0, "")

    def progress(self, fraction: float, message: str = "") -> None:
        """Say how far the work is, 0 to 1; it is written with the next sign of life."""
        self.said = (min(max(fraction, 0.0), 1.0), message)

    def cancelled(self) -> bool:
        """Whether somebody stopped it, or another server took it for dead."""
        return self.stop.is_set()


Handler = Callable[[Home, Work], Mapping[str, Any]]  # what it returns is the job's result, plain JSON


class Runner:
    """Runs queued jobs one after the other, in the name of one server."""

    def __init__(self, home: Home, handlers: Mapping[str, Handler], server: str):
        self.home, self.handlers, self.server = home, dict(handlers), server
        self._current: Work | None = None
        self._stopping = False

    def run_next(self) -> str | None:
        """Run the oldest queued job to its end; its id, or None when nothing waits."""
        if self._stopping:
            return None
        try:
            job = queue.claim(self.home, self.server)
        except (Conflict, Unavailable):
            return None
        if job is not None:
            self.run(job)
        return None if job is None else job.id

    def run(self, job: JobCard) -> None:
        """Run a claimed job. Whatever happens to it ends in its row, never in an exception here."""
        work = self._current = Work(job.id, job.arguments, job.created_by)
        if self._stopping:  # told to stop between the claim and here
            work.stop.set()
        ended = threading.Event()
        heart = threading.Thread(target=self._beat, args=(work, ended), daemon=True)
        heart.start()
        try:
            outcome = self._outcome(job.kind, work)
        finally:
            ended.set()
            heart.join()
            self._current = None
        try:
            if not queue.finish(self.home, self.server, job.id, **outcome):
                log.warning("job %s had been taken for dead when it ended", job.id)
        except GovernanceError as error:
            log.error("the end of job %s could not be written: %s", job.id, error.sentence)

    def stop(self) -> None:
        """Interrupt the job that runs now and take no other: the server goes down."""
        self._stopping = True
        work = self._current
        if work is not None:
            work.stop.set()

    def _outcome(self, kind: str, work: Work) -> dict[str, Any]:
        handler = self.handlers.get(kind)
        if handler is None:
            return {"state": "failed", "error": f"This server does not know the work {kind!r}; start one of the version that asked for it."}
        try:
            if work.cancelled():
                raise Stopped("Stopped before it began.")
            return {"state": "done", "result": handler(self.home, work)}
        except Stopped as stopped:
            if self._stopping:
                return {"state": "interrupted", "error": queue.GONE}
            return {"state": "cancelled", "error": stopped.sentence}
        except GovernanceError as error:
            return {"state": "failed", "error": error.sentence}
        except Exception:
            log.exception("job %s (%s) failed", work.job_id, kind)
            return {"state": "failed", "error": UNEXPECTED}

    def _beat(self, work: Work, ended: threading.Event) -> None:
        while not ended.wait(BEAT):
            try:
                if not queue.pulse(self.home, self.server, work.job_id, *work.said):
                    work.stop.set()
            except GovernanceError as error:
                log.warning("no sign of life for job %s: %s", work.job_id, error.sentence)
