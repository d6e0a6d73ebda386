"""`/healthz` and `/metrics`: for machines that watch this one. Counts only, no names."""

from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlmodel import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assent import __version__
from assent.access.model import WebSession
from assent.access.sessions import open_now
from assent.api.caller import desk_of, home_of
from assent.kernel.actor import NOBODY
from assent.kernel.errors import GovernanceError
from assent.ledger.view import View
from assent.monitoring.model import Breach
from assent.store.rows import Row


def healthz(request: Request) -> Response:
    """200 when the record can be written, which is tried; 503 with the reason otherwise."""
    home = home_of(request)
    try:
        reason, size = desk_of(request).pulse.trouble(), home.record.size
    except GovernanceError as error:
        reason, size = error.sentence, -1
    if reason:
        return JSONResponse({"ok": False, "home": home.settings.id, "reason": reason}, 503)
    return JSONResponse({"ok": True, "home": home.settings.id, "size": size, "version": __version__})


def metrics(request: Request) -> Response:
    """The Prometheus text: gauges read at the moment of asking."""
    home = home_of(request)
    registry = CollectorRegistry()
    try:
        events, breaches, sessions = home.ask(NOBODY, _counts)
        Gauge("assent_up", "1 while the record answers", registry=registry).set(1)
        Gauge("assent_ledger_events", "events on record", registry=registry).set(events)
        Gauge("assent_breaches_open", "open breaches", registry=registry).set(breaches)
        Gauge("assent_sessions", "web sessions not ended", registry=registry).set(sessions)
    except GovernanceError:
        Gauge("assent_up", "1 while the record answers", registry=registry).set(0)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _counts(view: View) -> tuple[int, int, int]:
    def count(model: type[Row], *where: Any) -> int:
        return view.session.exec(select(sa.func.count()).select_from(model).where(*view.conditions(model), *where)).one()

    return view.size, count(Breach, Breach.status == "open"), count(WebSession, *open_now(view.now))
