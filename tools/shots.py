"""Photograph the pages of a running server, light and dark, and say what is wrong with each.

    python tools/shots.py http://127.0.0.1:8501 --name NAME --password-file FILE [--system KEY] [--request ID] [--only today inventory]

Signs in once per colour scheme. For each picture: sideways overflow, console errors, requests that leave the server, cut-off words,
and text below WCAG AA. Exit 1 when there is any of it, 2 when it could not look.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

AUDIT = (Path(__file__).parent / "audit.js").read_text()
HARMLESS = ("/_stcore/health", "/_stcore/host-config")  # a deep link asks below its own path first, and finds it at the second try
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = {1280: (900, 1), 390: (844, 2)}  # width: height, device pixels per CSS pixel
SETTLED = """() => document.querySelector('[data-testid="stHeading"], h1')
  && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stStatusWidget"], [data-stale="true"]')
  && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every((chart) => chart.querySelector(".main-svg"))"""
HEIGHT = """() => Math.ceil((document.querySelector('[data-testid="stMain"]') ?? document.documentElement).scrollHeight)"""


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    phone: bool = False


Mode = Literal["light", "dark"]


class CannotLook(Exception):
    pass


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url", help="where the dashboard is served")
    parser.add_argument("--name", required=True, help="who signs in")
    parser.add_argument("--password", help="their password; better from a file or ASSENT_PASSWORD")
    parser.add_argument("--password-file", type=Path)
    parser.add_argument("--system", help="key of the system whose page and monitoring to show; else the first that Today links to")
    parser.add_argument("--request", help="the approval request to open; else the first that Today or Approvals links to")
    parser.add_argument("--only", nargs="+", default=[], metavar="PAGE", help="only these pages")
    parser.add_argument("--mode", choices=["light", "dark"], action="append", help="only this colour scheme")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None))
    given = parser.parse_args()
    given.url = given.url.rstrip("/")
    if given.password_file:
        given.password = given.password_file.read_text().strip()
    given.password = given.password or os.environ.get("ASSENT_PASSWORD")
    if not given.password:
        parser.error("a password is needed: --password-file, --password or ASSENT_PASSWORD")
    if not given.browser:
        parser.error("no Chromium found: sudo apt-get install chromium, or --browser PATH")
    return given


def sign_in(page: Page, base: str, name: str, password: str) -> None:
    """Through the form, as a person does; the hidden CSRF field goes along."""
    page.goto(f"{base}/login", wait_until="load")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    try:
        page.wait_for_url(lambda url: urlsplit(url).path.rstrip("/") != "/login", timeout=10_000)
        settle(page)
    except TooLate:
        said = page.locator("[role=alert]").first
        raise CannotLook(f"{name} was not let in: {said.inner_text() if said.count() else page.url}") from None


def settle(page: Page) -> None:
    """Until the page's script has run, its charts are drawn, its fonts are here and its height no longer changes."""
    page.wait_for_function(SETTLED, timeout=30_000)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    still, last = 0, -1
    for _ in range(40):
        height = page.evaluate(HEIGHT)
        still, last = (still + 1 if height == last else 0), height
        if still >= 3:
            return
        page.wait_for_timeout(150)


def first_link(page: Page, parameter: str) -> str | None:
    """The value of a parameter in the first link of the page that carries it."""
    found = page.evaluate("(name) => [...document.links].map((a) => new URL(a.href).searchParams.get(name)).find(Boolean)", parameter)
    return str(found) if found else None


def find_objects(page: Page, given: argparse.Namespace) -> None:
    """Fill in the system and the request that were not named, from what the pages link to."""
    for path in ("/", "/approvals", "/inventory"):
        if given.system and given.request:
            return
        page.goto(given.url + path, wait_until="load")
        settle(page)
        given.system = given.system or first_link(page, "system")
        given.request = given.request or first_link(page, "request")


