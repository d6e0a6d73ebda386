"""Keeping on record what was refused before any command ran."""

from collections.abc import Iterator
from contextlib import contextmanager

from assent.home import Home
from assent.kernel.actor import Actor
from assent.kernel.errors import Forbidden


@contextmanager
def refusals_recorded(home: Home, actor: Actor, what: str) -> Iterator[None]:
    """Puts a refusal raised inside on record, as `act` does by itself. `what` names the work, as a code."""
    try:
        yield
    except Forbidden as error:
        home.refused(actor, what, error)
        raise
