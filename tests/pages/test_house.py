"""Who a page acts for: the session and the roles of this very moment, in a dialog and in a fragment too."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from app.parts import house
from assent.access import commands, sessions
from assent.access.model import WebSession
from assent.api.caller import COOKIE
from assent.home import Home
from assent.kernel.errors import Forbidden
from assent.ledger.model import Event
from assent.ledger.unit import Unit
from assent.ledger.view import View
from tests.cast import FOUNDER, Cast

# A page with a fragment in it. "Click inside" runs the fragment alone, as a click in a dialog does; "Look again" runs the one that follows a job.
PAGE = """
import streamlit as st
from app.parts import house
from assent.access import queries
from tests.pages import test_house

@st.fragment(key="part")
def part():
    st.button("Click inside", on_click=lambda: st.rerun("part"))
    if st.session_state.get("acts"):
        house.act(test_house.note)
        st.markdown("It is done.")
    house.ask(queries.people)
    st.markdown(f"{house.may('people.manage')=}")

def followed():
    st.button("Look again", on_click=lambda: st.rerun("following"))
    house.who()
    if st.session_state.get("over"):
        st.session_state["over"] = False
        st.rerun()

house.arrive()
part()
st.fragment(key="following")(house.follow(60)(followed))()
if st.session_state.get("asks"):
    house.ask(test_house.secret)
if st.session_state.get("acts late"):
    test_house.between()
    house.act(test_house.note)
"""


def note(unit: Unit) -> None:
    """An act that leaves an event and nothing else."""
    unit.record("test.noted", subject=unit.actor.id)


def between() -> None:
    """What happens while a page is drawn; a test puts something here."""


def noted(view: View) -> int:
    return len(view.rows(Event, Event.action == "test.noted"))


class Tab:
    """The page, open in somebody's browser."""

    def __init__(self, home: Home, token: str, file: Path):
        self.home, self.token = home, token
        self.page = AppTest.from_file(file, default_timeout=30).run()
        assert not self.page.exception, self.page.exception

    def press(self, label: str) -> str:
        """What the page says after a click."""
        next(b for b in self.page.button if b.label == label).click().run()
        assert not self.page.exception, self.page.exception
        return "\n".join(str(e.value) for kind in ("header", "markdown", "error") for e in self.page.get(kind))

    def last_act(self) -> object:
        def read(view: View) -> object:
            row = view.session.get(WebSession, sessions.token_hash(self.token))
            return None if row is None else row.last_active_at

        return self.home.ask(FOUNDER, read)


@pytest.fixture
def tab(duck_home: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tab:
    token = duck_home.tend(sessions.begin, person_id=cast.admin.id, user_agent="")
    monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: token})
    monkeypatch.setattr(ContextProxy, "headers", {"Sec-Websocket-Key": "one"})
    house.open_house(duck_home)
    (tmp_path / "page.py").write_text(PAGE)
    return Tab(duck_home, token, tmp_path / "page.py")


def end(tab: Tab) -> None:
    tab.home.tend(sessions.end, hashed=sessions.token_hash(tab.token))


def test_a_click_inside_a_fragment_of_an_ended_session_records_nothing(tab: Tab) -> None:
    tab.page.session_state["acts"] = True
    assert "It is done." in tab.press("Click inside")
    end(tab)
    said = tab.press("Click inside")
    assert "Your session has ended" in said
    assert "It is done." not in said
    assert tab.home.ask(FOUNDER, noted) == 1


def test_looking_inside_a_fragment_of_an_ended_session_shows_nothing(tab: Tab) -> None:
    assert "house.may('people.manage')=True" in tab.press("Click inside")
    end(tab)
    said = tab.press("Click inside")
    assert "Your session has ended" in said
    assert "people.manage" not in said


def test_a_role_withdrawn_is_gone_at_the_next_click_inside_a_fragment(tab: Tab, cast: Cast) -> None:
    assert "house.may('people.manage')=True" in tab.press("Click inside")
    tab.home.act(FOUNDER, commands.grant_role, person_id=cast.viewer.id, role="administrator")
    tab.home.act(FOUNDER, commands.withdraw_role, person_id=cast.admin.id, role="administrator")
    assert "the permission people\\.read is needed" in tab.press("Click inside")


def test_a_session_that_ends_while_the_page_is_drawn_acts_no_more(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    tab.page.session_state["acts late"] = True
    monkeypatch.setattr("tests.pages.test_house.between", lambda: end(tab))
    tab.page.run()
    assert "Your session has ended" in [h.value for h in tab.page.header]
    assert tab.home.ask(FOUNDER, noted) == 0


def later(tab: Tab) -> None:
    moment = tab.home.record.clock() + timedelta(minutes=10)
    tab.home.record.clock = lambda: moment


def test_a_click_inside_a_fragment_keeps_the_session_alive(tab: Tab) -> None:
    later(tab)
    tab.press("Click inside")
    assert tab.last_act() == tab.home.record.clock()


def test_a_fragment_that_looks_again_by_itself_does_not_even_when_it_comes_to_its_end(tab: Tab) -> None:
    before = tab.last_act()
    later(tab)
    tab.press("Look again")
    assert tab.last_act() == before
    tab.page.session_state["over"] = True
    tab.press("Look again")
    assert tab.last_act() == before
    tab.page.run()
    assert tab.last_act() == tab.home.record.clock(), "the next click counts again"


def test_only_the_one_kind_of_fragment_that_counts_for_nothing_repeats_itself() -> None:
    app = Path(house.__file__).parents[1]
    assert [f.name for f in app.rglob("*.py") if "run_every" in f.read_text()] == ["house.py"]


def test_a_refusal_of_a_page_is_on_record_and_its_words_are_no_markup(tab: Tab, duck_home: Home) -> None:
    tab.page.session_state["asks"] = True
    tab.page.run()
    assert [e.value for e in tab.page.error] == ["Not \\[you\\]\\(//evil\\.example\\)\\."]
    assert [e.action for e in duck_home.ask(FOUNDER, lambda view: view.rows(Event))][-1] == "access.refused"


def secret(view: View) -> None:
    """A question nobody may ask."""
    raise Forbidden("Not [you](//evil.example).")
