"""The Monitoring page as its readers meet it: what it says, what it offers to whom, what comes of its forms."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from app.parts import house
from assent.access import sessions
from assent.api.caller import COOKIE
from assent.home import Home
from assent.inventory import commands as inventory
from assent.jobs.queries import jobs
from assent.kernel.actor import Actor
from assent.monitoring import commands, queries
from assent.procedures import schedule, watch
from tests.cast import Cast
from tests.inventory.samples import described
from tests.pages import observations

MAIN = Path(__file__).parents[2] / "app" / "main.py"


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the browser holds; whoever the test names is signed in by it, how one signs in is tested elsewhere."""
    held: dict[str, str] = {}
    monkeypatch.setattr(ContextProxy, "cookies", held)
    monkeypatch.setattr(ContextProxy, "headers", {})
    return held


def opened(home: Home, actor: Actor, **address: str) -> AppTest:
    """The page, run once for somebody."""
    house.open_house(home)
    ContextProxy.cookies[COOKIE] = home.tend(sessions.begin, person_id=actor.id, user_agent="")
    page = AppTest.from_file(MAIN, default_timeout=30).switch_page("pages/monitoring.py")
    for name, value in address.items():
        page.query_params[name] = value
    return ran(page)


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception, page.exception
    return page


def pressed(page: AppTest, *words: str) -> AppTest:
    """The page after a click; a dialog stays open only when the button that opens it is named too (a browser keeps it by itself)."""
    for label in words:
        next(b for b in page.button if b.label == label).click()
    return ran(page)


def buttons(page: AppTest) -> list[str]:
    return [b.label for b in page.button]


def said(page: AppTest) -> str:
    parts: list[Any] = [*page.title, *page.header, *page.markdown, *page.caption, *page.error]
    return "\n".join(str(p.value).replace("\\", "") for p in parts)


def add(home: Home, cast: Cast, key: str, **changes: Any) -> None:
    home.act(cast.risk, inventory.add_system, description=described(key, status="in_use", **changes))


def measured(home: Home, cast: Cast, key: str = "drifting", *, dated: bool = True) -> None:
    add(home, cast, key)
    path, reference = observations.write(home.path / "observations" / key, dated=dated)
    time = "seen_on" if dated else None
    home.act(cast.risk, commands.set_source, system=key, path=path, reference=reference, time=time, label="late", by="week", confirmed=True)
    watch.measure(home, cast.risk, system=key)


def test_without_systems_the_page_says_what_will_be_here(duck_home: Home, cast: Cast) -> None:
    assert "No system is in use yet." in said(opened(duck_home, cast.risk))


def test_systems_are_listed_worst_first_and_those_nobody_measures_are_named(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast, "calm", dated=False)
    measured(duck_home, cast, "drifting")
    add(duck_home, cast, "forgotten")
    page = opened(duck_home, cast.viewer)
    watched, forgotten = page.dataframe[0].value, page.dataframe[1].value
    assert list(watched["System"]) == ["Drifting", "Calm"]
    assert list(watched["State"]) == ["1 breach open", "Stable"]
    assert list(forgotten["System"]) == ["Forgotten"]
    assert "One system in use is not measured" in said(page)


