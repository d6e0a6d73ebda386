"""One entry of the ledger, opened: what it says, field by field, and its hashes recomputed from what is stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assent.access import queries as access
from assent.kernel.errors import NotFound
from assent.ledger.leaf import leaf_bytes, leaf_hash, payload_digest
from assent.ledger.model import Event, Payload
from assent.ledger.view import View
from assent.procedures import story

PRINTED = 10_000  # characters of one value


@dataclass(frozen=True)
class Check:
    """One recomputation: what was compared, and whether it agrees (None: it cannot be made any more)."""

    words: str
    ok: bool | None


@dataclass(frozen=True)
class Entry:
    """An entry: the line lists show, its payload as (field, value) in words, its leaf and digests, and the checks on them."""

    line: story.EventLine
    fields: tuple[tuple[str, str], ...]
    leaf: str
    payload_digest: str
    checks: tuple[Check, ...]


def entry(view: View, *, seq: int) -> Entry:
    """The entry of that number. Needs `ledger.read` for its system; raises NotFound where there is none for this reader."""
    view.scope("ledger.read")
    columns: Any = Event
    page = story.events(view, before_seq=seq + 1, limit=1) if 0 <= seq < view.size else None
    if page is None or not page.lines or page.lines[0].seq != seq:
        raise NotFound(f"There is no entry {seq} that you may see. The newest is {view.size - 1}.")
    event = view.one(Event, columns.seq == seq, what="such entry")
    payload = view.session.get(Payload, event.id)
    said = json.loads(payload.content) if payload is not None and payload.content is not None else {}
    names = access.names(view)
    fields = tuple((field, _shown(value, names)) for field, value in _flat(said))
    return Entry(page.lines[0], fields, event.leaf, json.loads(event.leaf)["payload_digest"], checks(event, payload))


def checks(event: Event, payload: Payload | None) -> tuple[Check, ...]:
    """The three recomputations that show whether a stored entry is still what was hashed."""
    stated = str(json.loads(event.leaf)["payload_digest"])
    same = leaf_bytes(
        id=event.id, recorded_at=event.recorded_at, actor=event.actor, action=event.action, subject=event.subject, payload=stated
    ).decode()  # fmt: skip
    digest = None
    if payload is not None and payload.key is not None and payload.content is not None:
        digest = payload_digest(bytes.fromhex(payload.key), payload.content.encode())
    return (
        Check("The entry hash is the SHA-256 of the leaf", leaf_hash(event.leaf.encode()) == event.leaf_hash),
        Check("Time, actor, action and subject are those in the leaf", same == event.leaf),
        Check("What was said has the digest in the leaf", None if digest is None else digest == stated),
    )


def _flat(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Nested objects as one list of (path in words, value)."""
    if not isinstance(value, Mapping):
        return [(path, value)]
    return [pair for name, inner in value.items() for pair in _flat(inner, f"{path}, {name}" if path else str(name))]


def _shown(value: Any, names: Mapping[str, str]) -> str:
    if value is None or value == [] or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        text = f"{names[value]} ({value})" if value in names else value
    elif isinstance(value, list) and all(isinstance(v, str) for v in value):
        text = ", ".join(names.get(v, v) for v in value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= PRINTED else text[: PRINTED - 1] + "…"
