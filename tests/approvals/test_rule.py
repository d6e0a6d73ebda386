"""The rule for production, as a table and by properties."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assent.approvals.digests import Item, pack_digest, request_digest
from assent.approvals.rule import SEATS, Voice, outcome
from assent.kernel.canonical import digest

RISK, COMPLIANCE = "risk_officer", "compliance_officer"


def v(voter: str, seat: str, choice: str = "approve") -> Voice:
    return Voice(voter, seat, choice)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("voices", "status", "empty"),
    [
        ([], "open", (RISK, COMPLIANCE)),
        ([v("rosa", RISK)], "open", (COMPLIANCE,)),
        ([v("carl", COMPLIANCE)], "open", (RISK,)),
        ([v("rosa", RISK), v("carl", COMPLIANCE)], "approved", ()),
        ([v("rosa", RISK), v("ralf", RISK)], "open", (COMPLIANCE,)),
        ([v("rosa", RISK, "reject")], "rejected", ()),
        ([v("rosa", RISK), v("carl", COMPLIANCE, "reject")], "rejected", ()),
        ([v("emil", RISK), v("carl", COMPLIANCE)], "open", (RISK,)),  # emil asked
        ([v("bo", RISK), v("bo", COMPLIANCE)], "open", (COMPLIANCE,)),  # one person fills one seat
        ([v("bo", RISK), v("bo", COMPLIANCE), v("rosa", RISK)], "approved", ()),
        ([v("otto", "auditor")], "open", (RISK, COMPLIANCE)),
    ],
)
def test_two_people_of_two_offices_who_did_not_ask(voices: list[Voice], status: str, empty: tuple[str, ...]) -> None:
    found = outcome(voices, requester="emil")
    assert (found.status, found.empty) == (status, empty)
    assert found.words.endswith(".")


PEOPLE = st.sampled_from(["rosa", "ralf", "carl", "bo", "emil"])
VOICES = st.lists(st.builds(v, PEOPLE, st.sampled_from(list(SEATS)), st.sampled_from(["approve", "reject"])), max_size=5)


@given(VOICES)
def test_the_order_of_the_voices_never_matters(voices: list[Voice]) -> None:
    assert len({outcome(list(order), requester="emil").status for order in itertools.permutations(voices)}) == 1


@given(VOICES, PEOPLE, st.sampled_from(list(SEATS)))
def test_one_more_in_favour_never_undoes_an_approval(voices: list[Voice], voter: str, seat: str) -> None:
    if outcome(voices, requester="emil").status == "approved":
        assert outcome([*voices, v(voter, seat)], requester="emil").status == "approved"


@given(VOICES)
def test_the_requesters_voice_counts_for_nothing(voices: list[Voice]) -> None:
    assert outcome(voices, requester="emil") == outcome([x for x in voices if x.voter != "emil"], requester="emil")


def test_the_digest_is_what_the_contract_says() -> None:
    expected = digest(
        {"v": 1, "kind": "promotion", "subject": "m", "version": "1", "artefacts": ["a" * 64, "b" * 64], "to": "production", "tier": 2,
         "risk_classes": ["a", "b"], "policies": [], "question": "May it?"}
    )  # fmt: skip
    asked = {"kind": "promotion", "subject": "m", "version": "1", "to": "production", "tier": 2, "question": "May it?"}
    found = request_digest(**asked, artefacts=["b" * 64, "a" * 64], risk_classes=["b", "a"])
    assert found == expected
    items = [Item("z", "run", "1" * 64, "Z"), Item("a", "manifest", "2" * 64, "A")]
    pack = digest(
        {"digest": found, "evidence": [{"id": "a", "kind": "manifest", "digest": "2" * 64}, {"id": "z", "kind": "run", "digest": "1" * 64}]}
    )
    assert pack_digest(found, items) == pack == pack_digest(found, items[::-1])
