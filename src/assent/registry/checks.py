"""What a manifest must be like. Pure: each flaw is a sentence beside the path of its field."""

import math
import re
from collections.abc import Iterator
from typing import Any

from assent.kernel.canonical import is_digest
from assent.kernel.text import TEXT_LIMIT, flaw, tidy

MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
ITEM_LIMIT = 500
VALUES_LIMIT = 5_000


def flaws(m: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a manifest: pairs of path and sentence, in the order of its fields."""
    if not MODEL.fullmatch(m.model):
        yield "model", "1 to 100 letters, digits, dots, hyphens and underscores, beginning with a letter or digit."
    if message := _text(m.version) or ("No slash and no space." if re.search(r"[\s/\\]", m.version) else None):
        yield "version", message
    listed: tuple[tuple[str, tuple[Any, ...]], ...] = (("artefacts", m.artefacts), ("training_data", m.training_data), ("developers", m.developers))
    for path, items in listed:
        if len(items) > ITEM_LIMIT:
            yield path, f"At most {ITEM_LIMIT} entries."
    if not m.artefacts:
        yield "artefacts", "Name at least one file of the version with its SHA-256; without it nothing says what was approved."
    for path, text in _texts(m):
        if message := flaw(text, limit=TEXT_LIMIT, lines=True):
            yield path, message
    for number, item in enumerate(m.artefacts, 1):
        if not is_digest(item.sha256):
            yield f"artefacts[{number}].sha256", "A SHA-256 has 64 digits from 0 to 9 and a to f."
    for number, data in enumerate(m.training_data, 1):
        if data.sha256 is not None and not is_digest(data.sha256):
            yield f"training_data[{number}].sha256", "A SHA-256 has 64 digits from 0 to 9 and a to f."
    if _size(m.parameters) > VALUES_LIMIT:
        yield "parameters", f"At most {VALUES_LIMIT} values."
    for name, metric in m.metrics.items():
        numbers = [metric.value, *(metric.interval or ())]
        if not all(math.isfinite(x) for x in numbers):
            yield f"metrics.{name}", "A finite number."


def _text(text: str) -> str | None:
    return flaw(text, limit=100)


def _texts(m: Any) -> Iterator[tuple[str, str]]:
    """Every free text with its path."""
    named: list[tuple[str, str | None]] = [("system", m.system), ("code.repository", m.code.repository), ("code.commit", m.code.commit)]
    named += [("environment.image", m.environment.image), ("environment.python", m.environment.python)]
    named += [(f"artefacts[{n}].name", a.name) for n, a in enumerate(m.artefacts, 1)]
    named += [(f"training_data[{n}].{part}", getattr(d, part)) for n, d in enumerate(m.training_data, 1) for part in ("name", "uri")]
    named += [(f"developers[{n}]", d) for n, d in enumerate(m.developers, 1)]
    named += [("metrics", name) for name in m.metrics]
    yield from ((path, text) for path, text in named if text is not None)
    yield from (("parameters", text) for text in _strings(m.parameters) if text)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield tidy(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from (name, *_strings(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _size(value: Any) -> int:
    if isinstance(value, dict | list):
        return 1 + sum(_size(v) for v in (value.values() if isinstance(value, dict) else value))
    return 1
