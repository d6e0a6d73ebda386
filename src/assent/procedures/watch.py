"""Watching a system: read its observation files in a worker process, put the figures on record, open breaches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assent.home import Home
from assent.inventory import queries as inventory
from assent.jobs.queue import enqueue
from assent.jobs.worker import in_worker
from assent.kernel.actor import Actor
from assent.kernel.canonical import Digest
from assent.kernel.errors import Invalid, NotFound
from assent.ledger.view import View
from assent.monitoring import commands, queries
from assent.monitoring.cards import BreachCard, RunCard, SourceCard
from assent.monitoring.drift import Verdict
from assent.monitoring.files import FileDigest, measure_files, side_digest
from assent.monitoring.measure import DriftPlan
from assent.monitoring.proposal import Proposal, propose
from assent.monitoring.recording import basis_of, fingerprint_of
from assent.procedures.refusals import refusals_recorded
from assent.store.observations import resolve

MEASURE = "measure"  # the kind of job
TIMEOUT = 3600.0  # seconds
LOOK_TIMEOUT = 60.0


@dataclass(frozen=True)
class Measured:
    """What came of measuring: the run on record, its number of measurements, and the system's open breaches.

    `unchanged` says that files, settings and limits are those of the run before, which then stands; nothing new was recorded.
    """

    system: str
    run_id: str
    verdict: Verdict
    measurements: int
    breaches: tuple[BreachCard, ...]
    unchanged: bool

    @property
    def sentence(self) -> str:
        """What happened, for a person."""
        if self.unchanged:
            return "Unchanged: the same files, settings and limits as at the last measuring, whose figures stand."
        opened = {0: "No breach is open.", 1: "One breach is open."}.get(len(self.breaches), f"{len(self.breaches)} breaches are open.")
        return f"{self.measurements} measurements recorded. {opened}"


@dataclass(frozen=True)
class Task:
    """What is needed to measure a system: its source, and the digests of the files whose figures stand, if they would come out the same."""

    source: SourceCard
    known: tuple[Digest, Digest] | None


def measure(
    home: Home,
    actor: Actor,
    *,
    system: str,
    since: date | None = None,
    force: bool = False,
    requested_by: str | None = None,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Measured:
    """Measure a system's observations against its reference and record what came out; the same data again changes nothing.

    `since` stores only the windows from that day on; `force` records a run even for unchanged data; `requested_by` names whoever a
    job was started by. `progress` hears a fraction and a few words. Raises Forbidden without `monitoring.measure` or for files outside
    the allowed directories, NotFound for an unknown system or a file that is gone, Invalid without a source or for files that cannot
    be read, Stopped once `cancelled()`, Unavailable when the worker failed.
    """
    with refusals_recorded(home, actor, "measure"):
        task = home.ask(actor, task_of, system=system, since=since)
        plan = _plan(home, task.source)
    known = None if force else task.known
    tell = progress or (lambda fraction, words: None)
    found = in_worker(measure_files, plan, known, progress=tell, cancelled=cancelled, timeout=TIMEOUT)
    if found.result is None:
        return home.ask(actor, _standing, system=system, unchanged=True)
    tell(0.97, "putting it on record")
    home.act(
        actor, commands.record_run, system=system, source=task.source, result=found.result, files=found.files, since=since,
        requested_by=requested_by or actor.id,
    )  # fmt: skip
    return home.ask(actor, _standing, system=system, unchanged=False)


def queue_measuring(home: Home, actor: Actor, *, system: str, since: date | None = None) -> str:
    """Have a system measured in the background; the id of the job, also when the same is queued or running already.

    Raises what `measure` raises before it reads a file.
    """
    with refusals_recorded(home, actor, "measure"):
        home.ask(actor, task_of, system=system, since=since)
    return enqueue(home, actor, MEASURE, system=system, since=since)


def propose_source(home: Home, actor: Actor, *, system: str, path: str, reference: str) -> Proposal:
    """Look at observation files for the form that describes them: columns with guessed roles, for a person to confirm.

    Raises Forbidden without `monitoring.configure` or outside the allowed directories, NotFound, Invalid.
    """
    with refusals_recorded(home, actor, "propose_source"):
        home.ask(actor, _may_configure, system=system)
        files = files_of(home, path), files_of(home, reference)
    return in_worker(propose, *files, timeout=LOOK_TIMEOUT)


def placed(home: Home, path: str) -> Path:
    """A path as a source names it: absolute, or from the home's folder."""
    return home.path / path


def files_of(home: Home, path: str) -> tuple[Path, ...]:
    """The files a source's path stands for, each under an allowed directory. Raises Forbidden, NotFound, Invalid."""
    return resolve(placed(home, path), home.settings.observations)


def _plan(home: Home, source: SourceCard) -> DriftPlan:
    """What to measure, with the patterns looked through once, so that what is digested, measured and recorded are the same files."""
    return DriftPlan(
        reference=files_of(home, source.reference), current=files_of(home, source.path), by=source.by, time=source.time,
        columns=source.columns, allowed=tuple(map(str, home.settings.observations)),
    )  # fmt: skip


def task_of(view: View, *, system: str, since: date | None = None) -> Task:
    """What measuring needs from the record. Raises Forbidden without `monitoring.measure`, NotFound, Invalid without a source."""
    inventory.system(view, key=system)
    view.require("monitoring.measure", system=system)
    source = queries.source(view, system=system)
    if source is None:
        raise Invalid(f"Nobody has said yet where the observations of {system} lie. Describe them on its Monitoring page, then measure.")
    run = queries.latest_run(view, system=system)
    return Task(source, None if run is None else _known(view, run, source, since))


def _known(view: View, run: RunCard, source: SourceCard, since: date | None) -> tuple[Digest, Digest] | None:
    """The digests of the run's files, when measuring the same files again would only repeat it."""
    files = [FileDigest(f["name"], f["sha256"], f["size"], f["side"]) for f in run.files]
    reference, current = side_digest(files, "reference"), side_digest(files, "current")
    same = fingerprint_of(basis_of(source, reference), current, queries.limits_of(view, system=run.system)) == run.fingerprint
    covered = run.since is None or (since is not None and since >= run.since)
    return (reference, current) if same and covered else None


def _standing(view: View, *, system: str, unchanged: bool) -> Measured:
    run = queries.latest_run(view, system=system)
    if run is None:
        raise NotFound(f"{system} has not been measured yet.")
    opened = queries.breaches(view, system=system)
    return Measured(system, run.id, run.verdict, run.measurements, tuple(opened), unchanged)


def _may_configure(view: View, *, system: str) -> None:
    inventory.system(view, key=system)
    view.require("monitoring.configure", system=system)
