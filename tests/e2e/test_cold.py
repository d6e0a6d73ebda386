"""A server nobody has visited yet."""

import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Served, Visit, free_port


def test_a_deep_link_is_the_first_thing_a_cold_server_sees(browser: Browser, demonstration: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    home, port = tmp_path / "demo", free_port()
    shutil.copytree(demonstration[0], home)
    ours = [sys.executable, "-m", "assent", "--home", str(home)]
    process = subprocess.Popen([*ours, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address + "/healthz", timeout=2)
                break
            except OSError:
                time.sleep(0.1)
        visit = Visit(browser, Served(address, home, demonstration[1]), "Jonas Weber", path="/monitoring?system=flight-delay")
        expect(visit.page.get_by_role("heading", name="Flight delay warning")).to_be_visible()
        expect(visit.page.get_by_text("Signed in as Jonas Weber")).to_be_visible()
        visit.close()
        second = subprocess.run([*ours, "serve", "--port", "0"], capture_output=True, text=True, timeout=60)
        assert second.returncode == 2
        assert f"is held by the server at {address}" in second.stderr
        asked = subprocess.run([*ours, "system", "list"], capture_output=True, text=True, timeout=60)
        assert asked.returncode == 0, asked.stderr
        assert "flight-delay" in asked.stdout
    finally:
        process.terminate()
        assert process.wait(30) == 0
