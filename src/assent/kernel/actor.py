"""Who acts: a person or machine, the means they came by, and what they were granted."""

from dataclasses import dataclass
from typing import Literal

Means = Literal["session", "token", "operator", "system", "nobody"]
EVERYWHERE = "*"


@dataclass(frozen=True)
class Grant:
    """One permission and where it holds: `*` for all systems, else one system's key."""

    permission: str
    scope: str = EVERYWHERE


@dataclass(frozen=True)
class Actor:
    """Somebody who acts. `id` is opaque and goes into the ledger; `name` is for people and never does."""

    id: str
    means: Means
    grants: frozenset[Grant] = frozenset()
    name: str = ""
    roles: tuple[str, ...] = ()

    def may(self, permission: str, *, system: str | None = None) -> bool:
        """Whether the permission is granted everywhere, or for this one system."""
        return Grant(permission) in self.grants or (system is not None and Grant(permission, system) in self.grants)

    def scope(self, permission: str) -> frozenset[str] | None:
        """The systems the permission holds for: None means all of them, an empty set none."""
        if Grant(permission) in self.grants:
            return None
        return frozenset(g.scope for g in self.grants if g.permission == permission)


NOBODY = Actor(id="nobody", means="nobody")
