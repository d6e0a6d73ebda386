"""A browser somebody is signed in with, in words."""

import re
from datetime import datetime

from assent.access.sessions import IDLE, Session
from assent.kernel.words import ago, moment

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def browser(session: Session) -> str:
    """Firefox on Windows."""
    agent = session.user_agent
    name = next((word for sign, word in BROWSERS if sign in agent), None)
    if name is None:
        return re.split(r"[/ (]", agent, maxsplit=1)[0][:40] or "A browser"
    where = next((word for sign, word in SYSTEMS if sign in agent), None)
    return f"{name} on {where}" if where else name


def times(session: Session, now: datetime) -> str:
    """Since when, and when last used."""
    minutes = int(IDLE.total_seconds() // 60)
    return f"Signed in {moment(session.created_at)}. Last used {ago(session.last_active_at, now)}; ends {minutes} minutes after its last use."
