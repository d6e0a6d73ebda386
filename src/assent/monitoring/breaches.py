"""When a breach opens, what it says, and which window is too short to be judged. Pure rules on plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from assent.monitoring.drift import LEAST_ROWS


class Reading(NamedTuple):
    """One column's PSI in one window: with the rows behind it and what chance alone gives. A tuple, since tables hold thousands."""

    window: str
    psi: float
    noise: float
    n_reference: int
    n_current: int

    def over(self, limit: float) -> bool:
        """Whether it is to be acted on: enough rows, above chance, and at or above the limit."""
        return min(self.n_reference, self.n_current) >= LEAST_ROWS and self.psi > self.noise and self.psi >= limit


@dataclass(frozen=True)
class Standing:
    """What a breach says: where it began, where it last was over, where it was worst, and whether the latest full window is back within."""

    first_window: str
    last_window: str
    worst_window: str
    worst_value: float
    windows_over: int
    windows_judged: int
    latest_window: str
    latest_value: float
    back_within: bool


def standing(readings: Sequence[Reading], *, limit: float, after: str | None = None) -> Standing | None:
    """What the judged windows later than `after` (in order of time) say; None when none of them is over the limit.

    Windows with fewer than 50 rows on either side are not counted at all: too little data is no reading within the limit either.
    """
    counted = [r for r in readings if min(r.n_reference, r.n_current) >= LEAST_ROWS and later(r.window, after)]
    over = [r for r in counted if r.over(limit)]
    if not over:
        return None
    worst, latest = max(over, key=lambda r: r.psi), counted[-1]
    return Standing(
        first_window=over[0].window,
        last_window=over[-1].window,
        worst_window=worst.window,
        worst_value=worst.psi,
        windows_over=len(over),
        windows_judged=len(counted),
        latest_window=latest.window,
        latest_value=latest.psi,
        back_within=not latest.over(limit),
    )


def incomplete(rows: Mapping[str, int]) -> str | None:
    """The last window, when it holds fewer than half the median rows of the others: it has only begun. `rows` in order of time."""
    *others, last = rows or [""]
    return last if others and rows[last] * 2 < median(rows[w] for w in others) else None


def later(window: str, than: str | None) -> bool:
    """Whether a window comes after another. Numbered windows and dated ones do not compare: the numbering is then a new one."""
    if than is None or window.isdigit() != than.isdigit():
        return True
    return in_order(window) > in_order(than)


def in_order(window: str) -> tuple[int, str]:
    """Sorts windows by time: 1, 2, … 10 by number, dates and hours as text."""
    return (len(window), window) if window.isdigit() else (0, window)
