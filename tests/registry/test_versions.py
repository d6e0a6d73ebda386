"""Versions on record, and the one way into production."""

from dataclasses import replace

import pytest

from assent.access.queries import OPERATOR_ACTOR
from assent.home import Home
from assent.inventory import queries as inventory
from assent.inventory.commands import add_system, change_system
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from assent.ledger.unit import Unit
from assent.procedures.register import register_version
from assent.registry import queries
from assent.registry.commands import put_into_production
from assent.registry.manifest import Manifest, read_manifest_yaml
from tests.cast import Cast
from tests.inventory.samples import EMPLOYMENT, described
from tests.registry.test_manifest import YAML


def manifest(version: str = "2.4.0", **changes: object) -> Manifest:
    return replace(read_manifest_yaml(YAML), version=version, **changes)


def approved(unit: Unit, *, version_id: str, system: str, request: str = "AR") -> queries.DeploymentCard:
    unit.record("approval.approved", subject=request, system=system)
    return put_into_production(unit, version_id=version_id, system=system, request_id=request)


@pytest.fixture
def ready(home: Home, cast: Cast) -> Home:
    home.act(cast.risk, add_system, description=replace(EMPLOYMENT, models=()))
    return home


def test_a_registered_version_says_what_its_manifest_said_and_links_the_model(ready: Home, cast: Cast):
    found = ready.act(cast.scientist, register_version, manifest=manifest())
    card = ready.ask(cast.viewer, queries.version, model="employment-classifier", version="2.4.0")
    assert (found.created, found.card) == (True, card)
    assert (card.artefacts[0]["sha256"][:8], card.metrics["accuracy"]["interval"], card.registered_by_name) == (
        "7b0a3b0d",
        [0.8243, 0.83],
        "Sofia Scientist",
    )
    assert (card.manifest_digest, card.trained_at) == (manifest().digest, manifest().trained_at)
    assert ready.ask(cast.viewer, inventory.system, key=EMPLOYMENT.key).models == ("employment-classifier",)


def test_the_same_manifest_again_leaves_no_trace(ready: Home, cast: Cast):
    first = ready.act(cast.scientist, register_version, manifest=manifest())
    before = ready.record.size
    again = ready.act(cast.engineer, register_version, manifest=manifest())
    assert (again.created, again.card.id, ready.record.size) == (False, first.card.id, before)


def test_the_same_name_with_other_content_is_refused(ready: Home, cast: Cast):
    ready.act(cast.scientist, register_version, manifest=manifest())
    with pytest.raises(Conflict, match="other content"):
        ready.act(cast.scientist, register_version, manifest=manifest(parameters={"learning_rate": 0.1}))


def test_a_system_that_is_not_there_or_retired_is_refused(ready: Home, cast: Cast):
    with pytest.raises(Invalid) as refused:
        ready.act(cast.scientist, register_version, manifest=manifest(system="gone"))
    assert "system" in refused.value.fields
    ready.act(cast.risk, change_system, key=EMPLOYMENT.key, changes={"status": "retired"})
    with pytest.raises(Invalid, match="retired"):
        ready.act(cast.scientist, register_version, manifest=manifest())


def test_who_may_not_register_does_not(ready: Home, cast: Cast):
    for actor in (cast.viewer, cast.auditor, cast.risk):
        with pytest.raises(Forbidden):
            ready.act(actor, register_version, manifest=manifest())
    owner = Actor(cast.owner.id, "session", cast.owner.grants | {Grant("registry.register", EMPLOYMENT.key)})
    assert ready.act(owner, register_version, manifest=manifest()).created
    with pytest.raises(Forbidden):
        ready.act(owner, register_version, manifest=manifest("2.5.0", system=None))


def test_nothing_goes_into_production_without_an_approval_in_the_same_unit(ready: Home, cast: Cast):
    version = ready.act(cast.scientist, register_version, manifest=manifest()).card
    for actor in (cast.both, cast.engineer, OPERATOR_ACTOR):
        with pytest.raises(Forbidden, match="without an approval"):
            ready.act(actor, put_into_production, version_id=version.id, system=EMPLOYMENT.key, request_id="AR")
    assert ready.ask(cast.viewer, queries.in_production) == {}


def test_an_approved_version_ends_the_one_before_and_both_stay_on_record(ready: Home, cast: Cast):
    first = ready.act(cast.scientist, register_version, manifest=manifest()).card
    second = ready.act(cast.scientist, register_version, manifest=manifest("2.5.0")).card
    ready.act(cast.risk, approved, version_id=first.id, system=EMPLOYMENT.key, request="AR-1")
    before = ready.record.size
    ready.act(cast.risk, approved, version_id=second.id, system=EMPLOYMENT.key, request="AR-2")
    assert ready.ask(cast.viewer, queries.in_production)[EMPLOYMENT.key].version == "2.5.0"
    assert ready.ask(cast.viewer, queries.in_production, as_of=before)[EMPLOYMENT.key].version == "2.4.0"
    new, old = ready.ask(cast.viewer, queries.deployments, system=EMPLOYMENT.key)
    assert (new.version, new.ended_at, old.version, old.ended_at) == ("2.5.0", None, "2.4.0", new.started_at)


def test_a_version_goes_only_where_it_was_registered_for(ready: Home, cast: Cast):
    version = ready.act(cast.scientist, register_version, manifest=manifest()).card
    ready.act(cast.risk, add_system, description=described())
    with pytest.raises(Invalid, match="not for credit-scoring"):
        ready.act(cast.risk, approved, version_id=version.id, system="credit-scoring")
    with pytest.raises(NotFound):
        ready.act(cast.risk, approved, version_id="gone", system=EMPLOYMENT.key)


def test_versions_are_listed_newest_first_within_what_one_may_see(ready: Home, cast: Cast):
    for version in ("1", "2"):
        ready.act(cast.scientist, register_version, manifest=manifest(version))
    ready.act(cast.scientist, register_version, manifest=manifest("3", system=None))
    assert [v.version for v in ready.ask(cast.viewer, queries.versions)] == ["3", "2", "1"]
    assert [v.version for v in ready.ask(cast.viewer, queries.versions, system=EMPLOYMENT.key)] == ["2", "1"]
    narrow = Actor("x", "session", frozenset({Grant("inventory.read", "other")}))
    assert ready.ask(narrow, queries.versions) == []
    with pytest.raises(NotFound):
        ready.ask(narrow, queries.version, model="employment-classifier", version="1")
