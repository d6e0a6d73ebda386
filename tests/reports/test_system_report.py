"""A system's report from a real record: issued, kept, and saying what the record says."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pypdf
import pytest
from _pytest.tmpdir import TempPathFactory

from assent.approvals import queries as approvals
from assent.home import Home, create_home
from assent.inventory.commands import add_system
from assent.kernel.actor import Actor, Grant
from assent.kernel.canonical import canonical, digest, sha256
from assent.kernel.errors import Forbidden, Invalid, NotFound, Unavailable
from assent.monitoring import queries as monitoring
from assent.procedures.story import events
from assent.reports import commands, queries
from assent.reports.build import BuiltReport, build_report, filed
from assent.reports.gather import system_report
from tests.cast import Cast, gather
from tests.ledger.refusals import refusals
from tests.procedures.described import described
from tests.reports import rules
from tests.reports.stage import KEY, staged


@dataclass(frozen=True)
class Stage:
    """A staged home, its cast, and a report built of it."""

    home: Home
    cast: Cast
    built: BuiltReport

    @property
    def text(self) -> str:
        return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(self.built.pdf)).pages).split())


@pytest.fixture(scope="module")
def stage(tmp_path_factory: TempPathFactory) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ASSENT_DATABASE_URL", raising=False)
        home = create_home(tmp_path_factory.mktemp("stage") / "home", organisation="Regional Labour Agency")
    cast = gather(home)
    staged(home, cast)
    yield Stage(home, cast, build_report(home, cast.auditor, kind="system", subject=KEY))
    home.close()


def test_it_says_outcome_votes_and_reasons(stage: Stage) -> None:
    for said in ("Drifting: two columns over the limit", "approved by two", "Rosa Risk", "Carl Compliance", "Case workers keep the decision.",
                 "The floor of 2.2.0 was looked at.", "Olga Owner", "Otto Auditor, Regional Labour Agency", "High-risk (Annex III)",
                 "Because of the impact.", "Instructions for use", "0.8243 to 0.8300", "not stated"):  # fmt: skip
        assert said in stage.text, said


def test_figures_are_those_of_the_queries(stage: Stage) -> None:
    home, reader = stage.home, stage.cast.auditor
    for breach in home.ask(reader, monitoring.breaches, system=KEY):
        assert f"PSI of {breach.column} {breach.worst_value:.3f} {breach.limit:.3f}" in stage.text
    heat = home.ask(reader, monitoring.heat, system=KEY)
    for value in heat.psi[0]:
        assert value is not None and f"{value:.2f}" in stage.text
    for request in home.ask(reader, approvals.requests, system=KEY):
        assert request.digest in stage.text and request.pack_digest in stage.text and request.question in stage.text


def test_the_file_keeps_the_rules_and_carries_its_content(stage: Stage) -> None:
    assert rules.broken(stage.built.pdf) == []
    attached = pypdf.PdfReader(io.BytesIO(stage.built.pdf)).attachments
    assert sha256(attached["report.json"][0]) == stage.home.ask(stage.cast.auditor, queries.document, document=stage.built.document).content_digest


def test_the_issue_and_the_file_are_on_record(stage: Stage) -> None:
    card = stage.home.ask(stage.cast.auditor, queries.document, document=stage.built.document)
    assert (card.kind, card.subject, card.issued_by_name, card.as_of) == ("system", KEY, "Otto Auditor", None)
    assert (card.sha256, card.pages, card.size) == (stage.built.sha256, stage.built.pages, len(stage.built.pdf))
    told = [line.sentence for line in stage.home.ask(stage.cast.auditor, events, action="reports").lines]
    assert f"Issued the report {stage.built.document}." in told
    assert any(s.startswith(f"Filed {stage.built.document}: {stage.built.pages} pages") for s in told)


def test_the_file_is_kept_and_an_altered_one_is_refused(stage: Stage) -> None:
    kept = stage.home.reports / stage.built.name
    assert filed(stage.home, stage.cast.auditor, document=stage.built.document) == stage.built
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(stage.built.pdf + b" ")
    with pytest.raises(Unavailable, match="not the one that was issued"):
        filed(stage.home, stage.cast.auditor, document=stage.built.document)
    kept.write_bytes(stage.built.pdf)
    with pytest.raises(Forbidden):
        filed(stage.home, stage.cast.viewer, document=stage.built.document)


def test_the_past_is_shown_as_it_was_known(stage: Stage) -> None:
    home, reader = stage.home, stage.cast.auditor
    first = home.ask(reader, events, action="inventory.system_added").lines[0].seq
    then = home.ask(reader, system_report, key=KEY, as_of=first + 1)
    assert then.outcome.headline == "In use without an approval on record"
    assert (then.versions, then.requests, then.drift, then.risk, then.entries_total) == ((), (), None, None, 1)
    built = build_report(home, reader, kind="system", subject=KEY, as_of=first + 1)
    text = " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(built.pdf)).pages).split())
    assert "What was recorded later is left out" in text and "Carl Compliance" not in text
    with pytest.raises(NotFound):
        home.ask(reader, system_report, key=KEY, as_of=date(2020, 1, 1))


def test_what_cannot_be_built_is_said_in_one_sentence(stage: Stage) -> None:
    home, cast = stage.home, stage.cast
    size = home.record.size
    with pytest.raises(Invalid, match=r"no report of the kind “poster”. The kinds are: system"):
        build_report(home, cast.auditor, kind="poster", subject=KEY)
    with pytest.raises(Invalid, match="needs a system's key"):
        build_report(home, cast.auditor, kind="system")
    with pytest.raises(NotFound, match="There is no system “nothing-here”"):
        build_report(home, cast.auditor, kind="system", subject="nothing-here")
    assert home.record.size == size


def test_only_those_who_may_build_reports_get_one(stage: Stage) -> None:
    for actor in (stage.cast.viewer, Actor("x", "session", frozenset({Grant("inventory.read"), Grant("reports.build", "other")}))):
        with pytest.raises(Forbidden):
            build_report(stage.home, actor, kind="system", subject=KEY)


def test_whoever_may_not_have_a_report_is_on_record_as_refused(stage: Stage) -> None:
    viewer, before = stage.cast.viewer, len(refusals(stage.home))
    with pytest.raises(Forbidden):
        build_report(stage.home, viewer, kind="system", subject=KEY)
    with pytest.raises(Forbidden):
        filed(stage.home, viewer, document=stage.built.document)
    assert refusals(stage.home)[before:] == [(viewer.id, "build_report"), (viewer.id, "open_report")]


def test_a_report_that_cannot_be_drawn_leaves_an_event_and_no_file(duck_home: Home, cast: Cast) -> None:
    duck_home.act(cast.risk, add_system, description=described(name="Private \U0010fffd use"))
    with pytest.raises(Invalid, match="no font of this machine has the character U\\+10FFFD, which stands in name"):
        build_report(duck_home, cast.auditor, kind="system", subject=KEY)
    (card,) = duck_home.ask(cast.auditor, queries.issued)
    assert card.document.endswith("-0001") and card.name is None
    assert list(duck_home.reports.iterdir()) == []
    assert duck_home.ask(cast.auditor, events).lines[0].sentence.startswith(f"Could not draw {card.document}: “The report cannot be printed")
    with pytest.raises(NotFound, match="its file could not be made"):
        filed(duck_home, cast.auditor, document=card.document)


def test_the_content_is_gathered_and_issued_on_both_databases(home: Home, cast: Cast) -> None:
    staged(home, cast)
    report = home.ask(cast.auditor, system_report, key=KEY)
    assert [v.version for v in report.versions] == ["2.3.0", "2.2.0"]
    assert [r.status for r in report.requests] == ["approved", "rejected"]
    assert report.placements[0].request == report.requests[0].number
    assert report.drift is not None and report.drift.columns[0].column == "schooling"
    assert report.drift.story is not None and report.drift.story.bins
    assert {b.what for b in report.breaches} >= {"PSI of schooling"}
    assert canonical(report) == canonical(home.ask(cast.auditor, system_report, key=KEY, as_of=report.stands_for))
    numbers = [
        home.act(
            cast.auditor, commands.record_issue, kind="system", subject=KEY, system=KEY, content_digest=digest(report), ledger_size=1, as_of=None
        ).document
        for _ in range(2)
    ]  # fmt: skip
    assert [n[-5:] for n in numbers] == ["-0001", "-0002"]
    assert [c.document for c in home.ask(cast.viewer, queries.issued, system=KEY)] == numbers[::-1]
    limited = Actor("x", "session", frozenset({Grant("inventory.read", "other"), Grant("people.read")}))
    assert home.ask(limited, queries.issued) == []


def test_the_same_record_is_read_twice_alike(stage: Stage) -> None:
    now = stage.home.ask(stage.cast.auditor, system_report, key=KEY)
    again = stage.home.ask(stage.cast.auditor, system_report, key=KEY, as_of=now.stands_for)
    assert digest(now) == digest(again)
