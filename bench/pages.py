"""How long each page's script takes on the demonstration, and with 1,000 systems; and from `assent serve` to the first page.

    .venv/bin/python bench/pages.py [--many] [--start]
"""

import logging
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from assent.home import Home, open_home  # noqa: E402
from assent.inventory import commands as inventory  # noqa: E402
from assent.procedures.founding import found_home  # noqa: E402
from tests.inventory.samples import described  # noqa: E402
from tests.pages.visits import visiting  # noqa: E402

RUNS = 9
PAGES = (
    ("today", {}), ("approvals", {}), ("approvals", {"request": "AR-0003"}), ("inventory", {}), ("system", {"system": "flight-delay"}),
    ("monitoring", {}), ("monitoring", {"system": "flight-delay"}), ("ledger", {}), ("account", {}),
)  # fmt: skip


def actor(home: Home, name: str):  # type: ignore[no-untyped-def]
    """Somebody of the demonstration."""
    from assent.access import queries
    from tests.cast import FOUNDER

    card = next(p for p in home.ask(FOUNDER, queries.people) if p.name == name)
    return home.ask(FOUNDER, queries.actor_for, person_id=card.id)


def reruns(home: Home) -> None:
    """Milliseconds of a rerun, frame and navigation included, after two to warm up."""
    with visiting(home, actor(home, "Jonas Weber")) as visit:
        for page, address in PAGES:
            visit.go(page, **address)
            took = []
            for _ in range(RUNS + 1):
                began = time.perf_counter()
                visit.run()
                took.append(1000 * (time.perf_counter() - began))
            words = page + "".join(f" {v}" for v in address.values())
            warm = took[1:]
            print(f"  {words:28} median {statistics.median(warm):5.0f}   slowest {max(warm):5.0f} ms")


def start(path: Path) -> None:
    """Seconds from the command to the first answer, and to the first page a browser could show."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "assent", "--home", str(path), "serve", "--port", "8699"], stdout=subprocess.DEVNULL)
    while True:
        try:
            urllib.request.urlopen("http://127.0.0.1:8699/login", timeout=1).read()
            break
        except OSError:
            time.sleep(0.02)
    print(f"  start to the sign-in page      {time.perf_counter() - began:5.2f} s")
    process.terminate()
    process.wait(20)


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo"
        began = time.perf_counter()
        found_home(path, organisation="", demo=True)
        print(f"Making the demonstration       {time.perf_counter() - began:5.2f} s")
        home = open_home(path)
        print("Reruns on the demonstration")
        reruns(home)
        if "--many" in sys.argv:
            risk = actor(home, "Jonas Weber")
            for n in range(985):
                home.act(risk, inventory.add_system, description=described(f"many-{n:04d}", status="in_use", owner="lena.fischer@example.org"))
            print("Reruns with 1,000 systems")
            reruns(home)
        home.close()
        start(path)


if __name__ == "__main__":
    main()
