"""The whole history of one system in words: what was said of it, its tiers, and what went into production."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import select

from assent.access import queries as access
from assent.inventory.history import HistoryLine, history
from assent.ledger.model import Event
from assent.ledger.view import View
from assent.registry.queries import DeploymentCard
from assent.risk import queries as risk
from assent.risk.queries import TierChange

UNKNOWN = "Somebody unknown"


def system_history(view: View, *, key: str, deployments: Sequence[DeploymentCard]) -> list[HistoryLine]:
    """Everything that happened to a system, newest first. Raises NotFound."""
    tiers = risk.tier_changes(view, system=key)
    seqs = [t.seq for t in tiers] + [d.opened_seq for d in deployments]
    columns = sa.inspect(Event).columns
    events: Mapping[int, Event] = {e.seq: e for e in view.session.exec(select(Event).where(columns.seq.in_(seqs))).all()} if seqs else {}
    names = access.names(view)
    lines = [_tier(t, events[t.seq], names) for t in tiers if t.seq in events]
    lines += [_production(d, events[d.opened_seq], names) for d in deployments if d.opened_seq in events]
    return sorted([*history(view, key=key), *lines], key=lambda line: -line.seq)


def _tier(change: TierChange, event: Event, names: Mapping[str, str]) -> HistoryLine:
    before, after = _tier_words(change.before), _tier_words(change.tier)
    if change.first:
        sentence = f"Assessed: {after}, {change.classes or 'class open'}"
    elif change.before == change.tier:
        sentence = f"Assessed again: still {after}, {change.classes or 'class open'}"
    else:
        sentence = f"Risk changed from {before} to {after}, {change.classes or 'class open'}"
    return _line(event, names, "Risk", "" if change.first else before, after, sentence)


def _production(deployment: DeploymentCard, event: Event, names: Mapping[str, str]) -> HistoryLine:
    what = f"{deployment.model} {deployment.version}"
    return _line(event, names, "Production", "", what, f"{what} put into production")


def _line(event: Event, names: Mapping[str, str], words: str, before: str, after: str, sentence: str) -> HistoryLine:
    who = names.get(event.actor, UNKNOWN)
    return HistoryLine(event.recorded_at, event.seq, event.actor, who, words, before, after, sentence)


def _tier_words(tier: int | None) -> str:
    return "prohibited" if tier is None else f"tier {tier}"
