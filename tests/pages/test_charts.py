"""Where labels go, which colour a square has, how windows are named: the pure half of the charts."""

import pytest

from app.parts import charts
from app.parts.monitoring_words import figure, probability, share, ticks, window_short, window_words


@pytest.mark.parametrize(
    ("window", "by", "words"),
    [
        ("2013-04-01", "week", "week of 1 April 2013"),
        ("2013-04-01", "day", "1 April 2013"),
        ("2013-04-01", "month", "April 2013"),
        ("2013-04-01T05", "hour", "1 April 2013, 05:00 UTC"),
        ("2013-04-01T05", None, "measuring of 1 April 2013, after 05:00 UTC"),
        ("3", "rows:500", "rows 1001 to 1500"),
        ("", "week", "all rows"),
    ],
)
def test_a_window_is_named_by_what_it_spans(window: str, by: str | None, words: str) -> None:
    assert window_words(window, by) == words


def test_a_short_name_fits_beside_a_line() -> None:
    assert [window_short("2013-04-01", by) for by in ("week", "month")] == ["1 Apr", "Apr 2013"]


def test_an_axis_of_weeks_names_months_with_the_year_where_it_begins() -> None:
    weeks = [f"2013-{month:02}-{day:02}" for month in (11, 12) for day in (4, 11, 18, 25)] + ["2014-01-06", "2014-01-13"]
    assert ticks(weeks, "week") == ([0, 4, 8], ["Nov<br>2013", "Dec", "Jan<br>2014"])


def test_an_axis_never_has_more_labels_than_fit() -> None:
    places, said = ticks([str(n) for n in range(1, 101)], "rows:50")
    assert len(places) == len(said) <= 7


def test_colours_follow_the_limits_a_column_is_judged_by() -> None:
    assert [charts.heat_class(psi, 0.1, 0.25) for psi in (0.09, 0.1, 0.25, 1, 4)] == [0, 1, 2, 3, 4]
    assert charts.heat_class(0.3, 0.4, 0.5) == 0


def test_names_of_two_distributions_do_not_lie_on_each_other() -> None:
    reference, current = [0.1, 0.4, 0.4, 0.1, 0.0], [0.0, 0.1, 0.2, 0.4, 0.3]
    one = charts.label_spot(current, reference, 2)
    other = charts.label_spot(reference, current, 2, one)
    assert abs(one.y - other.y) >= 0.12 * 0.4 or not one.bins & other.bins


def test_words_in_a_label_are_never_markup() -> None:
    assert charts.text("<b>x</b> & y") == "&lt;b&gt;x&lt;/b&gt; &amp; y"
    assert charts.text("a" * 40, 10) == "a" * 9 + "…"


def test_small_figures_are_not_said_as_nothing() -> None:
    assert [figure(v) for v in (8.351, 0.008, 0.0004, 0)] == ["8.35", "0.008", "0.0004", "0.00"]
    assert [share(p, 10_000) for p in (0, 1, 250)] == ["none", "under 0.1 %", "2.5 %"]
    assert [probability(p) for p in (1e-300, 0.0312, None)] == ["p < 0.0001", "p = 0.0312", ""]
