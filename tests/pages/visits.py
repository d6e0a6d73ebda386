"""Visiting a page as somebody signed in: the whole application runs, navigation and frame included, without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import PropertyMock, patch

from streamlit.runtime.context import ContextProxy
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from app.parts import house
from assent.access import sessions
from assent.api.caller import COOKIE
from assent.home import Home
from assent.kernel.actor import Actor

MAIN = Path(__file__).parents[2] / "app" / "main.py"


class OwnNavigation(PagesManager):
    """A folder `pages` beside the main script would be taken for the old kind of application, which runs a page without its frame."""

    uses_pages_directory = False


class Visit:
    """One browser tab of somebody."""

    def __init__(self) -> None:
        self.page = AppTest.from_file(MAIN, default_timeout=30)

    def go(self, name: str, **address: str) -> "Visit":
        """Open a page by its address, as a browser loads it."""
        self.page = AppTest.from_file(MAIN, default_timeout=30)
        for key, value in address.items():
            self.page.query_params[key] = value
        self.page.switch_page(f"pages/{name}.py")
        return self.run()

    def run(self) -> "Visit":
        """One run of the script; an exception in it fails the test."""
        self.page.run()
        assert not self.page.exception, self.page.exception
        return self

    def press(self, *labels: str) -> "Visit":
        """Click buttons in one run: a dialog's own button needs the one that opened it named first, as a browser keeps it open by itself."""
        for label in labels:
            next(b for b in self.page.button if b.label == label).click()
        return self.run()

    @property
    def buttons(self) -> list[str]:
        """What can be pressed."""
        return [b.label for b in self.page.button]

    @property
    def text(self) -> str:
        """Everything the page says in words, Markdown as it was sent."""
        kinds = ("title", "header", "subheader", "markdown", "caption", "error", "info", "warning", "code")
        shown = [str(element.value) for kind in kinds for element in self.page.get(kind)]
        shown += [str(element.proto.body) for element in self.page.get("html")]
        return "\n".join([*shown, *(f"{m.label} {m.value} {m.delta}" for m in self.page.metric)])


@contextmanager
def visiting(home: Home, actor: Actor) -> Iterator[Visit]:
    """A tab with that person's session in its cookie."""
    house.open_house(home)
    token = home.tend(sessions.begin, person_id=actor.id, user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
    cookies = patch.object(ContextProxy, "cookies", new_callable=PropertyMock, return_value={COOKIE: token})
    headers = patch.object(ContextProxy, "headers", new_callable=PropertyMock, return_value={})
    navigation = patch("streamlit.runtime.scriptrunner.script_runner.PagesManager", OwnNavigation)
    with cookies, headers, navigation:
        yield Visit()
