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


@dataclass(frozen=True)
class Distances:
    """Between two samples of numbers; NaN where it does not apply."""

    ks: float = math.nan
    ks_p: float = math.nan
    wasserstein: float = math.nan


def distances(reference: Empirical, current: Empirical) -> Distances:
    """The exact two-sample Kolmogorov-Smirnov statistic with its p-value, and the first Wasserstein distance divided by the reference's
    standard deviation.

    NaN when a side is empty; no Wasserstein distance when that deviation is zero or a value infinite.
    """
    if not reference.n or not current.n:
        return Distances()
    few, many = sorted((reference, current), key=lambda e: len(e.values))
    scale = reference.deviation if reference.finite and current.finite else math.nan
    scaled = 0 < scale < math.inf
    largest, between = 0.0, 0.0
    padded = np.concatenate([[0], many.upto])
    for start in range(0, len(few.values), BLOCK):
        x, upto = few.values[start : start + BLOCK + 1], few.upto[start : start + BLOCK + 1]
        at = np.searchsorted(many.values, x, side="right")
        before = np.concatenate([[few.upto[start - 1] if start else 0], upto[:-1]])
        tied = (at > 0) & (many.values[at - 1] == x)
        gaps = np.abs(padded[at] / many.n - upto / few.n).max(), np.abs(padded[at - tied] / many.n - before / few.n).max()
        largest = max(largest, *map(float, gaps))
        between += _between(many, x, upto[:-1] / few.n, at - 1) if scaled else 0.0
    moved = (between + _outside(many, few)) / scale if scaled else math.nan
    return Distances(largest, ks_p(largest, reference.n, current.n), moved)


def ks_p(statistic: float, n: int, m: int) -> float:
    """Two-sided p-value of the statistic for n and m values by Smirnov's asymptotic formula, as SciPy's `method="asymp"`."""
    if not (n and m) or math.isnan(statistic):
        return math.nan
    effective = round(float(max(n, m)) * min(n, m) / (float(max(n, m)) + min(n, m)))
    return survival(effective, statistic) if effective else math.nan


def _between(many: Empirical, x: Floats, level: Floats, at: Integers) -> float:
    """The area between `many`'s distribution function and a step function of height `level` from each x to the next.

    `at` is the index of many's last value at or below each x, -1 where there is none. A distribution function crosses a constant once,
    so each stretch is split there and both halves follow from the integral.
    """
    crossing = np.searchsorted(many.upto, np.floor(level * many.n), side="right")
    value = many.values[np.minimum(crossing, len(many.values) - 1)]
    middle = np.clip(value, x[:-1], x[1:])
    at_x, at_middle = _area(many, x, at), _area(many, middle, np.clip(crossing, at[:-1], at[1:]))
    below = level * (middle - x[:-1]) - (at_middle - at_x[:-1])
    above = (at_x[1:] - at_middle) - level * (x[1:] - middle)
    return float((below + above).sum())


def _outside(many: Empirical, few: Empirical) -> float:
    """The area between the two below the first and above the last value of `few`."""
    ends = few.values[[0, -1]]
    first, last = _area(many, ends, np.searchsorted(many.values, ends, side="right") - 1).tolist()
    above = (many.values[-1] - ends[1]) - (many.area[-1] - last) if many.values[-1] > ends[1] else 0.0
    return float(first + above)


def _area(of: Empirical, x: Floats, at: Integers) -> Floats:
    """The integral of the distribution function up to each x, `at` being the index of the last value at or below it."""
    held = np.maximum(at, 0)
    result: Floats = np.where(at < 0, 0.0, of.area[held] + of.upto[held] / of.n * (x - of.values[held]))
    return result
