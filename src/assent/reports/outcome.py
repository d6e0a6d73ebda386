"""What the cover says: the one outcome of a system, in words, with its reasons. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assent.reports.content import Choice, Outcome, Placement, Request, Risk, Tone, Version
from assent.reports.drift_figures import drift_sentence
from assent.reports.measured import Breach, Drift
from assent.reports.wording import capital, count, cut, day, in_words, listed

STATUS = {"proposed": "proposed", "in_use": "in use", "suspended": "suspended", "retired": "retired"}


@dataclass(frozen=True)
class Facts:
    """What the outcome follows from."""

    name: str
    status: str
    today: datetime
    next_review: date | None
    risk: Risk | None
    versions: Sequence[Version]
    placements: Sequence[Placement]
    requests: Sequence[Request]
    drift: Drift | None
    breaches: Sequence[Breach]

    @property
    def live(self) -> Placement | None:
        """The version in production, the latest where there are several."""
        return next((p for p in self.placements if p.ended_at is None), None)

    @property
    def decided_by(self) -> Request | None:
        """The request that put the live version there; without one in production, the latest request."""
        if self.live is None:
            return self.requests[0] if self.requests else None
        return next((r for r in self.requests if r.number == self.live.request), None)

    @property
    def overdue(self) -> bool:
        """Whether the next review has passed."""
        return self.next_review is not None and self.next_review < self.today.date()

    @property
    def over(self) -> tuple[str, ...]:
        """Columns whose limit is crossed, not closed, and not back within: what is drifting now."""
        return tuple(b.column for b in self.breaches if not b.back_within)


def outcome(facts: Facts) -> Outcome:
    """The headline by what hurts first: prohibited, drifting, breached, then whether anything is approved at all."""
    headline, tone = _headline(facts)
    request = facts.decided_by
    ballots: tuple[Choice, ...] = tuple(v.choice for v in request.votes if v.counts) if request else ()
    tally = f"{ballots.count('for')} for, {ballots.count('against')} against" if ballots else ""
    if ballots and request:
        tally += f" ({request.number})"
    return Outcome(headline, _sentence(facts), tone, tuple(_reasons(facts)), f"State on {day(facts.today)}", ballots, tally)


def approved_by(request: Request | None) -> str:
    """`approved by two`; empty where no approval is on record."""
    voices = len({v.name for v in request.votes if v.counts and v.choice == "for"}) if request else 0
    return f"approved by {in_words(voices)}" if voices else ""


def _headline(facts: Facts) -> tuple[str, Tone]:
    live, latest = facts.live, facts.requests[0] if facts.requests else None
    if facts.status == "retired":
        return "Retired", "neutral"
    if facts.risk and facts.risk.tier is None:
        return "Points to a prohibited practice: not to be used", "bad"
    if facts.status == "suspended":
        return "Suspended", "watch"
    if facts.over:
        return f"Drifting: {count(len(facts.over), 'column')} over the limit", "bad"
    if facts.breaches:
        return f"{capital(count(len(facts.breaches), 'breach', 'breaches'))} to close, back within the limit", "watch"
    if live:
        by = approved_by(facts.decided_by)
        return f"In production, version {cut(live.version, 40)}{', ' + by if by else ''}", "watch" if facts.overdue else "good"
    if facts.status == "in_use":
        return "In use without an approval on record", "watch"
    if latest and latest.status == "open":
        return f"Not approved for production; {latest.number} is open", "neutral"
    if latest and latest.status == "rejected":
        return f"Not approved for production: {latest.number} was rejected", "watch"
    return "Not approved for production", "neutral"


def _sentence(facts: Facts) -> str:
    name, live = cut(facts.name, 90), facts.live
    if live:
        by = approved_by(facts.decided_by)
        said = f"{name} runs {cut(live.model, 60)} {cut(live.version, 40)} in production{', ' + by if by else ''} on {day(live.started_at)}."
    elif facts.status == "in_use":
        said = f"{name} is in use according to the inventory, and no approval of what it runs is on record."
    else:
        said = f"{name} is {STATUS.get(facts.status, facts.status)}, and nothing of it is approved for production."
    if facts.drift is None:
        return f"{said} Its drift has not been measured."
    if not facts.over:
        return f"{said} {drift_sentence(facts.drift)}"
    some = f"{capital(in_words(len(facts.over)))} of {count(len(facts.drift.columns), 'column')}"
    return f"{said} {some} {'is' if len(facts.over) == 1 else 'are'} over the limit in the latest full window."


def _reasons(facts: Facts) -> list[str]:
    said = [_approval(facts)]
    if facts.drift:
        over = [cut(column, 40) for column in facts.over]
        if over:
            named = listed(over[:6]) if len(over) < 7 else f"{', '.join(over[:6])} and others"
            said.append(f"Over the limit in the latest full window: {named}.")
        said.append(f"{drift_sentence(facts.drift)} Measured on {day(facts.drift.measured_at)}.")
    else:
        said.append("No measurement is on record, so nothing is known of its drift.")
    if facts.breaches:
        oldest = min(b.opened_at for b in facts.breaches)
        said.append(f"{capital(count(len(facts.breaches), 'breach is', 'breaches are'))} open, the oldest since {day(oldest)}.")
    if facts.risk:
        tier = f"Tier {facts.risk.tier}" if facts.risk.tier else "No tier, since a prohibited practice cannot be used"
        said.append(f"{tier}; class, preliminary: {listed(facts.risk.classes, nothing='open')}.")
        if facts.risk.open_questions:
            said.append(
                f"{capital(count(len(facts.risk.open_questions), 'question'))} of the questionnaire not answered; each counts as the graver answer."
            )
    else:
        said.append("The risk has not been assessed: there is no tier and no class.")
    if facts.next_review is None:
        said.append("No review is planned.")
    else:
        said.append(
            f"The review of {day(facts.next_review)} is overdue." if facts.overdue else f"The next review is due on {day(facts.next_review)}."
        )
    return said


def _approval(facts: Facts) -> str:
    request = facts.decided_by
    if facts.live and request:
        decided = f" on {day(request.decided_at)}" if request.decided_at else ""
        return f"{request.number} approved {cut(request.model, 60)} {cut(request.version, 40)}{decided}. {request.outcome}"
    if request:
        return f"{request.number} asked for {cut(request.model, 60)} {cut(request.version, 40)}: {request.status}. {request.outcome}"
    return "Nobody has asked for an approval." if facts.versions else "No model version is registered, and nobody has asked for an approval."
