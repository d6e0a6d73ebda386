"""What needs somebody: each thing as one line of Today, from facts alone. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from assent.approvals.queries import RequestCard
from assent.approvals.rule import VOTE_PERMISSION
from assent.inventory.queries import SystemCard
from assent.jobs.queries import JobCard
from assent.kernel import words
from assent.monitoring.cards import BreachCard
from assent.procedures.facts import Facts
from assent.procedures.sentences import window_words

Colour = Literal["red", "orange", "gray"]
Kind = Literal["prohibited", "breach", "review", "vote", "request", "job", "tier", "unreviewed"]
SOON = timedelta(days=7)
LATER = timedelta(days=30)
FAILED_LATELY = timedelta(days=7)
MANY = 5  # more things of a sort than this become one line
ORDER: dict[Colour, int] = {"red": 0, "orange": 1, "gray": 2}
WEIGHT: tuple[Kind, ...] = ("prohibited", "breach", "review", "vote", "request", "job", "tier", "unreviewed")


@dataclass(frozen=True)
class Item:
    """One line: how urgent in words, colour, date in words, title, what it is and what to do, and where it opens.

    `page` is a page's name and `query` what its address carries; `day` is when it began to hurt or is due, for sorting.
    """

    kind: Kind
    system: str | None
    urgency: str
    colour: Colour
    date_words: str
    title: str
    sentence: str
    page: str
    query: Mapping[str, str] = field(hash=False)
    action: str
    day: date
    tier: int | None = None


def items(facts: Facts) -> list[Item]:
    """Everything that needs somebody, what hurts first: red before orange before grey; breaches, then the rest, by tier and date."""
    found: list[Item] = []
    for card in facts.systems:
        if card.status != "retired":
            found += _of_system(facts, card)
    found += [_request(facts, request) for request in facts.requests]
    found += list(_failures(facts))
    found += _missing(facts)
    return sorted(found, key=rank)


def rank(item: Item) -> tuple[int, int, int, date, str]:
    """Red: by what it is, the graver tier first, the oldest first. The others: by what is due first."""
    if item.colour == "red":
        return ORDER["red"], WEIGHT.index(item.kind), item.tier or 0, item.day, item.title
    return ORDER[item.colour], (item.day - date(1950, 1, 1)).days, item.tier or 0, item.day, item.title


def waits_for(facts: Facts, request: RequestCard) -> bool:
    """Whether a request waits for this very reader: it can be decided, she may vote on it, did not ask, and has not decided yet."""
    reader = facts.reader
    if request.system in facts.barred or reader.means != "session" or request.requested_by == reader.id:
        return False
    cast = [b for b in request.ballots if b.counts]
    if any(b.voter_id == reader.id for b in cast):
        return False
    taken = {b.seat for b in cast}
    return any(seat not in taken and reader.may(permission, system=request.system) for seat, permission in VOTE_PERMISSION.items())


def _of_system(facts: Facts, card: SystemCard) -> Iterator[Item]:
    tier, assessed = facts.tier(card.key), facts.assessments.get(card.key)
    if assessed is not None and "prohibited" in assessed.risk_classes and card.status == "in_use":
        since = assessed.assessed_at.date()
        yield Item(
            "prohibited", card.key, words.open_for(since, facts.today), "red", f"since {words.day(since)}", f"{card.name} is a prohibited practice",
            "The questionnaire says that Art. 5 of the AI Act applies, and it is in use. Suspend it, or have the answers checked.",
            "system", {"system": card.key}, "Open system", since, 0,
        )  # fmt: skip
    if facts.breaches.get(card.key):
        yield _breach(facts, card, facts.breaches[card.key])
    due = facts.review_due(card)
    if due is not None and due - facts.today <= LATER:
        yield _review(facts, card, due, tier)


def _breach(facts: Facts, card: SystemCard, found: tuple[BreachCard, ...]) -> Item:
    worst = max(found, key=lambda b: b.worst_value)
    since = min(b.opened_at for b in found).date()
    back = all(b.back_within for b in found)
    title = f"{worst.column} of {card.name} has drifted" if len(found) == 1 else f"{len(found)} columns of {card.name} have drifted"
    where = f" in {window_words(worst.worst_window)}" if worst.worst_window else ""
    named = "" if len(found) == 1 else f"Worst is {worst.column}: "
    what = f"{named}PSI {worst.worst_value:.2f}{where}, limit {worst.limit:.2f}."
    do = "Back within the limit since; close it with a reason." if back else "Look at the drift, then act on it or close it with a reason."
    return Item(
        "breach", card.key, words.open_for(since, facts.today), "orange" if back else "red", f"since {words.day(since)}", title, f"{what} {do}",
        "monitoring", {"system": card.key, "column": worst.column}, "Look at drift", since, facts.tier(card.key),
    )  # fmt: skip


def _review(facts: Facts, card: SystemCard, due: date, tier: int | None) -> Item:
    said = [f"Tier {tier}" if tier else "No tier yet"]
    said.append(f"last reviewed on {words.day(card.last_review)}" if card.last_review else "never reviewed")
    may = facts.reader.may("inventory.review", system=card.key)
    do = "Look at the system as a whole and record a conclusion." if may else "A risk or compliance officer looks at it and records a conclusion."
    return Item(
        "review", card.key, words.left(due, facts.today), _colour(due, facts.today), words.day(due), f"Review of {card.name}",
        f"{', '.join(said)}. {do}", "system", {"system": card.key}, "Start review" if may else "Open system", due, tier,
    )  # fmt: skip


def _request(facts: Facts, request: RequestCard) -> Item:
    mine, blocked = waits_for(facts, request), facts.barred.get(request.system)
    do = f"{blocked} Or take the request back." if blocked else _sentence(request.words)
    due = request.due_at.date()
    colour = "red" if request.due_at < facts.now else _colour(due, facts.today)
    return Item(
        "vote" if mine else "request", request.system, words.left_until(request.due_at, facts.now), colour, words.moment(request.due_at),
        f"Vote: {request.system_name} {request.version}" if mine else f"{request.system_name} {request.version} waits for approval",
        f"{request.number}, for {request.target}. {do}", "approvals", {"request": request.number},
        "Read and vote" if mine else "Open request", due, facts.tier(request.system),
    )  # fmt: skip


def _failures(facts: Facts) -> Iterator[Item]:
    """Jobs that failed lately and were not done since; the newest of each kind and arguments speaks."""
    names = {card.key: card.name for card in facts.systems}
    seen: set[str] = set()
    for job in facts.jobs:
        same = f"{job.kind} {sorted(job.arguments.items(), key=str)}"
        if job.active or same in seen:
            continue
        seen.add(same)
        ended = job.finished_at or job.created_at
        system = job.arguments.get("system")
        if job.state in ("failed", "interrupted") and facts.now - ended <= FAILED_LATELY and (system is None or system in names):
            yield _failure(facts, job, ended, names)


def _failure(facts: Facts, job: JobCard, ended: datetime, names: Mapping[str, str]) -> Item:
    system = str(job.arguments["system"]) if job.arguments.get("system") in names else None
    what = {"measure": "Measuring", "report": "A report"}.get(job.kind, f"The job {job.kind.replace('_', ' ')}")
    about = f"{' ' if job.kind == 'measure' else ' of '}{names[system]}" if system else ""
    return Item(
        kind="job", system=system, urgency=words.ago(ended, facts.now).capitalize(), colour="orange", date_words=words.moment(ended),
        title=f"{what}{about} failed", sentence=_sentence(job.error or "It was interrupted. Start it again."),
        page="monitoring" if system else "today", query={"system": system} if system else {}, action="Look at it", day=ended.date(),
        tier=facts.tier(system) if system else None,
    )  # fmt: skip


def _missing(facts: Facts) -> list[Item]:
    """Systems without a tier, and systems in use that were never reviewed and have no date for it."""
    untiered = [card for card in facts.systems if card.status != "retired" and card.key not in facts.assessments]
    unreviewed = [c for c in facts.systems if c.status == "in_use" and c.last_review is None and facts.review_due(c) is None]
    may = any(facts.reader.may("risk.tier", system=card.key) for card in untiered)
    how = "Answer the questionnaire: the tier decides how often it is reviewed." if may else "A risk officer answers the questionnaire."
    found = _each_or_all(
        facts, untiered, "tier", "No tier", "has no risk tier", "systems have no risk tier", how, "Set the tier" if may else "Open system"
    )
    how = "Nobody has recorded a review and no date is set. Review it, or set a date."
    return found + _each_or_all(
        facts, unreviewed, "unreviewed", "No review", "was never reviewed", "systems in use were never reviewed", how, "Open system"
    )


def _each_or_all(facts: Facts, cards: list[SystemCard], kind: Kind, urgency: str, one: str, many: str, how: str, action: str) -> list[Item]:
    if len(cards) > MANY:
        since = min(card.added_at for card in cards).date()
        colour: Colour = "orange" if any(card.status == "in_use" for card in cards) else "gray"
        title = f"{words.thousands(len(cards))} {many}"
        return [Item(kind, None, urgency, colour, f"since {words.day(since)}", title, how, "inventory", {"show": kind}, "Show them", facts.today)]
    return [
        Item(kind, c.key, urgency, "orange" if c.status == "in_use" else "gray", f"added {words.day(c.added_at)}", f"{c.name} {one}", how,
             "system", {"system": c.key, "tab": "Risk"} if kind == "tier" else {"system": c.key}, action, facts.today, facts.tier(c.key))
        for c in cards
    ]  # fmt: skip


def _colour(due: date, today: date) -> Colour:
    return "red" if due < today else "orange" if due - today <= SOON else "gray"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
