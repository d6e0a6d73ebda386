"""Roles in words: what each permits, from the one table that decides it."""

from app.parts import look
from assent.access.permissions import PERMISSIONS, READ, ROLES

READS = "read the inventory, measurements, requests and who holds which role"


def words(role: str) -> str:
    """What a role permits, as the end of `May …`."""
    held = ROLES[role]
    parts = [READS] if set(READ) <= set(held) else []
    parts += [PERMISSIONS[p] for p in held if not parts or p not in READ]
    return "; ".join(parts)


def permits(role: str) -> str:
    """The sentence, ready for Markdown."""
    return look.plain(f"May {words(role)}.")
