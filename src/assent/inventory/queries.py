"""What the inventory says, to somebody who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from assent.inventory.description import Document, SystemDescription
from assent.inventory.model import System
from assent.inventory.people import UNKNOWN, Known, known_people
from assent.inventory.words import AUTONOMY_WORDS, ORIGIN_WORDS, STATUS_WORDS
from assent.kernel.errors import NotFound
from assent.kernel.text import quoted
from assent.ledger.view import View


@dataclass(frozen=True)
class SystemCard:
    """A system as lists and pages show it. `personal_data` and `people_per_year` are None where nobody said."""

    id: str
    key: str
    name: str
    purpose: str
    status: str
    origin: str
    vendor: str | None
    owner_id: str
    owner_name: str
    owner_email: str
    owner_active: bool
    deputy_id: str | None
    deputy_name: str | None
    deputy_email: str | None
    business_unit: str
    users: str
    people_groups: tuple[str, ...]
    people_per_year: int | None
    personal_data: bool | None
    special_category: tuple[str, ...]
    data_sources: tuple[str, ...]
    decisions_informed: str
    autonomy: str
    countries: tuple[str, ...]
    last_review: date | None
    next_review: date | None
    models: tuple[str, ...]
    documents: tuple[Document, ...]
    added_at: datetime

    @property
    def status_words(self) -> str:
        """The status as people read it."""
        return STATUS_WORDS[self.status]

    @property
    def origin_words(self) -> str:
        """Who built it, as people read it."""
        return f"Bought from {self.vendor}" if self.origin == "bought" and self.vendor else ORIGIN_WORDS[self.origin]

    @property
    def autonomy_words(self) -> str:
        """How far it decides by itself, as people read it."""
        return AUTONOMY_WORDS[self.autonomy]


def systems(view: View) -> list[SystemCard]:
    """The systems this reader may see, by name."""
    scope = view.scope("inventory.read")
    where = [] if scope is None else [sa.inspect(System).columns.key.in_(sorted(scope))]
    people = known_people(view)
    rows = view.rows(System, *where)
    return sorted((_card(row, people) for row in rows), key=lambda card: (card.name.casefold(), card.key))


def system(view: View, *, key: str) -> SystemCard:
    """One system. Raises NotFound when there is none, or none this reader may see."""
    scope = view.scope("inventory.read")
    if scope is not None and key not in scope:
        raise _absent(key)
    return card_of(view, row_of(view, key))


def titles(view: View) -> dict[str, str]:
    """The name of every system by its key, and nothing else of it. For queries that decided already which systems the reader may see."""
    columns = sa.inspect(System).columns
    rows = view.session.execute(sa.select(columns.key, columns.name).where(*view.conditions(System)))
    return {row.key: row.name for row in rows}


def exists(view: View, *, key: str) -> bool:
    """Whether there is such a system; anybody may know that a key is taken."""
    return view.first(System, System.key == key) is not None


def owned_keys(view: View, *, person_id: str) -> frozenset[str]:
    """The systems a person owns or deputises for. Needs no permission: it decides permissions."""
    columns = sa.inspect(System).columns
    rows = view.rows(System, sa.or_(columns.owner_id == person_id, columns.deputy_id == person_id))
    return frozenset(row.key for row in rows)


def description(view: View, *, key: str) -> SystemDescription:
    """A system as its YAML describes it, without its observations, which monitoring knows. Raises NotFound."""
    system(view, key=key)
    return described(view, row_of(view, key))


def row_of(view: View, key: str) -> System:
    """The current row, for commands that checked the permission. Raises NotFound."""
    row = view.first(System, System.key == key)
    if row is None:
        raise _absent(key)
    return row


def card_of(view: View, row: System) -> SystemCard:
    """The card of a row."""
    return _card(row, known_people(view))


def described(view: View, row: System) -> SystemDescription:
    """The description of a row."""
    card = card_of(view, row)
    names = [f for f in SystemDescription.__dataclass_fields__ if f not in ("owner", "deputy", "observations")]
    return SystemDescription(**{f: getattr(card, f) for f in names}, owner=card.owner_email, deputy=card.deputy_email)


def _card(row: System, people: Mapping[str, Known]) -> SystemCard:
    owner = people.get(row.owner_id, UNKNOWN)
    deputy = people.get(row.deputy_id, UNKNOWN) if row.deputy_id else None
    names = ("id", "key", "name", "purpose", "status", "origin", "vendor", "owner_id", "deputy_id", "business_unit", "users", "people_per_year",
             "personal_data", "decisions_informed", "autonomy", "last_review", "next_review", "added_at")  # fmt: skip
    lists = ("people_groups", "special_category", "data_sources", "countries", "models")
    values = {name: getattr(row, name) for name in names} | {name: tuple(getattr(row, name)) for name in lists}
    documents = tuple(Document(d["title"], d["sha256"]) for d in row.documents)
    said: dict[str, Any] = {"owner_name": owner.name, "owner_email": owner.email, "owner_active": owner.active}
    said |= {"deputy_name": deputy.name, "deputy_email": deputy.email} if deputy else {"deputy_name": None, "deputy_email": None}
    return SystemCard(**values, documents=documents, **said)


def _absent(key: str) -> NotFound:
    return NotFound(f"There is no system {quoted(key, 63)} that you may see. Look it up in the inventory.")
