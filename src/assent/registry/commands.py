"""What changes the registry."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assent.kernel.errors import Conflict, Forbidden, Invalid
from assent.kernel.ids import new_id
from assent.ledger.unit import Unit
from assent.registry import queries
from assent.registry.manifest import Manifest, checked, columns
from assent.registry.model import Deployment, ModelVersion


@dataclass(frozen=True)
class Registered:
    """A registered version; `created` is False where the very same manifest was known already."""

    card: queries.VersionCard
    created: bool


def register_version(unit: Unit, *, manifest: Manifest) -> Registered:
    """Register a version by its manifest. The same manifest again changes nothing and leaves no event.

    That the system exists is for the procedure `register.register_version` to check: the inventory is a neighbour. Raises Conflict
    when the name is taken by other content, Invalid for a wrong field, Forbidden without `registry.register` for the system.
    """
    unit.require("registry.register", system=manifest.system)
    said = checked(manifest)
    known = unit.view.first(ModelVersion, ModelVersion.model == said.model, ModelVersion.version == said.version)
    if known is not None and known.manifest_digest != said.digest:
        raise Conflict(f"{said.model} {said.version} is registered already, with other content. Give the new one a version of its own.")
    if known is not None:
        return Registered(queries.version_by_id(unit.view, version_id=known.id), created=False)
    stamp: dict[str, Any] = {"manifest_digest": said.digest, "registered_by": unit.actor.id, "registered_at": unit.now}
    row = unit.add(ModelVersion(id=new_id(), **columns(said), **stamp))
    artefacts = [a.sha256 for a in said.artefacts]
    unit.record("registry.version_registered", subject=row.id, system=row.system, model=row.model, version=row.version, manifest=said.digest,
                artefacts=artefacts)  # fmt: skip
    return Registered(queries.version_by_id(unit.view, version_id=row.id), created=True)


def put_into_production(unit: Unit, *, version_id: str, system: str, request_id: str) -> queries.DeploymentCard:
    """Put a version into production for a system, ending what ran there before.

    Only within the unit that recorded the approval of that request: raises Forbidden otherwise, NotFound for an unknown version,
    Invalid for a version that was registered for another system.
    """
    if not unit.recorded("approval.approved", subject=request_id):
        raise Forbidden("Nothing goes into production without an approval in the same step. Ask for approval of the version.")
    version = unit.view.one(ModelVersion, ModelVersion.id == version_id, what="such model version")
    if version.system not in (None, system):
        raise Invalid(f"{version.model} {version.version} was registered for {version.system}, not for {system}.")
    running = [sa.inspect(Deployment).columns.ended_at.is_(None), Deployment.system == system, Deployment.environment == queries.PRODUCTION]
    before = unit.view.rows(Deployment, *running)
    for old in before:
        unit.change(old, ended_at=unit.now)
    names: dict[str, Any] = {"model": version.model, "version": version.version, "environment": queries.PRODUCTION}
    row = unit.add(
        Deployment(id=new_id(), opened_seq=unit.seq, system=system, version_id=version_id, started_at=unit.now, request_id=request_id, **names)
    )
    replaced = [{"model": old.model, "version": old.version} for old in before]
    unit.record("registry.put_into_production", subject=row.id, system=system, version_id=version_id, request=request_id, replaced=replaced, **names)
    return queries.deployment_card(row)
