"""How long the Monitoring page's script takes on the flights of the demonstration: 13 columns by 40 weeks.

    .venv/bin/python bench/monitoring_page.py
"""

import cProfile
import pstats
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.parts import house  # noqa: E402
from assent.home import create_home  # noqa: E402
from assent.inventory import commands as inventory  # noqa: E402
from assent.monitoring import commands  # noqa: E402
from assent.procedures import watch  # noqa: E402
from tests.cast import gather  # noqa: E402
from tests.inventory.samples import described  # noqa: E402

INPUTS = ["carrier", "origin", "hour", "weekday", "distance_miles", "temp_f", "humidity_pct", "wind_mph", "pressure_mb", "visibility_mi"]
RUNS = 15


def timed(page: AppTest, words: str, *addresses: dict[str, str]) -> None:
    """Milliseconds of a run, each with another address, after two to warm up."""
    took = []
    for i in range(RUNS + 2):
        for name, value in addresses[i % len(addresses)].items():
            page.query_params[name] = value
        began = time.perf_counter()
        page.run()
        took.append(1000 * (time.perf_counter() - began))
        assert not page.exception, page.exception
    warm = sorted(took[2:])
    print(f"{words:34} first {took[0]:6.0f}   median {statistics.median(warm):5.0f}   slowest {warm[-1]:5.0f} ms")


def main() -> None:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        home = create_home(Path(folder) / "home")
        cast = gather(home)
        for part in ("production", "reference"):
            (home.path / "observations" / f"{part}.parquet").write_bytes((ROOT / "data" / f"flights_{part}.parquet").read_bytes())
        for n in range(1000 if "--many" in sys.argv else 14):
            home.act(cast.risk, inventory.add_system, description=described(f"system-{n}", status="in_use"))
        home.act(cast.risk, commands.set_source, system="system-0", path="observations/production.parquet",
                 reference="observations/reference.parquet", time="scheduled_at", prediction="prediction", probability="probability", label="late",
                 features=INPUTS, confirmed=True)  # fmt: skip
        watch.measure(home, cast.risk, system="system-0")
        house.open_house(home)
        house.arrive = lambda: st.session_state["_signed_in"]  # type: ignore[assignment]
        page = AppTest.from_file(ROOT / "app" / "main.py", default_timeout=60).switch_page("pages/monitoring.py")
        page.session_state["_signed_in"] = SimpleNamespace(actor=cast.risk)
        timed(page, "list of systems", {})
        system = {"system": "system-0"}
        timed(page, "one system, weeks in turn", system | {"window": "2013-07-01"}, system | {"window": "2013-09-02"})
        if "--profile" in sys.argv:
            with cProfile.Profile() as profile:
                for _ in range(10):
                    page.run()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
        home.close()


if __name__ == "__main__":
    main()
