"""`assent drift` as other people's scripts use it: exit codes, one JSON object, one sentence when it cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assent.cli.drift import drift

DATA = Path(__file__).parents[2] / "data"
app = typer.Typer()
app.command("drift")(drift)
EMPLOYMENT = ["--reference", str(DATA / "employment_reference.parquet"), "--current", str(DATA / "employment_production.parquet")]
FLIGHTS = ["--reference", str(DATA / "flights_reference.parquet"), "--current", str(DATA / "flights_production.parquet")]


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_stable_exits_0_and_drift_exits_1() -> None:
    assert run(*EMPLOYMENT).exit_code == 0
    assert run(*FLIGHTS).exit_code == 1
    assert run(*FLIGHTS, "--columns", "carrier,origin").exit_code == 0


def test_json_is_one_object_and_nothing_else() -> None:
    done = run(*FLIGHTS, "--by", "month", "--time", "scheduled_at", "--json")
    assert done.exit_code == 1
    assert done.stderr == ""
    result = json.loads(done.stdout)
    assert (result["reference_rows"], result["current_rows"], result["undated"], result["verdict"]) == (28_283, 89_553, 0, "drift")
    assert [w["window"] for w in result["windows"]] == [f"2013-{month:02}-01" for month in range(4, 13)]
    temperature = next(c for c in result["columns"] if c["column"] == "temp_f")
    assert temperature["chi2"] is None
    assert temperature["missing_current"] == 502


def test_for_a_person_the_worst_comes_first_and_a_sentence_last() -> None:
    lines = run(*FLIGHTS).stdout.splitlines()
    assert lines[0] == "Reference 28,283 rows, current 89,553 rows."
    assert lines[3].startswith("temp_f          drift")
    assert "  flight_id: an identifier: 28,258 different values in 28,283 rows of the reference" in lines
    assert lines[-1] == "Drift: 1 of 15 columns, 3 to watch; the most is temp_f with a PSI of 2.6970."


@pytest.mark.parametrize(
    "arguments",
    [
        [*FLIGHTS, "--by", "fortnight", "--time", "scheduled_at"],
        [*FLIGHTS, "--by", "week"],
        [*FLIGHTS, "--columns", "nope"],
        [*FLIGHTS, "--columns", " , "],
        [*FLIGHTS[:3], "no such\nfile.parquet"],
        ["--reference", __file__, "--current", __file__],
    ],
)
@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_what_cannot_be_done_exits_2_with_one_line(arguments: list[str], json_too: list[str]) -> None:
    done = run(*arguments, *json_too)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_it_starts_light() -> None:
    """Neither the pages nor the API nor pandas nor scipy.stats are imported by a measurement."""
    code = (
        "import sys, typer; from assent.cli.drift import drift\n"
        f"try: drift({EMPLOYMENT[1]!r}, {EMPLOYMENT[3]!r}, columns='AGEP,SEX')\n"
        "except typer.Exit as e: assert e.exit_code == 0\n"
        "assert not {'streamlit', 'fastapi', 'sqlmodel', 'sqlalchemy', 'pandas', 'pyarrow', 'scipy.stats'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True)
