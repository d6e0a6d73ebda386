"""Every route as every role. A route that is not in the table fails: whoever adds one says who may use it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from assent.access.permissions import OPERATOR, ROLES
from assent.api.caller import COOKIE, Desk
from assent.api.routes import create_api
from assent.home import Home
from assent.inventory.description import read_system_yaml
from assent.kernel.actor import NOBODY, Actor
from assent.procedures import describe
from assent.procedures.signing_in import sign_in, signed_in
from tests.approvals.test_decide import SYSTEM
from tests.cast import PASSWORD, PEOPLE, Cast

# method, path -> the permission it needs; a second word "session": by a person's own session only
NEEDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/systems"): ("inventory.read",),
    ("POST", "/systems"): ("inventory.edit",),
    ("GET", "/systems/{key}"): ("inventory.read",),
    ("GET", "/systems/{key}/description"): ("inventory.read",),
    ("PATCH", "/systems/{key}"): ("inventory.edit",),
    ("POST", "/systems/{key}/assessment"): ("risk.tier",),
    ("GET", "/today"): ("inventory.read",),
    ("POST", "/models"): ("registry.register",),
    ("GET", "/models"): ("inventory.read",),
    ("GET", "/models/{model}/{version}"): ("inventory.read",),
    ("POST", "/systems/{key}/measure"): ("monitoring.measure",),
    ("GET", "/systems/{key}/drift"): ("monitoring.read",),
    ("GET", "/breaches"): ("monitoring.read",),
    ("GET", "/jobs"): ("jobs.read",),
    ("POST", "/tick"): ("jobs.tick",),
    ("GET", "/approvals"): ("approvals.read",),
    ("GET", "/approvals/{number}"): ("approvals.read",),
    ("POST", "/approvals"): ("approvals.request_production", "session"),
    ("POST", "/approvals/{number}/ballots"): ("approvals.read", "session"),
    ("GET", "/people"): ("people.read",),
    ("POST", "/people"): ("people.manage",),
    ("POST", "/reports/{kind}"): ("reports.build",),
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/systems"): {"content": SYSTEM.replace("scorer", "other").encode()},
    ("PATCH", "/systems/{key}"): {"json": {"purpose": "Scores more."}},
    ("POST", "/systems/{key}/assessment"): {"json": {"answers": []}},
    ("POST", "/models"): {"content": b"model: scorer\nversion: '9'\nsystem: scorer\nartefacts: [{name: m, sha256: " + b"0" * 64 + b"}]\n"},
    ("POST", "/approvals"): {"json": {"system": "scorer", "model": "scorer", "version": "9", "reason": "Because."}},
    ("POST", "/approvals/{number}/ballots"): {"json": {"choice": "approve", "reason": "Yes.", "digest": "0" * 64, "pack_digest": "0" * 64}},
    ("POST", "/people"): {"json": {"name": "New", "email": "new@example.org", "roles": ["viewer"]}},
    ("POST", "/reports/{kind}"): {"params": {"subject": "nothing"}},
}


@pytest.fixture
def desk(duck_home: Home, cast: Cast) -> Iterator[tuple[TestClient, Desk]]:
    duck_home.act(cast.risk, describe.add_system, description=read_system_yaml(SYSTEM.replace("models: [scorer]\n", "")))
    made = Desk(duck_home)
    with TestClient(create_api(made), raise_server_exceptions=False) as client:
        yield client, made


def routes(client: TestClient) -> list[tuple[str, str]]:
    """Method and path of every route, read from the OpenAPI document, which lists them all."""
    paths = client.get("/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def call(client: TestClient, method: str, path: str, headers: dict[str, str]) -> int:
    filled = path.format(key="scorer", number="AR-0001", kind="system", model="scorer", version="9")
    return client.request(method, filled, headers=headers, **BODIES.get((method, path), {})).status_code


def test_the_table_names_every_route(desk: tuple[TestClient, Desk]) -> None:
    client, _ = desk
    assert set(routes(client)) == set(NEEDS)
    assert APIRoute is not None


@pytest.mark.parametrize("part", sorted(PEOPLE))
def test_every_route_as_every_role(desk: tuple[TestClient, Desk], cast: Cast, part: str) -> None:
    client, made = desk
    name = PEOPLE[part][0]
    token = sign_in(made.home, name=name, password=PASSWORD, address="x")
    found = made.home.ask(NOBODY, signed_in, token=token)
    assert found is not None
    headers = {"cookie": f"{COOKIE}={token}", "x-csrf-token": found.session.csrf}
    actor: Actor = found.actor
    for (method, path), (permission, *_) in NEEDS.items():
        status = call(client, method, path, headers)
        system = "scorer" if "{key}" in path or (method, path) in (("POST", "/models"), ("POST", "/approvals")) else None
        if actor.may(permission, system=system):
            assert status not in (401, 403) or (method, path) == ("POST", "/approvals/{number}/ballots"), (method, path, status)
        else:
            assert status in (403, 404), (method, path, status)
        assert status != 500, (method, path)


def test_every_route_without_a_session_and_with_a_made_up_token(desk: tuple[TestClient, Desk]) -> None:
    client, _ = desk
    for method, path in NEEDS:
        for headers in ({}, {"authorization": "Bearer made-up"}, {"authorization": "Basic eA=="}, {"cookie": f"{COOKIE}=made-up"}):
            assert call(client, method, path, headers) == 401, (method, path, headers)


def test_the_operator_never_votes_asks_tiers_or_grants(desk: tuple[TestClient, Desk]) -> None:
    client, made = desk
    headers = {"authorization": f"Bearer {made.operator_token}"}
    for (method, path), (permission, *means) in NEEDS.items():
        status = call(client, method, path, headers)
        if means or (permission not in OPERATOR and permission != "people.manage"):
            assert status in (403, 404), (method, path, status)
        else:
            assert status not in (401, 403, 500), (method, path, status)
    answer = client.post("/people", headers=headers, json={"name": "Sly", "email": "sly@example.org", "roles": ["risk_officer"]})
    assert answer.status_code == 403


def test_a_change_by_cookie_needs_the_csrf_token(desk: tuple[TestClient, Desk]) -> None:
    client, made = desk
    token = sign_in(made.home, name="Rosa Risk", password=PASSWORD, address="x")
    cookie = {"cookie": f"{COOKIE}={token}"}
    assert call(client, "GET", "/systems", cookie) == 200
    for method, path in NEEDS:
        if method != "GET":
            assert call(client, method, path, cookie) == 403, path
            assert call(client, method, path, cookie | {"x-csrf-token": "guessed"}) == 403, path


def test_no_role_may_do_everything() -> None:
    for role, permissions in ROLES.items():
        assert not {"approvals.request_production", "approvals.vote_risk"} <= set(permissions), role
        assert not {"approvals.vote_risk", "approvals.vote_compliance"} <= set(permissions), role
    assert not any(p.startswith("approvals.vote") or p == "approvals.request_production" for p in ROLES["administrator"])
