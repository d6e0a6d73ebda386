"""The demonstration's observation files, made from the real data that travels with the program.

flights      as they are: a model scored on the flights of April to December 2013, against January to March
employment   the survey gives the year, not the week: the rows of 2018 are shuffled with a fixed seed and spread evenly over its
             52 weeks, so every week is the same population and nothing may cry drift
compas       equal rows rebuilt from counts; no dates, so one window. A seeded half is the reference for the other half
"""

import hashlib
import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from assent.kernel.canonical import Digest

WEEKS, FIRST_MONDAY = 52, date(2018, 1, 1)
SEED = 2018


@dataclass(frozen=True)
class Score:
    """How well predictions did on real rows: counts of the confusion table."""

    n: int
    true_positive: int
    false_positive: int
    false_negative: int

    @property
    def true_negative(self) -> int:
        return self.n - self.true_positive - self.false_positive - self.false_negative


def write_observations(source: Path, target: Path) -> None:
    """Write the files of all three systems below an allowed directory."""
    for folder in ("flights", "employment", "compas"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for part in ("reference", "production"):
        (target / "flights" / f"{part}.parquet").write_bytes((source / f"flights_{part}.parquet").read_bytes())
    (target / "employment" / "reference.parquet").write_bytes((source / "employment_reference.parquet").read_bytes())
    with duckdb.connect() as connection:
        connection.execute("set threads to 1")  # the same bytes every time
        _employment(connection, source / "employment_production.parquet", target / "employment" / "production.parquet")
        _compas(connection, source / "compas_counts.csv", target / "compas")


def _employment(connection: duckdb.DuckDBPyConnection, source: Path, target: Path) -> None:
    connection.execute(
        f"""copy (
            select * exclude (id, year, place), (date '{FIRST_MONDAY}' + cast(7 * floor({WEEKS} * place / count(*) over ()) as integer)) as week
            from (select *, row_number() over (order by md5(cast(id as varchar) || '{SEED}')) - 1 as place
                  from read_parquet($source) where year = 2018)
            order by place
        ) to '{_path(target)}' (format parquet, compression zstd)""",
        {"source": str(source)},
    )


def _compas(connection: duckdb.DuckDBPyConnection, source: Path, folder: Path) -> None:
    connection.execute(
        """create table people as
            select race, sex, age_cat, decile_score, two_year_recid, cast(decile_score >= 5 as integer) as prediction,
                   row_number() over (order by race, sex, age_cat, decile_score, two_year_recid) as place
            from (select *, unnest(range(n)) as copy from read_csv($source))""",
        {"source": str(source)},
    )
    (people,) = connection.execute("select count(*) from people").fetchone() or (0,)
    chosen = sorted(random.Random(SEED).sample(range(1, people + 1), people // 2))  # noqa: S311  a split, no secret
    connection.execute("create table chosen as select unnest($places) as place", {"places": chosen})
    for name, word in (("reference", "in"), ("current", "not in")):
        columns = "race, sex, age_cat, decile_score, two_year_recid, prediction"
        connection.execute(
            f"copy (select {columns} from people where place {word} (select place from chosen) order by place) "
            f"to '{_path(folder / f'{name}.parquet')}' (format parquet, compression zstd)"
        )


def score(file: Path, *, probability: str, label: str, threshold: float) -> Score:
    """The confusion counts of a real file at a threshold; rows without a label are left out."""
    with duckdb.connect() as connection:
        row = connection.execute(
            f"""select count(*), count(*) filter (p and l), count(*) filter (p and not l), count(*) filter (not p and l)
                from (select "{probability}" >= $t as p, "{label}" = 1 as l from read_parquet($file) where "{label}" is not null)""",
            {"t": threshold, "file": str(file)},
        ).fetchone()
    n, tp, fp, fn = row or (0, 0, 0, 0)
    return Score(n, tp, fp, fn)


def file_digest(file: Path) -> Digest:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()




def _path(path: Path) -> str:
    return str(path).replace("'", "''")
