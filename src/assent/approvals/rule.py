"""The rule for production: one risk officer and one compliance officer say yes, two people, neither of them the requester.

Pure, and explained in words, so that the page, the report and the command can say the same sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Choice = Literal["approve", "reject"]
Status = Literal["open", "approved", "rejected"]
SEATS: dict[str, str] = {"risk_officer": "a risk officer", "compliance_officer": "a compliance officer"}
VOTE_PERMISSION = {"risk_officer": "approvals.vote_risk", "compliance_officer": "approvals.vote_compliance"}


@dataclass(frozen=True)
class Voice:
    """One counted ballot: who, on which seat, and what she said."""

    voter: str
    seat: str
    choice: Choice


@dataclass(frozen=True)
class Outcome:
    """Where the request stands, which seats are still empty, and that in words."""

    status: Status
    empty: tuple[str, ...]
    words: str


def outcome(voices: Sequence[Voice], *, requester: str) -> Outcome:
    """Where a request stands. The order of the voices never matters; the requester's never counts; one person fills one seat."""
    heard = [v for v in voices if v.voter != requester and v.seat in SEATS]
    against = [v for v in heard if v.choice == "reject"]
    if against:
        return Outcome("rejected", (), f"Rejected by {_words([SEATS[v.seat] for v in against])}.")
    seats = _filled(heard)
    empty = tuple(seat for seat in SEATS if seat not in seats)
    if not empty:
        return Outcome("approved", (), "Approved by a risk officer and a compliance officer.")
    so_far = f"{len(seats)} of {len(SEATS)} in favour; " if seats else ""
    return Outcome("open", empty, f"{so_far}still to decide: {_words([SEATS[s] for s in empty])}.")


def _filled(voices: Sequence[Voice]) -> set[str]:
    """The seats that two different people fill. Whoever votes on both seats fills only one of them."""
    by_seat = {seat: {v.voter for v in voices if v.seat == seat} for seat in SEATS}
    seats = [seat for seat in SEATS if by_seat[seat]]
    if len(seats) == 2 and len(by_seat[seats[0]] | by_seat[seats[1]]) < 2:
        return {seats[0]}
    return set(seats)


def _words(items: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(items))
