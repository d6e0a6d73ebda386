"""The server's clockwork: looks for work each second, for what is due each half minute, and for jobs that lost their server."""

import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from assent.home import Home
from assent.jobs import queue
from assent.jobs.due import DueTask, run_due_tasks
from assent.jobs.runner import Handler, Runner
from assent.kernel.clock import utc_now
from assent.kernel.errors import GovernanceError

LOOK = 1.0  # seconds between two looks into the queue
ROUND = 30.0  # seconds between two looks at what is due
log = logging.getLogger(__name__)


def server_name(home: Home) -> str:
    """What this server is called in the job rows: the same after a restart, another one on another machine or home."""
    return f"{socket.gethostname()}:{home.path}"


class Scheduler:
    """Runs jobs and due tasks in the background of a server, from `start` to `stop`. Handlers are registered from above, by kind."""

    def __init__(self, home: Home, handlers: Mapping[str, Handler], due: Sequence[DueTask] = (), *, server: str | None = None):
        self.home, self.due = home, tuple(due)
        self.server = server or server_name(home)
        self.runner = Runner(home, handlers, self.server)
        executors = {"default": ThreadPoolExecutor(2), "work": ThreadPoolExecutor(1)}
        self._clockwork = BackgroundScheduler(executors=executors, timezone="UTC")

    def start(self) -> None:
        """Mark what this server left running as interrupted, then begin."""
        queue.sweep(self.home, restarted=self.server)
        for task, seconds, executor in ((self._work, LOOK, "work"), (self._round, ROUND, "default")):
            self._clockwork.add_job(
                _quietly, "interval", [task], seconds=seconds, executor=executor, id=task.__name__,
                max_instances=1, coalesce=True, misfire_grace_time=None,
            )  # fmt: skip
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # "skipped: still running" is how it is meant
        self._clockwork.start()
        self._clockwork.modify_job("_round", next_run_time=utc_now())

    def stop(self) -> None:
        """End the running job and wait for the threads. Call before closing the home."""
        self.runner.stop()
        if self._clockwork.running:
            self._clockwork.shutdown(wait=True)

    def _work(self) -> None:
        while self._clockwork.running and self.runner.run_next():
            pass

    def _round(self) -> None:
        queue.sweep(self.home)
        run_due_tasks(self.home, self.due)


@dataclass(frozen=True)
class Ticked:
    """What one tick did: the due tasks it ran and the ids of the jobs it ran to their end."""

    due: tuple[str, ...]
    jobs: tuple[str, ...]


def run_due(home: Home, handlers: Mapping[str, Handler], due: Sequence[DueTask], *, restarted: bool = False) -> Ticked:
    """Run once what is due, and every queued job to its end, here and now: `assent tick`.

    `restarted` says that no server runs on this home (the tick holds its lock), so that what an earlier one left running is over.
    """
    server = server_name(home)
    queue.sweep(home, restarted=server if restarted else None)
    ran = run_due_tasks(home, due)
    runner, jobs = Runner(home, handlers, server), []
    while job_id := runner.run_next():
        jobs.append(job_id)
    return Ticked(ran, tuple(jobs))


def _quietly(task: Callable[[], None]) -> None:
    """The clockwork goes on whatever one round ran into."""
    try:
        task()
    except GovernanceError as error:
        log.warning("the scheduler could not look: %s", error.sentence)
    except Exception:
        log.exception("the scheduler stumbled")
