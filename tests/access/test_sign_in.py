"""Signing in, sessions and their ends."""

import time
from datetime import timedelta
from threading import Lock, Thread
from unittest.mock import patch

import pytest

from assent.access import commands, passwords, queries, sessions
from assent.access.model import SignInFailure, WebSession
from assent.access.passwords import hash_password, one_time_password, verify_password
from assent.home import Home
from assent.kernel.actor import NOBODY
from assent.kernel.errors import Conflict, Forbidden, Invalid
from assent.ledger.view import View
from assent.procedures import signing_in
from assent.procedures.signing_in import TooMany, sign_in, signed_in
from tests.cast import PASSWORD, Cast


def enter(home: Home, name: str = "Rosa Risk", password: str = PASSWORD, address: str = "127.0.0.1") -> str:
    return sign_in(home, name=name, password=password, address=address)


def later(home: Home, **delta: float) -> None:
    moment = home.record.clock() + timedelta(**delta)
    home.record.clock = lambda: moment


@pytest.mark.parametrize("name", ["Rosa Risk", "rosa risk", "  Rosa   Risk ", "rosa@example.org", "ROSA@example.org"])
def test_people_sign_in_by_name_or_address(home: Home, cast: Cast, name: str) -> None:
    found = home.ask(NOBODY, signed_in, token=enter(home, name))
    assert found is not None and found.actor == cast.risk


def test_a_wrong_password_and_an_unknown_name_say_the_same(home: Home, cast: Cast) -> None:
    with pytest.raises(Forbidden) as wrong:
        enter(home, password="not the password")
    with pytest.raises(Forbidden) as unknown:
        enter(home, name="Nobody Here")
    assert wrong.value.sentence == unknown.value.sentence == "Wrong name or password."


def test_a_wrong_password_and_an_unknown_name_take_as_long(duck_home: Home, cast: Cast) -> None:
    def seconds(name: str) -> float:
        start = time.perf_counter()
        with pytest.raises(Forbidden):
            sign_in(duck_home, name=name, password="wrong", address=f"10.0.0.{name[-1]}")
        return time.perf_counter() - start

    seconds("warm up 0")
    known = sorted(seconds(n) for n in ("Rosa Risk", "Carl Compliance", "Otto Auditor", "Vera Viewer"))
    unknown = sorted(seconds(f"Nobody {n}") for n in range(4))
    assert unknown[1] > 0.4 * known[1], "an unknown name must not be answered before a hash was computed"


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(home: Home, cast: Cast) -> None:
    for _ in range(5):
        with pytest.raises(Forbidden):
            enter(home, password="wrong")
    with pytest.raises(TooMany):
        enter(home)
    assert enter(home, "Carl Compliance")
    later(home, minutes=16)
    assert enter(home)


def test_an_unknown_name_is_locked_like_a_known_one(home: Home, cast: Cast) -> None:
    for _ in range(5):
        with pytest.raises(Forbidden):
            enter(home, name="Nobody Here")
    with pytest.raises(TooMany):
        enter(home, name="nobody here")


def test_many_wrong_ones_from_one_address_are_told_so_and_keep_nobody_else_out(home: Home, cast: Cast) -> None:
    for n in range(50):
        home.tend(sessions.note_attempt, name=f"name {n}", address="10.1.1.1")
    for name in ("name 51", "Rosa Risk"):
        with pytest.raises(TooMany, match="your network"):
            enter(home, name, "wrong", address="10.1.1.1")
    assert enter(home, address="10.1.1.1"), "a right password of a name that is not locked opens"
    with pytest.raises(Forbidden) as elsewhere:
        enter(home, "name 51", "wrong", address="10.1.1.2")
    assert not isinstance(elsewhere.value, TooMany)


def test_wrong_passwords_tried_all_at_once_are_no_more_than_five(home: Home, cast: Cast) -> None:
    looked_at, answers = [], []

    def wrong(n: int) -> None:
        try:
            enter(home, password=f"wrong {n}", address=f"10.0.0.{n}")
        except Forbidden as refused:
            answers.append(type(refused))

    with patch.object(signing_in, "verify_password", lambda *_: looked_at.append(1) and False):
        threads = [Thread(target=wrong, args=(n,)) for n in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(looked_at) == 5
    assert sorted(answers, key=str) == sorted([Forbidden] * 5 + [TooMany] * 25, key=str)


def test_a_right_password_after_four_wrong_ones_begins_the_count_anew(home: Home, cast: Cast) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Forbidden):
                enter(home, password="wrong")
        assert enter(home)


