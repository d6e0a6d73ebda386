"""Requests and the ballots on them."""

from datetime import datetime
from typing import Any

from assent.store.rows import AppendOnly, State, json_field, moment


class ApprovalRequest(State, table=True):
    """One question put to those who may answer it, with the evidence frozen as it was shown."""

    __tablename__ = "approval_request"
    number: str
    kind: str = "promotion"
    system: str
    version_id: str
    model: str
    version: str
    target: str = "production"
    question: str
    reason: str
    requested_by: str
    opened_at: datetime = moment()
    due_at: datetime = moment()
    status: str = "open"
    outcome_at: datetime | None = moment(default=None, nullable=True)
    digest: str
    pack_digest: str
    evidence: list[dict[str, Any]] = json_field(default_factory=list)
    shown: dict[str, Any] = json_field()


class Ballot(AppendOnly, table=True):
    """One person's voice, bound to what she saw, with how she came by the role she used."""

    __tablename__ = "ballot"
    request_id: str
    voter_id: str
    capacity: str
    choice: str
    reason: str
    digest: str
    pack_digest: str
    role_granted_by: str
    role_granted_at: datetime = moment()
    cast_at: datetime = moment()
