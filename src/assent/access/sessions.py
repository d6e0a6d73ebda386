"""Web sessions and the limits on sign-in: working rows, written by `tend`.

A session ends 30 minutes after its person's last own act, 12 hours after sign-in, or when it is revoked. What a page does by
itself (a progress bar that looks again, a reconnecting socket) is not an act of a person and does not keep it alive.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    since = view.now - IDLE
    rows = view.rows(WebSession, WebSession.person_id == person_id, col(WebSession.revoked_at).is_(None), WebSession.last_active_at > since)
    held = [r for r in rows if view.now - r.created_at <= LONGEST]
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


def blocked(view: View, *, name: str, address: str) -> bool:
    """Whether too many wrong passwords came for this name or from this address lately."""
    since = view.now - FAILURE_WINDOW

    def count(bucket: str) -> int:
        return len(view.rows(SignInFailure, SignInFailure.bucket == bucket, SignInFailure.occurred_at > since))

    return count(_name_bucket(name)) >= FAILURES or count(f"from:{address}") >= FAILURES_FROM_ONE_ADDRESS


def note_failure(desk: Desk, *, name: str, address: str) -> None:
    """Count a wrong password, and forget what is too old to matter."""
    for bucket in (_name_bucket(name), f"from:{address}"):
        desk.session.add(SignInFailure(id=new_id(), bucket=bucket, occurred_at=desk.now))
    for old in desk.session.exec(select(SignInFailure).where(SignInFailure.occurred_at < desk.now - 4 * FAILURE_WINDOW)).all():
        desk.session.delete(old)


def forget_failures(desk: Desk, *, name: str) -> None:
    """After a right password the count for that name begins anew."""
    for row in desk.session.exec(select(SignInFailure).where(SignInFailure.bucket == _name_bucket(name))).all():
        desk.session.delete(row)


def password_hash(view: View, *, person_id: str) -> str | None:
    """The stored hash, for comparing only."""
    credential = view.session.get(Credential, person_id)
    return None if credential is None else credential.password_hash


def _name_bucket(name: str) -> str:
    return "name:" + hashlib.sha256(" ".join(name.split()).casefold().encode(errors="replace")).hexdigest()
