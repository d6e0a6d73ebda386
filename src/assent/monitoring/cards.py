"""What monitoring's queries answer with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assent.monitoring.breaches import Standing
from assent.monitoring.drift import Verdict
from assent.monitoring.limits import Pair


@dataclass(frozen=True)
class SourceCard:
    """Where a system's observations lie and what their columns are for."""

    id: str
    system: str
    path: str
    reference: str
    time: str | None
    prediction: str | None
    probability: str | None
    label: str | None
    groups: tuple[str, ...]
    features: tuple[str, ...] | None
    window_by: str
    confirmed_by: str
    confirmed_at: datetime

    @property
    def by(self) -> str | None:
        """The windows to measure in: None, that is all rows together, without a time column (but rows:N needs none)."""
        return self.window_by if self.time is not None or self.window_by.startswith("rows:") else None

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The columns to measure: features, label, prediction, probability and groups; None for all there are."""
        if self.features is None:
            return None
        others = [c for c in (self.prediction, self.probability, self.label, *self.groups) if c is not None]
        return tuple(dict.fromkeys([*self.features, *others]))

    @property
    def roles(self) -> dict[str, str]:
        """What each column with a role of its own is for."""
        named = {self.prediction: "prediction", self.probability: "probability", self.label: "label"}
        return dict.fromkeys(self.groups, "group") | {c: role for c, role in named.items() if c is not None}

    @property
    def settings(self) -> dict[str, Any]:
        """What decides which figures a file gives: all but where it lies."""
        return {"time": self.time, "by": self.by, "columns": self.columns, "roles": self.roles}


@dataclass(frozen=True)
class RunCard:
    """One measuring of a system. `files` are name, sha256, size and side of each; `worst_*` is over all rows measured."""

    id: str
    seq: int
    system: str
    measured_at: datetime
    requested_by: str
    definition: str
    basis: str
    fingerprint: str
    window_by: str | None
    since: date | None
    reference_rows: int
    current_rows: int
    undated: int
    skipped: tuple[Mapping[str, str], ...]
    files: tuple[Mapping[str, Any], ...]
    verdict: Verdict
    worst_psi: float | None
    worst_column: str | None
    trend: tuple[float, ...]
    measurements: int
    measurements_digest: str


@dataclass(frozen=True)
class BreachCard(Standing):
    """A crossed limit: its standing, of which system and column, since when, and who closed it. `run_id` is the run that last changed it."""

    id: str
    system: str
    column: str
    statistic: str
    status: str
    limit: float
    opened_at: datetime
    run_id: str
    closed_by: str | None
    closed_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class MonitorSummary:
    """A system's monitoring in a line; verdict, PSI and time are None while a source is set and nothing measured yet.

    `worst_psi` is the largest over all rows measured; `trend` the largest of any column in each of the latest windows.
    """

    verdict: Verdict | None
    worst_psi: float | None
    worst_column: str | None
    measured_at: datetime | None
    open_breaches: int
    trend: tuple[float, ...]


@dataclass(frozen=True)
class Point:
    """A column's figures in one window; None where a statistic does not apply. `judged` is False for a last window that has only begun."""

    window: str
    judged: bool
    verdict: Verdict
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
    n_reference: int
    n_current: int


@dataclass(frozen=True)
class Shape:
    """A column's distributions as shares: numeric between `edges` (one more than bins), else one for each category.

    `has_other`: the last category gathers the rest. `windows` maps a window to its shares.
    """

    edges: tuple[float, ...]
    categories: tuple[str, ...]
    has_other: bool
    reference: tuple[float, ...]
    current: tuple[float, ...]
    windows: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class ColumnStory:
    """One column over time: its points in order, all rows together (`whole`), limits, breaches newest first, and its shape.

    `shape` is None for an earlier run: shapes are kept for the latest only and can be made again from the files.
    """

    system: str
    column: str
    kind: str
    role: str
    run_id: str
    measured_at: datetime
    limits: Pair
    whole: Point
    points: tuple[Point, ...]
    over: int
    judged: int
    breaches: tuple[BreachCard, ...]
    shape: Shape | None