def test_few_passwords_are_looked_at_at_once_however_many_come() -> None:
    now, most, lock = 0, 0, Lock()

    class Slow:
        def verify(self, *_: str) -> bool:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.02)
            with lock:
                now -= 1
            return True

        def hash(self, _: str) -> str:
            self.verify()
            return "x"

    with patch.object(passwords, "_hasher", Slow()):
        passwords._nobody.cache_clear()
        work = [(verify_password, ("x", "y")), (verify_password, ("x", None)), (hash_password, ("x" * 12,))]
        threads = [Thread(target=function, args=given) for function, given in work * 10]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    passwords._nobody.cache_clear()
    assert most == passwords.AT_ONCE


def test_what_ended_a_week_ago_is_deleted_and_nothing_else(home: Home, cast: Cast) -> None:
    idle, revoked = enter(home), enter(home)
    home.tend(sessions.end, hashed=sessions.token_hash(revoked))
    with pytest.raises(Forbidden):
        enter(home, password="wrong")
    later(home, days=6)
    recent = enter(home)
    assert signing_in.purge(home) == 0
    later(home, days=1, hours=2)
    open_one = enter(home)
    assert signing_in.purge(home) == 2

    def left(view: View) -> tuple[set[str], int]:
        return {row.token_hash for row in view.rows(WebSession)}, len(view.rows(SignInFailure))

    assert home.ask(NOBODY, left) == ({sessions.token_hash(recent), sessions.token_hash(open_one)}, 0)
    assert home.ask(NOBODY, signed_in, token=open_one)
    assert home.ask(NOBODY, signed_in, token=idle) is None


def test_a_session_ends_half_an_hour_after_the_last_act(home: Home, cast: Cast) -> None:
    token = enter(home)
    later(home, minutes=29)
    home.tend(sessions.note_act, token=token)
    later(home, minutes=29)
    assert home.ask(NOBODY, signed_in, token=token)
    later(home, minutes=2)
    assert home.ask(NOBODY, signed_in, token=token) is None


def test_looking_alone_does_not_keep_a_session_alive(home: Home, cast: Cast) -> None:
    token = enter(home)
    for _ in range(4):
        later(home, minutes=8)
        home.ask(NOBODY, signed_in, token=token)
    assert home.ask(NOBODY, signed_in, token=token) is None


def test_a_session_ends_after_twelve_hours_whatever_one_does(home: Home, cast: Cast) -> None:
    token = enter(home)
    for _ in range(30):
        later(home, minutes=25)
        home.tend(sessions.note_act, token=token)
    assert home.ask(NOBODY, signed_in, token=token) is None


def test_signing_out_ends_it_and_a_stolen_token_is_worth_nothing(home: Home, cast: Cast) -> None:
    token = enter(home)
    signing_in.sign_out(home, token=token)
    assert home.ask(NOBODY, signed_in, token=token) is None
    assert home.ask(NOBODY, signed_in, token="made up") is None
    assert home.ask(NOBODY, signed_in, token=None) is None


def test_suspending_somebody_ends_all_her_sessions(home: Home, cast: Cast) -> None:
    tokens = [enter(home) for _ in range(2)]
    signing_in.suspend(home, cast.admin, person_id=cast.risk.id)
    assert [home.ask(NOBODY, signed_in, token=t) for t in tokens] == [None, None]
    with pytest.raises(Forbidden):
        enter(home)


def test_a_withdrawn_role_is_gone_at_the_next_click(home: Home, cast: Cast) -> None:
    token = enter(home)
    home.act(cast.admin, commands.withdraw_role, person_id=cast.risk.id, role="risk_officer")
    found = home.ask(NOBODY, signed_in, token=token)
    assert found is not None and not found.actor.may("approvals.vote_risk")


