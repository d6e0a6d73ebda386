"""Dates, ages and counts as people read them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from assent.kernel import words
from assent.kernel.text import flaw, quoted, tidy

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


def test_dates_and_moments_in_words():
    assert words.day(TODAY) == "21 November 2026"
    assert words.weekday(TODAY) == "Saturday 21 November 2026"
    assert words.moment(NOW.astimezone(timezone(timedelta(hours=5)))) == "21 November 2026, 14:05 UTC"


@pytest.mark.parametrize(("days", "said"), [(0, "Due today"), (1, "1 day left"), (3, "3 days left"), (-1, "1 day late"), (-7, "7 days late")])
def test_how_far_off_a_day_is(days: int, said: str):
    assert words.left(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(("hours", "said"), [(72, "3 days left"), (5.5, "5 hours left"), (0.5, "Less than an hour left"), (-0.5, "Due now"),
                                             (-1.2, "1 hour late"), (-49, "2 days late")])  # fmt: skip
def test_within_the_last_day_hours_count(hours: float, said: str):
    assert words.left_until(NOW + timedelta(hours=hours), NOW) == said


@pytest.mark.parametrize(("seconds", "said"), [(3, "just now"), (60, "1 minute ago"), (7_300, "2 hours ago"), (400_000, "4 days ago")])
def test_how_long_ago(seconds: int, said: str):
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_counts_and_lists():
    assert words.thousands(70131) == "70\u2009131"
    assert [words.number(n) for n in (1, 12, 13)] == ["one", "twelve", "13"]
    assert words.plural(1, "day") == "1 day"
    assert words.plural(2, "entry", "entries") == "2 entries"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert (words.listed(["a"]), words.listed([])) == ("a", "")
    assert (words.open_for(TODAY, TODAY), words.open_for(date(2026, 10, 14), TODAY)) == ("Open since today", "Open 38 days")


def test_free_text_may_hold_anything_that_can_be_read():
    assert flaw("<script>alert('x')</script> Łódź 日本 🙂") is None
    assert flaw("two\nlines", lines=True) is None
    assert tidy(" a\r\nb ") == "a\nb"


@pytest.mark.parametrize("text", ["", "x" * 301, "a\x00", "a\x1b[0m", "a\u202eb", "a\u2028b", "\ud800", "two\nlines", "\ufeffx"])
def test_free_text_may_hide_nothing(text: str):
    assert flaw(text) is not None


def test_a_quoted_piece_is_short_and_hides_nothing():
    assert quoted("a\x00b") == "“a\\u0000b”"
    assert len(quoted("x" * 1000)) == 42
