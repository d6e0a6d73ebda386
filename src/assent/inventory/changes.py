"""Changes to a system as forms and JSON hand them in, brought to the types of a description."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assent.inventory.description import Document
from assent.inventory.words import FIELD_WORDS
from assent.kernel.errors import Invalid
from assent.kernel.text import quoted

TEXTS = frozenset(("name", "purpose", "owner", "origin", "autonomy", "status", "business_unit", "users", "decisions_informed"))
OPTIONAL_TEXTS = frozenset(("vendor", "deputy"))
LISTS = frozenset(("people_groups", "special_category", "data_sources", "countries", "models"))
DAYS = frozenset(("last_review", "next_review"))
CHANGEABLE = TEXTS | OPTIONAL_TEXTS | LISTS | DAYS | {"people_per_year", "personal_data", "documents"}


def typed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes by field of `SystemDescription`. Days may be ISO text. Raises Invalid with a message for each wrong field."""
    wrong: dict[str, str] = {}
    said: dict[str, Any] = {}
    for name, value in changes.items():
        try:
            said[name] = _typed(name, value)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        first, message = next(iter(wrong.items()))
        raise Invalid(f"{FIELD_WORDS.get(first, quoted(first))}: {message}", wrong)
    return said


def _typed(name: str, value: Any) -> Any:
    if name not in CHANGEABLE:
        raise ValueError("This cannot be changed.")
    if name in DAYS:
        return _day(value)
    if name in LISTS:
        return _texts(value)
    if name == "documents":
        return _documents(value)
    if name == "people_per_year":
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise ValueError("A whole number, or nothing.")
    elif name == "personal_data":
        if value is not None and not isinstance(value, bool):
            raise ValueError("True, false, or nothing.")
    elif not isinstance(value, str) and not (value is None and name in OPTIONAL_TEXTS):
        raise ValueError("A text.")
    return value


def _day(value: Any) -> date | None:
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("A date such as 2026-05-14, or nothing.") from None


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError("A list of texts.")
    return tuple(value)


def _documents(value: Any) -> tuple[Document, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError("A list of documents.")
    made = []
    for item in value:
        title, digest = (item.get("title"), item.get("sha256")) if isinstance(item, Mapping) else (None, None)
        if isinstance(item, Document):
            made.append(item)
        elif isinstance(title, str) and isinstance(digest, str) and isinstance(item, Mapping) and len(item) == 2:
            made.append(Document(title, digest))
        else:
            raise ValueError("Each document has a title and a sha256.")
    return tuple(made)
