"""`/healthz` and `/metrics`: for machines that watch this one. Counts only, no names."""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assent import __version__
from assent.access.model import WebSession
from assent.api.caller import home_of
from assent.kernel.actor import NOBODY
from assent.kernel.errors import GovernanceError
from assent.ledger.view import View
from assent.monitoring.model import Breach


def healthz(request: Request) -> Response:
    """200 when the record can be written, 503 with the reason otherwise."""
    home = home_of(request)
    try:
        size = home.tend(lambda desk: home.record.size)
    except GovernanceError as error:
        return JSONResponse({"ok": False, "home": home.settings.id, "reason": error.sentence}, 503)
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
    breaches = len(view.rows(Breach, Breach.status == "open"))
    sessions = len(view.rows(WebSession, WebSession.revoked_at == None))  # noqa: E711
    return view.size, breaches, sessions
