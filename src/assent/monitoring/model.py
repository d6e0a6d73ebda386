"""Where a system's observations lie, its limits, what was measured, and which measurements crossed a limit."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from assent.store.rows import AppendOnly, State, Working, json_field, moment


class Source(State, table=True):
    """A system's observation files and what their columns are for; at most one for each system. `features` None: every other column."""

    __tablename__ = "monitoring_source"
    system: str
    path: str
    reference: str
    time_column: str | None = None
    prediction: str | None = None
    probability: str | None = None
    label: str | None = None
    group_columns: list[str] = json_field(default_factory=list)
    features: list[str] | None = Field(default=None, sa_type=sa.JSON, nullable=True)
    window_by: str = "week"
    confirmed_by: str
    confirmed_at: datetime = moment()


class Limit(State, table=True):
    """PSI from which a column is watched and acted on; `column_name` None holds for every column without limits of its own."""

    __tablename__ = "monitoring_limit"
    system: str
    column_name: str | None = None
    watch: float
    act: float
    set_by: str
    set_at: datetime = moment()


class MeasurementRun(AppendOnly, table=True):
    """One measuring of a system. `basis` names what made figures comparable (reference, settings, definition), `fingerprint` that,
    the measured files and the limits. `since` None: all windows were stored. `worst_*` is over all rows measured."""

    __tablename__ = "measurement_run"
    system: str = Field(index=True)
    measured_at: datetime = moment()
    requested_by: str
    definition: str
    basis: str
    fingerprint: str
    window_by: str | None = None
    since: date | None = None
    reference_rows: int = Field(sa_type=sa.BigInteger)
    current_rows: int = Field(sa_type=sa.BigInteger)
    undated: int = Field(default=0, sa_type=sa.BigInteger)
    skipped: list[dict[str, str]] = json_field(default_factory=list)
    files: list[dict[str, Any]] = json_field(default_factory=list)
    verdict: str
    worst_psi: float | None = None
    worst_column: str | None = None
    trend: list[float] = json_field(default_factory=list)
    measurements: int
    measurements_digest: str


class DriftMeasurement(AppendOnly, table=True):
    """One column in one window against the reference; `window` is empty for all rows together. Null: does not apply."""

    __tablename__ = "drift_measurement"
    run_id: str = Field(index=True)
    system: str
    column_name: str
    column_kind: str
    window: str
    psi: float
    psi_noise: float
    kl: float
    js: float
    hellinger: float
    ks: float | None = None
    ks_p: float | None = None
    wasserstein: float | None = None
    chi2: float | None = None
    chi2_p: float | None = None
    missing_reference: int = Field(sa_type=sa.BigInteger)
    missing_current: int = Field(sa_type=sa.BigInteger)
    n_reference: int = Field(sa_type=sa.BigInteger)
    n_current: int = Field(sa_type=sa.BigInteger)
    verdict: str


class Breach(State, table=True):
    """A statistic of a column crossed its limit; at most one open for each (system, column, statistic).

    Windows up to and with `counted_after` belong to an earlier breach that a person closed and do not count here.
    """

    __tablename__ = "breach"
    system: str
    column_name: str
    statistic: str = "psi"
    status: str = "open"
    limit_value: float
    opened_at: datetime = moment()
    run_id: str
    first_window: str
    last_window: str
    worst_window: str
    worst_value: float
    windows_over: int
    windows_judged: int
    latest_window: str
    latest_value: float
    back_within: bool
    counted_after: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = moment(default=None, nullable=True)
    reason: str | None = None


class DriftProfile(Working, table=True):
    """A column's distributions for charts, of the latest run only; they can be made again from the files. Shares sum to one.

    `shape` holds `edges` or `categories`, `has_other`, `reference`, `current` and `windows` (window to shares).
    """

    __tablename__ = "drift_profile"
    id: str = Field(primary_key=True)
    run_id: str
    system: str
    column_name: str
    shape: dict[str, Any] = json_field()
