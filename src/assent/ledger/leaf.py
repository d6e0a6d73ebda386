"""The leaf of an event: what is hashed into the tree.

`0x00 ||` RFC 8785 canonical JSON of {v, id, recorded_at, actor, action, subject, payload_digest} (the 0x00 is the leaf
prefix of RFC 6962, section 2.1). The payload is bound by HMAC-SHA256 under a random key of its own, so that payload and
key can be erased while the leaf, and with it every proof, stays as it is, and nobody can guess short payloads from it.
"""

import hashlib
import hmac
from datetime import datetime

from assent.kernel.canonical import Digest, canonical
from assent.kernel.clock import timestamp

LEAF_PREFIX = b"\x00"


def payload_digest(key: bytes, content: bytes) -> Digest:
    """HMAC-SHA256 of the canonical payload under the record's own key of 32 bytes."""
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def leaf_bytes(*, id: str, recorded_at: datetime, actor: str, action: str, subject: str, payload: Digest) -> bytes:
    """The canonical JSON of the leaf, without the prefix."""
    said = {"v": 1, "id": id, "recorded_at": timestamp(recorded_at), "actor": actor}
    return canonical(said | {"action": action, "subject": subject, "payload_digest": payload})


def leaf_hash(leaf: bytes) -> Digest:
    """SHA-256 of the prefixed leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(LEAF_PREFIX + leaf).hexdigest()
