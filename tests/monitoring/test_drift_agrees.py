"""Every figure against SciPy, pandas and a second, naive implementation, on real data, whole and by week, to one in a million."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assent.monitoring.measure import DriftPlan, measure_drift
from assent.monitoring.result import ColumnDrift, DriftResult
from tests.monitoring.peers import FIGURES, figures

DATA = Path(__file__).parents[2] / "data"


def agree(measured: ColumnDrift, reference: pd.Series, current: pd.Series) -> None:
    expected = figures(reference, current)
    for name in FIGURES:
        value = getattr(measured, name)
        if expected[name] is None:
            assert value is None, (measured.column, name)
        else:
            assert value == pytest.approx(expected[name], rel=1e-6, abs=1e-6), (measured.column, name)
    assert (measured.missing_reference, measured.missing_current) == (reference.isna().sum(), current.isna().sum())


@pytest.fixture(scope="module")
def flights() -> tuple[DriftResult, pd.DataFrame, pd.DataFrame]:
    files = [DATA / f"flights_{side}.parquet" for side in ("reference", "production")]
    result = measure_drift(DriftPlan(*map(str, files), by="week", time="scheduled_at"))
    return result, *map(pd.read_parquet, files)


@pytest.fixture(scope="module")
def employment(tmp_path_factory: pytest.TempPathFactory) -> tuple[DriftResult, pd.DataFrame, pd.DataFrame]:
    """The rows of each year shuffled with a fixed seed and spread evenly over its weeks, as the survey names no week."""
    reference, current = (pd.read_parquet(DATA / f"employment_{side}.parquet") for side in ("reference", "production"))
    years = []
    for year, rows in current.groupby("year"):
        shuffled = rows.sample(frac=1, random_state=int(year))
        week = np.arange(len(rows)) * 52 // len(rows)
        monday = pd.Timestamp(f"{year}-01-04") - pd.Timedelta(days=pd.Timestamp(f"{year}-01-04").weekday())
        years.append(shuffled.assign(answered_on=monday + pd.to_timedelta(week * 7, unit="D")))
    current = pd.concat(years)
    path = tmp_path_factory.mktemp("employment") / "production.parquet"
    current.to_parquet(path, index=False)
    result = measure_drift(DriftPlan(str(DATA / "employment_reference.parquet"), str(path), by="week", time="answered_on"))
    return result, reference, current


def test_flights_whole(flights: tuple[DriftResult, pd.DataFrame, pd.DataFrame]) -> None:
    result, reference, current = flights
    for column in result.columns:
        agree(column, reference[column.column], current[column.column])
    assert (result.reference_rows, result.current_rows, result.undated) == (28_283, 89_553, 0)
    assert {c.column: c.verdict for c in result.columns if c.verdict != "stable"} == {
        "temp_f": "drift",
        "wind_mph": "watch",
        "pressure_mb": "watch",
        "probability": "watch",
    }
    assert [s.column for s in result.skipped] == ["flight_id"]


def test_flights_by_week(flights: tuple[DriftResult, pd.DataFrame, pd.DataFrame]) -> None:
    result, reference, current = flights
    weeks = dict(list(current.groupby(current["scheduled_at"].dt.to_period("W-SUN").dt.start_time.dt.strftime("%Y-%m-%d"))))
    assert [w.window for w in result.windows] == list(weeks)
    for window in result.windows:
        rows = weeks[window.window]
        assert window.rows == len(rows)
        for column in window.columns:
            agree(column, reference[column.column], rows[column.column])
    drifted = {c.column for w in result.windows for c in w.columns if c.verdict == "drift"}
    assert {"temp_f", "pressure_mb", "humidity_pct", "wind_mph"} <= drifted


def test_employment_whole(employment: tuple[DriftResult, pd.DataFrame, pd.DataFrame]) -> None:
    result, reference, current = employment
    assert result.verdict == "stable"
    assert [s.column for s in result.skipped] == ["id", "year"]
    assert result.skipped[1].why == "constant in the reference (2015), now 2018, 2017, 2016"
    for column in result.columns:
        agree(column, reference[column.column], current[column.column])


def test_employment_by_week_never_cries_drift(employment: tuple[DriftResult, pd.DataFrame, pd.DataFrame]) -> None:
    result, reference, current = employment
    assert len(result.windows) == 156
    assert {w.verdict for w in result.windows} == {"stable"}
    assert max(c.psi for w in result.windows for c in w.columns) == pytest.approx(0.05, abs=0.02)
    by_week = dict(list(current.groupby(current["answered_on"].dt.strftime("%Y-%m-%d"))))
    for window in result.windows[::10]:
        for column in window.columns:
            agree(column, reference[column.column], by_week[window.window][column.column])
