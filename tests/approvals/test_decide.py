"""Taking a version to production: who may ask, who decides, on what, and that nothing else gets it there."""

import ast
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assent.access import commands as access
from assent.access import queries as people
from assent.access.permissions import ROLES
from assent.approvals import commands, queries
from assent.home import Home
from assent.inventory.description import read_system_yaml
from assent.inventory.queries import owned_keys
from assent.kernel.actor import Actor
from assent.kernel.errors import Closed, Conflict, Forbidden, GovernanceError, Invalid, Stale
from assent.procedures import decide, describe, register, story
from assent.registry import commands as registry_commands
from assent.registry import queries as registry
from assent.registry.manifest import read_manifest_yaml
from assent.risk import commands as risk
from assent.risk.questionnaire import Answer
from tests.cast import Cast

SYSTEM = """
key: scorer
name: Scorer
purpose: Scores.
origin: own
owner: olga@example.org
autonomy: recommends
status: in_use
models: [scorer]
"""
ANSWERS = dict(zip(
    ("impact", "reach", "autonomy", "vulnerable", "complexity", "regulatory", "prohibited", "annex_iii", "transparency"),
    ("low", "few", "low", "no", "low", "no", "no", "none", "no"), strict=True,
))  # fmt: skip


def manifest(version: str) -> str:
    return f"""
model: scorer
version: "{version}"
system: scorer
artefacts: [{{name: model.pkl, sha256: {version.replace(".", "").ljust(64, "0")}}}]
metrics:
  accuracy: {{value: 0.9, n: 100, interval: [0.82, 0.95]}}
"""


def assess(home: Home, actor: Actor, **changed: str) -> None:
    home.act(actor, risk.assess, system="scorer", answers=[Answer(q, a, "As described.") for q, a in (ANSWERS | changed).items()])


@pytest.fixture
def asked(home: Home, cast: Cast) -> str:
    """A request by the engineer to take scorer 1.0 to production."""
    home.act(cast.risk, describe.add_system, description=read_system_yaml(SYSTEM))
    assess(home, cast.risk)
    home.act(cast.scientist, register.register_version, manifest=read_manifest_yaml(manifest("1.0")))
    return home.act(cast.engineer, commands.open_request, system="scorer", model="scorer", version="1.0", reason="It is better.")


def vote(home: Home, actor: Actor, number: str, choice: str = "approve", **changed: Any) -> Any:
    card = home.ask(actor, queries.sheet, number=number).card
    said = {"number": number, "choice": choice, "reason": "I have read it.", "seen_digest": card.digest, "seen_pack_digest": card.pack_digest}
    return home.act(actor, decide.cast_ballot, **(said | changed))


def live(home: Home, actor: Actor) -> str | None:
    found = home.ask(actor, registry.in_production).get("scorer")
    return found.version if found else None


def test_two_officers_put_a_version_into_production(home: Home, cast: Cast, asked: str) -> None:
    assert vote(home, cast.risk, asked).status == "open"
    assert live(home, cast.viewer) is None
    assert vote(home, cast.compliance, asked).status == "approved"
    assert live(home, cast.viewer) == "1.0"
    card = home.ask(cast.viewer, queries.sheet, number=asked).card
    assert card.status == "approved" and [b.voter_name for b in card.ballots] == ["Rosa Risk", "Carl Compliance"]
    assert {(b.digest, b.pack_digest) for b in card.ballots} == {(card.digest, card.pack_digest)}


def test_the_record_says_who_granted_the_voters_role(home: Home, cast: Cast, asked: str) -> None:
    vote(home, cast.risk, asked)
    ballot = home.ask(cast.viewer, queries.sheet, number=asked).card.ballots[0]
    assert ballot.role_granted_by == "founder" and ballot.role_granted_at <= ballot.cast_at


def test_one_vote_against_ends_it(home: Home, cast: Cast, asked: str) -> None:
    vote(home, cast.compliance, asked)
    assert vote(home, cast.risk, asked, "reject").status == "rejected"
    assert live(home, cast.viewer) is None
    with pytest.raises(Closed):
        vote(home, cast.risk, asked)


def test_nobody_votes_on_her_own_request(home: Home, cast: Cast, asked: str) -> None:
    home.act(cast.admin, access.grant_role, person_id=cast.engineer.id, role="risk_officer")
    engineer = home.ask(cast.admin, people.actor_for, person_id=cast.engineer.id)
    with pytest.raises(Forbidden, match="own request"):
        vote(home, engineer, asked)


def test_one_person_with_both_offices_counts_once(home: Home, cast: Cast, asked: str) -> None:
    assert vote(home, cast.both, asked, seat="risk_officer").status == "open"
    with pytest.raises(Conflict, match="already"):
        vote(home, cast.both, asked, seat="compliance_officer")
    assert vote(home, cast.compliance, asked).status == "approved"


@pytest.mark.parametrize("part", ["admin", "engineer", "scientist", "auditor", "viewer", "owner", "validator", "member"])
def test_nobody_else_decides(home: Home, cast: Cast, asked: str, part: str) -> None:
    with pytest.raises(Forbidden):
        vote(home, getattr(cast, part), asked)
    assert home.ask(cast.auditor, story.events, action="access.refused").total == 1


