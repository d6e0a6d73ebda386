"""Which model versions there are, and which run where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assent.access import queries as access
from assent.kernel.errors import NotFound
from assent.kernel.text import quoted
from assent.ledger.view import View
from assent.registry.model import Deployment, ModelVersion

PRODUCTION = "production"
UNKNOWN = "Somebody unknown"


@dataclass(frozen=True)
class VersionCard:
    """A model version. The mappings have the manifest's own keys: `artefacts[].sha256`, `metrics[name].value`, `.n`, `.interval`."""

    id: str
    model: str
    version: str
    system: str | None
    artefacts: tuple[Mapping[str, str], ...]
    training_data: tuple[Mapping[str, Any], ...]
    code: Mapping[str, Any]
    environment: Mapping[str, Any]
    parameters: Mapping[str, Any]
    metrics: Mapping[str, Mapping[str, Any]]
    trained_at: datetime | None
    developers: tuple[str, ...]
    manifest_digest: str
    registered_by: str
    registered_by_name: str
    registered_at: datetime


@dataclass(frozen=True)
class DeploymentCard:
    """A version in use for a system; `ended_at` None: it still is. `opened_seq`: the event that began it."""

    id: str
    opened_seq: int
    system: str
    version_id: str
    model: str
    version: str
    environment: str
    started_at: datetime
    request_id: str
    ended_at: datetime | None


def versions(view: View, *, system: str | None = None, models: Collection[str] = ()) -> list[VersionCard]:
    """The versions this reader may see, newest first; with `system` those registered for it, or for none and of one of these `models`."""
    columns = sa.inspect(ModelVersion).columns
    shared = sa.and_(columns.system.is_(None), columns.model.in_(sorted(models)))
    where = [] if system is None else [sa.or_(columns.system == system, shared) if models else columns.system == system]
    rows = view.rows(ModelVersion, *where, *_visible(view))
    names = access.names(view)
    return [_card(row, names) for row in sorted(rows, key=lambda r: (r.registered_at, r.id), reverse=True)]


def version(view: View, *, model: str, version: str) -> VersionCard:
    """One version by its names. Raises NotFound when there is none, or none this reader may see."""
    row = view.first(ModelVersion, ModelVersion.model == model, ModelVersion.version == version, *_visible(view))
    if row is None:
        raise NotFound(f"There is no version {quoted(version)} of a model {quoted(model)} that you may see. Register it first.")
    return _card(row, access.names(view))


def version_by_id(view: View, *, version_id: str) -> VersionCard:
    """One version by its id. Raises NotFound."""
    row = view.first(ModelVersion, ModelVersion.id == version_id, *_visible(view))
    if row is None:
        raise NotFound("There is no such model version that you may see.")
    return _card(row, access.names(view))


def in_production(view: View) -> dict[str, DeploymentCard]:
    """What runs in production now, by the key of the system."""
    rows = view.rows(Deployment, sa.inspect(Deployment).columns.ended_at.is_(None), Deployment.environment == PRODUCTION)
    scope = view.scope("inventory.read")
    return {row.system: deployment_card(row) for row in rows if scope is None or row.system in scope}


def running(view: View, *, system: str) -> DeploymentCard | None:
    """What runs in production now for one system; None where nothing does, or nothing this reader may see."""
    scope = view.scope("inventory.read")
    if scope is not None and system not in scope:
        return None
    ended = sa.inspect(Deployment).columns.ended_at
    row = view.first(Deployment, Deployment.system == system, ended.is_(None), Deployment.environment == PRODUCTION)
    return None if row is None else deployment_card(row)


def deployments(view: View, *, system: str) -> list[DeploymentCard]:
    """Everything that ran or runs for a system, newest first."""
    scope = view.scope("inventory.read")
    if scope is not None and system not in scope:
        return []
    rows = view.rows(Deployment, Deployment.system == system)
    return [deployment_card(row) for row in sorted(rows, key=lambda r: (r.started_at, r.id), reverse=True)]


def _visible(view: View) -> list[Any]:
    """A reader limited to some systems sees their versions, and none that belong to no system."""
    scope = view.scope("inventory.read")
    return [] if scope is None else [sa.inspect(ModelVersion).columns.system.in_(sorted(scope))]


def _card(row: ModelVersion, names: Mapping[str, str]) -> VersionCard:
    values = {name: getattr(row, name) for name in VersionCard.__dataclass_fields__ if name != "registered_by_name"}
    values |= {name: tuple(values[name]) for name in ("artefacts", "training_data", "developers")}
    return VersionCard(**values, registered_by_name=names.get(row.registered_by, UNKNOWN))


def deployment_card(row: Deployment) -> DeploymentCard:
    """The card of a row."""
    return DeploymentCard(**{name: getattr(row, name) for name in DeploymentCard.__dataclass_fields__})
