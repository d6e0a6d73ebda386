"""Which refusals are on record."""

import json

from assent.home import Home
from assent.kernel.actor import NOBODY
from assent.ledger.model import Event, Payload
from assent.ledger.view import View


def refusals(home: Home) -> list[tuple[str, str]]:
    """Who was refused what, oldest first."""

    def found(view: View) -> list[tuple[str, str]]:
        events = view.rows(Event, Event.action == "access.refused", order_by=(Event.seq,))
        payloads = {p.event_id: json.loads(p.content or "{}") for p in view.rows(Payload)}
        return [(e.actor, payloads[e.id]["command"]) for e in events]

    return home.ask(NOBODY, found)
