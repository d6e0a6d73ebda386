"""The one st.App: pages, sign-in, API, health and metrics in one process on one home."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from streamlit import App

from app.parts import house
from assent.api import health, sign_in
from assent.api.caller import Desk
from assent.api.guard import Guard
from assent.api.routes import create_api

HERE = Path(__file__).parent


def build(desk: Desk, *, on_start: Callable[[], None] = lambda: None, on_stop: Callable[[], None] = lambda: None) -> App:
    """The application around an opened home. `on_start` and `on_stop` run with the server."""

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        on_start()
        try:
            yield
        finally:
            on_stop()

    house.open_house(desk.home)
    return App(
        HERE / "main.py",
        lifespan=lifespan,
        middleware=[Middleware(Guard, desk=desk)],
        routes=[
            *sign_in.routes(HERE / "sign_in.html"),
            Route("/healthz", health.healthz),
            Route("/metrics", health.metrics),
            Mount("/api/v1", app=create_api(desk)),
        ],
    )