@pytest.mark.parametrize("means", ["token", "operator", "system", "nobody"])
def test_nobody_votes_or_asks_without_her_own_session(home: Home, cast: Cast, asked: str, means: str) -> None:
    with pytest.raises(Forbidden):
        vote(home, replace(cast.risk, means=means), asked)
    with pytest.raises(Forbidden):
        home.act(replace(cast.engineer, means=means), commands.open_request, system="scorer", model="scorer", version="1.0", reason="Again.")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_ask(home: Home, cast: Cast, asked: str, role: str) -> None:
    home.act(cast.scientist, register.register_version, manifest=read_manifest_yaml(manifest("2.0")))
    parts = {"ml_engineer": "engineer", "data_scientist": "scientist", "administrator": "admin", "risk_officer": "risk"}
    part = (parts | {"compliance_officer": "compliance", "committee_member": "member"}).get(role, role)
    if not hasattr(cast, part):
        part = "member"
    asking = {"system": "scorer", "model": "scorer", "version": "2.0", "reason": "It is better."}
    if role == "ml_engineer":
        assert home.act(getattr(cast, part), commands.open_request, **asking) == "AR-0002"
    else:
        with pytest.raises(Forbidden):
            home.act(getattr(cast, part), commands.open_request, **asking)


def test_a_systems_owner_may_ask_for_it(home: Home, cast: Cast, asked: str) -> None:
    home.act(cast.scientist, register.register_version, manifest=read_manifest_yaml(manifest("2.0")))
    owned = home.ask(cast.owner, owned_keys, person_id=cast.owner.id)
    owner = home.ask(cast.admin, people.actor_for, person_id=cast.owner.id, owned=owned)
    assert home.act(owner, commands.open_request, system="scorer", model="scorer", version="2.0", reason="Mine.") == "AR-0002"


def test_what_was_not_seen_is_not_approved(home: Home, cast: Cast, asked: str) -> None:
    for seen in ({"seen_digest": "0" * 64}, {"seen_pack_digest": "0" * 64}):
        with pytest.raises(Stale):
            vote(home, cast.risk, asked, **seen)


def test_a_changed_tier_makes_the_request_stale_until_it_is_refreshed(home: Home, cast: Cast, asked: str) -> None:
    vote(home, cast.compliance, asked)
    assess(home, cast.risk, impact="high", complexity="high")
    with pytest.raises(Stale, match="tier"):
        vote(home, cast.risk, asked)
    home.act(cast.engineer, commands.refresh_request, number=asked)
    sheet = home.ask(cast.risk, queries.sheet, number=asked)
    assert not sheet.stale and [b.counts for b in sheet.card.ballots] == [False]
    assert vote(home, cast.risk, asked).status == "open", "the ballot on the older pack no longer counts"
    assert vote(home, cast.compliance, asked).status == "approved"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 5001, "turned \u202e round"])
def test_a_vote_needs_a_reason_that_can_be_read(home: Home, cast: Cast, asked: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        vote(home, cast.risk, asked, reason=reason)
    assert "reason" in refused.value.fields


def test_the_same_is_not_asked_twice(home: Home, cast: Cast, asked: str) -> None:
    with pytest.raises(Conflict, match="AR-0001"):
        home.act(cast.engineer, commands.open_request, system="scorer", model="scorer", version="1.0", reason="Again.")
    vote(home, cast.risk, asked)
    vote(home, cast.compliance, asked)
    with pytest.raises(Conflict, match="in production already"):
        home.act(cast.engineer, commands.open_request, system="scorer", model="scorer", version="1.0", reason="Again.")


def test_only_whoever_asked_takes_it_back(home: Home, cast: Cast, asked: str) -> None:
    with pytest.raises(Forbidden):
        home.act(cast.owner, commands.withdraw_request, number=asked, reason="No.")
    home.act(cast.engineer, commands.withdraw_request, number=asked, reason="A mistake.")
    with pytest.raises(Closed):
        vote(home, cast.risk, asked)


def test_two_browsers_at_once_make_one_decision(home: Home, cast: Cast, asked: str) -> None:
    vote(home, cast.compliance, asked)
    card = home.ask(cast.risk, queries.sheet, number=asked).card
    results: list[str] = []

    def click() -> None:
        try:
            stands = home.act(cast.risk, decide.cast_ballot, number=asked, choice="approve", reason="Yes.", seen_digest=card.digest,
                              seen_pack_digest=card.pack_digest)  # fmt: skip
            results.append(stands.status)
        except GovernanceError as error:
            results.append(error.code)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["approved", "closed", "closed", "closed"]
    assert len(home.ask(cast.viewer, registry.deployments, system="scorer")) == 1


def test_nothing_but_the_decision_puts_a_version_into_production(home: Home, cast: Cast, asked: str) -> None:
    version = home.ask(cast.viewer, registry.version, model="scorer", version="1.0")
    request = home.ask(cast.viewer, queries.requests)[0]
    for actor in (cast.risk, cast.engineer, cast.admin):
        with pytest.raises(Forbidden):
            home.act(actor, registry_commands.put_into_production, version_id=version.id, system="scorer", request_id=request.id)
    assert live(home, cast.viewer) is None


def test_only_one_place_in_the_program_calls_the_promotion() -> None:
    source = Path(__file__).parents[2] / "src" / "assent"
    callers = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "put_into_production"
    ]
    assert callers == ["procedures/decide.py"]
