"""Today: what needs the reader, most urgent first; what an empty day says."""

from dataclasses import replace

from assent.home import Home
from assent.inventory.commands import add_system
from assent.kernel.actor import Actor
from assent.kernel.words import day
from tests.cast import Cast
from tests.inventory.samples import described
from tests.pages.visits import visiting


def test_the_head_says_the_day_and_an_empty_record_teaches(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.risk) as visit:
        page = visit.go("today").text
    assert day(duck_home.record.clock().date()) in page
    assert "No system is on record yet" in page


def test_what_is_open_stands_with_its_place_and_figures_beside_it(duck_home: Home, cast: Cast) -> None:
    duck_home.act(cast.risk, add_system, description=replace(described(), name="Screening <b>", observations=None))
    with visiting(duck_home, cast.risk) as visit:
        page = visit.go("today").text
    assert "Screening \\<b\\> has no risk tier" in page
    assert "Systems in production 0 of 1" in page
    assert "Systems without a tier 1" in page


def test_a_past_day_shows_the_past(duck_home: Home, cast: Cast) -> None:
    duck_home.act(cast.risk, add_system, description=replace(described(), observations=None))
    with visiting(duck_home, cast.risk) as visit:
        assert "No system is on record yet" in visit.go("today", as_of="2020-01-01").text


def test_somebody_without_a_role_reads_whom_to_ask(duck_home: Home, cast: Cast) -> None:
    from assent.access.commands import withdraw_role

    duck_home.act(cast.admin, withdraw_role, person_id=cast.viewer.id, role="viewer")
    with visiting(duck_home, Actor(cast.viewer.id, "session")) as visit:
        assert "You have no role yet" in visit.go("today").text
