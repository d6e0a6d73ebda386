"""The definitions on small cases worked by hand or published, and what must hold for any data."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from assent.monitoring import drift
from assent.monitoring.empirical import Empirical, distances, ks_p
from assent.monitoring.kolmogorov import survival

numbers = st.floats(-1e6, 1e6, width=32)
tied = st.integers(-5, 5).map(float)
samples = hnp.arrays(np.float64, st.integers(1, 80), elements=st.one_of(numbers, tied))
tables = hnp.arrays(np.int64, (2, 6), elements=st.integers(0, 1000)).filter(lambda t: (t.sum(axis=1) > 0).all())


def test_psi_by_hand() -> None:
    """Siddiqi's form: shares 0.5/0.5 become 0.6/0.4."""
    expected = 0.1 * math.log(0.6 / 0.5) - 0.1 * math.log(0.4 / 0.5)
    assert drift.psi(np.array([50, 50]), np.array([60, 40])) == pytest.approx(expected)
    assert drift.kl(np.array([50, 50]), np.array([60, 40])) == pytest.approx(0.6 * math.log(1.2) + 0.4 * math.log(0.8))


def test_an_empty_bin_counts_as_one_in_ten_thousand_and_nothing_is_renormalised() -> None:
    expected = (1 - 0.5) * math.log(1 / 0.5) + (1e-4 - 0.5) * math.log(1e-4 / 0.5)
    assert drift.psi(np.array([50, 50]), np.array([100, 0])) == pytest.approx(expected)


def test_distances_of_shares_that_share_nothing_are_one() -> None:
    apart = np.array([7, 0]), np.array([0, 3])
    assert drift.js(*apart) == pytest.approx(1)
    assert drift.hellinger(*apart) == pytest.approx(1)


def test_psi_noise_is_yurdakuls_quantile() -> None:
    assert drift.psi_noise(11, 1000, 500) == pytest.approx(18.307038 * (1 / 1000 + 1 / 500))


def test_chi2_by_hand_single_category_and_nothing() -> None:
    statistic, p = drift.chi2(np.array([10, 20]), np.array([20, 10]))
    assert statistic == pytest.approx(4 * 25 / 15)
    assert p == pytest.approx(stats.chi2.sf(100 / 15, 1))
    assert drift.chi2(np.array([10, 0]), np.array([20, 0])) == (0.0, 1.0)
    assert np.isnan(drift.chi2(np.array([10, 5]), np.array([0, 0]))).all()


@pytest.mark.parametrize(
    ("psi", "noise", "n", "m", "verdict"),
    [
        (0.25, 0.2499, 50, 50, "drift"),
        (0.25, 0.25, 50, 50, "stable"),
        (0.2499, 0.01, 50, 50, "watch"),
        (0.1, 0.01, 50, 50, "watch"),
        (0.0999, 0.01, 50, 50, "stable"),
        (9.0, 0.01, 49, 500, "insufficient"),
        (9.0, 0.01, 500, 49, "insufficient"),
    ],
)
def test_verdicts(psi: float, noise: float, n: int, m: int, verdict: str) -> None:
    assert drift.verdict(psi, noise, n, m) == verdict


def test_the_worst_verdict() -> None:
    assert drift.worst(["stable", "insufficient", "watch"]) == "watch"
    assert drift.worst(["insufficient", "stable"]) == "stable"
    assert drift.worst(["insufficient"]) == drift.worst([]) == "insufficient"


@pytest.mark.parametrize("n", [1, 2, 7, 50, 140, 141, 3000, 99_999, 100_001, 5_000_000])
def test_kolmogorov_agrees_with_scipy(n: int) -> None:
    for d in [*np.geomspace(0.4 / n, 1, 40), *np.linspace(0.3, 3, 40) / math.sqrt(n)]:
        if d <= 1:
            assert survival(n, float(d)) == pytest.approx(float(stats.kstwo.sf(d, n)), abs=1e-7)


