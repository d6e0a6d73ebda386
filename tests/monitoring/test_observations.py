"""The connection that reads observation files can do nothing else; columns are told apart and their roles guessed."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from assent.kernel.errors import Forbidden, Invalid
from assent.store.observations import Column, Roles, guess_roles, kind_of, open_observations, relation, resolve, schema

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/assent-should-not-exist.csv'",
        "ATTACH '/tmp/assent-should-not-exist.duckdb'",
        "SET enable_external_access=true",
        "SET allowed_directories=['/']",
        "INSTALL httpfs",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
    ],
)
def test_the_connection_is_locked(sql: str) -> None:
    connection = open_observations([DATA])
    assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
    with pytest.raises(duckdb.Error):
        connection.execute(sql).fetchall()


def test_allowed_directories_and_files_can_be_read() -> None:
    files = resolve(DATA / "flights_reference.parquet", [DATA])
    for allowed in ([DATA], files):
        assert open_observations(allowed).execute(f"SELECT count(*) FROM {relation(files)}").fetchone() == (28_283,)


def test_schema_names_types_and_kinds() -> None:
    files = resolve(DATA / "flights_reference.parquet")
    columns = {c.name: c for c in schema(open_observations(files), files)}
    assert columns["scheduled_at"] == Column("scheduled_at", "TIMESTAMP", "time")
    assert columns["late"] == Column("late", "BIGINT", "numeric")
    assert columns["carrier"].kind == "categorical"


@pytest.mark.parametrize(
    ("type_name", "kind"),
    [
        *((t, "numeric") for t in ("TINYINT", "UHUGEINT", "DECIMAL(18,2)", "FLOAT", "INTEGER")),
        *((t, "categorical") for t in ("VARCHAR", "BOOLEAN", "UUID", "ENUM('a\nb')")),
        *((t, "time") for t in ("DATE", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")),
        *((t, "other") for t in ("INTEGER[]", "STRUCT(a INTEGER)", "BLOB", "TIME", "INTERVAL", "JSON")),
    ],
)
def test_kinds(type_name: str, kind: str) -> None:
    assert kind_of(type_name) == kind


def guessed(name: str) -> Roles:
    files = resolve(DATA / name)
    sample = {c: list(v) for c, v in pd.read_parquet(DATA / name).head(200).items()}
    return guess_roles(schema(open_observations(files), files), sample)


def test_roles_of_the_demonstration_are_guessed() -> None:
    flights = guessed("flights_production.parquet")
    assert (flights.time, flights.prediction, flights.probability, flights.label) == ("scheduled_at", "prediction", "probability", "late")
    assert "flight_id" not in flights.feature
    assert {"temp_f", "carrier", "hour"} <= set(flights.feature)
    employment = guessed("employment_production.parquet")
    assert (employment.time, employment.prediction, employment.probability, employment.label) == (
        None,
        "prediction",
        "predicted_probability",
        "employed",
    )
    assert employment.group == ("AGEP", "DIS", "SEX", "RAC1P")


def test_a_name_counts_only_when_the_values_allow_it() -> None:
    columns = [Column("score", "DOUBLE", "numeric"), Column("date", "VARCHAR", "categorical"), Column("target", "DOUBLE", "numeric")]
    guess = guess_roles(columns, {"score": [450.0, 700.0], "date": ["soon", "late"], "target": [i / 7 for i in range(40)]})
    assert guess == Roles(feature=("score", "date", "target"))
    assert guess_roles(columns, {"date": ["2024-01-01"]}) == Roles("date", None, "score", "target")


@pytest.mark.parametrize(
    "pattern", ["x/../../{outside}/there.csv", "[x]/../../{outside}/there*", "x/../../{outside}/nothing*", "*/../../{outside}/[t]here.csv"]
)
def test_going_up_is_refused_the_same_whatever_is_there(tmp_path: Path, pattern: str) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside / "x", outside):
        folder.mkdir(parents=True)
    (outside / "there.csv").write_text("a\n1\n")
    (inside / "x" / "now.csv").write_text("a\n1\n")
    with pytest.raises(Forbidden, match="goes up by"):
        resolve(inside / pattern.format(outside="outside"), [inside])
    assert resolve(inside / "[x]" / "*.csv", [inside]) == (inside / "x" / "now.csv",)


def test_a_person_s_own_files_may_lie_further_up(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "now.csv").write_text("a\n1\n")
    assert resolve(tmp_path / "x" / ".." / "*.csv") == (tmp_path / "now.csv",)


def test_a_pattern_looks_through_all_folders_once_at_most(tmp_path: Path) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / "x" / "y" / "now.csv").write_text("a\n1\n")
    assert resolve(tmp_path / "**" / "*.csv", [tmp_path]) == (tmp_path / "x" / "y" / "now.csv",)
    with pytest.raises(Invalid, match="more than once"):
        resolve(f"{tmp_path}/**/*/**/*.csv", [tmp_path])
