"""The ledger told in sentences, newest first: who did what when. The one place the Ledger page and the reports read it from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from assent.access import queries as access
from assent.inventory import queries as inventory
from assent.ledger.model import Event, Payload
from assent.ledger.view import View
from assent.procedures.sentences import Names, tell

MOST = 1_000


@dataclass(frozen=True)
class EventLine:
    """One event. `subject_words` is what it is about, `colour` one of Streamlit's names; `erased` when its payload is gone."""

    seq: int
    id: str
    when: datetime
    who_id: str
    who: str
    sentence: str
    subject_words: str
    system: str | None
    action: str
    leaf_hash: str
    colour: str
    erased: bool


@dataclass(frozen=True)
class EventPage:
    """Some events, newest first; `total` counts all that meet the filters, `next_before` asks for the page after this, None at the end."""

    lines: tuple[EventLine, ...]
    total: int
    next_before: int | None


@dataclass(frozen=True)
class Choices:
    """What the filters can be set to: actions and actors that occur, as (value, words)."""

    actions: tuple[str, ...]
    actors: tuple[tuple[str, str], ...]
    systems: tuple[tuple[str, str], ...]


def events(
    view: View,
    *,
    system: str | None = None,
    actor: str | None = None,
    action: str | None = None,
    text: str | None = None,
    since: date | datetime | None = None,
    until: date | datetime | None = None,
    limit: int = 50,
    before_seq: int | None = None,
) -> EventPage:
    """Events that meet all filters. Needs `ledger.read`; whoever has it for some systems sees the events of those.

    `action` is a whole action or a room (`approval`); `text` is looked for in what was said, the action, names and digests, whatever its case;
    `since` and `until` are moments or days, the last day included. At most 1,000 lines; `before_seq` pages on.
    """
    scope = view.scope("ledger.read")
    where = [] if scope is None else [_event().system.in_(sorted(scope))]
    names = _names(view)
    where += _where(names, system=system, actor=actor, action=action, text=text, since=since, until=until)
    return _page(view, where, names, limit, before_seq)


def system_events(view: View, *, system: str, limit: int) -> EventPage:
    """A system's events for its report: needs `reports.build` for it, not `ledger.read`."""
    view.require("reports.build", system=system)
    return _page(view, [_event().system == system], _names(view), limit, None)


def choices(view: View) -> Choices:
    """What occurs in the events this reader may see. Needs `ledger.read`."""
    scope = view.scope("ledger.read")
    conditions = [*view.conditions(Event), *([] if scope is None else [_event().system.in_(sorted(scope))])]
    names = _names(view)
    found = {
        column.key: view.session.exec(select(column).where(*conditions).distinct()).all()
        for column in (_event().action, _event().actor, _event().system)
    }
    actors = sorted(((i, names.people.get(i, i)) for i in found["actor"]), key=lambda a: a[1].casefold())
    systems = sorted(((k, names.systems.get(k, k)) for k in found["system"] if k), key=lambda s: s[1].casefold())
    return Choices(tuple(sorted(found["action"])), tuple(actors), tuple(systems))


def _event() -> Any:
    return Event


def _names(view: View) -> Names:
    scope = view.reader.scope("inventory.read")
    systems = {} if scope is not None and not scope else {s.key: s.name for s in inventory.systems(view)}
    return Names(access.names(view), systems)


def _where(names: Names, **wanted: Any) -> list[Any]:
    event, where = _event(), []
    for name in ("system", "actor"):
        if wanted[name] is not None:
            where.append(getattr(event, name) == wanted[name])
    if wanted["action"] is not None:
        room = wanted["action"]
        where.append(event.action == room if "." in room else event.action.startswith(f"{room}.", autoescape=True))
    if wanted["since"] is not None:
        where.append(event.recorded_at >= _start(wanted["since"]))
    if wanted["until"] is not None:
        last = wanted["until"]
        where.append(event.recorded_at <= last if isinstance(last, datetime) else event.recorded_at < _start(last + timedelta(days=1)))
    if wanted["text"] and wanted["text"].strip():
        where.append(_contains(names, wanted["text"].strip()))
    return where


def _contains(names: Names, text: str) -> Any:
    """Anywhere in what was said, in the action, in a digest, or in the name of whoever did it or whom it concerns."""
    event, payload = _event(), _payload()
    ids = [i for i, name in names.people.items() if text.casefold() in name.casefold()]
    keys = [k for k, name in names.systems.items() if text.casefold() in f"{name} {k}".casefold()]
    columns = (payload.content, event.action, event.id, event.leaf_hash, event.subject)
    found = [column.icontains(text, autoescape=True) for column in columns]
    return sa.or_(*found, event.actor.in_(ids), event.subject.in_(ids), event.system.in_(keys))


def _payload() -> Any:
    return Payload


def _start(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time.min, tzinfo=UTC)


def _page(view: View, where: Sequence[Any], names: Names, limit: int, before_seq: int | None) -> EventPage:
    event, payload = _event(), _payload()
    conditions = [*view.conditions(Event), *where]
    joined = sa.select(event, payload).outerjoin(payload, payload.event_id == event.id)
    counted = sa.select(sa.func.count()).select_from(event).outerjoin(payload, payload.event_id == event.id).where(*conditions)
    total = int(view.session.execute(counted).scalar_one())
    paged = conditions if before_seq is None else [*conditions, event.seq < before_seq]
    limit = max(1, min(limit, MOST))
    rows = view.session.execute(joined.where(*paged).order_by(event.seq.desc()).limit(limit + 1)).all()
    lines = tuple(_line(e, p, names) for e, p in rows[:limit])
    return EventPage(lines, total, lines[-1].seq if len(rows) > limit else None)


def _line(event: Event, payload: Payload | None, names: Names) -> EventLine:
    content = payload.content if payload is not None else None
    sentence, about, colour = tell(event.action, subject=event.subject, system=event.system, content=content, names=names)
    who = names.people.get(event.actor, "Somebody no longer on record")
    return EventLine(
        event.seq,
        event.id,
        event.recorded_at,
        event.actor,
        who,
        sentence,
        about,
        event.system,
        event.action,
        event.leaf_hash,
        colour,
        content is None,
    )
