"""A real server on a demonstration home, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
HARMLESS = ("_stcore/health", "_stcore/host-config")  # looked for below the page's own address first, by Streamlit's client


@dataclass(frozen=True)
class Served:
    """A running server: its address, its home and the accounts of the demonstration."""

    address: str
    home: Path
    accounts: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def served(demonstration: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server on it."""
    made, accounts = demonstration
    home = tmp_path_factory.mktemp("served") / "demo"
    shutil.copytree(made, home)
    port = free_port()
    with (home / "server.log").open("w") as log:
        command = [sys.executable, "-m", "assent", "--home", str(home), "serve", "--port", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(address + "/healthz", timeout=2)
                break
            except OSError:
                assert process.poll() is None, (home / "server.log").read_text()
                time.sleep(0.1)
        yield Served(address, home, accounts)
        process.terminate()
        assert process.wait(30) == 0
    said = (home / "server.log").read_text()
    assert "Traceback" not in said, said[-3000:]
    assert not (home / "run" / "server.json").exists()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """System Chromium, headless."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "The browser tests need Chromium. Install it with: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


class Visit:
    """One person's browser. Whatever goes wrong in it fails the test: a console error, a failed request, an error box."""

    def __init__(self, browser: Browser, served: Served, name: str, width: int = 1280, path: str = "/"):
        self.served, self.name = served, name
        self.context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"page error: {error}"))
        self.page.on("request", self._request)
        self.page.goto(served.address + path)
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(served.accounts[name])
        self.page.get_by_role("button", name="Sign in").click()
        self.settle()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.location.get("url", "") for word in HARMLESS):
            self.troubles.append(f"console: {message.text}")

    def _request(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.served.address, "ws" + self.served.address.removeprefix("http"), "data:", "blob:")):
            self.troubles.append(f"a request left the server: {url}")

    def settle(self) -> None:
        """Wait until the page is drawn, and look for error boxes."""
        self.page.wait_for_selector("[data-testid=stHeading]", timeout=30_000)
        self.page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]') && !document.querySelector('[data-testid=stStatusWidget]')")
        self.page.wait_for_timeout(300)
        assert self.page.locator("[data-testid=stException]").count() == 0
        assert self.page.locator("[data-testid=stAlertContentError]").all_inner_texts() == []

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.served.address + path)
        self.settle()

    def close(self) -> None:
        """End the visit; what went wrong in it comes out here."""
        if folder := os.environ.get("ASSENT_SCREENSHOTS"):
            self.page.screenshot(path=f"{folder}/{self.name}-{time.time():.0f}.png")
        self.context.close()
        assert self.troubles == []


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[object]:
    """A way to come in as somebody; every visit is closed, and checked, at the end."""
    visits: list[Visit] = []

    def come(name: str, width: int = 1280) -> Visit:
        visits.append(Visit(browser, served, name, width))
        return visits[-1]

    yield come
    for one in visits:
        one.close()
