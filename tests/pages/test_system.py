"""The System page: everything about one system, and what may be done about it."""

from dataclasses import replace

import pytest

from app.parts import pdf
from assent.approvals.queries import requests
from assent.home import Home
from assent.inventory import queries
from assent.inventory.commands import add_system
from assent.inventory.history import history
from assent.kernel.errors import Unavailable
from assent.procedures.register import register_version
from assent.risk.queries import assessment
from tests.cast import Cast
from tests.inventory.samples import EMPLOYMENT
from tests.pages.visits import Visit, visiting
from tests.registry.test_versions import manifest
from tests.risk.test_questionnaire import MILD

KEY = EMPLOYMENT.key
TABS = ("Summary", "Risk", "Versions", "Monitoring", "Approvals", "History", "Description")
HOSTILE = "<script>alert(1)</script> *bold* [x](y) " + "long " * 50


@pytest.fixture
def ready(duck_home: Home, cast: Cast) -> Home:
    """The employment system with version 2.4.0, and nothing decided."""
    duck_home.act(cast.risk, add_system, description=replace(EMPLOYMENT, models=(), observations=None))
    duck_home.act(cast.scientist, register_version, manifest=manifest())
    return duck_home


def area(visit: Visit, key: str) -> object:
    return next(w for w in (*visit.page.text_area, *visit.page.text_input, *visit.page.selectbox) if w.key == key)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_draws_for_every_role(ready: Home, cast: Cast, tab: str) -> None:
    for person in (cast.viewer, cast.risk, cast.engineer, cast.owner, cast.admin):
        with visiting(ready, person) as visit:
            assert "Employment support screening" in visit.go("system", system=KEY, tab=tab).text


def test_a_hostile_description_is_text_on_every_tab(duck_home: Home, cast: Cast) -> None:
    said = replace(EMPLOYMENT, name=HOSTILE[:300].strip(), purpose=HOSTILE, users=HOSTILE, people_groups=(HOSTILE[:90],), observations=None)
    duck_home.act(cast.risk, add_system, description=said)
    with visiting(duck_home, cast.risk) as visit:
        for tab in TABS:
            assert "<script>" not in visit.go("system", system=KEY, tab=tab).text
        assert "<script>" not in visit.go("today").text


def test_without_a_system_in_the_address_one_can_be_chosen(ready: Home, cast: Cast) -> None:
    with visiting(ready, cast.viewer) as visit:
        assert "Choose one of 1 system" in visit.go("system").text


def test_a_system_that_is_not_there_is_a_sentence(ready: Home, cast: Cast) -> None:
    with visiting(ready, cast.viewer) as visit:
        assert "There is no system" in visit.go("system", system="<b>no</b>").text


def test_asking_for_approval_opens_a_request(ready: Home, cast: Cast) -> None:
    ask = "Ask for approval of 2\\.4\\.0"
    with visiting(ready, cast.engineer) as visit:
        visit.go("system", system=KEY).press(ask)
        next(b for b in visit.page.button if b.key == "ask-head").click()
        next(b for b in visit.page.button if b.key == "ask-now").click()
        visit.run()
        assert visit.page.session_state["_wrong-ask"] == {"reason": "Give a reason; it is printed in the report."}
        visit.press(ask)
        area(visit, "ask-reason").input("Better on every figure.")
        next(b for b in visit.page.button if b.key == "ask-head").click()
        next(b for b in visit.page.button if b.key == "ask-now").click()
        visit.run()
    assert [r.reason for r in ready.ask(cast.risk, requests, system=KEY)] == ["Better on every figure."]


def test_only_who_may_ask_is_offered_to_ask(ready: Home, cast: Cast) -> None:
    for person, offered in ((cast.engineer, True), (cast.owner, True), (cast.viewer, False), (cast.risk, False)):
        with visiting(ready, person) as visit:
            assert any(label.startswith("Ask for approval") for label in visit.go("system", system=KEY).buttons) is offered


def test_suspending_says_its_consequence_and_is_on_record(ready: Home, cast: Cast) -> None:
    with visiting(ready, cast.risk) as visit:
        visit.go("system", system=KEY).press("Suspend use")
        assert "assent switches nothing off by itself" in visit.text
        visit.press("Suspend use", "Suspend its use now")
        assert "Take into use again" in visit.go("system", system=KEY).buttons
    assert ready.ask(cast.risk, queries.system, key=KEY).status == "suspended"


def test_a_review_needs_a_conclusion(ready: Home, cast: Cast) -> None:
    with visiting(ready, cast.risk) as visit:
        visit.go("system", system=KEY).press("Record a review").press("Record a review", "Record this review")
        assert "conclusion" in visit.page.session_state["_wrong-review"]
        visit.press("Record a review")
        area(visit, "review-conclusion").input("Looked at the whole; as described.")
        visit.press("Record a review", "Record this review")
    assert ready.ask(cast.risk, queries.system, key=KEY).last_review == ready.record.clock().date()


def test_the_questionnaire_sets_the_tier_and_shows_it_while_answering(ready: Home, cast: Cast) -> None:
    with visiting(ready, cast.risk) as visit:
        visit.go("system", system=KEY, tab="Risk").press("Answer the questionnaire")
        assert "Tier 1" in visit.text
        visit.press("Set tier and class")
        assert visit.text.count("Say why, in a few words") == len(MILD)
        for question, answer in MILD.items():
            area(visit, f"risk-{KEY}-{question}").select(answer)
            area(visit, f"risk-{KEY}-{question}-reason").input("As filed.")
        assert "Tier 4" in visit.run().text
        visit.press("Set tier and class")
    found = ready.ask(cast.risk, assessment, system=KEY)
    assert found is not None
    assert found.tier == 4


def test_changing_the_description_sends_only_what_was_changed(ready: Home, cast: Cast) -> None:
    with visiting(ready, cast.owner) as visit:
        visit.go("system", system=KEY, edit="1")
        area(visit, f"edit-{KEY}-users").input("Somebody else")
        visit.press("Save the new description")
    lines = ready.ask(cast.risk, history, key=KEY)
    assert ready.ask(cast.risk, queries.system, key=KEY).users == "Somebody else"
    assert sum(line.seq == lines[0].seq for line in lines) == 1


def test_a_past_day_hides_every_action(ready: Home, cast: Cast) -> None:
    today = ready.record.clock().date().isoformat()
    with visiting(ready, cast.engineer) as visit:
        for tab in TABS:
            assert not visit.go("system", system=KEY, tab=tab, as_of=today).buttons
        assert "Save the new description" not in visit.go("system", system=KEY, edit="1", as_of=today).buttons


def test_a_pdf_that_fails_says_why_on_the_page(ready: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Unavailable("Pango is not installed. Install it, then try again.")

    monkeypatch.setattr(pdf, "build_report", broken)
    with visiting(ready, cast.risk) as visit:
        visit.go("system", system=KEY)
        making = visit.page.session_state[f"_pdf-system-{KEY}"]
        making.ask()
        with pytest.raises(Unavailable):
            pdf._build(cast.risk, "system", KEY, making)
        assert "Pango is not installed" in visit.run().text.replace("\\", "")
        assert "Pango is not installed" not in visit.run().text
