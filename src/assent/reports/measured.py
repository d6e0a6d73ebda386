"""What a report says of drift: the latest measurement and the limits that are crossed."""

from dataclasses import dataclass
from datetime import datetime

from assent.kernel.canonical import Digest


@dataclass(frozen=True)
class Line:
    """One thing that is said: its label and its value in words."""

    label: str
    value: str


@dataclass(frozen=True)
class ColumnDrift:
    """One column over all rows of the run: the statistics of `assent drift`, None where one does not apply."""

    column: str
    kind: str
    psi: float
    psi_noise: float
    ks: float | None
    js: float
    wasserstein: float | None
    missing_reference: int
    missing_current: int
    n_reference: int
    n_current: int
    verdict: str


@dataclass(frozen=True)
class Cell:
    """One column in one window. psi is None where it was not measured."""

    psi: float | None
    verdict: str


@dataclass(frozen=True)
class HeatRow:
    """One column over the windows, in the order of `Drift.windows`."""

    column: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Point:
    """PSI of the worst column in one window, what chance alone gives (95 %), and the rows compared."""

    window: str
    psi: float | None
    noise: float | None
    n: int


@dataclass(frozen=True)
class Bin:
    """One bin of a distribution: shares of reference and current rows, 0 to 1. A category has a label, a number's bin two edges."""

    label: str
    reference: float
    current: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Story:
    """The worst column: PSI over time and, where kept, its two distributions."""

    column: str
    kind: str
    points: tuple[Point, ...]
    bins: tuple[Bin, ...]
    watch_from: float
    act_from: float


@dataclass(frozen=True)
class Compared:
    """A file that was compared: on which side, and the SHA-256 of its bytes."""

    name: str
    side: str
    sha256: Digest


@dataclass(frozen=True)
class Drift:
    """The latest measurement: all columns worst first, the worst by window, and the worst one in full. Limits are the system's own.

    `unjudged` is the last window when it has only begun: it is in the table and counts for nothing.
    """

    verdict: str
    measured_at: datetime
    reference_rows: int
    current_rows: int
    watch_from: float
    act_from: float
    columns: tuple[ColumnDrift, ...]
    windows: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    story: Story | None
    run: str
    convention: str
    files: tuple[Compared, ...]
    skipped: tuple[Line, ...]
    unjudged: str | None = None


@dataclass(frozen=True)
class Breach:
    """A limit that was crossed and is not closed yet: the worst value, whether the latest full window is back within, and that in words."""

    what: str
    column: str
    back_within: bool
    value: float
    limit: float
    opened_at: datetime
    standing: str
