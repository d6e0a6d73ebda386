"""Small observation files for the tests of pages: twelve weeks, one column that leaves, one that stays."""

from pathlib import Path

import duckdb

WEEKS = 12


def write(folder: Path, *, dated: bool = True) -> tuple[str, str]:
    """Write production.parquet and reference.parquet; their paths relative to the home."""
    folder.mkdir(parents=True, exist_ok=True)
    drift = "case when week >= 4 then 3.0 else 0.0 end" if dated else "0.0"
    time = "date '2026-01-05' + cast(7 * week as integer) as seen_on," if dated else ""
    row = "hash(i) % 1000 / 1000.0"
    inputs = f"{row} as stays, cast(hash(i + 7) % 3 as varchar) as kind, cast(hash(i + 3) % 2 as integer) as late"
    with duckdb.connect() as connection:
        connection.execute(
            f"""copy (select {time} {row} + {drift} as leaves, {inputs} from (select i, i % {WEEKS} as week from range({WEEKS * 200}) r(i)))
                to '{folder / "production.parquet"}' (format parquet)"""
        )
        connection.execute(
            f"""copy (select {"date '2025-01-06' as seen_on," if dated else ""} {row} as leaves, {inputs} from range(5000, 7400) r(i))
                to '{folder / "reference.parquet"}' (format parquet)"""
        )
    place = f"observations/{folder.name}"
    return f"{place}/production.parquet", f"{place}/reference.parquet"
