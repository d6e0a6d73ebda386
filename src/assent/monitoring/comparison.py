"""One column compared: from counts and distributions to its figures and its shape, the whole first and then each window."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np

from assent.monitoring import drift
from assent.monitoring.drift import Floats
from assent.monitoring.empirical import Distances, Empirical, Integers, distances
from assent.monitoring.result import ColumnDrift, ColumnProfile, finite

BINS_SHOWN, CATEGORIES_SHOWN = 24, 12
CELLS = 2_000_000
"""Windows times bins worked on at once."""
Counted = Sequence[tuple[int, str | None, int]]


@dataclass(frozen=True)
class Compared:
    """A column's figures, the whole first and then each window, and its shape for charts."""

    figures: tuple[ColumnDrift, ...]
    profile: ColumnProfile


def compare_numbers(column: str, reference_rows: int, reference: Empirical, rows: Integers, whole: Empirical, parts: Iterable[Empirical]) -> Compared:
    """Bins cut at the reference's deciles, one more for missing; distances on every value. `rows` counts all rows, as whole and `parts`."""
    cuts = drift.cuts(reference.quantile(q) for q in drift.DECILES) if reference.n else np.zeros(0)
    edges = shown_edges(reference, whole)
    bins, shown, apart = [], [], []
    for n, sample in zip(rows, chain([whole], parts), strict=True):
        bins.append(np.append(sample.histogram(cuts), n - sample.n))
        shown.append(sample.histogram(edges[1:-1]))
        apart.append(distances(reference, sample))
    base = np.append(reference.histogram(cuts), reference_rows - reference.n)
    figures = _figures(column, "numeric", base, np.array(bins), apart)
    before, now = _shares(reference.histogram(edges[1:-1])), [_shares(s) for s in shown]
    return Compared(figures, ColumnProfile(column, "numeric", tuple(map(float, edges)), (), False, before, now[0], tuple(now[1:])))


def compare_categories(column: str, reference: Counted, current: Counted, rows: Integers, windows: Integers) -> Compared:
    """One bin for each category of either side, one more for missing. Counts come as (window's number, category or None, rows)."""
    names = sorted({name for side in (reference, current) for _, name, _ in side if name is not None})
    at: dict[str | None, int] = {name: i for i, name in enumerate(names)} | {None: len(names)}
    line = {int(number): i for i, number in enumerate(windows)}
    base = np.zeros(len(names) + 1, dtype=np.int64)
    for _, name, count in reference:
        base[at[name]] += count
    whole = np.zeros_like(base)
    sparse: list[list[tuple[int, int]]] = [[] for _ in windows]
    for number, name, count in current:
        whole[at[name]] += count
        if number in line:
            sparse[line[number]].append((at[name], count))
    top = np.argsort(-(_of(base[:-1]) + _of(whole[:-1])), kind="stable")
    shown = top[: CATEGORIES_SHOWN if len(top) > CATEGORIES_SHOWN + 1 else len(top)]
    figures = list(_figures(column, "categorical", base, whole[None, :]))
    shapes = []
    step = max(1, CELLS // len(base))
    for start in range(0, len(sparse), step):
        table = np.zeros((len(sparse[start : start + step]), len(base)), dtype=np.int64)
        for i, entries in enumerate(sparse[start : start + step]):
            for j, count in entries:
                table[i, j] += count
        figures += _figures(column, "categorical", base, table)
        shapes += [_largest(line, shown) for line in table]
    has_other = len(shown) < len(names)
    labels = (*(names[i] for i in shown), *(("other",) if has_other else ()))
    profile = ColumnProfile(column, "categorical", (), labels, has_other, _largest(base, shown), _largest(whole, shown), tuple(shapes))
    return Compared(tuple(figures), profile)


def shown_edges(reference: Empirical, current: Empirical) -> Floats:
    """Edges of equal-width bins over what nearly all rows hold: from the lesser 0.2 % to the greater 99.8 % quantile of the two sides."""
    ends = [e.quantile(q) for e in (reference, current) if e.n for q in (0.002, 0.998)]
    known = [v for v in ends if np.isfinite(v)] or [0.0]
    low, high = min(known), max(known)
    if not low < high:
        low, high = low - max(abs(low), 1.0) / 2, high + max(abs(high), 1.0) / 2
    step = high / BINS_SHOWN - low / BINS_SHOWN
    return np.array([low + step * i for i in range(BINS_SHOWN)] + [high])


def _figures(
    column: str, kind: Literal["numeric", "categorical"], reference: Integers, current: Integers, apart: Sequence[Distances] = ()
) -> tuple[ColumnDrift, ...]:
    """Figures of each line of `current` against `reference`; the last bin of both is the missing one."""
    n, m = int(reference.sum()), current.sum(axis=1)
    bins = (((reference + current)[:, :-1] > 0).sum(axis=1) + 1) if kind == "categorical" else np.full(len(m), len(reference))
    psi, noise = drift.psi(reference, current), drift.psi_noise(bins, n, m)
    kl, js, hellinger = drift.kl(reference, current), drift.js(reference, current), drift.hellinger(reference, current)
    none = np.full(len(m), np.nan)
    chi2, chi2_p = drift.chi2(reference[:-1], current[:, :-1]) if kind == "categorical" else (none, none)
    return tuple(
        ColumnDrift(
            column=column,
            kind=kind,
            psi=float(psi[i]),
            psi_noise=float(noise[i]),
            kl=float(kl[i]),
            js=float(js[i]),
            hellinger=float(hellinger[i]),
            ks=finite(d.ks),
            ks_p=finite(d.ks_p),
            wasserstein=finite(d.wasserstein),
            chi2=finite(chi2[i]),
            chi2_p=finite(chi2_p[i]),
            missing_reference=int(reference[-1]),
            missing_current=int(current[i, -1]),
            verdict=drift.verdict(float(psi[i]), float(noise[i]), n, int(m[i])),
        )
        for i, d in enumerate(apart or [Distances()] * len(m))
    )


def _of(counts: Integers) -> Floats:
    return drift.shares(counts) if len(counts) else np.zeros(0)


def _shares(counts: Integers) -> tuple[float, ...]:
    return tuple(_of(counts).tolist())


def _largest(counts: Integers, shown: Integers) -> tuple[float, ...]:
    """Shares of the categories shown, and of the rest together when there is a rest."""
    kept = counts[:-1][shown]
    return _shares(np.append(kept, counts[:-1].sum() - kept.sum()) if len(shown) < len(counts) - 1 else kept)
