"""The Wilson score interval of a proportion (Wilson 1927, JASA 22:209-212; Brown, Cai and DasGupta 2001, section 3.1.1)."""

from math import sqrt

Z95 = 1.959963984540054  # the 97.5 % quantile of the standard normal


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float] | None:
    """The interval (low, high) of successes out of n; None without observations."""
    if n <= 0:
        return None
    share, square = successes / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
