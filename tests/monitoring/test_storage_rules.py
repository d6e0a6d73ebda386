"""When a breach opens, what it says, which window is not judged. Plain values."""

import pytest

from assent.kernel.errors import Invalid
from assent.monitoring import drift
from assent.monitoring.breaches import Reading, incomplete, later, standing
from assent.monitoring.limits import Pair, checked, judged


def readings(*psi: float, n: int = 500, noise: float = 0.03) -> list[Reading]:
    return [Reading(f"2013-04-{day + 1:02d}", value, noise, 10_000, n) for day, value in enumerate(psi)]


@pytest.mark.parametrize(
    ("psi", "over", "first", "last", "worst", "back"),
    [
        ((0.1, 0.3, 0.5, 0.1), 2, "2013-04-02", "2013-04-03", "2013-04-03", True),
        ((0.1, 0.3, 0.5, 0.4), 3, "2013-04-02", "2013-04-04", "2013-04-03", False),
        ((0.25,), 1, "2013-04-01", "2013-04-01", "2013-04-01", False),
        ((0.9, 0.2, 0.3), 2, "2013-04-01", "2013-04-03", "2013-04-01", False),
    ],
)
def test_a_breach_tells_first_last_and_worst_window(psi: tuple[float, ...], over: int, first: str, last: str, worst: str, back: bool) -> None:
    found = standing(readings(*psi), limit=0.25)
    assert found is not None
    assert (found.windows_over, found.windows_judged) == (over, len(psi))
    assert (found.first_window, found.last_window, found.worst_window) == (first, last, worst)
    assert found.worst_value == max(psi)
    assert (found.latest_window, found.latest_value) == (f"2013-04-{len(psi):02d}", psi[-1])
    assert found.back_within is back


@pytest.mark.parametrize(
    ("case", "given"),
    [
        ("below the limit", readings(0.2499, 0.1)),
        ("nothing measured", []),
        ("fewer than 50 rows", readings(3.0, n=49)),
        ("what chance alone gives", readings(0.3, noise=0.3)),
        ("a small reference", [Reading("2013-04-01", 3.0, 0.1, 49, 5_000)]),
    ],
)
def test_no_breach_opens_on(case: str, given: list[Reading]) -> None:
    assert standing(given, limit=0.25) is None


def test_fifty_rows_are_enough() -> None:
    assert standing(readings(3.0, n=50), limit=0.25) is not None


def test_windows_with_too_little_data_count_nowhere_and_are_no_return_within_the_limit() -> None:
    thin = Reading("2013-04-09", 0.01, 0.5, 10_000, 20)
    found = standing([*readings(0.3, 0.4), thin], limit=0.25)
    assert found is not None
    assert (found.windows_judged, found.latest_window, found.back_within) == (2, "2013-04-02", False)


def test_windows_a_closed_breach_covered_open_no_other() -> None:
    given = readings(0.9, 0.8, 0.1, 0.3)
    assert standing(given[:3], limit=0.25, after="2013-04-03") is None
    found = standing(given, limit=0.25, after="2013-04-03")
    assert found is not None
    assert (found.first_window, found.worst_value, found.windows_over, found.windows_judged) == ("2013-04-04", 0.3, 1, 1)


def test_numbered_windows_follow_by_number_and_do_not_compare_with_dates() -> None:
    assert later("10", "9")
    assert not later("9", "10")
    assert later("2013-04-01T05", "2013-04-01")
    assert later("1", "2013-04-01")
    assert later("2013-04-01", "7")


@pytest.mark.parametrize(
    ("rows", "not_judged"),
    [
        ({}, None),
        ({"a": 5}, None),
        ({"a": 100, "b": 100, "c": 49}, "c"),
        ({"a": 100, "b": 100, "c": 50}, None),
        ({"a": 10, "b": 100, "c": 100}, None),
        ({"a": 100, "b": 20}, "b"),
    ],
)
def test_a_last_window_with_fewer_than_half_the_median_rows_of_the_others_is_not_judged(rows: dict[str, int], not_judged: str | None) -> None:
    assert incomplete(rows) == not_judged


@pytest.mark.parametrize("psi", [0.0, 0.0999, 0.1, 0.2, 0.25, 0.3, 7.0])
@pytest.mark.parametrize("noise", [0.01, 0.1, 0.3])
@pytest.mark.parametrize("m", [49, 50, 1_000])
def test_under_the_convention_a_verdict_is_the_one_that_drift_prints(psi: float, noise: float, m: int) -> None:
    assert judged(psi, noise, 10_000, m, Pair()) == drift.verdict(psi, noise, 10_000, m)


@pytest.mark.parametrize(
    ("watch", "act", "field"), [(0, 0.25, "watch"), (0.3, 0.2, "act"), (-1, 1, "watch"), (0.1, float("nan"), "act"), (0.1, 101, "act")]
)
def test_limits_that_make_no_sense_are_refused_beside_their_field(watch: float, act: float, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(watch, act)
    assert field in refused.value.fields
