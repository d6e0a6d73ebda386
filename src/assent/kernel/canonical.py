"""Canonical JSON (RFC 8785) and the digests made over it."""

import enum
import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import rfc8785

from assent.kernel.clock import timestamp
from assent.kernel.errors import Invalid

Digest = str  # "sha256" in lower-case hexadecimal, 64 characters
_DIGEST = re.compile(r"[0-9a-f]{64}")


def plain(value: Any) -> Any:
    """The value as JSON has it: text, numbers, booleans, null, lists and objects with text keys.

    Dates become ISO text, moments RFC 3339 in UTC, enums their value, dataclasses objects. NaN and the infinities,
    which JSON lacks, become their names. Raises Invalid for anything else.
    """
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= 2**53 - 1 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(v) for v in value), key=repr)
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    raise Invalid(f"A {type(value).__name__} cannot be written down as JSON.")


def canonical(value: Any) -> bytes:
    """RFC 8785 canonical JSON of the value, UTF-8. Raises Invalid for text that is not valid Unicode."""
    try:
        return rfc8785.dumps(plain(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Invalid(f"This cannot be written down as canonical JSON: {error}.") from error


def sha256(data: bytes) -> Digest:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_digest(text: str) -> bool:
    """Whether a text is written as a SHA-256: 64 digits from 0 to 9 and a to f."""
    return _DIGEST.fullmatch(text) is not None


def digest(value: Any) -> Digest:
    """SHA-256 of the canonical JSON of the value."""
    return sha256(canonical(value))
