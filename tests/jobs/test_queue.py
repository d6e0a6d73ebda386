"""The queue: one job for the same work, claimed by one server, over when its server is gone."""

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assent.home import Home
from assent.jobs import queries, queue
from assent.jobs.due import DueTask, run_due_tasks
from assent.jobs.runner import Runner, Work
from assent.jobs.scheduler import Scheduler, run_due
from assent.jobs.worker import in_worker
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Closed, Forbidden, Invalid, NotFound
from assent.ledger.record import Record
from assent.store.database import Database
from tests.jobs import chores
from tests.jobs.test_worker import gone
from tests.ledger.refusals import refusals

ANA = Actor("ana", "session", name="Ana")
BEA = Actor("bea", "session", frozenset({Grant("jobs.read")}), name="Bea")
STOPPER = Actor("cleo", "session", frozenset({Grant("jobs.read"), Grant("jobs.cancel")}), name="Cleo")


def card(home: Home, job_id: str) -> queries.JobCard:
    return home.ask(BEA, queries.job, job_id=job_id)


def wait_for(home: Home, job_id: str, *states: str) -> queries.JobCard:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        found = card(home, job_id)
        if found.state in states:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{card(home, job_id)} never became {states}")


def later(home: Home, by: timedelta) -> None:
    home.record.clock = lambda: datetime.now(UTC) + by


def test_the_same_work_queued_twice_is_one_job_and_other_work_another(home: Home) -> None:
    first = queue.enqueue(home, ANA, "measure", system="credit")
    assert queue.enqueue(home, BEA, "measure", system="credit") == first
    assert queue.enqueue(home, ANA, "measure", system="fraud") != first
    Runner(home, {"measure": lambda _home, _work: {}}, "one").run_next()
    assert card(home, first).state == "done"
    assert queue.enqueue(home, ANA, "measure", system="credit") != first


