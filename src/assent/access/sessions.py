"""Web sessions and the limits on sign-in: working rows, written by `tend`.

A session ends 30 minutes after its person's last own act, 12 hours after sign-in, or when it is revoked. What a page does by
itself (a progress bar that looks again, a reconnecting socket) is not an act of a person and does not keep it alive.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from assent.access.model import Credential, SignInFailure, WebSession
from assent.kernel.ids import new_id
from assent.ledger.record import Desk
from assent.ledger.view import View

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(seconds=30)  # an act within half a minute of the last one noted is not written again
FAILURES, FAILURE_WINDOW = 5, timedelta(minutes=15)
FAILURES_FROM_ONE_ADDRESS = 50
KEPT = timedelta(days=7)  # how long a session stays on file after its end


@dataclass(frozen=True)
class Session:
    """A session that holds now."""

    token_hash: str
    person_id: str
    csrf: str
    created_at: datetime
    last_active_at: datetime
    must_change: bool
    user_agent: str = ""


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(desk: Desk, *, person_id: str, user_agent: str) -> str:
    """Start a session; returns the token for the cookie, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = WebSession(token_hash=token_hash(token), person_id=person_id, csrf=secrets.token_urlsafe(24), created_at=desk.now,
                     last_active_at=desk.now, user_agent=user_agent[:200])  # fmt: skip
    desk.session.add(row)
    return token


def current(view: View, *, token: str | None) -> Session | None:
    """The session a token opens, or None when there is none, or it has ended."""
    row = view.session.get(WebSession, token_hash(token)) if token else None
    if row is None or row.revoked_at is not None or view.now - row.last_active_at > IDLE or view.now - row.created_at > LONGEST:
        return None
    credential = view.session.get(Credential, row.person_id)
    must_change = credential is not None and credential.must_change
    return Session(row.token_hash, row.person_id, row.csrf, row.created_at, row.last_active_at, must_change, row.user_agent)


def sessions_of(view: View, *, person_id: str) -> list[Session]:
    """The sessions of one person that hold now, newest first: one's own, or anybody's for who manages people."""
    if view.reader.id != person_id:
        view.require("people.manage")
    held = view.rows(WebSession, WebSession.person_id == person_id, *open_now(view.now))
    return [Session(r.token_hash, r.person_id, r.csrf, r.created_at, r.last_active_at, False, r.user_agent)
            for r in sorted(held, key=lambda r: r.created_at, reverse=True)]  # fmt: skip


def note_act(desk: Desk, *, token: str) -> None:
    """Remember that the person herself did something."""
    row = desk.session.get(WebSession, token_hash(token))
    if row is not None and row.revoked_at is None and NOTED_EVERY < desk.now - row.last_active_at <= IDLE:
        row.last_active_at = desk.now


def end(desk: Desk, *, hashed: str) -> None:
    """End one session, now."""
    row = desk.session.get(WebSession, hashed)
    if row is not None and row.revoked_at is None:
        row.revoked_at = desk.now


def end_all(desk: Desk, *, person_id: str, but: str | None = None) -> int:
    """End every session of a person (but one); returns how many."""
    rows = desk.session.exec(select(WebSession).where(WebSession.person_id == person_id, col(WebSession.revoked_at).is_(None))).all()
    ended = [r for r in rows if r.token_hash != but]
    for row in ended:
        row.revoked_at = desk.now
    return len(ended)


@dataclass(frozen=True)
class Attempt:
    """A try to sign in that may be made. `crowded` says that many came from its address lately, which only those that fail hear of."""

    name: str
    rows: tuple[str, ...]
    crowded: bool


def note_attempt(desk: Desk, *, name: str, address: str) -> Attempt | None:
    """Count a try before its password is looked at, or None when that name had its tries. `forget_attempt` takes it back.

    Only the name is locked: many people come from one address, and the wrong passwords of one are not to keep the others out.
    """
    by_name, by_address = _name_bucket(name), f"from:{address}"
    if _lately(desk, by_name) >= FAILURES:
        return None
    crowded = _lately(desk, by_address) >= FAILURES_FROM_ONE_ADDRESS
    rows = [SignInFailure(id=new_id(), bucket=b, occurred_at=desk.now) for b in ((by_name,) if crowded else (by_name, by_address))]
    desk.session.add_all(rows)
    return Attempt(name, tuple(row.id for row in rows), crowded)


def forget_attempt(desk: Desk, *, attempt: Attempt) -> None:
    """The password was right: the count for that name begins anew, and this try counts for no address."""
    mine = sa.or_(col(SignInFailure.bucket) == _name_bucket(attempt.name), col(SignInFailure.id).in_(attempt.rows))
    for row in desk.session.exec(select(SignInFailure).where(mine)).all():
        desk.session.delete(row)


def _lately(desk: Desk, bucket: str) -> int:
    since = desk.now - FAILURE_WINDOW
    counted = select(sa.func.count()).select_from(SignInFailure)
    return desk.session.exec(counted.where(SignInFailure.bucket == bucket, SignInFailure.occurred_at > since)).one()


def open_now(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions under which a row of WebSession holds at that moment."""
    return (
        col(WebSession.revoked_at).is_(None),
        col(WebSession.last_active_at) >= now - IDLE,
        col(WebSession.created_at) >= now - LONGEST,
    )


def purge(desk: Desk) -> int:
    """Delete what ended more than a week ago, and wrong passwords that count no more; returns how many sessions went."""
    before = desk.now - KEPT
    ended = select(WebSession).where(sa.or_(
        col(WebSession.revoked_at) < before, col(WebSession.last_active_at) < before - IDLE, col(WebSession.created_at) < before - LONGEST,
    ))  # fmt: skip
    gone = desk.session.exec(ended).all()
    for row in [*gone, *desk.session.exec(select(SignInFailure).where(SignInFailure.occurred_at < desk.now - FAILURE_WINDOW)).all()]:
        desk.session.delete(row)
    return len(gone)


def password_hash(view: View, *, person_id: str) -> str | None:
    """The stored hash, for comparing only."""
    credential = view.session.get(Credential, person_id)
    return None if credential is None else credential.password_hash


def _name_bucket(name: str) -> str:
    return "name:" + hashlib.sha256(" ".join(name.split()).casefold().encode(errors="replace")).hexdigest()
