"""Whether the record can be written, found out by writing."""

import logging
import threading
import time

from assent.home import Home
from assent.jobs.model import JobSlot
from assent.kernel.errors import Conflict, GovernanceError
from assent.kernel.ids import new_id
from assent.ledger.record import Desk

LASTS = 1.0  # seconds an answer stands, so that asking often costs nothing
ROW = "healthz"
log = logging.getLogger(__name__)


class Pulse:
    """Asks the database to write a working row, at most once a second."""

    def __init__(self, home: Home):
        self._home, self._lock = home, threading.Lock()
        self._felt, self._trouble = float("-inf"), ""

    def trouble(self) -> str:
        """Why the record cannot be written, in a sentence; empty when it can."""
        with self._lock:
            if time.monotonic() - self._felt > LASTS:
                self._trouble = self._write()
                self._felt = time.monotonic()
            return self._trouble

    def _write(self) -> str:
        try:
            self._home.tend(_beat)
        except Conflict:
            return ""  # another server on the same database was faster, so it can be written
        except GovernanceError as error:
            return error.sentence
        except Exception:
            log.exception("the record could not be written")
            return "The record cannot be written; the server's log has the details."
        return ""


def _beat(desk: Desk) -> None:
    row = desk.session.get(JobSlot, ROW)
    if row is None:
        desk.session.add(JobSlot(key=ROW, job_id=new_id()))
    else:
        row.job_id = new_id()
