"""The same definitions written a second time, naively, with pandas and SciPy: what the real ones are checked against."""

import math

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon

FIGURES = ("psi", "psi_noise", "kl", "js", "hellinger", "ks", "ks_p", "wasserstein", "chi2", "chi2_p")


def binned(reference: pd.Series, current: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Rows by bin on both sides, the missing bin last."""
    if pd.api.types.is_numeric_dtype(reference) and not pd.api.types.is_bool_dtype(reference):
        inner = sorted(set(np.quantile(reference.dropna().astype(float), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])))
        edges = [-np.inf, *inner, np.inf]
        sides = [pd.cut(s.astype(float), edges).value_counts(sort=False).to_numpy() for s in (reference, current)]
    else:
        every = sorted(set(reference.dropna()) | set(current.dropna()))
        sides = [s.value_counts().reindex(every, fill_value=0).to_numpy() for s in (reference, current)]
    return tuple(np.append(counts, s.isna().sum()) for counts, s in zip(sides, (reference, current), strict=True))


def figures(reference: pd.Series, current: pd.Series) -> dict[str, float | None]:
    """Every figure of one column."""
    a, b = binned(reference, current)
    n, m = len(reference), len(current)
    p, q = [[float(x) / t or 1e-4 for x in side] for side, t in ((a, n), (b, m))]
    numeric = pd.api.types.is_numeric_dtype(reference) and not pd.api.types.is_bool_dtype(reference)
    result: dict[str, float | None] = dict.fromkeys(FIGURES)
    result["psi"] = sum((y - x) * math.log(y / x) for x, y in zip(p, q, strict=True))
    result["psi_noise"] = float(stats.chi2.ppf(0.95, len(a) - 1)) * (1 / n + 1 / m)
    result["kl"] = sum(y * math.log(y / x) for x, y in zip(p, q, strict=True))
    result["js"] = float(jensenshannon(a / n, b / m, base=2))
    result["hellinger"] = math.sqrt(max(0.0, 1 - sum(math.sqrt(x / n * y / m) for x, y in zip(a, b, strict=True))))
    if numeric:
        x, y = reference.dropna().astype(float), current.dropna().astype(float)
        if len(x) and len(y):
            test = stats.ks_2samp(x, y, method="asymp")
            result["ks"], result["ks_p"] = float(test.statistic), float(test.pvalue)
            result["wasserstein"] = float(stats.wasserstein_distance(x, y) / x.std(ddof=0)) if x.std(ddof=0) > 0 else None
    else:
        table = np.array([a[:-1], b[:-1]])
        test = stats.chi2_contingency(table[:, table.sum(axis=0) > 0], correction=False)
        result["chi2"], result["chi2_p"] = float(test.statistic), float(test.pvalue)
    return result
