"""The distribution of the two-sided Kolmogorov-Smirnov statistic for a finite sample, written out because importing scipy.stats takes
longer than measuring most files does.

Sources: R. Simard and P. L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov Distribution", J. Stat. Software 39(11), 2011, which says
where each method holds; G. Marsaglia, W. W. Tsang and J. Wang, J. Stat. Software 8(18), 2003, for Durbin's matrix; W. Pelz and I. J. Good,
J. R. Stat. Soc. B 38(2), 1976, for the series. Agrees with `scipy.stats.kstwo.sf` to 1e-7, and to rounding up to FAR.
"""

import math

import numpy as np

FAR = 100_000
"""Beyond so many, the tail by its expansion (Maag and Dicaire, Biometrika 58(3), 1971): Smirnov's exact sum has n terms."""


def survival(n: int, d: float) -> float:
    """P(D_n > d) for n independent draws from a continuous distribution, n at least 1; between 0 and 1."""
    nd, z2 = n * d, n * d * d
    if nd <= 0.5:
        return 1.0
    if d >= 1.0 or z2 >= 370.0:
        return 0.0
    if nd >= n - 1:
        return 2 * (1 - d) ** n
    if n > FAR and z2 >= 8.0:
        return 2 * math.exp(-((6 * nd + 1) ** 2) / (18 * n) - 4 / 9 * z2 * d * d)
    if d >= 0.5 or (n <= FAR and z2 >= (4.0 if n <= 140 else 2.2)):
        from scipy.special import smirnov

        return min(1.0, 2 * float(smirnov(n, d)))
    if n <= 140 or (n <= 100_000 and n * d**1.5 <= 1.4):
        return min(1.0, max(0.0, 1.0 - _durbin(n, d)))
    return min(1.0, max(0.0, 1.0 - _pelz_good(n, d)))


def _durbin(n: int, d: float) -> float:
    """P(D_n < d), exact but for rounding: the k-th diagonal element of n!/n^n H^n."""
    k = math.ceil(n * d)
    h, m = k - n * d, 2 * k - 1
    rows, columns = np.indices((m, m))
    matrix = np.where(rows - columns + 1 >= 0, 1.0, 0.0)
    powers = h ** np.arange(1, m + 1)
    matrix[:, 0] -= powers
    matrix[-1, :] -= powers[::-1]
    matrix[-1, 0] += max(2 * h - 1, 0.0) ** m
    factorials = np.array([math.factorial(int(i)) if i > 0 else 1 for i in range(m + 1)], dtype=float)
    matrix /= factorials[np.clip(rows - columns + 1, 0, m)]
    result, exponent = _power(matrix, n, k - 1)
    log = math.log(result) + exponent * math.log(2) + math.lgamma(n + 1) - n * math.log(n) if result > 0 else -math.inf
    return math.exp(min(log, 0.0))


def _power(matrix: np.ndarray, n: int, at: int) -> tuple[float, int]:
    """Element (at, at) of matrix to the n, as mantissa and power of two."""
    total, total_exponent, exponent = np.eye(len(matrix)), 0, 0
    while n:
        if n % 2:
            total, total_exponent = total @ matrix, total_exponent + exponent
            total, total_exponent = _scaled(total, total_exponent, at)
        matrix, exponent = _scaled(matrix @ matrix, 2 * exponent, at)
        n //= 2
    return float(total[at, at]), total_exponent


def _scaled(matrix: np.ndarray, exponent: int, at: int) -> tuple[np.ndarray, int]:
    if matrix[at, at] > 2.0**128:
        return matrix / 2.0**128, exponent + 128
    return matrix, exponent


def _pelz_good(n: int, d: float) -> float:
    """P(D_n < d) by the asymptotic series in 1/sqrt(n), to its fourth term."""
    z = math.sqrt(n) * d
    pi2, z2 = math.pi**2, z * z
    if pi2 / 8 / z2 > 708:
        return 0.0
    half = np.arange(math.ceil(16 * z / math.pi) + 1) + 0.5
    whole = np.arange(1, len(half) + 1.0)
    a, b = pi2 * half**2, pi2 * whole**2
    e_half, e_whole = np.exp(-a / (2 * z2)), np.exp(-b / (2 * z2))
    root = math.sqrt(2 * math.pi)
    k0 = root / z * e_half.sum()
    k1 = root / (6 * z**4) * ((a - z2) * e_half).sum()
    k2 = root / (72 * z**7) * ((6 * z**6 + 2 * z**4 + (2 * z**4 - 5 * z2) * a + (1 - 2 * z2) * a**2) * e_half).sum()
    k2 -= root / (36 * z**3) * (b * e_whole).sum()
    third = -30 * z**6 - 90 * z**8 + (135 * z**4 - 96 * z**6) * a + (212 * z**4 - 60 * z2) * a**2 + (5 - 30 * z2) * a**3
    k3 = root / (6480 * z**10) * (third * e_half).sum() + root / (216 * z**6) * ((3 * z2 * b - b**2) * e_whole).sum()
    return float(k0 + k1 / math.sqrt(n) + k2 / n + k3 / n**1.5)
