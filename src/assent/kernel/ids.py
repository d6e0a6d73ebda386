"""Identifiers: ULIDs as text. They sort by the time they were made and say nothing about whom they name."""

from ulid import ULID


def new_id() -> str:
    """A fresh ULID, 26 characters of Crockford base 32."""
    return str(ULID())
