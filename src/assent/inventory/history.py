"""The history of a system in words: the difference between the versions of its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import select

from assent.access import queries as access
from assent.inventory.model import Review, System
from assent.inventory.queries import row_of, system
from assent.inventory.words import FIELD_WORDS, code_words
from assent.kernel.words import day, thousands
from assent.ledger.model import Event
from assent.ledger.view import View

FIELDS = {name: words for name, words in FIELD_WORDS.items() if name not in ("key", "observations", "owner", "deputy")}
SHOWN = {**FIELDS, "owner_id": FIELD_WORDS["owner"], "deputy_id": FIELD_WORDS["deputy"]}
LONG = 120


@dataclass(frozen=True)
class HistoryLine:
    """One thing that changed: when, in which event (`seq`), by whom, and from what to what, all in words."""

    when: datetime
    seq: int
    who_id: str
    who_name: str
    field_words: str
    before: str
    after: str
    sentence: str


def history(view: View, *, key: str) -> list[HistoryLine]:
    """What happened to a system's description, newest first. Raises NotFound."""
    system(view, key=key)
    versions = view.versions(System, row_of(view, key).id)
    columns: Any = Event
    seqs = [v.since_seq for v in versions]
    reviews = {r.seq: r for r in view.rows(Review, Review.system == key)}
    events = {e.seq: e for e in view.session.exec(select(Event).where(columns.seq.in_(seqs))).all()}
    names = access.names(view)
    lines: list[HistoryLine] = []
    for number, version in enumerate(versions):
        event = events[version.since_seq]
        stamp: dict[str, Any] = {
            "when": event.recorded_at,
            "seq": event.seq,
            "who_id": event.actor,
            "who_name": names.get(event.actor, "Somebody unknown"),
        }
        if number == 0:
            lines.append(HistoryLine(**stamp, field_words="System", before="", after=version.name, sentence="Added to the inventory"))
            continue
        review = reviews.get(version.since_seq)
        if review is not None:
            said = f"Reviewed: {review.conclusion}"
            lines.append(HistoryLine(**stamp, field_words="Review", before="", after=review.conclusion, sentence=said))
        for words, before, after, sentence in differences(versions[number - 1], version, names):
            if review is None or words != FIELD_WORDS["last_review"]:
                lines.append(HistoryLine(**stamp, field_words=words, before=before, after=after, sentence=sentence))
    return sorted(lines, key=lambda line: -line.seq)


def differences(before: System, after: System, names: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """What differs between two versions: field, before, after, and a sentence that says it."""
    found = []
    for field, words in SHOWN.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            told = _list_sentence(words, field, old, new) if isinstance(old, list) else None
            shown = _shown(field, old, names), _shown(field, new, names)
            found.append((words, *shown, told or _sentence(words, *shown)))
    return found


def _sentence(words: str, before: str, after: str) -> str:
    if not before:
        return f"{words} set to {after}"
    if not after:
        return f"{words} removed, before {before}"
    if max(len(before), len(after)) > LONG:
        return f"{words} rewritten"
    return f"{words} changed from {before} to {after}"


def _list_sentence(words: str, field: str, before: list[Any], after: list[Any]) -> str:
    added = [_item(field, item) for item in after if item not in before]
    gone = [_item(field, item) for item in before if item not in after]
    parts = ([f"added {', '.join(added)}"] if added else []) + ([f"removed {', '.join(gone)}"] if gone else [])
    return f"{words}: {'; '.join(parts) or 'put in another order'}"


def _shown(field: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list):
        return ", ".join(_item(field, item) for item in value)
    if field in ("owner_id", "deputy_id"):
        return names.get(value, "somebody unknown")
    if field == "personal_data":
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return thousands(value)
    words = code_words(field, value)
    return words[0].lower() + words[1:] if words != value else str(value)


def _item(field: str, item: Any) -> str:
    if isinstance(item, Mapping):
        return f"{item['title']} ({item['sha256'][:8]})"
    return code_words(field, item)
