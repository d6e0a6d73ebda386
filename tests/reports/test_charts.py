"""Numbers to coordinates: what is drawn agrees with what was measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assent.reports.charts import bars, histogram, interval, linear, nice_top, psi_over_time, window_labels
from assent.reports.content import Metric
from assent.reports.measured import Bin, Point


@given(st.floats(1e-3, 1e4))
def test_an_axis_holds_its_value_and_wastes_no_half_of_it(value: float) -> None:
    top, step = nice_top(value)
    assert value <= top * (1 + 1e-9) and top <= 2 * value + step
    assert 2 <= round(top / step) <= 5


def test_a_scale_maps_ends_to_ends() -> None:
    scale = linear(0, 0.5, 170, 14)
    assert (scale(0), scale(0.5), scale(0.25)) == (170, 14, 92)


def test_a_window_without_figures_leaves_a_gap() -> None:
    psi = [0.1, 0.2, None, 0.3, 0.4]
    chart = psi_over_time([Point(f"2026-0{i + 1}-01", p, 0.01, 100) for i, p in enumerate(psi)], watch_from=0.1, act_from=0.25)
    assert len(chart.lines) == 2
    assert len(chart.over) == 2 and chart.last is not None and chart.last.over


def test_limits_are_named_and_do_not_lie_on_each_other() -> None:
    for worst in (0.05, 0.4, 4.0, 40.0):
        chart = psi_over_time([Point("1", worst, 0.01, 100), Point("2", worst, 0.01, 100)], watch_from=0.1, act_from=0.25)
        watch, act = chart.limits
        assert watch.text_y - act.text_y >= 8.9
        assert "0.10, watch" in watch.text and "0.25, act" in act.text


def test_months_weeks_hours_and_numbers_are_labelled() -> None:
    assert window_labels(["2025-11-01", "2025-12-01", "2026-01-01"]) == ("Nov 2025", "Dec", "Jan 2026")
    assert window_labels(["2025-12-29", "2026-01-05", "2026-01-12"]) == ("29 Dec 2025", "5 Jan 2026", "12 Jan")
    assert window_labels(["2026-01-05T13"]) == ("2026-01-05T13",)
    assert window_labels(["1", "2"]) == ("1", "2")
    assert window_labels([]) == ()


def test_bars_are_in_proportion() -> None:
    first, second = bars([Bin("a", 0.5, 0.25), Bin("b", 0.5, 0.75)]).rows
    assert first.reference == pytest.approx(2 * first.current, abs=0.02)
    assert second.current == pytest.approx(3 * first.current, abs=0.03)
    assert first.words == "50.0 % → 25.0 %"


def test_a_histogram_stands_on_its_base() -> None:
    chart = histogram([Bin("", 0.25, 0.5, -1.0, 0.0), Bin("", 0.75, 0.5, 0.0, 1.0)])
    assert all(y + height == pytest.approx(chart.base) for _, y, _, height in chart.bars)
    assert chart.xticks[0][1] == "-1" and chart.xticks[-1][1] == "1"


@pytest.mark.parametrize("metric", [Metric("loss", 1.4, 10, (1.2, 1.6)), Metric("accuracy", 0.8, 10, None), Metric("odd", 0.5, 10, (0.6, 0.7))])
def test_no_interval_is_drawn_that_does_not_fit_its_axis(metric: Metric) -> None:
    assert interval(metric) is None


def test_the_last_label_does_not_lie_on_the_names_of_the_limits() -> None:
    for last in (0.01, 0.1, 0.2, 0.25, 0.3, 1.0, 4.0):
        chart = psi_over_time([Point("1", 4.0, 0.01, 100), Point("2", last, 0.01, 100)], watch_from=0.1, act_from=0.25)
        assert chart.last is not None
        assert all(abs(chart.last.text_y - limit.text_y) >= 8.9 for limit in chart.limits)
