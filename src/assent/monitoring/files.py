"""Which files were measured: their digests, and measuring only when they, or what is asked of them, changed. Runs in a worker process."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assent.kernel.canonical import Digest, digest
from assent.kernel.errors import Conflict, NotFound
from assent.monitoring.measure import DriftPlan, measure_drift
from assent.monitoring.result import DriftResult

CHUNK = 1 << 20


@dataclass(frozen=True)
class FileDigest:
    """A file as it was measured: its name, SHA-256, size in bytes, and which side it stood on."""

    name: str
    sha256: Digest
    size: int
    side: Literal["reference", "current"]


@dataclass(frozen=True)
class FilesMeasured:
    """What came of it: the files, and the result, or None when they are those measured before."""

    files: tuple[FileDigest, ...]
    result: DriftResult | None


def side_digest(files: Sequence[FileDigest], side: str) -> Digest:
    """One digest for all files of a side, whatever they are called and in whatever order they come."""
    return digest(sorted(f.sha256 for f in files if f.side == side))


def measure_files(plan: DriftPlan, known: tuple[Digest, Digest] | None, *, progress: Callable[[float, str], None]) -> FilesMeasured:
    """Measure unless the digests of both sides are the `known` ones; what is digested is what is measured, whatever lands beside it.

    Raises Conflict when a file changed while it was read, NotFound when one is gone, and what `measure_drift` raises.
    """
    progress(0.0, "reading the files")
    reference, current = plan.settled
    plan = replace(plan, reference=reference, current=current)
    paths = [*reference, *current]
    before = _stamps(paths)
    files = tuple(_digest(p, "reference") for p in reference) + tuple(_digest(p, "current") for p in current)
    if known == (side_digest(files, "reference"), side_digest(files, "current")):
        return FilesMeasured(files, None)
    result = measure_drift(plan, progress=lambda fraction, words: progress(0.1 + 0.85 * fraction, words))
    if _stamps(paths) != before:
        raise Conflict("The files changed while they were measured. Measure again when they are complete.")
    return FilesMeasured(files, result)


def _digest(path: Path, side: Literal["reference", "current"]) -> FileDigest:
    seen, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                seen.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise NotFound(f"{path.name} cannot be read any more ({error.strerror}). Put it back, or name another file.") from error
    return FileDigest(path.name, seen.hexdigest(), size, side)


def _stamps(paths: Sequence[Path]) -> list[tuple[int, int, int] | None]:
    found: list[tuple[int, int, int] | None] = []
    for path in paths:
        try:
            status = os.stat(path)
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except OSError:
            found.append(None)
    return found
