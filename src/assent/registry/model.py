"""Model versions and where they run. Both are state, though a version's content never changes once registered."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from assent.store.rows import State, json_field, moment


class ModelVersion(State, table=True):
    """One trained artefact of a model, as its manifest describes it. (model, version) is unique."""

    __tablename__ = "model_version"
    model: str
    version: str
    system: str | None = None
    artefacts: list[dict[str, str]] = json_field(default_factory=list)
    training_data: list[dict[str, Any]] = json_field(default_factory=list)
    code: dict[str, Any] = json_field()
    environment: dict[str, Any] = json_field()
    parameters: dict[str, Any] = json_field()
    metrics: dict[str, Any] = json_field()
    trained_at: datetime | None = moment(default=None, nullable=True)
    developers: list[str] = json_field(default_factory=list)
    manifest_digest: str
    registered_by: str
    registered_at: datetime = moment()


class Deployment(State, table=True):
    """A version in use for a system, from a moment to a moment, and the request that allowed it.

    `opened_seq` is the ledger's sequence when it began; `since_seq` moves on when it ends.
    """

    __tablename__ = "deployment"
    opened_seq: int = Field(sa_type=sa.BigInteger)
    system: str
    version_id: str
    model: str
    version: str
    environment: str
    started_at: datetime = moment()
    request_id: str
    ended_at: datetime | None = moment(default=None, nullable=True)
