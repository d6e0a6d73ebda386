"""Work for worker processes to do; they find it here by name."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from assent.kernel.errors import Invalid


def add(a: int, b: int) -> int:
    return a + b


def whoami() -> int:
    return os.getpid()


def count(steps: int, *, progress: Callable[[float, str], None]) -> str:
    for step in range(steps):
        progress((step + 1) / steps, f"step {step + 1}")
    return "counted"


def refuse() -> None:
    raise Invalid("The file has no rows.", {"path": "No rows."})


def stumble() -> None:
    raise ZeroDivisionError


def die() -> None:
    os.kill(os.getpid(), 9)


def linger(mark: str) -> None:
    """Say which process this is, then take a minute."""
    Path(mark).write_text(str(os.getpid()))
    time.sleep(60)


def hoard(size: int) -> int:
    return len(bytearray(size))


def spill() -> str:
    import tempfile

    handle, name = tempfile.mkstemp()
    os.close(handle)
    return name


def die_measuring(*_: object, progress: object) -> None:
    die()