@given(samples, samples)
def test_distances_agree_with_scipy(x: np.ndarray, y: np.ndarray) -> None:
    found = distances(Empirical.of(x.copy()), Empirical.of(y.copy()))
    with np.errstate(divide="ignore"):
        expected = stats.ks_2samp(x, y, method="asymp")
    assert found.ks == pytest.approx(expected.statistic, abs=1e-12)
    if len(x) * len(y) / (len(x) + len(y)) > 0.5:
        assert ks_p(found.ks, len(x), len(y)) == pytest.approx(expected.pvalue, abs=1e-7)
    if len(set(x)) > 1:
        assert found.wasserstein == pytest.approx(stats.wasserstein_distance(x, y) / np.std(x), rel=1e-6, abs=1e-6)


@given(samples)
def test_counted_values_are_the_same_distribution(x: np.ndarray) -> None:
    values, counts = np.unique(x, return_counts=True)
    order = np.random.default_rng(1).permutation(len(values))
    plain, counted = Empirical.of(x.copy()), Empirical.of(values[order], counts[order])
    assert plain.values.tolist() == counted.values.tolist()
    assert plain.upto.tolist() == counted.upto.tolist()


@given(samples, st.floats(0, 1))
def test_quantiles_are_numpys_to_the_last_bit(x: np.ndarray, q: float) -> None:
    assert Empirical.of(x.copy()).quantile(q) == np.quantile(x, q)


@given(samples, samples)
def test_bins_are_pandas_right_closed_ones_with_equal_cuts_merged(x: np.ndarray, y: np.ndarray) -> None:
    cuts = drift.cuts(Empirical.of(x.copy()).quantile(q) for q in drift.DECILES)
    assert sorted(set(cuts)) == cuts.tolist()
    expected = pd.cut(pd.Series(y), [-np.inf, *cuts, np.inf]).value_counts(sort=False).tolist()
    assert Empirical.of(y.copy()).histogram(cuts).tolist() == expected


@given(tables)
def test_divergences_are_never_negative_and_nothing_differs_from_itself(table: np.ndarray) -> None:
    a, b = table
    assert drift.psi(a, b) >= 0
    assert 0 <= drift.js(a, b) <= 1
    assert 0 <= drift.hellinger(a, b) <= 1
    assert (drift.psi(a, a), drift.kl(a, a), drift.js(a, a), drift.hellinger(a, a)) == (0, 0, 0, 0)
    assert drift.psi(a, b) == pytest.approx(float(drift.psi(b, a)))


@given(tables, st.permutations(range(6)))
def test_the_order_of_bins_does_not_matter(table: np.ndarray, order: list[int]) -> None:
    for figure in (drift.psi, drift.kl, drift.js, drift.hellinger):
        assert figure(*table) == pytest.approx(float(figure(*table[:, order])), abs=1e-9)


@given(tables)
def test_many_windows_at_once_are_each_alone(table: np.ndarray) -> None:
    for figure in (drift.psi, drift.kl, drift.js, drift.hellinger):
        assert figure(table[0], table).tolist() == pytest.approx([float(figure(table[0], line)) for line in table])


def test_infinite_values_count_in_bins_and_ks_and_leave_no_wasserstein() -> None:
    x, y = Empirical.of(np.array([-np.inf, 0, 1, 2, np.inf])), Empirical.of(np.array([0.0, 1, np.inf]))
    found = distances(x, y)
    assert found.ks == pytest.approx(0.2)
    assert math.isnan(found.wasserstein)
    assert y.histogram(drift.cuts([x.quantile(0.5)])).tolist() == [2, 1]
    assert x.quantile(0.1) == -np.inf


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    x, y = Empirical.of(rng.normal(size=5000).round(2)), Empirical.of(rng.normal(0.1, 2, size=4000).round(3))
    whole = distances(x, y)
    monkeypatch.setattr("assent.monitoring.empirical.BLOCK", 37)
    pieces = distances(x, y)
    assert pieces.ks == whole.ks
    assert pieces.wasserstein == pytest.approx(whole.wasserstein)
