"""What a description of a system must be like. Pure: each flaw is a sentence beside the name of its field."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from assent.inventory.countries import CODES
from assent.inventory.words import AUTONOMY_WORDS, ORIGIN_WORDS, STATUS_WORDS
from assent.kernel.canonical import is_digest
from assent.kernel.text import TEXT_LIMIT, flaw, quoted

KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")
ITEM_LIMIT = 200
PEOPLE_LIMIT = 20_000_000_000
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2199, 12, 31)
CHOICES: dict[str, dict[str, str]] = {"status": STATUS_WORDS, "origin": ORIGIN_WORDS, "autonomy": AUTONOMY_WORDS}
LINES = {"name": False, "vendor": True, "business_unit": True}  # one-line texts: whether they may be empty
TEXTS = {"purpose": False, "users": True, "decisions_informed": True}  # texts of several lines
LISTS = ("people_groups", "special_category", "data_sources", "models")


def flaws(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a description's values, by field; empty when nothing is."""
    found: dict[str, str | None] = {}
    if not KEY.fullmatch(values["key"]):
        found["key"] = "2 to 63 small letters, digits and hyphens, beginning with a letter or digit, such as credit-scoring."
    found |= {name: flaw(values[name] or "", empty=empty) for name, empty in LINES.items()}
    found |= {name: flaw(values[name], limit=TEXT_LIMIT, lines=True, empty=empty) for name, empty in TEXTS.items()}
    found |= {name: _choice(values[name], words) for name, words in CHOICES.items()}
    found |= {name: _list(values[name]) for name in LISTS}
    found["countries"] = _list(values["countries"]) or _countries(values["countries"])
    found["people_per_year"] = _people(values["people_per_year"])
    found |= {name: _day(values[name]) for name in ("last_review", "next_review")}
    found["documents"] = _documents(values["documents"])
    found["owner"] = None if values["owner"] else "Name the person who answers for the system, by e-mail."
    found["observations"] = _observations(values["observations"])
    for name, message in _together(values).items():
        found[name] = found.get(name) or message
    return {name: message for name, message in found.items() if message}


def _choice(value: str, words: Mapping[str, str]) -> str | None:
    return None if value in words else f"{quoted(value)} is not one of {', '.join(words)}."


def _list(items: Iterable[str]) -> str | None:
    counted = Counter(items)
    if counted.total() > ITEM_LIMIT:
        return f"At most {ITEM_LIMIT} entries."
    twice = next((item for item, n in counted.items() if n > 1), None)
    if twice is not None:
        return f"{quoted(twice)} is listed twice."
    return next((f"{quoted(item)}: {message}" for item in counted if (message := flaw(item))), None)


def _countries(codes: Iterable[str]) -> str | None:
    wrong = next((code for code in codes if code not in CODES), None)
    if wrong is None:
        return None
    hint = f" Write {wrong.upper()}." if wrong.upper() in CODES else ' Country codes have two capital letters, such as "DE" (ISO 3166).'
    return f"{quoted(wrong)} is not a country code.{hint}"


def _people(count: int | None) -> str | None:
    return None if count is None or 0 <= count <= PEOPLE_LIMIT else "A number of people from 0 to 20 billion."


def _day(value: date | None) -> str | None:
    return None if value is None or FIRST_DAY <= value <= LAST_DAY else "A date from 1950 to 2199."


def _documents(documents: Iterable[Any]) -> str | None:
    listed = list(documents)
    if len(listed) > ITEM_LIMIT:
        return f"At most {ITEM_LIMIT} documents."
    for document in listed:
        if message := flaw(document.title):
            return f"Title {quoted(document.title)}: {message}"
        if not is_digest(document.sha256):
            return f"{quoted(document.title)}: a SHA-256 has 64 digits from 0 to 9 and a to f."
    return None


def _observations(said: Any) -> str | None:
    if said is None:
        return None
    for name, value in vars(said).items():
        texts = value if isinstance(value, tuple) else [] if value is None else [value]
        message = _list(texts) if isinstance(value, tuple) else next((m for t in texts if (m := flaw(t, limit=1_000))), None)
        if message:
            return f"{name}: {message}"
    return None


def _together(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    if values["deputy"] and values["owner"] and values["deputy"].casefold() == values["owner"].casefold():
        found["deputy"] = "The deputy is another person than the owner."
    if values["special_category"] and values["personal_data"] is False:
        found["special_category"] = "Special-category data is personal data. Say that personal data is used, or empty this list."
    last, following = values["last_review"], values["next_review"]
    if last and following and following <= last:
        found["next_review"] = "The next review comes after the last one."
    return found
