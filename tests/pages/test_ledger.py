"""The Ledger page: who did what when, filtered, paged, opened, taken along."""

import csv
import io
import json
import re

import pytest
import sqlalchemy as sa

from app.parts import downloads, house, ledger_file, ledger_list
from app.parts.markdown import plain
from assent.access import commands
from assent.access.passwords import hash_password
from assent.home import Home
from assent.inventory.commands import add_system
from assent.kernel.errors import NotFound
from assent.procedures.entry import entry
from tests.cast import Cast
from tests.inventory.samples import described
from tests.pages.visits import visiting

HOSTILE = "=<script>alert(1)</script> *bold* [x](y)"


@pytest.fixture
def named(duck_home: Home, cast: Cast) -> str:
    """The id of somebody with a name that wants to be code."""
    hashed = hash_password("a long enough password")
    return duck_home.act(cast.admin, commands.add_person, name=HOSTILE, email="h@example.org", roles=[], password_hash=hashed).id


def test_entries_stand_newest_first_with_their_hash(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.auditor) as visit:
        page = visit.go("ledger").text
    numbers = [int(n) for n in re.findall(r"entry=(\d+)' style", page)]
    assert numbers == list(range(duck_home.record.size - 1, duck_home.record.size - 1 - len(numbers), -1))
    newest = duck_home.ask(cast.auditor, entry, seq=duck_home.record.size - 1)
    assert newest.line.leaf_hash in page


def test_a_hostile_name_is_text(duck_home: Home, cast: Cast, named: str) -> None:
    with visiting(duck_home, cast.auditor) as visit:
        page = visit.go("ledger").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_filters_in_the_address_narrow_the_list(duck_home: Home, cast: Cast) -> None:
    duck_home.act(cast.risk, add_system, description=described())
    with visiting(duck_home, cast.auditor) as visit:
        page = visit.go("ledger", kind="Inventory")
        assert "1 entry that fits" in page.text
        assert "to the inventory" in page.text
        assert "No entry fits these filters" in visit.go("ledger", q="no such word").text


def test_older_and_newer_page_by_number(duck_home: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_list, "PAGE", 5)
    top = duck_home.record.size - 1
    with visiting(duck_home, cast.auditor) as visit:
        visit.go("ledger")
        assert f"Entries {top - 4} to {top}" in visit.text
        assert f"Entries {top - 9} to {top - 5}" in visit.press("Older").text
        assert visit.page.query_params["before"] == str(top - 4)
        assert f"Entries {top - 4} to {top}" in visit.press("Newer").text


def test_an_entry_opens_with_its_fields_and_its_hashes_recomputed(duck_home: Home, cast: Cast, named: str) -> None:
    with visiting(duck_home, cast.auditor) as visit:
        page = visit.go("ledger", entry=str(duck_home.record.size - 1)).text
    assert "Agrees with its hash" in page
    assert page.count(":green[:material/check: agrees]") == 3
    assert plain("h@example") in page


def test_an_altered_entry_is_said_to_differ(duck_home: Home, cast: Cast, named: str) -> None:
    last = duck_home.record.size - 1
    with duck_home.record.database.engine.begin() as connection:
        connection.execute(sa.text("update ledger_payload set content = replace(content, 'h@', 'g@')"))
    checks = duck_home.ask(cast.auditor, entry, seq=last).checks
    assert [c.ok for c in checks] == [True, True, False]
    with visiting(duck_home, cast.auditor) as visit:
        assert "Does not agree" in visit.go("ledger", entry=str(last)).text


def test_an_erased_payload_cannot_be_checked_and_is_no_pass(duck_home: Home, cast: Cast) -> None:
    with duck_home.record.database.engine.begin() as connection:
        connection.execute(sa.text("update ledger_payload set content = null, key = null"))
    assert [c.ok for c in duck_home.ask(cast.auditor, entry, seq=3).checks] == [True, True, None]
    with visiting(duck_home, cast.auditor) as visit:
        assert "has been erased" in visit.go("ledger", entry="3").text


@pytest.mark.parametrize("number", ["99999", "-1", "abc", "1" * 30, "²"])
def test_a_number_that_is_no_entry_is_a_sentence(duck_home: Home, cast: Cast, number: str) -> None:
    with visiting(duck_home, cast.auditor) as visit:
        assert "There is no entry" in visit.go("ledger", entry=number).text
    with pytest.raises(NotFound):
        duck_home.ask(cast.auditor, entry, seq=99_999)


def test_downloads_hold_what_the_filters_show_and_no_formula(duck_home: Home, cast: Cast, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_file.story, "MOST", 3)
    house.open_house(duck_home)
    lines = list(ledger_file._lines(cast.auditor, {"action": "access", "actor": None, "system": None}))
    assert [line["number"] for line in lines] == list(range(duck_home.record.size - 1, -1, -1))
    rows = list(csv.DictReader(io.StringIO(ledger_file._csv(iter(lines)))))
    assert len(rows) == len(lines)
    assert [json.loads(line)["entry_hash"] for line in downloads.ndjson(lines).splitlines()] == [r["entry_hash"] for r in rows]
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_without_the_permission_there_is_no_ledger(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.viewer) as visit:
        assert "Who did what" not in visit.go("ledger").text
