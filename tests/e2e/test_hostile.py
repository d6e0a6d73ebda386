"""What an ended session, an address with markup in it, and another site's page come to in a real browser."""

import json
import re
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote

from playwright.sync_api import expect

from tests.e2e.conftest import Served, Visit

Come = Callable[..., Visit]


def people(served: Served) -> list[str]:
    token = json.loads((served.home / "run" / "server.json").read_text())["token"]
    asked = urllib.request.Request(served.address + "/api/v1/people", headers={"authorization": f"Bearer {token}"})
    return [p["name"] for p in json.load(urllib.request.urlopen(asked, timeout=20))["people"]]


def test_a_dialog_left_open_does_nothing_once_the_session_has_ended(visit: Come, served: Served) -> None:
    admin = visit("Margit Halvorsen")
    admin.go("/people")
    admin.page.get_by_role("button", name=re.compile("Add a person")).click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Nobody At All")
    dialog.get_by_role("textbox", name="E-mail").fill("nobody@example.org")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in admin.context.cookies())
    urllib.request.urlopen(urllib.request.Request(served.address + "/logout", headers={"cookie": cookies}), timeout=20)
    dialog.get_by_role("button", name="Add this person").click()
    expect(dialog.get_by_role("heading", name="Your session has ended")).to_be_visible(timeout=20_000)
    expect(dialog.get_by_role("link", name="Sign in again")).to_be_visible()
    assert "Nobody At All" not in people(served)


def test_somebodys_text_is_text_and_copies_as_it_was(visit: Come) -> None:
    viewer = visit("Mei Tanaka")
    for text in (
        "![x](http://127.0.0.1:1/pixel)",
        "[Sign in again](//evil.example)",
        "see http://evil.example/x?a=b, https://evil.example",
        "or www.evil.example or a.b+c@evil.example.org",
        ":smile: :material/home: :material_home: :streamlit:",
        ":red[x] :blue-badge[y] :x[y]{.z} at 12:30:45",
        "a -> b <- c -- d <-> e >= f",
        "# one `two` **three** _four_ ~five~ $six$ | 7 |",
        "<b>8</b> &lt; 1. 1) - + > <img src=x>",
    ):
        viewer.page.goto(f"{viewer.served.address}/monitoring?system={quote(text)}")
        alert = viewer.page.get_by_test_id("stAlert")
        expect(alert).to_contain_text(text, timeout=30_000)
        assert alert.locator("p").locator("a, b, img, strong, em, code, del").count() == 0, text
        assert text in alert.inner_text()


def test_a_page_of_another_port_opens_no_socket_with_our_cookie(visit: Come, served: Served) -> None:
    stream = served.address.replace("http", "ws") + "/_stcore/stream"
    opens = f"s = new WebSocket('{stream}', 'streamlit')"
    script = f"<script>{opens}; s.onopen = () => document.title = 'open'; s.onclose = () => document.title = 'closed'</script>"

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(script.encode())

        def log_message(self, *_: object) -> None: ...

    viewer = visit("Mei Tanaka")
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        tab = viewer.context.new_page()
        tab.goto(f"http://127.0.0.1:{server.server_port}/")
        tab.wait_for_function("['open', 'closed'].includes(document.title)", timeout=20_000)
        assert tab.title() == "closed"
        server.shutdown()
