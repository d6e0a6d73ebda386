"""The ledger told in sentences."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

import assent
from assent.access import commands as access
from assent.access.permissions import PERMISSIONS
from assent.home import Home
from assent.inventory.commands import add_system, change_system
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Forbidden
from assent.ledger.unit import Unit
from assent.procedures.sentences import ERASED, KINDS, Names, tell
from assent.procedures.story import choices, events, system_events
from tests.cast import Cast
from tests.procedures.described import described

ACTION = re.compile(r'"((?:access|inventory|registry|risk|monitoring|approvals?|reports|jobs|ledger|procedures?)\.[a-z]+(?:_[a-z]+)*)"')
NOBODY = Names({}, {})


def test_every_action_that_is_recorded_anywhere_has_a_sentence() -> None:
    source = Path(assent.__file__).parent
    found = {
        (m, path.name)
        for path in source.rglob("*.py")
        if path.name != "permissions.py"
        for m in ACTION.findall(path.read_text("utf-8"))
        if m not in PERMISSIONS
    }
    assert {(action, where) for action, where in found if action not in KINDS} == set()
    assert {"approval.approved", "approval.rejected"} <= set(KINDS)  # recorded through an f-string


def test_a_registered_system_is_told_by_name(home: Home, cast: Cast) -> None:
    home.act(cast.risk, add_system, description=described())
    page = home.ask(cast.auditor, events)
    assert page.lines[0].sentence == "Added Employment support screening to the inventory."
    assert page.lines[0].who == "Rosa Risk"
    assert page.lines[0].subject_words == "Employment support screening"
    assert page.lines[0].system == "employment-screening"


def test_what_changed_is_told_in_the_words_of_the_form(home: Home, cast: Cast) -> None:
    home.act(cast.risk, add_system, description=described())
    home.act(
        cast.risk, change_system, key="employment-screening", changes={"status": "suspended", "business_unit": "Other", "countries": ["US", "CA"]}
    )
    told = [line.sentence for line in home.ask(cast.auditor, events, limit=2).lines]
    assert "Changed the status from in use to suspended." in told
    assert "Changed business unit and countries in the inventory." in told


def test_roles_and_people_are_named(home: Home, cast: Cast) -> None:
    home.act(cast.admin, access.grant_role, person_id=cast.viewer.id, role="ml_engineer")
    line = home.ask(cast.auditor, events).lines[0]
    assert line.sentence == "Granted Vera Viewer the role ML engineer."


def test_filters_narrow_and_count(home: Home, cast: Cast) -> None:
    home.act(cast.risk, add_system, description=described())
    assert home.ask(cast.auditor, events, system="employment-screening").total == 1
    assert home.ask(cast.auditor, events, action="inventory").total == 1
    assert home.ask(cast.auditor, events, action="inventory.system_added").total == 1
    assert home.ask(cast.auditor, events, action="invent").total == 0
    assert home.ask(cast.auditor, events, actor=cast.risk.id).total == 1
    assert home.ask(cast.auditor, events, text="SUPPORT SCREENING").total == 1
    assert home.ask(cast.auditor, events, text="rosa risk").total > 1
    assert home.ask(cast.auditor, events, text="100%_").total == 0
    assert home.ask(cast.auditor, events, until=date(2020, 1, 1)).total == 0
    assert home.ask(cast.auditor, events, since=date(2020, 1, 1)).total == home.record.size


def test_pages_follow_each_other_without_gaps_or_repeats(home: Home, cast: Cast) -> None:
    seen: list[int] = []
    before = None
    while True:
        page = home.ask(cast.auditor, events, limit=7, before_seq=before)
        seen += [line.seq for line in page.lines]
        assert page.total == home.record.size
        if (before := page.next_before) is None:
            break
    assert seen == list(range(home.record.size))[::-1]


def test_the_past_does_not_know_later_events(home: Home, cast: Cast) -> None:
    size = home.record.size
    home.act(cast.risk, add_system, description=described())
    assert home.ask(cast.auditor, events, as_of=size).total == size


def test_whoever_may_not_read_the_ledger_is_refused(home: Home, cast: Cast) -> None:
    for query in (events, choices):
        with pytest.raises(Forbidden):
            home.ask(cast.viewer, query)


def test_an_auditor_of_one_system_sees_that_systems_events_only(home: Home, cast: Cast) -> None:
    home.act(cast.risk, add_system, description=described())
    home.act(cast.risk, add_system, description=described(key="other", name="Other"))
    limited = Actor("x", "session", frozenset({Grant("ledger.read", "other"), Grant("inventory.read", "other")}))
    page = home.ask(limited, events)
    assert [line.system for line in page.lines] == ["other"]
    assert page.total == 1
    assert home.ask(limited, choices).systems == (("other", "Other"),)
    assert home.ask(limited, events, system="employment-screening").total == 0


def test_a_report_may_tell_a_systems_events_without_the_ledger(home: Home, cast: Cast) -> None:
    home.act(cast.risk, add_system, description=described())
    assert home.ask(cast.scientist, system_events, system="employment-screening", limit=5).total == 1
    with pytest.raises(Forbidden):
        home.ask(cast.viewer, system_events, system="employment-screening", limit=5)


def test_an_erased_payload_is_said_to_be_erased(duck_home: Home, cast: Cast) -> None:
    duck_home.act(cast.risk, add_system, description=described())
    with duck_home.record.database.engine.begin() as connection:
        connection.execute(sa.text("update ledger_payload set content = null, key = null"))
    page = duck_home.ask(cast.auditor, events)
    assert {line.sentence for line in page.lines} == {ERASED}
    assert all(line.erased for line in page.lines)


def test_an_action_of_another_version_is_told_honestly(duck_home: Home, cast: Cast) -> None:
    def strange(unit: Unit) -> None:
        unit.record("future.thing_happened", subject="x", what="{evil!p} <b>")

    duck_home.act(cast.risk, strange)
    assert duck_home.ask(cast.auditor, events).lines[0].sentence == "Thing happened (future.thing_happened)."


@pytest.mark.parametrize("content", ["{}", "[]", "null", "nonsense", '{"changes": 3, "choice": [], "number": null}'])
def test_no_payload_stops_the_telling(content: str) -> None:
    for action in KINDS:
        sentence, _, _ = tell(action, subject="x", system=None, content=content, names=NOBODY)
        assert sentence.endswith((".", "”"))


def test_braces_in_somebodys_text_are_only_text() -> None:
    content = json.dumps({"number": "AR-0001", "reason": "{subject!p} {0} {reason.__class__}"})
    sentence, _, _ = tell("approval.withdrawn", subject="x", system=None, content=content, names=NOBODY)
    assert sentence == "Took AR-0001 back: “{subject!p} {0} {reason.__class__}”"
