"""Work in a process of its own."""

import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assent.jobs import worker
from assent.jobs.worker import Stopped, in_worker
from assent.kernel.errors import Invalid, Unavailable
from tests.jobs import chores


def gone(pid: int) -> bool:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_the_result_comes_from_another_process_which_stays_warm_for_the_next() -> None:
    assert in_worker(chores.add, 2, 3) == 5
    first, second = in_worker(chores.whoami), in_worker(chores.whoami)
    assert first == second != os.getpid()


def test_progress_arrives_in_order() -> None:
    seen: list[tuple[float, str]] = []
    assert in_worker(chores.count, 4, progress=lambda f, m: seen.append((f, m))) == "counted"
    assert seen == [(0.25, "step 1"), (0.5, "step 2"), (0.75, "step 3"), (1.0, "step 4")]


def test_a_refusal_inside_comes_back_as_itself_and_leaves_the_worker_usable() -> None:
    pid = in_worker(chores.whoami)
    with pytest.raises(Invalid, match="The file has no rows") as refused:
        in_worker(chores.refuse)
    assert refused.value.fields == {"path": "No rows."}
    assert in_worker(chores.whoami) == pid


def test_a_worker_that_dies_is_one_sentence_and_the_next_call_gets_a_new_one() -> None:
    with pytest.raises(Unavailable, match="ended before it was done"):
        in_worker(chores.die)
    assert in_worker(chores.add, 1, 1) == 2


def test_a_fault_of_the_program_is_one_sentence_without_a_trace() -> None:
    with pytest.raises(Unavailable, match="went wrong inside") as failed:
        in_worker(chores.stumble)
    assert "Traceback" not in failed.value.sentence
    assert in_worker(chores.add, 1, 1) == 2


def test_work_that_cannot_be_sent_is_refused_here() -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        in_worker(lambda: 1)
    assert in_worker(chores.add, 1, 1) == 2


def test_stopping_kills_the_process(tmp_path: Path) -> None:
    mark, stop = tmp_path / "pid", threading.Event()

    def watch() -> bool:
        if mark.exists() and mark.read_text():
            stop.set()
        return stop.is_set()

    with pytest.raises(Stopped):
        in_worker(chores.linger, str(mark), cancelled=watch)
    assert gone(int(mark.read_text()))


def test_work_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="longer than it may"):
        in_worker(chores.linger, str(tmp_path / "pid"), timeout=1.5)
    assert gone(int((tmp_path / "pid").read_text()))


def test_memory_has_a_limit() -> None:
    assert in_worker(chores.hoard, 10_000_000, memory=1_000_000_000) == 10_000_000
    with pytest.raises(Unavailable, match="memory"):
        in_worker(chores.hoard, 3_000_000_000, memory=1_000_000_000)


def test_what_a_worker_spilled_goes_with_it() -> None:
    name = in_worker(chores.spill)
    assert Path(name).exists()
    worker.let_go()
    assert not Path(name).parent.exists()


def test_a_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    code = f"from assent.jobs.worker import in_worker; from tests.jobs import chores; in_worker(chores.linger, {str(mark)!r})"
    parent = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    until = time.monotonic() + 20
    while not (mark.exists() and mark.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    assert gone(int(mark.read_text()))


def test_the_parents_main_module_is_never_run_again(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    body = "from assent.jobs.worker import in_worker\nfrom tests.jobs import chores\nprint('page drawn', in_worker(chores.add, 1, 2))\n"
    script.write_text(body)
    done = subprocess.run(
        [sys.executable, str(script)], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "page drawn 3\n", done.stderr
