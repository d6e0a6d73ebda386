"""The ledger's own tables."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from assent.store.rows import Ledger, moment


class Head(Ledger, table=True):
    """One row: how many events there are, and which home's record this is."""

    __tablename__ = "ledger_head"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    size: int = Field(default=0, sa_type=sa.BigInteger)
    home: str = ""


class Event(Ledger, table=True):
    """One entry. `leaf` is the canonical JSON that is hashed; the other columns repeat it for searching."""

    __tablename__ = "ledger_event"
    seq: int = Field(primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False})
    id: str = Field(index=True)
    recorded_at: datetime = moment(index=True)
    actor: str
    action: str
    subject: str
    system: str | None = None
    leaf: str
    leaf_hash: str


class Payload(Ledger, table=True):
    """What an event says, and the key its digest was made with. Both can be erased; every proof stays valid."""

    __tablename__ = "ledger_payload"
    event_id: str = Field(primary_key=True)
    key: str | None = None
    content: str | None = None
