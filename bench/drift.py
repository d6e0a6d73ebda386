"""How long measuring drift takes and how much memory it needs: `python bench/drift.py [--rows 10000000]`. Prints a table, asserts nothing.

Each line is a process of its own, so that its peak memory is its own. Synthetic files (8 numeric and 17 categorical columns over a year)
are made once under --files.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ONE = """
import re, sys, time
start = time.perf_counter()
from assent.monitoring.measure import DriftPlan, measure_drift
result = measure_drift(DriftPlan(sys.argv[1], sys.argv[2], by=sys.argv[3] or None, time=sys.argv[4] or None))
peak = int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(f"{len(result.columns):>7}  {len(result.windows):>7}  {time.perf_counter() - start:>8.2f}  {peak:>9.0f}  {result.verdict}")
"""


def make(path: Path, rows: int, seed: float, shift: float) -> None:
    """Normal, skewed, tied, zero-heavy and partly missing numbers, and categories of 2 to 400 values."""
    import duckdb

    normal = "sqrt(-2 * ln(random() + 1e-12)) * cos(6.283185 * random())"
    numbers = [
        f"{normal} + {shift}",
        f"{normal} * 50 + 500",
        "round(random() * 100, 1)",
        "exp(random() * 10)",
        "floor(random() * 90)",
        "CASE WHEN random() < 0.6 THEN 0 ELSE random() * 30 END",
        "random()",
        "CASE WHEN random() < 0.05 THEN NULL ELSE random() * random() END",
    ]
    sizes = [2, 3, 5, 8, 12, 20, 40, 100, 400]
    categories = [f"'c' || CAST(floor(pow(random(), 2) * {sizes[i % 9]}) AS INTEGER)" for i in range(17)]
    columns = [f"CAST({sql} AS DOUBLE) AS n{i}" for i, sql in enumerate(numbers)] + [f"{sql} AS k{i}" for i, sql in enumerate(categories)]
    connection = duckdb.connect()
    connection.execute(f"SELECT setseed({seed})")
    when = f"TIMESTAMP '2024-01-01' + to_seconds(CAST(i * 31449600.0 / {rows} AS BIGINT)) AS t"
    connection.execute(f"COPY (SELECT {', '.join(columns)}, {when} FROM range({rows}) r(i)) TO '{path}.part' (FORMAT parquet, COMPRESSION zstd)")
    Path(f"{path}.part").rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--files", type=Path, default=Path(tempfile.gettempdir()) / "assent-bench")
    options = parser.parse_args()
    options.files.mkdir(parents=True, exist_ok=True)
    sides = [options.files / f"{side}-{options.rows}.parquet" for side in ("reference", "current")]
    for path, seed, shift in zip(sides, (0.1, 0.2), (0, 0.05), strict=True):
        if not path.exists():
            start = time.perf_counter()
            make(path, options.rows, seed, shift)
            print(f"made {path} in {time.perf_counter() - start:.0f} s")
    employment = [ROOT / f"data/employment_{side}.parquet" for side in ("reference", "production")]
    flights = [ROOT / f"data/flights_{side}.parquet" for side in ("reference", "production")]
    print(f"{'what':<28}  columns  windows   seconds  peak MB  verdict")
    for what, files, by, column in [
        ("employment", employment, "", ""),
        ("flights by week", flights, "week", "scheduled_at"),
        (f"{options.rows:,} rows", sides, "", ""),
        (f"{options.rows:,} rows by week", sides, "week", "t"),
    ]:
        done = subprocess.run([sys.executable, "-c", ONE, *map(str, files), by, column], capture_output=True, text=True, cwd=ROOT, check=False)
        print(f"{what:<28}  {(done.stdout or done.stderr).rstrip()}", flush=True)


if __name__ == "__main__":
    main()
