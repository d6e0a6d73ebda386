"""What runs in a worker process: take a task from the pipe, do it, say what came of it; end when the parent does."""

import os
import pickle
import resource
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

from assent.kernel.errors import GovernanceError

PARENT_CHECK = 1.0  # seconds


def main() -> None:
    """Serve tasks until the pipe closes. Arguments: the pipe's file descriptor, the memory limit in bytes (0: none)."""
    pipe, memory = Connection(int(sys.argv[1])), int(sys.argv[2])
    if memory:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    while True:
        try:
            task = pipe.recv_bytes()
        except EOFError:
            return
        pipe.send_bytes(_outcome(pipe, task))


def _outcome(pipe: Connection, task: bytes) -> bytes:
    def report(fraction: float, message: str = "") -> None:
        pipe.send(("progress", (fraction, message)))

    said: tuple[Any, ...]
    try:
        function, args, reports = pickle.loads(task)  # noqa: S301  from our own parent, through its own pipe
        said = ("done", function(*args, progress=report) if reports else function(*args))
        return pickle.dumps(said)
    except GovernanceError as refused:
        said = ("refused", refused)
    except MemoryError:
        said = ("memory", None)
    except Exception:
        said = ("failed", traceback.format_exc())
    return pickle.dumps(said)


def _end_with(parent: int) -> None:
    """A parent that was killed cannot say so: look who the parent is."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK)
    os._exit(1)
