"""The demonstration: the same story every time, on real data, with something due, something drifting, something to vote on."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from assent.access import queries as people
from assent.approvals import queries as approvals
from assent.home import Home, open_home
from assent.kernel.errors import Conflict
from assent.monitoring import queries as monitoring
from assent.procedures import founding, overview
from assent.procedures.demo.observations import write_observations
from assent.registry import queries as registry
from tests.cast import FOUNDER

DATA = Path(__file__).parents[2] / "data"


def contents(home: Home) -> dict[str, object]:
    """What the demonstration says, without ids, hashes and times of making."""
    lines = home.ask(FOUNDER, overview.portfolio)
    events = duckdb_events(home)
    requests = [
        (r.number, r.question, r.status, [(b.voter_name, b.seat, b.choice) for b in r.ballots]) for r in home.ask(FOUNDER, approvals.requests)
    ]
    metrics = [(v.model, v.version, v.metrics, v.manifest_digest) for v in home.ask(FOUNDER, registry.versions)]
    psi = {s.key: [(c, round(s.worst_psi or 0, 9)) for c in [s.name]] for s in lines}
    return {
        "systems": [(s.key, s.tier, s.risk_classes, s.status, s.state) for s in lines],
        "events": events,
        "requests": requests,
        "metrics": metrics,
        "psi": psi,
    }


def duckdb_events(home: Home) -> list[tuple[str, str]]:
    from sqlmodel import select

    from assent.ledger.model import Event

    return home.ask(FOUNDER, lambda view: [(e.action, e.system) for e in view.session.exec(select(Event).order_by(Event.seq)).all()])


def test_it_is_the_same_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSENT_DATABASE_URL", raising=False)
    made = []
    for name in ("first", "second"):
        said = founding.found_home(tmp_path / name, organisation="", demo=True)
        home = open_home(tmp_path / name)
        made.append((contents(home), said["accounts"], said["admin"], said["ledger"]))
        home.close()
    assert json.dumps(made[0], default=str) == json.dumps(made[1], default=str)


def test_the_observation_files_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_observations(DATA, tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "first") for p in (tmp_path / "first").rglob("*.parquet"))
    assert len(files) == 6
    for file in files:
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes(), file


def test_the_compas_rows_are_propublicas_people(tmp_path: Path) -> None:
    write_observations(DATA, tmp_path)
    both = f"read_parquet(['{tmp_path}/compas/reference.parquet', '{tmp_path}/compas/current.parquet'])"
    (people_,) = duckdb.sql(f"select count(*) from {both}").fetchone() or (0,)
    assert people_ == 7214
    wrong = "avg(prediction) filter (two_year_recid = 0), 1 - avg(prediction) filter (two_year_recid = 1)"
    rates = duckdb.sql(f"select {wrong} from {both} where race = 'African-American'").fetchone()
    assert rates is not None
    assert [round(r, 4) for r in rates] == [0.4485, 0.2799], "ProPublica's published table"


def test_something_drifts_something_is_due_and_something_waits(demo_home: Home) -> None:
    breaches = demo_home.ask(FOUNDER, monitoring.breaches)
    assert {b.system for b in breaches} == {"flight-delay"}
    assert {"temp_f", "pressure_mb", "humidity_pct", "wind_mph"} <= {b.column for b in breaches}
    risk = next(p for p in demo_home.ask(FOUNDER, people.people) if "risk_officer" in p.roles)
    actor = demo_home.ask(FOUNDER, people.actor_for, person_id=risk.id)
    kinds = {i.kind for i in demo_home.ask(actor, overview.today).items}
    assert {"breach", "review", "vote", "tier"} <= kinds


def test_nothing_cries_wolf_on_employment(demo_home: Home) -> None:
    run = demo_home.ask(FOUNDER, monitoring.latest_run, system="employment-screening")
    assert run is not None
    assert run.verdict == "stable"
    heat = demo_home.ask(FOUNDER, monitoring.heat, system="employment-screening")
    assert len(heat.windows) == 52
    assert max(p for line in heat.psi for p in line if p is not None) < 0.1


def test_its_past_can_be_looked_at(demo_home: Home) -> None:
    today = datetime.now(UTC).date()
    now = len(demo_home.ask(FOUNDER, overview.portfolio))
    then = len(demo_home.ask(FOUNDER, overview.portfolio, as_of=today - timedelta(days=180)))
    assert 0 < then < now == 15
    assert demo_home.ask(FOUNDER, overview.portfolio, as_of=date(2020, 1, 1)) == []


def test_it_is_not_made_over_another_home(demo_home: Home) -> None:
    with pytest.raises(Conflict):
        founding.found_home(demo_home.path, organisation="", demo=True)
    assert (demo_home.path / "home.toml").exists()
