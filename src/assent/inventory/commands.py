"""What changes the inventory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from assent.access import queries as access
from assent.inventory import queries
from assent.inventory.changes import CHANGEABLE, typed
from assent.inventory.checks import FIRST_DAY, LAST_DAY
from assent.inventory.description import Document, SystemDescription, checked
from assent.inventory.model import Review, System
from assent.inventory.queries import SystemCard
from assent.inventory.words import FIELD_WORDS
from assent.kernel.errors import Conflict, Invalid
from assent.kernel.ids import new_id
from assent.kernel.text import TEXT_LIMIT, flaw, quoted, tidy
from assent.kernel.words import day
from assent.ledger.unit import Unit

REVIEW_FIELDS = frozenset(("last_review", "next_review"))
LISTS = frozenset(("people_groups", "special_category", "data_sources", "countries", "models"))


def add_system(unit: Unit, *, description: SystemDescription) -> SystemCard:
    """Put a system into the inventory. Its observations are set by the procedure `describe.add_system`, not here.

    Raises Invalid with a message per wrong field (an unknown owner among them), Conflict when the key is taken,
    Forbidden without `inventory.edit`.
    """
    unit.require("inventory.edit")
    said = checked(description)
    taken = unit.view.first(System, System.key == said.key)
    if taken is not None:
        raise Conflict(f"There is a system with the key {said.key} already: {taken.name}. Choose another key, or change that system.")
    _guard_past(unit, said.last_review)
    people = _people(unit, said, ("owner", "deputy"))
    row = unit.add(System(id=new_id(), added_at=unit.now, **_columns(said), **people))
    unit.record("inventory.system_added", subject=row.id, system=row.key, **_columns(said), **people)
    return queries.card_of(unit.view, row)


def change_system(unit: Unit, *, key: str, changes: Mapping[str, Any]) -> SystemCard:
    """Change what is said of a system: `changes` maps fields of `SystemDescription` (but `key` and `observations`) to new values.

    What stays the same leaves no version and no event. Review dates need `inventory.review` as well, so that an owner cannot
    put off her own review. Raises Invalid, NotFound, Forbidden.
    """
    unit.require("inventory.edit", system=key)
    wanted = typed(changes)
    row = queries.row_of(unit.view, key)
    before = queries.described(unit.view, row)
    said = checked(replace(before, **wanted))
    changed = [name for name in CHANGEABLE if getattr(said, name) != getattr(before, name)]
    if not changed:
        return queries.card_of(unit.view, row)
    if REVIEW_FIELDS & set(changed):
        unit.require("inventory.review", system=key)
        _guard_past(unit, said.last_review)
    people = _people(unit, said, [name for name in ("owner", "deputy") if name in changed])
    columns = {name: value for name, value in (_columns(said) | people).items() if getattr(row, name) != value}
    if not columns:
        return queries.card_of(unit.view, row)  # the same person by another spelling of the address
    was = {name: getattr(row, name) for name in columns}
    row = unit.change(row, **columns)
    _record_change(unit, row, was, columns)
    return queries.card_of(unit.view, row)


def record_review(unit: Unit, *, key: str, conclusion: str, next_review: date | None = None) -> SystemCard:
    """Record that the system was reviewed today. Without a next date the cadence of its tier decides it.

    Raises Invalid for an empty conclusion or a date that is not in the future, Forbidden without `inventory.review`.
    """
    unit.require("inventory.review", system=key)
    row, today = queries.row_of(unit.view, key), unit.now.date()
    conclusion = tidy(conclusion)
    if message := flaw(conclusion, limit=TEXT_LIMIT, lines=True):
        raise Invalid(f"Conclusion: {message}", {"conclusion": message})
    if next_review is not None and not today < next_review <= LAST_DAY:
        raise Invalid("The next review lies in the future.", {"next_review": f"A day after {day(today)}."})
    review = Review(id=new_id(), system=key, conclusion=conclusion, reviewed_by=unit.actor.id, reviewed_at=unit.now, next_review=next_review)
    unit.add(review)
    row = unit.change(row, last_review=today, next_review=next_review)
    unit.record("inventory.reviewed", subject=row.id, system=key, review=review.id, conclusion=conclusion, next_review=next_review)
    return queries.card_of(unit.view, row)


def link_model(unit: Unit, *, key: str, model: str) -> SystemCard:
    """Say that the system uses this model; nothing happens when that is known. Needs `registry.register` for the system."""
    unit.require("registry.register", system=key)
    row = queries.row_of(unit.view, key)
    if model not in row.models:
        said = checked(replace(queries.described(unit.view, row), models=(*row.models, model)))
        row = unit.change(row, models=list(said.models))
        unit.record("inventory.model_linked", subject=row.id, system=key, model=model)
    return queries.card_of(unit.view, row)


def _record_change(unit: Unit, row: System, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """A change of status is an event of its own: it is what people look for."""
    if "status" in now:
        unit.record("inventory.status_changed", subject=row.id, system=row.key, before=was["status"], after=now["status"])
    rest = sorted(name for name in now if name != "status")
    if rest:
        changes = {name: {"before": was[name], "after": now[name]} for name in rest}
        unit.record("inventory.system_changed", subject=row.id, system=row.key, changes=changes)


def _columns(said: SystemDescription) -> dict[str, Any]:
    """The row's columns, without the people."""
    values = {name: value for name, value in vars(said).items() if name not in ("owner", "deputy", "observations")}
    values |= {name: list(values[name]) for name in LISTS}
    documents: tuple[Document, ...] = values["documents"]
    return values | {"documents": [{"title": d.title, "sha256": d.sha256} for d in documents]}


def _people(unit: Unit, said: SystemDescription, names: list[str] | tuple[str, ...]) -> dict[str, Any]:
    """Ids of the people named by e-mail: `owner_id`, `deputy_id`. Raises Invalid for an address without an active account."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in names:
        email = getattr(said, name)
        person = access.person_by_email(unit.view, email=email) if email else None
        if email and (person is None or not person.active):
            wrong[name] = f"{quoted(email, 80)} is not the address of an active account. Add the person first, or name another."
        found[f"{name}_id"] = person.id if person else None
    if wrong:
        first, message = next(iter(wrong.items()))
        raise Invalid(f"{FIELD_WORDS[first]}: {message}", wrong)
    return found


def _guard_past(unit: Unit, last_review: date | None) -> None:
    if last_review is not None and not FIRST_DAY <= last_review <= unit.now.date():
        message = f"The last review cannot lie in the future; today is {day(unit.now.date())}."
        raise Invalid(f"Last review: {message}", {"last_review": message})
