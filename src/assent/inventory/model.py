"""Systems are state; a review is something that happened, written once."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from assent.store.rows import AppendOnly, State, json_field, moment


class System(State, table=True):
    """An AI system. `key` never changes and is unique among current systems; `owner_id` and `deputy_id` name people."""

    __tablename__ = "ai_system"
    key: str
    name: str
    purpose: str
    status: str
    origin: str
    vendor: str | None = None
    owner_id: str
    deputy_id: str | None = None
    business_unit: str = ""
    users: str = ""
    people_groups: list[str] = json_field(default_factory=list)
    people_per_year: int | None = Field(default=None, sa_type=sa.BigInteger)
    personal_data: bool | None = None
    special_category: list[str] = json_field(default_factory=list)
    data_sources: list[str] = json_field(default_factory=list)
    decisions_informed: str = ""
    autonomy: str
    countries: list[str] = json_field(default_factory=list)
    last_review: date | None = None
    next_review: date | None = None
    models: list[str] = json_field(default_factory=list)
    documents: list[dict[str, str]] = json_field(default_factory=list)
    added_at: datetime = moment()


class Review(AppendOnly, table=True):
    """Somebody looked at a system as a whole and came to a conclusion."""

    __tablename__ = "system_review"
    system: str
    conclusion: str
    reviewed_by: str
    reviewed_at: datetime = moment()
    next_review: date | None = None
