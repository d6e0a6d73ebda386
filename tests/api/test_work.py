"""What work the API does for whom: hashing, reading files, measuring; and whether it can write."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from assent.access import passwords
from assent.access.model import WebSession
from assent.api import inventory, models, monitoring, people, pulse
from assent.home import Home
from assent.kernel.actor import NOBODY
from assent.kernel.errors import Unavailable
from assent.ledger.record import Desk
from assent.procedures import signing_in
from tests.api.test_limits import House
from tests.api.test_sign_in_page import application
from tests.cast import PASSWORD, Cast

PERSON = {"name": "New", "email": "new@example.org", "roles": ["viewer"]}


@pytest.fixture
def served(duck_home: Home, cast: Cast) -> Iterator[House]:
    made = House(duck_home)
    with made.client:
        yield made


def test_no_password_is_hashed_for_somebody_who_may_add_nobody(served: House, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = served.session("Vera Viewer")
    monkeypatch.setattr(people, "hash_password", lambda _: pytest.fail("hashed"))
    assert served.client.post("/api/v1/people", json=PERSON, headers=headers).status_code == 403


def test_only_the_operator_sets_a_password_that_lasts(served: House) -> None:
    given = PERSON | {"password": "chosen by somebody else"}
    refused = served.client.post("/api/v1/people", json=given, headers=served.session("Ada Admin"))
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (422, ["password"])
    once = served.client.post("/api/v1/people", json=PERSON, headers=served.session("Ada Admin")).json()["password"]
    token = signing_in.sign_in(served.home, name="New", password=once, address="x")
    found = served.home.ask(NOBODY, signing_in.signed_in, token=token)
    assert found is not None and found.session.must_change
    other = given | {"name": "Other", "email": "other@example.org"}
    assert "password" not in served.client.post("/api/v1/people", json=other, headers=served.operator).json()
    token = signing_in.sign_in(served.home, name="Other", password="chosen by somebody else", address="x")
    found = served.home.ask(NOBODY, signing_in.signed_in, token=token)
    assert found is not None and not found.session.must_change


@pytest.mark.parametrize(
    ("path", "room", "reader"), [("/api/v1/systems", inventory, "read_system_yaml"), ("/api/v1/models", models, "read_manifest_yaml")]
)
def test_a_long_file_holds_up_nobody_else(served: House, monkeypatch: pytest.MonkeyPatch, path: str, room: object, reader: str) -> None:
    began = threading.Event()

    def slow(_: bytes) -> None:
        began.set()
        time.sleep(2)
        raise Unavailable("It took long.")

    monkeypatch.setattr(room, reader, slow)
    sending = threading.Thread(target=served.client.post, args=(path,), kwargs={"content": b"x", "headers": served.operator})
    sending.start()
    assert began.wait(10)
    start = time.perf_counter()
    assert served.client.get("/login").status_code == 200
    assert time.perf_counter() - start < 1
    sending.join()


def test_a_file_is_not_even_read_for_somebody_who_may_add_nothing(served: House, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = served.session("Vera Viewer")
    for path, room, reader in (("/api/v1/systems", inventory, "read_system_yaml"), ("/api/v1/models", models, "read_manifest_yaml")):
        monkeypatch.setattr(room, reader, lambda _: pytest.fail("read"))
        assert served.client.post(path, content=b"x", headers=headers).status_code == 403


def test_two_measure_at_once_some_wait_and_the_rest_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitoring, "PATIENCE", 0.05)
    with ExitStack() as turns:
        for _ in range(monitoring.AT_ONCE):
            turns.enter_context(monitoring.one_of_few())
        with pytest.raises(Unavailable, match="take very long"), monitoring.one_of_few():
            pass
        monkeypatch.setattr(monitoring, "PATIENCE", 30.0)
        waiting = [threading.Thread(target=lambda: monitoring.one_of_few().__enter__()) for _ in range(monitoring.WAITING)]
        for thread in waiting:
            thread.daemon = True
            thread.start()
        time.sleep(0.2)
        with pytest.raises(Unavailable, match="Try again when some are done"), monitoring.one_of_few():
            pass


def test_healthz_writes_and_says_why_it_cannot(duck_home: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(application(duck_home)) as client:
        written = []
        real = duck_home.record.tend
        monkeypatch.setattr(duck_home.record, "tend", lambda task, **kw: written.append(task) or real(task, **kw))
        assert [client.get("/healthz").status_code for _ in range(20)] == [200] * 20
        assert len(written) <= 3, "at most once a second"

        def full(*_: object, **__: object) -> None:
            raise Unavailable("The disk is full.")

        monkeypatch.setattr(duck_home.record, "tend", full)
        monkeypatch.setattr(pulse, "LASTS", -1.0)
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["ok"], answer.json()["reason"]) == (503, False, "The disk is full.")
        assert answer.json()["home"] == duck_home.settings.id


def test_metrics_count_the_sessions_that_hold(duck_home: Home, cast: Cast) -> None:
    def add(desk: Desk, *, minutes: int) -> None:
        moment = desk.now - timedelta(minutes=minutes)
        desk.session.add(WebSession(token_hash=f"{minutes}", person_id=cast.viewer.id, csrf="x", created_at=moment, last_active_at=moment))

    signing_in.sign_in(duck_home, name="Rosa Risk", password=PASSWORD, address="x")
    for minutes in (5, 31, 800):
        duck_home.tend(add, minutes=minutes)
    with TestClient(application(duck_home)) as client:
        assert "assent_sessions 2.0" in client.get("/metrics").text


def test_a_healthz_that_writes_is_felt_on_both_databases(home: Home) -> None:
    felt = pulse.Pulse(home)
    assert felt.trouble() == ""
    assert pulse.Pulse(home).trouble() == "", "the second time it is a change"


def test_the_bound_on_hashing_is_small() -> None:
    assert 2 <= passwords.AT_ONCE <= 4
