"""What comes round: each time belongs to one server, whoever moves the row's next time forward first."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from assent.home import Home
from assent.jobs.model import Due
from assent.kernel.errors import GovernanceError
from assent.ledger.record import Desk

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AGAIN = timedelta(minutes=10)  # after a failure
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DueTask:
    """Something to do every so often: every 24 hours with an offset of two is daily at 02:00 UTC. `run` is short and may run twice."""

    name: str
    every: timedelta
    run: Callable[[Home], object]
    offset: timedelta = timedelta()

    def after(self, now: datetime) -> datetime:
        """The next time strictly after `now`."""
        rounds = (now - EPOCH - self.offset) // self.every
        return EPOCH + self.offset + (rounds + 1) * self.every


def run_due_tasks(home: Home, tasks: Sequence[DueTask]) -> tuple[str, ...]:
    """Run the tasks whose time has come and that no other server took; their names. A failure is kept and tried again in ten minutes."""
    ran = []
    for task in tasks:
        try:
            if not home.tend(_take, task):
                continue
            ran.append(task.name)
            task.run(home)
        except GovernanceError as error:
            _failed(home, task, error.sentence)
        except Exception:
            log.exception("the due task %s failed", task.name)
            _failed(home, task, "Something went wrong inside the program; the server's log has the details.")
    return tuple(ran)


def _take(desk: Desk, task: DueTask) -> bool:
    """Whether it is time, and this server moved the time forward. A task seen for the first time is due at once."""
    row = desk.session.get(Due, task.name)
    following = task.after(desk.now)
    if row is None:
        desk.session.add(Due(name=task.name, next_run_at=following, last_run_at=desk.now))
        return True
    if row.next_run_at > desk.now:
        return False
    change = sa.update(Due).where(col(Due.name) == task.name, col(Due.next_run_at) == row.next_run_at)
    change = change.values(next_run_at=following, last_run_at=desk.now, error=None)
    return bool(desk.session.execute(change.returning(col(Due.name)), execution_options={"synchronize_session": False}).all())


def _failed(home: Home, task: DueTask, sentence: str) -> None:
    def put_back(desk: Desk) -> None:
        row = desk.session.get(Due, task.name)
        if row is not None:
            row.next_run_at, row.error = min(row.next_run_at, desk.now + AGAIN), sentence

    log.warning("due task %s: %s", task.name, sentence)
    try:
        home.tend(put_back)
    except GovernanceError as error:
        log.warning("due task %s could not be put back: %s", task.name, error.sentence)
