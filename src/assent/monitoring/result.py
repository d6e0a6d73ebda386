"""What measuring drift gives back: plain frozen values that can be pickled, stored, drawn and printed."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assent.monitoring.drift import DEFINITION, Verdict, worst


@dataclass(frozen=True)
class ColumnDrift:
    """One column's figures for one comparison; None where a statistic does not apply. `missing_*` are rows. Definitions: `drift`, `empirical`."""

    column: str
    kind: Literal["numeric", "categorical"]
    psi: float
    psi_noise: float
    kl: float
    js: float
    hellinger: float
    ks: float | None
    ks_p: float | None
    wasserstein: float | None
    chi2: float | None
    chi2_p: float | None
    missing_reference: int
    missing_current: int
    verdict: Verdict


@dataclass(frozen=True)
class Skipped:
    """A column that was left out, and why, in words."""

    column: str
    why: str


@dataclass(frozen=True)
class WindowDrift:
    """One window's figures; the columns are those of the whole, in the same order."""

    window: str
    rows: int
    columns: tuple[ColumnDrift, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of its columns'."""
        return worst(c.verdict for c in self.columns)


@dataclass(frozen=True)
class ColumnProfile:
    """A column's shape, for charts: shares of the rows that are not missing, in the reference, in all current rows and by window.

    Numeric: bins between `edges` (one more than bins; equal widths; the outer bins also hold what lies beyond). Categorical: one share
    for each of `categories`; `has_other` says that the last, named "other", gathers the rest. Where there are no values, zeros.
    """

    column: str
    kind: Literal["numeric", "categorical"]
    edges: tuple[float, ...]
    categories: tuple[str, ...]
    has_other: bool
    reference: tuple[float, ...]
    current: tuple[float, ...]
    windows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class DriftResult:
    """Two sets of rows compared: by column, whole and by window. `undated` rows are in the whole and in no window."""

    reference_rows: int
    current_rows: int
    columns: tuple[ColumnDrift, ...]
    skipped: tuple[Skipped, ...]
    windows: tuple[WindowDrift, ...]
    undated: int
    profiles: tuple[ColumnProfile, ...]
    definition: str = DEFINITION

    @property
    def verdict(self) -> Verdict:
        """The worst of the columns' verdicts on the whole; `insufficient` only when all are."""
        return worst(c.verdict for c in self.columns)

    def to_contract(self) -> dict[str, Any]:
        """The object that `assent drift --json` prints: null where a statistic does not apply, never NaN."""
        return {
            "reference_rows": self.reference_rows,
            "current_rows": self.current_rows,
            "columns": [asdict(c) for c in self.columns],
            "skipped": [asdict(s) for s in self.skipped],
            "windows": [{"window": w.window, "rows": w.rows, "columns": [asdict(c) for c in w.columns]} for w in self.windows],
            "undated": self.undated,
            "verdict": self.verdict,
        }


def finite(value: float) -> float | None:
    """A figure as a plain float, or None when it is not a number."""
    return float(value) if math.isfinite(value) else None
