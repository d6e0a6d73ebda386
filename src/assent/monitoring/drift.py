"""Drift between a reference and a current sample: the definitions, as plain functions on counts.

- PSI: sum (q - p) ln(q / p), p the reference's share of a bin and q the current's. E. M. Lewis, "An Introduction to Credit Scoring", 1994;
  the limits 0.1 and 0.25: N. Siddiqi, "Credit Risk Scorecards", Wiley 2006. It is Jeffreys' divergence on bins (1946).
- What chance alone gives: B. Yurdakul and J. Naranjo, "Statistical properties of the population stability index", Journal of Risk Model
  Validation 14(4), 2020: without drift PSI follows (1/n + 1/m) chi-squared with bins - 1 degrees of freedom.
- KL: S. Kullback and R. A. Leibler, Ann. Math. Stat. 22(1), 1951. Jensen-Shannon: J. Lin, IEEE Trans. Inf. Theory 37(1), 1991; its root
  is a distance: D. M. Endres and J. E. Schindelin, IEEE Trans. Inf. Theory 49(7), 2003. Hellinger: E. Hellinger, J. reine angew. Math. 136, 1909.
- Chi-squared: K. Pearson, Phil. Mag. 50, 1900. Kolmogorov-Smirnov and Wasserstein: `empirical`.

Counts are arrays whose last axis is the bins; leading axes (windows) are measured at once. The reference has the bins alone.
"""

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

DEFINITION = "assent-drift-1"
"""Names the definitions in this room. It changes whenever a figure for the same data would."""

Verdict = Literal["stable", "watch", "drift", "insufficient"]
Numbers = NDArray[np.floating[Any]] | NDArray[np.integer[Any]]
Floats = NDArray[np.float64]

WATCH, DRIFT = 0.1, 0.25
LEAST_ROWS = 50
FLOOR = 1e-4
DECILES = tuple(k / 10 for k in range(1, 10))


def cuts(deciles: Iterable[float]) -> Floats:
    """The inner edges of the numeric bins: the reference's deciles with equal ones merged.

    k cuts make k + 1 right-closed bins, the outer two open: a value equal to a cut belongs to the bin below, as in `pandas.cut`.
    """
    return np.unique(np.fromiter(deciles, dtype=np.float64))


def shares(counts: Numbers) -> Floats:
    """Counts as proportions of their sum along the last axis; nothing counted gives zeros."""
    values = np.asarray(counts, dtype=np.float64)
    totals = values.sum(axis=-1, keepdims=True)
    result: Floats = np.divide(values, totals, out=np.zeros_like(values), where=totals > 0)
    return result


def psi(reference: Numbers, current: Numbers) -> Floats:
    """Population stability index of bin counts, natural logarithm; a proportion of zero counts as 1e-4, nothing is renormalised."""
    p, q = _floored(reference), _floored(current)
    result: Floats = ((q - p) * np.log(q / p)).sum(axis=-1)
    return result


def psi_noise(bins: Numbers | int, n: Numbers | int, m: Numbers | int) -> Floats:
    """The PSI that chance alone exceeds in one of twenty comparisons of n with m rows over `bins` bins, the missing one counted."""
    from scipy.special import chdtri

    result: Floats = chdtri(np.maximum(np.asarray(bins) - 1, 1), 0.05) * (1 / np.asarray(n) + 1 / np.asarray(m))
    return result


def kl(reference: Numbers, current: Numbers) -> Floats:
    """Kullback-Leibler divergence of current against reference, in nats, with the same floor as PSI."""
    p, q = _floored(reference), _floored(current)
    result: Floats = (q * np.log(q / p)).sum(axis=-1)
    return result


def js(reference: Numbers, current: Numbers) -> Floats:
    """Jensen-Shannon distance: the square root of the divergence in bits, 0 to 1."""
    p, q = np.broadcast_arrays(shares(reference), shares(current))
    middle = (p + q) / 2
    bits = sum(np.where(s > 0, s * np.log2(np.where(s > 0, s, 1) / np.where(s > 0, middle, 1)), 0).sum(axis=-1) for s in (p, q))
    result: Floats = np.sqrt(np.clip(np.asarray(bits) / 2, 0, 1))
    return result


def hellinger(reference: Numbers, current: Numbers) -> Floats:
    """Hellinger distance, 0 to 1."""
    difference = np.sqrt(shares(reference)) - np.sqrt(shares(current))
    result: Floats = np.sqrt(np.clip((difference**2).sum(axis=-1) / 2, 0, 1))
    return result


def chi2(reference: Numbers, current: Numbers) -> tuple[Floats, Floats]:
    """Pearson's statistic and its p-value on the table of two rows of category counts, missing left out, without continuity correction.

    A category in neither row is left out; a single category gives 0 and 1; a row with nothing in it gives NaN.
    """
    from scipy.special import chdtrc

    p, q = np.broadcast_arrays(np.asarray(reference, dtype=np.float64), np.asarray(current, dtype=np.float64))
    n, m = p.sum(axis=-1, keepdims=True), q.sum(axis=-1, keepdims=True)
    both = p + q
    with np.errstate(divide="ignore", invalid="ignore"):
        expected, used = both * n / (n + m), both > 0
        statistic = np.where(used, (p - expected) ** 2 / expected + (q - (both - expected)) ** 2 / (both - expected), 0).sum(axis=-1)
    freedom = np.maximum(used.sum(axis=-1) - 1, 0)
    probability = np.where(freedom > 0, chdtrc(np.maximum(freedom, 1), statistic), 1.0)
    empty = np.squeeze((n == 0) | (m == 0), axis=-1)
    return np.where(empty, np.nan, np.where(freedom > 0, statistic, 0.0)), np.where(empty, np.nan, probability)


def verdict(psi: float, noise: float, n: int, m: int) -> Verdict:
    """What a PSI means for n reference and m current rows: a limit only counts above what chance gives, and under 50 rows nothing does."""
    if min(n, m) < LEAST_ROWS:
        return "insufficient"
    if psi <= noise or psi < WATCH:
        return "stable"
    return "drift" if psi >= DRIFT else "watch"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of some verdicts; `insufficient` only when all are."""
    order: tuple[Verdict, ...] = ("insufficient", "stable", "watch", "drift")
    return max(verdicts, key=order.index, default="insufficient")


def _floored(counts: Numbers) -> Floats:
    proportions = shares(counts)
    return np.where(proportions == 0, FLOOR, proportions)
