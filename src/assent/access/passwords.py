"""Passwords: argon2id (RFC 9106), never stored otherwise."""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from assent.kernel.errors import Invalid

SHORTEST, LONGEST = 12, 256  # characters; the upper bound keeps a megabyte from being hashed
AT_ONCE = 3  # each takes 64 MiB, so that many people at once wait rather than fill the memory
_hasher = PasswordHasher()
_places = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """The argon2id hash of a password. Raises Invalid when it is too short or too long."""
    if len(password) < SHORTEST:
        raise Invalid(f"A password has at least {SHORTEST} characters.", {"password": f"At least {SHORTEST} characters."})
    if len(password) > LONGEST:
        raise Invalid(f"A password has at most {LONGEST} characters.", {"password": f"At most {LONGEST} characters."})
    with _places:
        return _hasher.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Without a hash (nobody has that name) it takes as long, and is not."""
    if len(password) > LONGEST:
        password = ""
    try:
        with _places:
            return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (Argon2Error, InvalidHashError):
        return False


def one_time_password() -> str:
    """A password a person can read out once: four groups of five letters and digits, about 100 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
