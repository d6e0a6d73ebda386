"""What makes a request stale, in words, and what is only newer."""

from dataclasses import replace
from typing import Any

import pytest

from assent.approvals import evidence, freshness, queries
from assent.approvals.commands import refresh_request
from assent.approvals.digests import Item
from assent.approvals.evidence import Pack
from assent.approvals.model import ApprovalRequest
from assent.home import Home
from assent.kernel.errors import Stale
from assent.ledger.unit import Unit
from assent.monitoring.model import MeasurementRun
from tests.approvals.test_decide import asked, assess, vote
from tests.cast import FOUNDER, Cast

__all__ = ["asked"]  # the fixture
SHOWN: dict[str, Any] = {
    "artefacts": [{"name": "model.pkl", "sha256": "a" * 64}, {"name": "words.txt", "sha256": "b" * 64}],
    "tier": 4, "risk_classes": ["minimal"], "drift": {"run": "r", "verdict": "stable"},
}  # fmt: skip
PACK = Pack("d", "p", (Item("manifest:v", "manifest", "m", "Manifest of scorer 1.0"),), SHOWN)


def frozen(**shown: Any) -> ApprovalRequest:
    items = [{"id": i.id, "kind": i.kind, "digest": i.digest, "title": i.title} for i in PACK.items]
    return ApprovalRequest(digest="d", pack_digest="p", evidence=items, shown=SHOWN | shown)


def run(unit: Unit, id: str, verdict: str) -> None:
    """A measuring as monitoring records it."""
    unit.add(MeasurementRun(
        id=id, system="scorer", measured_at=unit.now, requested_by="x", definition="1", basis="b", fingerprint=id, reference_rows=100,
        current_rows=100, verdict=verdict, measurements=1, measurements_digest=id,
    ))  # fmt: skip
    unit.record("monitoring.measured", subject=id, system="scorer", verdict=verdict)


def test_drift_measured_for_the_first_time_after_the_request_makes_it_stale(home: Home, cast: Cast, asked: str) -> None:
    home.act(FOUNDER, run, id="first", verdict="drift")
    sheet = home.ask(cast.risk, queries.sheet, number=asked)
    assert sheet.stale == ("Drift was not measured when this was asked; the verdict is now drift.",)
    with pytest.raises(Stale, match="not measured when this was asked"):
        vote(home, cast.risk, asked)


def test_a_second_measuring_with_the_same_verdict_is_newer_and_not_stale(home: Home, cast: Cast, asked: str) -> None:
    home.act(FOUNDER, run, id="first", verdict="stable")
    home.act(cast.engineer, refresh_request, number=asked)
    home.act(FOUNDER, run, id="second", verdict="stable")
    sheet = home.ask(cast.risk, queries.sheet, number=asked)
    assert (sheet.stale, sheet.newer) == ((), ("Drift of the system in production is newer than what was frozen.",))
    home.act(FOUNDER, run, id="third", verdict="insufficient")
    assert home.ask(cast.risk, queries.sheet, number=asked).stale == ("The verdict on drift changed from stable to too little data.",)


def test_other_answers_with_the_same_tier_and_class_are_announced(home: Home, cast: Cast, asked: str) -> None:
    assess(home, cast.risk, reach="some")
    sheet = home.ask(cast.risk, queries.sheet, number=asked)
    assert (sheet.stale, sheet.newer) == ((), ("Tier and risk class has changed since it was frozen.",))
    assert vote(home, cast.risk, asked).status == "open"


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ({"artefacts": [{"name": "model.pkl", "sha256": "c" * 64}, SHOWN["artefacts"][1]]}, "The artefact model.pkl was changed."),
        ({"artefacts": [*SHOWN["artefacts"], {"name": "extra", "sha256": "c" * 64}]}, "The artefact extra was added."),
        ({"artefacts": []}, "The artefacts model.pkl and words.txt were removed."),
        ({"tier": 2}, "The tier changed from 4 to 2."),
        ({"tier": None}, "The tier changed from 4 to none."),
        ({"risk_classes": ["high_risk_annex_iii", "prohibited"]}, "The risk class changed from minimal to high risk annex iii, prohibited."),
        ({"drift": None}, "The verdict on drift changed from stable to none."),
        ({}, "What is asked is no longer what was frozen."),
    ],
)
def test_a_stale_request_says_in_words_what_changed(now: dict[str, Any], sentence: str) -> None:
    assert freshness.changes(frozen(), replace(PACK, digest="other", shown=SHOWN | now)) == [sentence]


def test_what_is_as_it_was_frozen_is_neither_stale_nor_newer() -> None:
    assert freshness.changes(frozen(), PACK) == []
    assert freshness.news(frozen(), PACK) == []


def test_the_sheet_gathers_the_evidence_once(home: Home, cast: Cast, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made, real = [], evidence.pack
    monkeypatch.setattr(evidence, "pack", lambda *args, **kwargs: made.append(1) or real(*args, **kwargs))
    home.ask(cast.risk, queries.sheet, number=asked)
    assert made == [1]
