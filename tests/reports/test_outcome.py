"""What the cover says, by what hurts first."""

from dataclasses import replace
from datetime import date

import pytest

from assent.reports.outcome import Facts, outcome
from tests.reports import invented

FULL = invented.full()
CALM = Facts(
    name="Screening",
    status="in_use",
    today=invented.NOON,
    next_review=date(2027, 5, 1),
    risk=FULL.risk,
    versions=FULL.versions,
    placements=FULL.placements,
    requests=FULL.requests,
    drift=None,
    breaches=(),
)
NOTHING = replace(CALM, risk=None, versions=(), placements=(), requests=(), next_review=None)
BACK = tuple(replace(b, back_within=True) for b in FULL.breaches)
OPEN = (replace(FULL.requests[0], status="open"),)


def test_a_version_in_production_says_how_many_approved_it() -> None:
    said = outcome(CALM)
    assert said.headline == "In production, version 2.3.0, approved by two"
    assert (said.tone, said.ballots, said.tally) == ("good", ("for", "for"), "2 for, 0 against (AR-0003)")
    assert said.reasons[0].startswith("AR-0003 approved employment-classifier 2.3.0")


def test_one_person_who_voted_twice_counts_once() -> None:
    vote = FULL.requests[0].votes[0]
    said = outcome(replace(CALM, requests=(replace(FULL.requests[0], votes=(vote, vote)),)))
    assert said.headline.endswith("approved by one")


def test_votes_on_an_older_pack_do_not_count() -> None:
    request = FULL.requests[0]
    said = outcome(replace(CALM, requests=(replace(request, votes=(request.votes[0], replace(request.votes[1], counts=False))),)))
    assert said.headline.endswith("approved by one")
    assert said.ballots == ("for",)


@pytest.mark.parametrize(
    ("facts", "headline", "tone"),
    [
        (replace(CALM, drift=FULL.drift, breaches=FULL.breaches), "Drifting: two columns over the limit", "bad"),
        (replace(CALM, breaches=BACK), "Two breaches to close, back within the limit", "watch"),
        (replace(CALM, next_review=date(2026, 11, 20)), "In production, version 2.3.0, approved by two", "watch"),
        (replace(CALM, status="retired", breaches=FULL.breaches), "Retired", "neutral"),
        (replace(CALM, status="suspended"), "Suspended", "watch"),
        (NOTHING, "In use without an approval on record", "watch"),
        (replace(NOTHING, status="proposed"), "Not approved for production", "neutral"),
        (replace(NOTHING, status="proposed", requests=OPEN), "Not approved for production; AR-0003 is open", "neutral"),
        (replace(NOTHING, status="proposed", requests=FULL.requests[1:]), "Not approved for production: AR-0002 was rejected", "watch"),
        (replace(CALM, risk=replace(FULL.risk, tier=None) if FULL.risk else None), "Points to a prohibited practice: not to be used", "bad"),
    ],
)
def test_what_hurts_first_is_said_first(facts: Facts, headline: str, tone: str) -> None:
    said = outcome(facts)
    assert (said.headline, said.tone) == (headline, tone)


def test_what_is_missing_is_a_reason_too() -> None:
    said = " ".join(outcome(NOTHING).reasons)
    for missing in ("No model version is registered", "No measurement is on record", "The risk has not been assessed", "No review is planned"):
        assert missing in said


def test_a_review_due_today_is_not_overdue() -> None:
    assert not replace(CALM, next_review=invented.NOON.date()).overdue
