"""The one st.App: pages, sign-in, API, health and metrics in one process on one home."""

import importlib
import pkgutil
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from streamlit import App
from streamlit.runtime.pages_manager import PagesManager

from app.parts import house
from assent.api import health, sign_in
from assent.api.caller import Desk
from assent.api.guard import Guard
from assent.api.routes import create_api

HERE = Path(__file__).parent


def warm_up() -> None:
    """Import what pages import, and style one table, now rather than at the first visitor."""
    for module in pkgutil.iter_modules([str(HERE / "parts")], "app.parts."):
        importlib.import_module(module.name)
    pandas = importlib.import_module("pandas")
    pandas.DataFrame({"a": [1]}).style.map(lambda _: "color: red").to_html()


def build(desk: Desk, *, on_start: Callable[[], None] = lambda: None, on_stop: Callable[[], None] = lambda: None) -> App:
    """The application around an opened home. `on_start` and `on_stop` run with the server."""

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        on_start()
        try:
            yield
        finally:
            on_stop()

    # A folder `pages` beside the main script is taken for the old kind of application: until the first navigation a deep link
    # would run a page without the frame and without the sign-in that `main.py` does.
    PagesManager.uses_pages_directory = False
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