def test_the_same_work_queued_by_eight_at_once_is_one_job(home: Home) -> None:
    ids: list[str] = []
    threads = [threading.Thread(target=lambda: ids.append(queue.enqueue(home, ANA, "measure", system="credit"))) for _ in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert len(ids) == 8
    assert len(set(ids)) == 1


def test_a_job_tells_what_came_of_it(home: Home) -> None:
    def good(_home: Home, work: Work) -> Mapping[str, Any]:
        return {"system": work.arguments["system"], "for": work.created_by}

    def bad(_home: Home, _work: Work) -> Mapping[str, Any]:
        raise Invalid("The file has no rows.")

    def broken(_home: Home, _work: Work) -> Mapping[str, Any]:
        raise ZeroDivisionError

    runner = Runner(home, {"good": good, "bad": bad, "broken": broken}, "one")
    ids = [queue.enqueue(home, ANA, kind, system="credit") for kind in ("good", "bad", "broken", "unknown")]
    while runner.run_next():
        pass
    good_card, bad_card, broken_card, unknown = (card(home, i) for i in ids)
    assert (good_card.state, good_card.progress, good_card.result) == ("done", 1.0, {"system": "credit", "for": "ana"})
    assert (bad_card.state, bad_card.error) == ("failed", "The file has no rows.")
    assert broken_card.state == "failed"
    assert "log" in (broken_card.error or "")
    assert "ZeroDivisionError" not in (broken_card.error or "")
    assert "does not know" in (unknown.error or "")
    assert [j.id for j in home.ask(BEA, queries.jobs)] == ids[::-1]
    assert home.ask(BEA, queries.jobs, active=True) == []


def test_jobs_are_seen_by_those_who_may_and_by_whoever_started_them(home: Home) -> None:
    job_id = queue.enqueue(home, ANA, "measure", system="credit")
    assert home.ask(ANA, queries.job, job_id=job_id).state == "queued"
    with pytest.raises(NotFound):
        home.ask(Actor("dora", "session"), queries.job, job_id=job_id)
    with pytest.raises(Forbidden):
        home.ask(ANA, queries.jobs)


def test_a_waiting_job_is_cancelled_at_once_by_its_owner_or_by_whoever_may(home: Home) -> None:
    mine, hers = queue.enqueue(home, ANA, "measure", system="a"), queue.enqueue(home, BEA, "measure", system="b")
    queue.cancel(home, ANA, mine)
    with pytest.raises(Forbidden):
        queue.cancel(home, ANA, hers)
    queue.cancel(home, STOPPER, hers)
    assert [card(home, i).state for i in (mine, hers)] == ["cancelled", "cancelled"]
    with pytest.raises(Closed):
        queue.cancel(home, STOPPER, hers)
    with pytest.raises(NotFound):
        queue.cancel(home, STOPPER, "no such job")
    assert queue.enqueue(home, ANA, "measure", system="a") != mine


def test_whoever_may_not_stop_a_job_is_on_record_as_refused(home: Home) -> None:
    job = queue.enqueue(home, ANA, "measure", system="credit")
    with pytest.raises(Forbidden):
        queue.cancel(home, BEA, job)
    assert refusals(home) == [("bea", "cancel")]
    queue.cancel(home, ANA, job)
    assert len(refusals(home)) == 1


def test_cancelling_a_running_job_kills_its_worker(home: Home, tmp_path: Path) -> None:
    mark = tmp_path / "pid"

    def linger(_home: Home, work: Work) -> Mapping[str, Any]:
        in_worker(chores.linger, str(mark), cancelled=work.cancelled)
        return {}

    scheduler = Scheduler(home, {"linger": linger})
    scheduler.start()
    try:
        job_id = queue.enqueue(home, ANA, "linger")
        until = time.monotonic() + 15
        while not (mark.exists() and mark.read_text()) and time.monotonic() < until:
            time.sleep(0.05)
        queue.cancel(home, ANA, job_id)
        assert wait_for(home, job_id, "cancelled").finished_at is not None
        assert gone(int(mark.read_text()))
    finally:
        scheduler.stop()


def test_progress_of_a_running_job_can_be_seen(home: Home) -> None:
    seen = threading.Event()

    def slow(_home: Home, work: Work) -> Mapping[str, Any]:
        work.progress(0.4, "measuring income")
        seen.wait(10)
        return {}

    scheduler = Scheduler(home, {"slow": slow})
    scheduler.start()
    try:
        job_id = queue.enqueue(home, ANA, "slow")
        until = time.monotonic() + 10
        while card(home, job_id).progress != 0.4 and time.monotonic() < until:
            time.sleep(0.05)
        assert (card(home, job_id).state, card(home, job_id).message) == ("running", "measuring income")
        seen.set()
        assert wait_for(home, job_id, "done").progress == 1.0
    finally:
        seen.set()
        scheduler.stop()


def test_a_server_that_stops_interrupts_its_running_job(home: Home, tmp_path: Path) -> None:
    mark = tmp_path / "pid"

    def linger(_home: Home, work: Work) -> Mapping[str, Any]:
        in_worker(chores.linger, str(mark), cancelled=work.cancelled)
        return {}

    scheduler = Scheduler(home, {"linger": linger})
    scheduler.start()
    job_id = queue.enqueue(home, ANA, "linger")
    wait_for(home, job_id, "running")
    scheduler.stop()
    assert card(home, job_id).state == "interrupted"


def test_work_claimed_while_the_server_is_told_to_stop_never_begins(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []

    def handler(_home: Home, work: Work) -> Mapping[str, Any]:
        began.append(work.job_id)
        return {}

    runner, claim = Runner(home, {"measure": handler}, "one"), queue.claim

    def claim_then_stop(home: Home, server: str) -> queries.JobCard | None:
        found = claim(home, server)
        runner.stop()
        return found

    monkeypatch.setattr(queue, "claim", claim_then_stop)
    job = queue.enqueue(home, ANA, "measure", system="credit")
    runner.run_next()
    assert (began, card(home, job).state, card(home, job).error) == ([], "interrupted", queue.GONE)


def test_a_server_that_starts_again_marks_what_it_left_running_as_interrupted(home: Home) -> None:
    job_id = queue.enqueue(home, ANA, "measure", system="credit")
    assert queue.claim(home, "this server") is not None
    scheduler = Scheduler(home, {}, server="this server")
    scheduler.start()
    scheduler.stop()
    found = card(home, job_id)
    assert found.state == "interrupted"
    assert "Start it again" in (found.error or "")
    assert queue.enqueue(home, ANA, "measure", system="credit") != job_id


def test_a_job_whose_server_fell_silent_is_interrupted_by_another(home: Home) -> None:
    job_id = queue.enqueue(home, ANA, "measure", system="credit")
    queue.claim(home, "one")
    assert queue.sweep(home) == 0
    later(home, timedelta(seconds=61))
    assert queue.sweep(home) == 1
    assert card(home, job_id).state == "interrupted"
    assert not queue.pulse(home, "one", job_id, 0.5, "still here")
    assert not queue.finish(home, "one", job_id, "done")
    assert card(home, job_id).state == "interrupted"


def test_ended_jobs_are_forgotten_after_thirty_days(home: Home) -> None:
    job_id = queue.enqueue(home, ANA, "measure", system="credit")
    Runner(home, {"measure": lambda _home, _work: {}}, "one").run_next()
    later(home, timedelta(days=31))
    queue.sweep(home)
    with pytest.raises(NotFound):
        card(home, job_id)
    assert queue.enqueue(home, ANA, "measure", system="credit") != job_id


@pytest.mark.parametrize("home", ["postgresql"], indirect=True)
def test_two_servers_on_one_postgresql_run_each_job_and_each_due_task_once(home: Home) -> None:
    other = Home(home.path, home.settings, Record(Database(home.record.database.url)), lambda: None)
    ran: list[str] = []
    came_round: list[str] = []

    def handler(_home: Home, work: Work) -> Mapping[str, Any]:
        ran.append(work.arguments["n"])
        return {}

    due = [DueTask(f"task {n}", every=timedelta(days=1), run=lambda _home, n=n: came_round.append(str(n))) for n in range(5)]  # type: ignore[misc]
    schedulers = [Scheduler(h, {"count": handler}, due, server=name) for h, name in ((home, "one"), (other, "two"))]
    ids = [queue.enqueue(h, ANA, "count", n=str(n)) for n in range(20) for h in (home, other)]
    assert len(set(ids)) == 20
    try:
        [s.start() for s in schedulers]
        [wait_for(home, i, "done") for i in set(ids)]
        [s._round() for s in schedulers]
    finally:
        [s.stop() for s in schedulers]
        other.close()
    assert sorted(ran) == sorted(str(n) for n in range(20))
    assert sorted(came_round) == sorted(str(n) for n in range(5))


def test_what_is_due_runs_once_until_its_time_comes_again(home: Home) -> None:
    ran: list[int] = []
    task = DueTask("daily", every=timedelta(days=1), run=lambda _home: ran.append(1))
    assert run_due_tasks(home, [task]) == ("daily",)
    assert run_due_tasks(home, [task]) == ()
    later(home, timedelta(days=1))
    assert run_due_tasks(home, [task]) == ("daily",)
    assert len(ran) == 2


def test_a_due_task_that_fails_is_kept_and_tried_again_soon(home: Home) -> None:
    def fail(_home: Home) -> None:
        raise Invalid("The disk is full.")

    task = DueTask("daily", every=timedelta(days=1), run=fail)
    run_due_tasks(home, [task])
    (found,) = home.ask(BEA, queries.due)
    assert found.error == "The disk is full."
    assert found.next_run_at <= datetime.now(UTC) + timedelta(minutes=10)
    later(home, timedelta(minutes=11))
    assert run_due_tasks(home, [task]) == ("daily",)


def test_daily_with_an_offset_of_two_hours_is_at_two_in_the_morning() -> None:
    task = DueTask("daily", every=timedelta(days=1), offset=timedelta(hours=2), run=lambda _home: None)
    assert task.after(datetime(2026, 11, 21, 1, 59, tzinfo=UTC)) == datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert task.after(datetime(2026, 11, 21, 2, 0, tzinfo=UTC)) == datetime(2026, 11, 22, 2, tzinfo=UTC)


def test_a_tick_runs_what_is_due_and_every_queued_job_to_its_end(home: Home) -> None:
    task = DueTask("daily", every=timedelta(days=1), run=lambda h: queue.enqueue(h, ANA, "measure", system="credit"))
    ticked = run_due(home, {"measure": lambda _home, _work: {}}, [task])
    assert ticked.due == ("daily",)
    assert [card(home, i).state for i in ticked.jobs] == ["done"]
    assert run_due(home, {}, [task]) == type(ticked)((), ())
