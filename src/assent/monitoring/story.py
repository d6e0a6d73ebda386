"""One column over time: every statistic in every window, and its distributions."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from assent.ledger.view import View
from assent.monitoring.breaches import in_order
from assent.monitoring.cards import Point, Shape
from assent.monitoring.limits import Pair, judged
from assent.monitoring.model import DriftMeasurement, DriftProfile
from assent.monitoring.series import WHOLE, Series

FIGURES = ("psi", "psi_noise", "kl", "js", "hellinger", "ks", "ks_p", "wasserstein", "chi2", "chi2_p",
           "missing_reference", "missing_current", "n_reference", "n_current")  # fmt: skip


def points(view: View, series: Series, column: str, pair: Pair) -> tuple[Point, tuple[Point, ...]]:
    """A column's figures over all rows of the latest run, and in each window of the series in order of time."""
    table = DriftMeasurement
    query = sa.select(col(table.run_id), col(table.window), *(col(getattr(table, name)) for name in FIGURES))
    query = query.where(col(table.run_id).in_(list(series.labels)), col(table.column_name) == column)
    age = {run_id: n for n, run_id in enumerate(series.labels)}
    whole: Point | None = None
    found: dict[str, Point] = {}
    for row in sorted(view.session.execute(query).all(), key=lambda r: -age[r[0]]):
        run_id, label, figures = row[0], row[1], dict(zip(FIGURES, row[2:], strict=True))
        window = label or series.labels[run_id]
        point = _point(window, window != series.unjudged, figures, pair)
        if run_id == series.run.id and label == WHOLE:
            whole = point
        if window != WHOLE:
            found[window] = point
    assert whole is not None
    return whole, tuple(found[w] for w in sorted(found, key=in_order))


def _point(window: str, counts: bool, figures: dict[str, Any], pair: Pair) -> Point:
    verdict = judged(figures["psi"], figures["psi_noise"], figures["n_reference"], figures["n_current"], pair)
    return Point(window=window, judged=counts, verdict=verdict, **figures)


def shape(view: View, run_id: str, column: str) -> Shape | None:
    """A column's distributions, or None for a run that is not the latest."""
    row = view.first(DriftProfile, DriftProfile.run_id == run_id, DriftProfile.column_name == column)
    if row is None:
        return None
    s = row.shape
    windows = {label: tuple(shares) for label, shares in s["windows"].items()}
    return Shape(tuple(s["edges"]), tuple(s["categories"]), s["has_other"], tuple(s["reference"]), tuple(s["current"]), windows)
