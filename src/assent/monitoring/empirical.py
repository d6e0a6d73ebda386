"""The empirical distribution of a numeric sample, and the distances between two of them, exact for any number of rows.

A distribution is kept as its distinct values in order with how many rows lie at or below each: a sample of w distinct values is
compared with one of r in w log r steps, so that a thousand windows against one reference cost about as much as the whole.

Sources: Kolmogorov-Smirnov by N. V. Smirnov, Bull. Math. Univ. Moscou 2(2), 1939, computed as SciPy's `ks_2samp(method="asymp")`;
the first Wasserstein distance as the area between the distribution functions (S. S. Vallender, Theory Prob. Appl. 18(4), 1974).
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assent.monitoring.drift import Floats
from assent.monitoring.kolmogorov import survival

Integers = NDArray[np.int64]
BLOCK = 1_000_000
"""Values compared at a time, so that temporary arrays stay small."""


@dataclass(frozen=True, eq=False)
class Empirical:
    """Distinct values in order (infinities allowed, NaN not) and, for each, the rows at or below it."""

    values: Floats
    upto: Integers

    @classmethod
    def of(cls, values: Floats, counts: Integers | None = None) -> Self:
        """From values in any order, once each or with how often they occur. Without counts `values` is sorted where it is."""
        if counts is not None:
            order = np.argsort(values, kind="stable")
            values, below = values[order], np.cumsum(counts[order])
        else:
            values.sort()
            below = None
        last = np.flatnonzero(np.append(values[1:] != values[:-1], True)) if len(values) else np.zeros(0, dtype=np.int64)
        return cls(values[last], last + 1 if below is None else below[last])

    @property
    def n(self) -> int:
        """Rows."""
        return int(self.upto[-1]) if len(self.upto) else 0

    @cached_property
    def counts(self) -> Integers:
        """Rows at each distinct value."""
        return np.diff(self.upto, prepend=0)

    @cached_property
    def finite(self) -> bool:
        """Whether there are values and none is infinite."""
        return bool(len(self.values)) and math.isfinite(self.values[0]) and math.isfinite(self.values[-1])

    @cached_property
    def deviation(self) -> float:
        """Standard deviation, ddof 0; NaN when not finite."""
        if not self.finite:
            return math.nan
        if len(self.values) == 1:
            return 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(self.values @ self.counts) / self.n
            return math.sqrt(float((self.values - mean) ** 2 @ self.counts) / self.n)

    @cached_property
    def area(self) -> Floats:
        """The integral of the distribution function up to each distinct value."""
        return np.concatenate([[0.0], np.cumsum(self.upto[:-1] / self.n * np.diff(self.values))])

    def quantile(self, q: float) -> float:
        """Linear interpolation between order statistics, to the last bit as `numpy.quantile` does it; infinite neighbours are not mixed."""
        position = q * (self.n - 1)
        below = math.floor(position)
        low, high = (float(self.values[np.searchsorted(self.upto, min(i, self.n - 1), side="right")]) for i in (below, below + 1))
        t = position - below
        if low == high or t == 0 or not (math.isfinite(low) and math.isfinite(high)):
            return low
        return low + (high - low) * t if t < 0.5 else high - (high - low) * (1 - t)

    def histogram(self, cuts: Floats) -> Integers:
        """Rows in the right-closed bins between `cuts`, the outer two open: shape (len(cuts) + 1,)."""
        padded = np.concatenate([[0], self.upto])
        below = padded[np.searchsorted(self.values, cuts, side="right")]
        return np.diff(np.concatenate([[0], below, [self.n]]))


def ks(reference: Empirical, current: Empirical) -> float:
    """The two-sample Kolmogorov-Smirnov statistic, exact; NaN when either is empty."""
    few, many = sorted((reference, current), key=lambda e: len(e.values))
    if not few.n:
        return math.nan
    largest, padded = 0.0, np.concatenate([[0], many.upto])
    for start in range(0, len(few.values), BLOCK):
        x, upto = few.values[start : start + BLOCK], few.upto[start : start + BLOCK]
        before = np.concatenate([[few.upto[start - 1] if start else 0], upto[:-1]])
        at = np.searchsorted(many.values, x, side="right")
        tied = (at > 0) & (many.values[at - 1] == x)
        gaps = np.abs(padded[at] / many.n - upto / few.n).max(), np.abs(padded[at - tied] / many.n - before / few.n).max()
        largest = max(largest, *map(float, gaps))
    return largest


def ks_p(statistic: float, n: int, m: int) -> float:
    """Two-sided p-value of the statistic for n and m values by Smirnov's asymptotic formula, as SciPy's `method="asymp"`."""
    if not (n and m) or math.isnan(statistic):
        return math.nan
    effective = round(float(max(n, m)) * min(n, m) / (float(max(n, m)) + min(n, m)))
    return survival(effective, statistic) if effective else math.nan


def wasserstein(reference: Empirical, current: Empirical) -> float:
    """The first Wasserstein distance divided by the reference's standard deviation; NaN when that is zero or a value is infinite."""
    if not (reference.finite and current.finite and 0 < reference.deviation < math.inf):
        return math.nan
    few, many = sorted((reference, current), key=lambda e: len(e.values))
    total = _area(many, few.values[:1])[0]
    if many.values[-1] > few.values[-1]:
        total += (many.values[-1] - few.values[-1]) - (many.area[-1] - _area(many, few.values[-1:])[0])
    for start in range(0, len(few.values) - 1, BLOCK):
        x = few.values[start : start + BLOCK + 1]
        level = few.upto[start : start + len(x) - 1] / few.n
        crossing = np.searchsorted(many.upto, np.floor(level * many.n), side="right")
        middle = np.clip(many.values[np.minimum(crossing, len(many.values) - 1)], x[:-1], x[1:])
        at_x, at_middle = _area(many, x), _area(many, middle)
        below = level * (middle - x[:-1]) - (at_middle - at_x[:-1])
        above = (at_x[1:] - at_middle) - level * (x[1:] - middle)
        total += float((below + above).sum())
    return max(0.0, float(total)) / reference.deviation


def _area(of: Empirical, x: Floats) -> Floats:
    """The integral of the distribution function up to each x."""
    at = np.searchsorted(of.values, x, side="right") - 1
    held = np.maximum(at, 0)
    result: Floats = np.where(at < 0, 0.0, of.area[held] + of.upto[held] / of.n * (x - of.values[held]))
    return result
