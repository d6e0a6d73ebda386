"""Long work in a process of its own, which can be stopped, limited, and die without taking the server along.

A fresh interpreter each time, never a fork: forking a server with threads is not safe. It is started by hand rather than through
`multiprocessing`, whose spawn imports the parent's `__main__` again, and while a page is drawn Streamlit passes the page off as that.
"""

import atexit
import contextlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

from assent.kernel.errors import GovernanceError, Unavailable

T = TypeVar("T")
Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]
GLANCE = 0.1  # seconds between two looks whether the work was stopped
TASKS_PER_WORKER = 20  # a worker is then let go, and the memory it gathered with it
log = logging.getLogger(__name__)


class Stopped(GovernanceError):
    """Somebody stopped the work."""

    code = "stopped"


class _Worker:
    """A child process and the pipe to it."""

    def __init__(self, memory: int | None):
        self.memory, self.tasks = memory, 0
        self.folder = tempfile.mkdtemp(prefix="assent-worker-")  # what a killed child spilled goes with it
        self.pipe, theirs = Pipe()
        command = [sys.executable, "-P", "-c", "from assent.jobs.child import main; main()", str(theirs.fileno()), str(memory or 0)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "TMPDIR": self.folder}
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter
            command, stdin=quiet, stdout=quiet, stderr=quiet, pass_fds=[theirs.fileno()], env=environment, start_new_session=True
        )
        theirs.close()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_idle: list[_Worker] = []
_lock = threading.Lock()


def in_worker(
    function: Callable[..., T],
    *args: Any,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    timeout: float | None = None,
    memory: int | None = None,
) -> T:
    """Call `function(*args)` in a worker process and return what it returns.

    `function` is a top-level one and its arguments and result can be pickled. With `progress` it is called with a keyword
    `progress(fraction, message)` whose calls arrive here. `timeout` is in seconds; `memory` in bytes and limits the process's data.
    Raises the function's own GovernanceError, Stopped once `cancelled()` is true, Unavailable when the worker took too long, ran out of
    memory or died.
    """
    worker = _take(memory)
    try:
        worker.pipe.send((function, args, progress is not None))
        kind, said = _answer(worker.pipe, progress, cancelled, None if timeout is None else time.monotonic() + timeout)
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        worker.kill()
        raise Unavailable("The worker process was ended before it was done, perhaps for want of memory. Start it again.") from error
    except BaseException:
        worker.kill()
        raise
    _give_back(worker)
    if kind == "refused":
        raise said
    if kind == "memory":
        raise Unavailable("There was not enough memory for this. Choose less data or a shorter period.")
    if kind == "failed":
        log.error("work in a worker process failed: %s", said)
        raise Unavailable("Something went wrong inside the worker process; the server's log has the details.")
    result: T = said
    return result


def _answer(pipe: Connection, progress: Progress | None, cancelled: Cancelled | None, until: float | None) -> tuple[str, Any]:
    """Listen until the work is over: how it ended and what it said last."""
    while True:
        if cancelled is not None and cancelled():
            raise Stopped("Stopped before it was done.")
        if until is not None and time.monotonic() > until:
            raise Unavailable("This took longer than it may and was stopped. Choose less data or a shorter period.")
        if not pipe.poll(GLANCE):
            continue
        kind, said = pipe.recv()
        if kind != "progress":
            return kind, said
        if progress is not None:
            progress(*said)


def _take(memory: int | None) -> _Worker:
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.alive and worker.memory == memory:
                return worker
            worker.kill()
    return _Worker(memory)


def _give_back(worker: _Worker) -> None:
    """Keep one warm worker: starting one costs half a second of imports."""
    worker.tasks += 1
    with _lock:
        if not _idle and worker.tasks < TASKS_PER_WORKER:
            _idle.append(worker)
            return
    worker.kill()


@atexit.register
def let_go() -> None:
    """End the warm worker."""
    with _lock, contextlib.suppress(OSError):
        while _idle:
            _idle.pop().kill()
