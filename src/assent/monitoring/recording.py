"""From what was measured to the rows that go on record. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from assent.kernel.canonical import Digest, digest
from assent.kernel.errors import Invalid
from assent.monitoring.cards import SourceCard
from assent.monitoring.drift import DEFINITION, worst
from assent.monitoring.files import FileDigest, side_digest
from assent.monitoring.limits import Limits, judged
from assent.monitoring.result import ColumnDrift, ColumnProfile, DriftResult, WindowDrift
from assent.monitoring.series import WHOLE

DAYS = {"hour": 1, "day": 1, "week": 7, "month": 31}  # the most a window spans


def basis_of(source: SourceCard, reference: Digest) -> Digest:
    """What makes figures of two runs comparable: the same reference data, settings and definition."""
    return digest({"reference": reference, "settings": source.settings, "definition": DEFINITION})


def fingerprint_of(basis: Digest, current: Digest, limits: Limits) -> Digest:
    """What makes a second measuring needless: the same basis, the same data, the same limits."""
    return digest({"basis": basis, "current": current, "limits": limits})


def digests_of(files: Sequence[FileDigest]) -> tuple[Digest, Digest]:
    """The digests of the reference's and of the current files."""
    return side_digest(files, "reference"), side_digest(files, "current")


def since_day(result: DriftResult, since: date | None, by: str | None) -> tuple[WindowDrift, ...]:
    """The windows from the one a day lies in. Raises Invalid where windows are no times, and where none is as late."""
    if since is None:
        return result.windows
    labels = [w.window for w in result.windows]
    if by not in DAYS:
        raise Invalid("A first day needs windows of time. Measure without one, or name the system's time column.")
    if date.fromisoformat(labels[-1][:10]) + timedelta(days=DAYS[by]) <= since:
        raise Invalid(f"There are no observations from {since.isoformat()} on; the last window begins {labels[-1]}. Choose an earlier day.")
    return result.windows[max(bisect_right(labels, since.isoformat()) - 1, 0) :]


def rows_of(run_id: str, system: str, result: DriftResult, windows: Sequence[WindowDrift]) -> list[dict[str, Any]]:
    """One row for each column over all rows, then one for each in each window."""
    rows = [_row(run_id, system, c, WHOLE, result.reference_rows, result.current_rows) for c in result.columns]
    return rows + [_row(run_id, system, c, w.window, result.reference_rows, w.rows) for w in windows for c in w.columns]


def verdict_of(result: DriftResult, limits: Limits) -> dict[str, Any]:
    """The run's verdict under the system's limits, and its largest PSI, over all rows measured."""
    n, m = result.reference_rows, result.current_rows
    top = max(result.columns, key=lambda c: c.psi)
    verdict = worst(judged(c.psi, c.psi_noise, n, m, limits.of(c.column)) for c in result.columns)
    return {"verdict": verdict, "worst_psi": top.psi, "worst_column": top.column}


def shape_of(profile: ColumnProfile, windows: Sequence[WindowDrift]) -> dict[str, Any]:
    """A profile as it is kept: shares to six digits, by window."""
    return {
        "edges": list(profile.edges),
        "categories": list(profile.categories),
        "has_other": profile.has_other,
        "reference": _short(profile.reference),
        "current": _short(profile.current),
        "windows": {w.window: _short(shares) for w, shares in zip(windows, profile.windows, strict=True)},
    }


def _row(run_id: str, system: str, c: ColumnDrift, window: str, n: int, m: int) -> dict[str, Any]:
    figures = asdict(c)
    figures["column_name"], figures["column_kind"] = figures.pop("column"), figures.pop("kind")
    return {"run_id": run_id, "system": system, "window": window, "n_reference": n, "n_current": m, **figures}


def _short(shares: Sequence[float]) -> list[float]:
    return [round(s, 6) for s in shares]
