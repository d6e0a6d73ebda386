"""The Inventory page: one table, filters in the address, adding a system by form or file."""

import csv
import io
from dataclasses import replace

import pytest

from app.parts import house, inventory_list
from app.parts.system_form import SAMPLE
from assent.home import Home
from assent.inventory import queries
from assent.inventory.commands import add_system
from assent.inventory.description import read_system_yaml
from assent.risk.commands import Answer, assess
from tests.cast import Cast
from tests.inventory.samples import described
from tests.pages.visits import Visit, visiting
from tests.risk.test_questionnaire import MILD

CODE = "=<script>alert(1)</script>"


@pytest.fixture
def stocked(duck_home: Home, cast: Cast) -> Home:
    """Three systems: one assessed, one not, one with a name that wants to be code."""
    for key, name in (("alpha", "Alpha"), ("beta", "Beta"), ("code", CODE)):
        duck_home.act(cast.risk, add_system, description=replace(described(), key=key, name=name, observations=None, next_review=None))
    duck_home.act(cast.risk, assess, system="alpha", answers=[Answer(q, a, "As filed.") for q, a in MILD.items()])
    return duck_home


def names(visit: Visit) -> list[str]:
    return list(visit.page.dataframe[0].value["System"])


def fill(visit: Visit, **fields: str) -> None:
    for label, value in fields.items():
        widget = next(w for w in (*visit.page.text_input, *visit.page.text_area, *visit.page.selectbox) if w.key == f"add-{label}")
        (widget.select if hasattr(widget, "select") else widget.input)(value)


def test_the_head_counts_and_says_what_is_open(stocked: Home, cast: Cast) -> None:
    with visiting(stocked, cast.viewer) as visit:
        page = visit.go("inventory")
    assert "3 systems." in page.text
    assert "two are without a tier" in page.text
    assert names(page) == [CODE, "Alpha", "Beta"]
    assert "Add a system" not in page.buttons


@pytest.mark.parametrize(
    ("address", "kept"),
    [({"q": "ALPHA"}, ["Alpha"]), ({"class": "Minimal"}, ["Alpha"]), ({"tier": "4"}, ["Alpha"]), ({"show": "tier"}, [CODE, "Beta"]),
     ({"q": "olga", "class": "Not assessed"}, [CODE, "Beta"])],
)  # fmt: skip
def test_filters_in_the_address_narrow_the_table(stocked: Home, cast: Cast, address: dict[str, str], kept: list[str]) -> None:
    with visiting(stocked, cast.risk) as visit:
        assert names(visit.go("inventory", **address)) == kept


def test_a_filter_nothing_fits_is_a_sentence(stocked: Home, cast: Cast) -> None:
    with visiting(stocked, cast.risk) as visit:
        assert "No system fits these filters" in visit.go("inventory", q="nothing like it").text


def test_the_export_holds_what_is_shown_and_no_formula(stocked: Home, cast: Cast) -> None:
    house.open_house(stocked)
    rows = list(csv.DictReader(io.StringIO(inventory_list._csv(cast.viewer, ["alpha", "code"]))))
    assert [r["key"] for r in rows] == ["code", "alpha"]
    assert rows[0]["name"].startswith("'=")


def test_an_empty_form_says_beside_each_field_what_is_missing(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.risk) as visit:
        visit.go("inventory", add="form")
        fill(visit, key="Bad Key")
        page = visit.press("Add this system to the inventory").text
    assert "2 to 63 small letters" in page
    assert page.count("This cannot be empty") == 2
    assert "Name the person who answers for the system" in page


def test_the_form_adds_a_system(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.risk) as visit:
        visit.go("inventory", add="form")
        fill(visit, key="new-one", name="New one", purpose="Tries the form.", owner="olga@example.org", autonomy="recommends", people_groups="a\n\nb")
        visit.press("Add this system to the inventory")
    card = duck_home.ask(cast.risk, queries.system, key="new-one")
    assert (card.owner_name, card.people_groups, card.status, card.personal_data) == ("Olga Owner", ("a", "b"), "proposed", None)


def test_somebody_who_may_not_describe_systems_reads_who_may(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.viewer) as visit:
        page = visit.go("inventory", add="form")
    assert "risk officer or compliance officer" in page.text
    assert not page.page.text_input


def test_the_sample_file_on_the_page_is_one() -> None:
    assert read_system_yaml(SAMPLE).key == "invoice-sorting"


def test_a_past_day_offers_nothing(stocked: Home, cast: Cast) -> None:
    with visiting(stocked, cast.risk) as visit:
        assert "Add a system" not in visit.go("inventory", as_of=stocked.record.clock().date().isoformat()).buttons
