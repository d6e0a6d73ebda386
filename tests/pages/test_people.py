"""The People page: administrators give and take roles, never their own."""

import re

from assent.access import queries, sessions
from assent.access.commands import add_person
from assent.access.passwords import hash_password, verify_password
from assent.home import Home
from assent.kernel.actor import NOBODY
from assent.procedures.signing_in import signed_in
from tests.cast import Cast
from tests.pages.visits import Visit, visiting


def roles(home: Home, cast: Cast, person_id: str) -> tuple[str, ...]:
    return home.ask(cast.admin, queries.person_card, person_id=person_id).roles


def field(visit: Visit, label: str) -> object:
    return next(f for f in (*visit.page.text_input, *visit.page.multiselect) if f.label == label)


def test_everybody_stands_there_and_every_role_is_explained(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.admin) as visit:
        page = visit.go("people")
    assert "11 people, one of them an administrator" in page.text
    assert "decide as the risk officer" in page.text
    assert list(page.page.dataframe[0].value["Name"]) == sorted(page.page.dataframe[0].value["Name"], key=str.casefold)


def test_a_person_added_gets_a_one_time_password_that_is_shown_once(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.admin) as visit:
        visit.go("people").press("Add a person")
        field(visit, "Name").input("Nina *New* <b>")
        field(visit, "E-mail").input("nina@example.org")
        visit.press("Add a person", "Add this person")
        visit.press("Add a person")
        password = re.search(r"\b[a-z0-9]{5}(-[a-z0-9]{5}){3}\b", visit.text)
        assert password is not None
        assert password[0] not in visit.press("Add a person").text
    person = duck_home.ask(cast.admin, queries.person_by_email, email="nina@example.org")
    assert person is not None
    assert verify_password(password[0], duck_home.ask(NOBODY, sessions.password_hash, person_id=person.id))


def test_a_wrong_address_is_said_beside_its_field(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.admin) as visit:
        visit.go("people").press("Add a person")
        field(visit, "Name").input("Nina New")
        field(visit, "E-mail").input("nonsense")
        visit.press("Add a person", "Add this person")
        assert visit.page.session_state["_wrong-person"] == {"email": "Not an e-mail address."}
    assert duck_home.ask(cast.admin, queries.person_by_email, email="nonsense") is None


def test_a_role_is_granted_and_withdrawn_and_says_by_whom(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.admin) as visit:
        visit.go("people", person=cast.viewer.id)
        visit.page.selectbox[0].select("validator").run()
        visit.press("Grant Validator")
        assert roles(duck_home, cast, cast.viewer.id) == ("validator", "viewer")
        assert "Granted by Ada Admin" in visit.text
        next(b for b in visit.page.button if b.key == "withdraw-validator").click()
        visit.run()
        assert roles(duck_home, cast, cast.viewer.id) == ("viewer",)


def test_nothing_is_offered_on_oneself(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.admin) as visit:
        page = visit.go("people", person=cast.admin.id)
    assert "This is you" in page.text
    assert not page.buttons


def test_an_administrator_is_suspended_and_let_in_again_by_another(duck_home: Home, cast: Cast) -> None:
    said = {"name": "Second Admin", "email": "second@example.org", "roles": ["administrator"]}
    card = duck_home.act(cast.admin, add_person, **said, password_hash=hash_password("a long enough one"), must_change=False)
    second = duck_home.ask(cast.admin, queries.actor_for, person_id=card.id)
    with visiting(duck_home, second) as visit:
        visit.go("people", person=cast.admin.id).press("Suspend").press("Suspend", f"Suspend {cast.admin.name} now")
        assert not duck_home.ask(second, queries.person_card, person_id=cast.admin.id).active
        visit.go("people", person=cast.admin.id).press("Let in again")
        assert duck_home.ask(second, queries.person_card, person_id=cast.admin.id).active


def test_suspending_ends_the_sessions(duck_home: Home, cast: Cast) -> None:
    token = duck_home.tend(sessions.begin, person_id=cast.viewer.id, user_agent="curl/8")
    with visiting(duck_home, cast.admin) as visit:
        visit.go("people", person=cast.viewer.id)
        assert "Signed in with 1 browser" in visit.text
        visit.press("Suspend").press("Suspend", f"Suspend {cast.viewer.name} now")
    assert duck_home.ask(NOBODY, signed_in, token=token) is None


def test_a_past_day_offers_nothing(duck_home: Home, cast: Cast) -> None:
    day = duck_home.record.clock().date().isoformat()
    with visiting(duck_home, cast.admin) as visit:
        assert not visit.go("people", as_of=day).buttons
        assert not visit.go("people", as_of=day, person=cast.viewer.id).buttons


def test_somebody_who_may_not_manage_people_sees_no_such_page(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.risk) as visit:
        assert "What each role permits" not in visit.go("people").text


def test_nobody_with_that_address_is_a_sentence(duck_home: Home, cast: Cast) -> None:
    with visiting(duck_home, cast.admin) as visit:
        assert "There is nobody" in visit.go("people", person="../../<script>").text
