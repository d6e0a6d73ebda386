"""Your account: roles in words, sessions, this one marked."""

from assent.access import sessions
from assent.home import Home
from assent.inventory.commands import add_system
from assent.kernel.actor import NOBODY
from assent.procedures.signing_in import signed_in
from tests.cast import Cast
from tests.inventory.samples import described
from tests.pages.visits import visiting


def test_roles_stand_in_words_with_who_granted_them(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.risk) as visit:
        page = visit.go("account").text
    assert "Your role" in page
    assert "answer the tier questionnaire" in page
    assert "Granted by" in page


def test_an_owner_reads_what_that_permits(duck_home: Home, cast: Cast) -> None:
    duck_home.act(cast.risk, add_system, description=described(owner="olga@example.org"))
    with visiting(duck_home, cast.owner) as visit:
        assert "ask for a version to go to production" in visit.go("account").text


def test_another_session_can_be_ended_and_this_one_is_marked(duck_home: Home, cast: Cast) -> None:
    other = duck_home.tend(sessions.begin, person_id=cast.viewer.id, user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537")
    with visiting(duck_home, cast.viewer) as visit:
        page = visit.go("account")
        assert "Firefox on Linux" in page.text
        assert "Chrome on Windows" in page.text
        assert page.text.count("This one") == 1
        assert page.buttons == ["End this session"]
        page.press("End this session")
        assert duck_home.ask(NOBODY, signed_in, token=other) is None
        assert "Chrome on Windows" not in page.text


def test_an_ended_session_sees_only_the_way_in(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.viewer) as visit:
        duck_home.tend(sessions.end_all, person_id=cast.viewer.id)
        page = visit.go("account")
    assert "Your session has ended" in page.text
