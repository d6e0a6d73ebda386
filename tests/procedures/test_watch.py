"""Measuring a system from its files: in a worker, on record, harmless twice."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assent.access.queries import SYSTEM_ACTOR
from assent.home import Home
from assent.inventory.commands import add_system, change_system
from assent.jobs import queries as jobs
from assent.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from assent.monitoring import commands, queries
from assent.procedures import schedule, watch
from tests.cast import FOUNDER, Cast
from tests.ledger.refusals import refusals
from tests.procedures.described import described

SYSTEM = "employment-screening"
DATA = Path(__file__).resolve().parents[2] / "data"


def write(path: Path, *, weeks: int, shift_from: int = 10_000, rows: int = 400) -> None:
    """A Parquet file with a time, a number that shifts from some week on, a category and a prediction; the same every time."""
    rows_sql = f"""
        SELECT TIMESTAMP '2024-01-01' + INTERVAL (i * 7 * 24 * 60 // {rows}) MINUTE AS scored_at,
               (i * 7919 % 1000) / 1000.0 + CASE WHEN i // {rows} >= {shift_from} THEN 0.7 ELSE 0 END AS income,
               ['north', 'south', 'west'][1 + i * 31 % 3] AS region, (i * 17 % 5 = 0)::INT AS prediction
        FROM range({weeks * rows}) AS t(i)"""
    duckdb.execute(f"COPY ({rows_sql}) TO '{path}' (FORMAT parquet)")


@pytest.fixture
def watched(home: Home, cast: Cast) -> Home:
    """A home with a system and four weeks of observations, stable so far."""
    home.act(FOUNDER, add_system, description=described())
    folder = home.path / "observations"
    write(folder / "before.parquet", weeks=4)
    write(folder / "now.parquet", weeks=4)
    describe(home)
    return home


def describe(home: Home, **other: Any) -> None:
    said = {"path": "observations/now.parquet", "reference": "observations/before.parquet", "time": "scored_at", "prediction": "prediction"}
    home.act(FOUNDER, commands.set_source, system=SYSTEM, confirmed=True, **(said | other))


def test_measuring_records_figures_and_opens_breaches(watched: Home, cast: Cast) -> None:
    heard: list[float] = []
    measured = watch.measure(watched, cast.engineer, system=SYSTEM, progress=lambda fraction, _words: heard.append(fraction))
    assert (measured.verdict, measured.breaches, measured.unchanged, measured.measurements) == ("stable", (), False, 15)
    assert heard == sorted(heard)
    write(watched.path / "observations" / "now.parquet", weeks=6, shift_from=5)
    measured = watch.measure(watched, cast.engineer, system=SYSTEM)
    assert [b.column for b in measured.breaches] == ["income"]
    assert measured.breaches[0].first_window == "2024-02-05"
    heat = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert [c.column for c in heat.columns if c.over] == ["income"]
    assert {c.column: c.role for c in heat.columns} == {"income": "feature", "region": "feature", "prediction": "prediction"}


def test_measuring_the_same_twice_says_unchanged_and_records_nothing(watched: Home, cast: Cast) -> None:
    first = watch.measure(watched, cast.engineer, system=SYSTEM)
    size = watched.record.size
    second = watch.measure(watched, cast.engineer, system=SYSTEM)
    assert (second.unchanged, second.run_id, second.measurements, watched.record.size) == (True, first.run_id, first.measurements, size)
    assert second.sentence.startswith("Unchanged")
    shutil.copy(watched.path / "observations" / "now.parquet", watched.path / "observations" / "copy.parquet")
    describe(watched, path="observations/copy.parquet")
    assert watch.measure(watched, cast.engineer, system=SYSTEM).unchanged
    forced = watch.measure(watched, cast.engineer, system=SYSTEM, force=True)
    assert not forced.unchanged
    assert forced.run_id != first.run_id


def test_new_limits_settings_or_data_are_measured_again(watched: Home, cast: Cast) -> None:
    watch.measure(watched, cast.engineer, system=SYSTEM)
    watched.act(FOUNDER, commands.set_limit, system=SYSTEM, watch=0.01, act=0.02)
    assert not watch.measure(watched, cast.engineer, system=SYSTEM).unchanged
    describe(watched, by="month")
    assert not watch.measure(watched, cast.engineer, system=SYSTEM).unchanged
    write(watched.path / "observations" / "before.parquet", weeks=3)
    assert not watch.measure(watched, cast.engineer, system=SYSTEM).unchanged
    assert watch.measure(watched, cast.engineer, system=SYSTEM).unchanged


def test_several_files_are_one_set_of_observations(watched: Home, cast: Cast) -> None:
    write(watched.path / "observations" / "now-2.parquet", weeks=2)
    describe(watched, path="observations/now*.parquet")
    measured = watch.measure(watched, cast.engineer, system=SYSTEM)
    run = watched.ask(cast.viewer, queries.latest_run, system=SYSTEM)
    assert run is not None
    assert (run.id, run.current_rows, len(run.files)) == (measured.run_id, 6 * 400, 3)


def test_what_is_missing_is_one_sentence_each(watched: Home, cast: Cast) -> None:
    folder = watched.path / "observations"
    (folder / "text.parquet").write_text("no Parquet at all")
    (watched.path / "secret.parquet").write_bytes((folder / "now.parquet").read_bytes())
    (folder / "link.parquet").symlink_to(watched.path / "secret.parquet")
    wrong = {
        "observations/gone.parquet": (NotFound, "no file"),
        "observations/text.parquet": (Invalid, "not a Parquet file"),
        "observations/../secret.parquet": (Forbidden, "goes up by"),
        "observations/link.parquet": (Forbidden, "outside the directories"),
        "/etc/passwd": (Forbidden, "outside the directories"),
        "observations": (Invalid, "directory"),
    }
    for path, (error, words) in wrong.items():
        describe(watched, path=path)
        with pytest.raises(error, match=words):
            watch.measure(watched, cast.engineer, system=SYSTEM)
    assert watched.ask(cast.viewer, queries.latest_run, system=SYSTEM) is None


def test_without_a_source_measuring_says_what_to_do(home: Home, cast: Cast) -> None:
    home.act(FOUNDER, add_system, description=described())
    with pytest.raises(Invalid, match="Describe them on its Monitoring page"):
        watch.measure(home, cast.engineer, system=SYSTEM)
    with pytest.raises(NotFound):
        watch.measure(home, cast.engineer, system="no-such-system")


def test_nobody_measures_without_the_permission(watched: Home, cast: Cast) -> None:
    for attempt in (watch.measure, watch.queue_measuring):
        with pytest.raises(Forbidden):
            attempt(watched, cast.viewer, system=SYSTEM)
    with pytest.raises(Forbidden):
        watch.propose_source(watched, cast.viewer, system=SYSTEM, path="observations/now.parquet", reference="observations/before.parquet")
    with pytest.raises(Forbidden):
        schedule.tick(watched, cast.viewer)
    assert refusals(watched) == [(cast.viewer.id, what) for what in ("measure", "measure", "propose_source", "tick")]


def test_files_outside_the_allowed_directories_are_a_refusal_on_record(watched: Home, cast: Cast) -> None:
    describe(watched, path="/etc/passwd")
    with pytest.raises(Forbidden):
        watch.measure(watched, cast.engineer, system=SYSTEM)
    assert refusals(watched) == [(cast.engineer.id, "measure")]


def test_a_refusal_inside_a_command_is_recorded_once(watched: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "task_of", lambda view, **_: watched.act(cast.viewer, commands.set_limit, system=SYSTEM, watch=0.1, act=0.2))
    with pytest.raises(Forbidden):
        watch.measure(watched, cast.viewer, system=SYSTEM)
    assert refusals(watched) == [(cast.viewer.id, "set_limit")]


def test_a_proposal_guesses_what_columns_are_for(watched: Home, cast: Cast) -> None:
    found = watch.propose_source(watched, cast.engineer, system=SYSTEM, path="observations/now.parquet", reference="observations/before.parquet")
    assert {c.name: c.role for c in found.columns} == {
        "scored_at": "time", "income": "feature", "region": "feature", "prediction": "prediction"
    }  # fmt: skip
    assert found.by == "day"
    assert found.columns[2].examples == ("north", "south", "west") or set(found.columns[2].examples) == {"north", "south", "west"}
    with pytest.raises(Forbidden):
        watch.propose_source(watched, cast.engineer, system=SYSTEM, path="/etc/passwd", reference="observations/before.parquet")


def test_the_button_queues_one_job_whose_run_names_who_asked(watched: Home, cast: Cast) -> None:
    first = watch.queue_measuring(watched, cast.engineer, system=SYSTEM)
    assert watch.queue_measuring(watched, cast.scientist, system=SYSTEM) == first
    schedule.tick(watched, SYSTEM_ACTOR, alone=True)
    job = watched.ask(cast.engineer, jobs.job, job_id=first)
    assert (job.state, job.result["verdict"], job.result["measurements"]) == ("done", "stable", 15)
    run = watched.ask(cast.viewer, queries.latest_run, system=SYSTEM)
    assert run is not None
    assert run.requested_by == cast.engineer.id


def test_every_day_each_system_with_a_source_is_measured_but_retired_ones(watched: Home, cast: Cast) -> None:
    watched.act(FOUNDER, add_system, description=described(key="another-system", name="Another system"))
    assert len(schedule.tick(watched, cast.admin).jobs) == 1
    assert watched.ask(cast.viewer, queries.latest_run, system=SYSTEM) is not None
    assert schedule.tick(watched, cast.admin) == type(schedule.tick(watched, cast.admin))((), ())
    watched.act(FOUNDER, change_system, key=SYSTEM, changes={"status": "retired"})
    assert watched.ask(SYSTEM_ACTOR, schedule._to_measure) == []


def test_files_that_change_while_they_are_measured_are_not_recorded(watched: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from assent.monitoring import files

    stamps = iter([[(1, 1, 1)], [(1, 2, 1)]])
    monkeypatch.setattr(files, "_stamps", lambda _paths: next(stamps))
    folder = watched.path / "observations"
    plan = files.DriftPlan(reference=(folder / "before.parquet",), current=(folder / "now.parquet",))
    with pytest.raises(Conflict, match="changed while"):
        files.measure_files(plan, None, progress=lambda _fraction, _words: None)


def test_a_file_that_lands_after_the_pattern_was_looked_through_is_neither_measured_nor_recorded(
    watched: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = watched.path / "observations"
    (folder / "now.parquet").rename(folder / "now-1.parquet")
    describe(watched, path="observations/now-*.parquet")

    def nightly_export_lands(work: Any, *args: Any, progress: Any, **_: Any) -> Any:
        write(folder / "now-2.parquet", weeks=4, shift_from=0)
        return work(*args, progress=progress)

    monkeypatch.setattr(watch, "in_worker", nightly_export_lands)
    measured = watch.measure(watched, cast.engineer, system=SYSTEM)
    run = watched.ask(cast.viewer, queries.latest_run, system=SYSTEM)
    assert run is not None
    assert (measured.verdict, run.current_rows, [f["name"] for f in run.files]) == ("stable", 4 * 400, ["before.parquet", "now-1.parquet"])


def test_a_file_that_became_a_way_out_of_the_allowed_directories_is_not_read(watched: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    (watched.path / "secret.parquet").write_bytes((watched.path / "observations" / "now.parquet").read_bytes())

    def swapped(work: Any, *args: Any, progress: Any, **_: Any) -> Any:
        (watched.path / "observations" / "now.parquet").unlink()
        (watched.path / "observations" / "now.parquet").symlink_to(watched.path / "secret.parquet")
        return work(*args, progress=progress)

    monkeypatch.setattr(watch, "in_worker", swapped)
    with pytest.raises(Forbidden, match="outside the directories"):
        watch.measure(watched, cast.engineer, system=SYSTEM)


def test_a_worker_that_is_killed_is_one_sentence_and_nothing_is_recorded(watched: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.jobs import chores

    monkeypatch.setattr(watch, "measure_files", chores.die_measuring)
    with pytest.raises(Unavailable, match="ended before it was done"):
        watch.measure(watched, cast.engineer, system=SYSTEM)
    assert watched.ask(cast.viewer, queries.latest_run, system=SYSTEM) is None


def test_real_flights_drift_with_the_seasons(watched: Home, cast: Cast) -> None:
    for name in ("flights_reference", "flights_production"):
        shutil.copy(DATA / f"{name}.parquet", watched.path / "observations")
    said = {"path": "observations/flights_production.parquet", "reference": "observations/flights_reference.parquet"}
    columns = {c.name: c.role for c in watch.propose_source(watched, FOUNDER, system=SYSTEM, **said).columns}
    time = next(name for name, role in columns.items() if role == "time")
    describe(watched, **said, time=time, prediction=None)
    measured = watch.measure(watched, cast.engineer, system=SYSTEM)
    heat = watched.ask(cast.viewer, queries.heat, system=SYSTEM)
    assert heat.columns[0].column == "temp_f"
    assert (heat.columns[0].over, heat.columns[0].judged) == (38, 39)
    assert heat.unjudged == heat.windows[-1]
    assert {"temp_f", "pressure_mb"} <= {b.column for b in measured.breaches}