def test_a_system_says_its_finding_and_opens_on_its_worst_column(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    text = said(opened(duck_home, cast.viewer, system="drifting"))
    assert "leaves is over the limit in most weeks" in text
    assert "leaves: over the limit in 8 of 12 weeks" in text
    assert "1 breach open" in text
    assert "One breach is open" in text


def test_the_address_chooses_column_and_window(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    page = opened(duck_home, cast.viewer, system="drifting", column="stays", window="2026-01-12")
    assert "stays: within its limit in all 12 weeks" in said(page)
    assert page.selectbox(key="window").value == "2026-01-12"


def test_an_unknown_column_or_window_in_the_address_is_passed_over(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    page = opened(duck_home, cast.viewer, system="drifting", column="<b>", window="never")
    assert "leaves: over the limit" in said(page)
    assert page.selectbox(key="window").value == "2026-03-23"


def test_data_without_dates_is_one_window(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast, dated=False)
    text = said(opened(duck_home, cast.viewer, system="drifting"))
    assert "One window: this data has no dates" in text
    assert "over the limit in most" not in text


def test_somebody_who_may_only_read_is_offered_no_action(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    assert buttons(opened(duck_home, cast.viewer, system="drifting")) == []


def test_the_past_is_shown_without_actions(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    tomorrow = (duck_home.record.clock().date() + timedelta(days=1)).isoformat()
    page = opened(duck_home, cast.risk, system="drifting", as_of=tomorrow)
    assert buttons(page) == ["Back to today"]
    assert "leaves is over the limit" in said(page)
    before = opened(duck_home, cast.risk, as_of="2020-01-01")
    assert "No system is in use yet." in said(before)


def test_an_unknown_system_is_refused_in_a_sentence(duck_home: Home, cast: Cast) -> None:
    assert "There is no system" in said(opened(duck_home, cast.risk, system="nobody"))


def test_a_breach_is_closed_with_a_reason_and_never_without(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    page = pressed(opened(duck_home, cast.risk, system="drifting"), "Close…")
    page = pressed(page, "Close…", "Close this breach")
    assert len(duck_home.ask(cast.risk, queries.breaches)) == 1
    assert "Say why in a few words." in said(page)
    page.text_area[0].set_value("The sensor was replaced in February.")
    pressed(page, "Close…", "Close this breach")
    assert duck_home.ask(cast.risk, queries.breaches) == []
    assert "No breach is open" in said(opened(duck_home, cast.risk, system="drifting"))


def test_wrong_limits_are_said_beside_the_field_and_right_ones_hold_at_once(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    page = pressed(opened(duck_home, cast.engineer, system="drifting"), "Set other limits…")
    page.number_input[0].set_value(30.0)
    page = pressed(page, "Set other limits…", "Set these limits")
    assert "At least the limit from which it is watched." in said(page)
    page.number_input[1].set_value(40.0)
    pressed(page, "Set other limits…", "Set these limits")
    assert duck_home.ask(cast.risk, queries.limits_of, system="drifting").default.act == 40
    assert "No column went over its limit in 12 weeks" in said(opened(duck_home, cast.risk, system="drifting"))


def test_measuring_is_queued_shown_while_it_runs_and_said_when_done(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    page = pressed(opened(duck_home, cast.risk, system="drifting"), "Measure now")
    assert [j.kind for j in duck_home.ask(cast.risk, jobs, active=True)] == [watch.MEASURE]
    assert "Stop measuring" in buttons(page)
    schedule.tick(duck_home, cast.admin, alone=True)
    ran(page)
    assert "Stop measuring" not in buttons(page)
    assert any("Unchanged" in str(t.value).replace("\\", "") for t in page.toast)


def test_measuring_can_be_stopped_by_whoever_started_it(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    page = pressed(opened(duck_home, cast.scientist, system="drifting"), "Measure now")
    page = ran(pressed(page, "Stop measuring"))
    assert duck_home.ask(cast.risk, jobs, active=True) == []
    assert "Not measured: Stopped." in said(page)
    assert "Measure now" in buttons(page)


def test_measuring_that_fails_says_why_on_the_page(duck_home: Home, cast: Cast) -> None:
    measured(duck_home, cast)
    page = pressed(opened(duck_home, cast.risk, system="drifting"), "Measure now")
    (duck_home.path / "observations" / "drifting" / "production.parquet").unlink()
    schedule.tick(duck_home, cast.admin, alone=True)
    assert "Not measured: There is no file" in said(ran(page))


def test_observations_are_chosen_in_two_steps_and_must_be_confirmed(duck_home: Home, cast: Cast) -> None:
    add(duck_home, cast, "fresh")
    path, reference = observations.write(duck_home.path / "observations" / "fresh")
    page = opened(duck_home, cast.engineer, system="fresh")
    page.text_input[0].set_value(path)
    page.text_input[1].set_value("observations/fresh/nothing.parquet")
    page = pressed(page, "Look at the files")
    assert "There is no file" in said(page)
    page.text_input[1].set_value(reference)
    page = pressed(page, "Look at the files")
    assert {b.label: b.value for b in page.selectbox}["Time"] == "seen_on"
    page = pressed(page, "Use these observations")
    assert "Confirm what the columns are for." in said(page)
    page.checkbox[0].check()
    page = pressed(page, "Use these observations")
    source = duck_home.ask(cast.engineer, queries.source, system="fresh")
    assert source is not None
    assert (source.path, source.time, source.label) == (path, "seen_on", "late")
    assert "Not measured yet." in said(page)


def test_who_may_not_configure_is_told_who_may(duck_home: Home, cast: Cast) -> None:
    add(duck_home, cast, "fresh")
    page = opened(duck_home, cast.viewer, system="fresh")
    assert "A risk officer or an ML engineer chooses them here" in said(page)
    assert not page.text_input


@pytest.mark.parametrize("nasty", ["<img src=x onerror=alert(1)>", "`a` **b** :red[c]", "=cmd|' /C calc'!A0"])
def test_names_of_columns_are_text_wherever_they_appear(duck_home: Home, cast: Cast, nasty: str) -> None:
    import duckdb

    folder = duck_home.path / "observations" / "nasty"
    folder.mkdir(parents=True)
    for name, shift in (("production", 9), ("reference", 0)):
        with duckdb.connect() as connection:
            quoted = nasty.replace('"', '""')
            connection.execute(
                f"""copy (select hash(i) % 100 / 10.0 + {shift} as "{quoted}", date '2026-01-05' + cast(7 * (i % 3) as integer) as day
                    from range(900) r(i)) to '{folder / name}.parquet' (format parquet)"""
            )
    add(duck_home, cast, "nasty")
    place = "observations/nasty"
    duck_home.act(cast.risk, commands.set_source, system="nasty", path=f"{place}/production.parquet", reference=f"{place}/reference.parquet",
                  time="day", confirmed=True)  # fmt: skip
    watch.measure(duck_home, cast.risk, system="nasty")
    page = opened(duck_home, cast.risk, system="nasty")
    figures = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    drawn = [note["text"] for figure in figures for note in figure["layout"]["annotations"]]
    drawn += [text for figure in figures for trace in figure["data"] for text in trace.get("text", [])]
    assert drawn
    assert not any("<img" in text for text in drawn)
    assert not any(nasty in str(header.value) for header in page.header if nasty != "=cmd|' /C calc'!A0")