def shots(given: argparse.Namespace) -> Iterator[Shot]:
    yield Shot("today", "/", phone=True)
    yield Shot("inventory", "/inventory")
    yield Shot("approvals", "/approvals", phone=True)
    yield Shot("ledger", "/ledger")
    yield Shot("people", "/people")
    if given.request:
        yield Shot("approval", "/approvals?" + urlencode({"request": given.request}), phone=True)
    if given.system:
        about = urlencode({"system": given.system})
        yield Shot("system", f"/system?{about}")
        yield Shot("monitoring", f"/monitoring?{about}")


def missing(page: Page) -> bool:
    return page.get_by_role("dialog").filter(has_text="Page not found").count() > 0


def photograph(context: BrowserContext, base: str, shot: Shot, width: int, file: Path) -> list[str] | None:
    """Take one picture; what is wrong with the page, or None when there is no such page."""
    height, _ = WIDTHS[width]
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        address = urlsplit(message.location.get("url", "")).path
        deep = address.endswith(HARMLESS) and address not in HARMLESS
        if message.type == "error" and not ("404" in message.text and deep):
            wrong.append(f"console: {message.text[:160]} {address}")

    def asked(request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme in {"http", "https", "ws", "wss"} and there.netloc != urlsplit(base).netloc:
            wrong.append(f"leaves the server: {request.url[:120]}")

    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(f"script error: {str(error)[:160]}"))
    page.on("request", asked)
    try:
        page.goto(base + shot.path, wait_until="load")
        settle(page)
        if missing(page):
            return None
        # Streamlit scrolls inside the page, so the window grows to the page's height; what is laid out anew then may grow once more.
        for _ in range(2):
            page.set_viewport_size({"width": width, "height": max(height, page.evaluate(HEIGHT))})
            settle(page)
        found = page.evaluate(AUDIT)
        page.screenshot(path=file, full_page=True)
    except TooLate:
        page.screenshot(path=file)
        return [*wrong, "never came to rest (30 s)"]
    finally:
        page.close()
    if found["beyond"] > 0:
        wrong.append(f"overflow {found['beyond']} px: {', '.join(found['culprits']) or 'cause not found'}")
    wrong += [f"cut off: {words}" for words in found["cut"]]
    wrong += [f"low contrast {text}" for text in found["faint"]]
    return list(dict.fromkeys(wrong))


def contexts(browser: Browser, given: argparse.Namespace, mode: Mode) -> dict[int, BrowserContext]:
    """One signed-in window for each width, by one sign-in."""
    door = browser.new_context(color_scheme=mode)
    page = door.new_page()
    sign_in(page, given.url, given.name, given.password)
    find_objects(page, given)
    state = door.storage_state()
    door.close()
    return {
        width: browser.new_context(color_scheme=mode, device_scale_factor=scale, storage_state=state) for width, (_, scale) in WIDTHS.items()
    }


def look(playwright: Playwright, given: argparse.Namespace) -> int:
    """Every picture asked for; how many had something wrong."""
    given.out.mkdir(parents=True, exist_ok=True)
    browser = playwright.chromium.launch(executable_path=given.browser, args=list(QUIET))
    bad = 0
    modes: list[Mode] = given.mode or ["light", "dark"]
    for mode in modes:
        windows = contexts(browser, given, mode)
        door = browser.new_context(color_scheme=mode)  # the sign-in page, as a stranger sees it
        plan = [(door, Shot("login", "/login"), 1280)]
        plan += [(windows[w], shot, w) for shot in shots(given) for w in WIDTHS if w > 400 or shot.phone]
        for context, shot, width in plan:
            if given.only and shot.name not in given.only:
                continue
            file = given.out / f"{shot.name}-{width}-{mode}.png"
            wrong = photograph(context, given.url, shot, width, file)
            verdict = "no such page" if wrong is None else "good" if not wrong else f"{len(wrong)} to mend"
            print(f"{file.stem:28} {verdict}", *(f"    {line}" for line in wrong or []), sep="\n", flush=True)
            bad += bool(wrong)
        for context in (door, *windows.values()):
            context.close()
    browser.close()
    return bad


def main() -> int:
    given = arguments()
    try:
        with sync_playwright() as playwright:
            return 1 if look(playwright, given) else 0
    except CannotLook as reason:
        print(reason, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
