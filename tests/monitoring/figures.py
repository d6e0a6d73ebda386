"""Made-up results of measuring, shaped as real ones."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from assent.monitoring.files import FileDigest
from assent.monitoring.result import ColumnDrift, ColumnProfile, DriftResult, Skipped, WindowDrift

FIRST = date(2013, 4, 1)


def weeks(count: int) -> list[str]:
    return [(FIRST + timedelta(weeks=n)).isoformat() for n in range(count)]


def column(name: str, psi: float, noise: float = 0.02) -> ColumnDrift:
    figures = {"kl": psi / 2, "js": 0.1, "hellinger": 0.1, "ks": 0.2, "ks_p": 0.5, "wasserstein": None, "chi2": None, "chi2_p": None}
    return ColumnDrift(name, "numeric", psi, noise, **figures, missing_reference=0, missing_current=3, verdict="stable")


def result(psi: Mapping[str, Sequence[float]], *, rows: Sequence[int] | None = None, whole: float = 0.2) -> DriftResult:
    """Weekly windows from 1 April 2013: PSI by column and week."""
    count = len(next(iter(psi.values())))
    rows = rows or [1_000] * count
    windows = [WindowDrift(w, rows[i], tuple(column(c, values[i]) for c, values in psi.items())) for i, w in enumerate(weeks(count))]
    shape = ((0.25, 0.75), (0.5, 0.5), tuple((0.1 * i / count, 1 - 0.1 * i / count) for i in range(count)))
    profiles = tuple(ColumnProfile(c, "numeric", (0.0, 1.0, 2.0), (), False, *shape) for c in psi)
    columns = tuple(column(c, whole) for c in psi)
    return DriftResult(28_000, sum(rows), columns, (Skipped("flight_id", "an identifier"),), tuple(windows), 2, profiles)


def files(current: str = "b", reference: str = "a") -> list[FileDigest]:
    return [FileDigest("reference.parquet", reference * 64, 10, "reference"), FileDigest("current.parquet", current * 64, 20, "current")]