def test_ones_own_session_can_be_ended_and_others_only_by_an_administrator(home: Home, cast: Cast) -> None:
    token = enter(home)
    hashed = sessions.token_hash(token)
    with pytest.raises(Forbidden):
        signing_in.end_session(home, cast.viewer, hashed=hashed)
    signing_in.end_session(home, cast.admin, hashed=hashed)
    assert home.ask(NOBODY, signed_in, token=token) is None


def test_a_new_password_ends_every_other_session(home: Home, cast: Cast) -> None:
    other, mine = enter(home), enter(home)
    fresh = signing_in.change_password(home, token=mine, old=PASSWORD, new="another long password", repeated="another long password")
    assert home.ask(NOBODY, signed_in, token=other) is None
    assert home.ask(NOBODY, signed_in, token=fresh)
    assert enter(home, password="another long password")


@pytest.mark.parametrize(
    ("old", "new", "repeated", "field"),
    [
        ("wrong", "another long password", "another long password", "old"),
        (PASSWORD, "short", "short", "password"),
        (PASSWORD, "another long password", "a different one here", "repeated"),
        (PASSWORD, PASSWORD, PASSWORD, "password"),
        (PASSWORD, "x" * 1_000_000, "x" * 1_000_000, "password"),
    ],
)
def test_a_bad_new_password_says_which_field(home: Home, cast: Cast, old: str, new: str, repeated: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        signing_in.change_password(home, token=enter(home), old=old, new=new, repeated=repeated)
    assert list(refused.value.fields) == [field]


def test_a_megabyte_of_password_is_refused_quickly(home: Home, cast: Cast) -> None:
    start = time.perf_counter()
    with pytest.raises(Forbidden):
        enter(home, password="x" * 1_000_000)
    assert time.perf_counter() - start < 5


def test_passwords_are_argon2id_and_never_equal() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first.startswith("$argon2id$") and first != second
    assert verify_password(PASSWORD, first) and not verify_password("other", first) and not verify_password(PASSWORD, None)
    assert len({one_time_password() for _ in range(50)}) == 50


def test_the_operator_makes_administrators_and_viewers_only(home: Home, cast: Cast) -> None:
    for role in ("viewer", "administrator"):
        home.act(queries.OPERATOR_ACTOR, commands.add_person, name=f"New {role}", email=f"{role}@example.org", roles=[role], password_hash="x")
    with pytest.raises(Forbidden, match="People page"):
        home.act(queries.OPERATOR_ACTOR, commands.add_person, name="Sly", email="sly@example.org", roles=["risk_officer"], password_hash="x")
    with pytest.raises(Forbidden):
        home.act(queries.OPERATOR_ACTOR, commands.grant_role, person_id=cast.viewer.id, role="risk_officer")


def test_nobody_grants_a_role_to_herself(home: Home, cast: Cast) -> None:
    with pytest.raises(Forbidden, match="herself"):
        home.act(cast.admin, commands.grant_role, person_id=cast.admin.id, role="risk_officer")


def test_the_last_administrator_stays(home: Home, cast: Cast) -> None:
    for attempt in ("withdraw", "suspend"):
        with pytest.raises(Conflict, match="last administrator"):
            if attempt == "withdraw":
                home.act(cast.admin, commands.withdraw_role, person_id=cast.admin.id, role="administrator")
            else:
                home.act(cast.admin, commands.set_active, person_id=cast.admin.id, active=False)


@pytest.mark.parametrize(
    ("name", "email", "roles", "error"),
    [
        ("rosa RISK", "new@example.org", ["viewer"], Conflict),
        ("New", "ROSA@example.org", ["viewer"], Conflict),
        ("", "new@example.org", ["viewer"], Invalid),
        ("x" * 101, "new@example.org", ["viewer"], Invalid),
        ("turned \u202e round", "new@example.org", ["viewer"], Invalid),
        ("New", "no address", ["viewer"], Invalid),
        ("New", "new@example.org", ["emperor"], Invalid),
    ],
)
def test_a_bad_person_is_refused_in_a_sentence(home: Home, cast: Cast, name: str, email: str, roles: list[str], error: type[Exception]) -> None:
    before = len(home.ask(cast.admin, queries.people))
    with pytest.raises(error):
        home.act(cast.admin, commands.add_person, name=name, email=email, roles=roles, password_hash="x")
    assert len(home.ask(cast.admin, queries.people)) == before
