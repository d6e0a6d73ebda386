"""People and roles are on record; passwords and sessions are working rows, so that they are never part of it."""

from datetime import datetime

from sqlmodel import Field

from assent.store.rows import State, Working, moment


class Person(State, table=True):
    """Somebody with an account. Names and addresses are unique among current people, whatever their case."""

    __tablename__ = "person"
    name: str
    email: str
    active: bool = True
    added_at: datetime = moment()


class RoleGrant(State, table=True):
    """A role somebody holds: who granted it and when goes with every ballot cast under it."""

    __tablename__ = "role_grant"
    person_id: str
    role: str
    scope: str = "*"
    granted_by: str
    granted_at: datetime = moment()


class Credential(Working, table=True):
    """An argon2id hash. `must_change` holds for one-time passwords."""

    __tablename__ = "credential"
    person_id: str = Field(primary_key=True)
    password_hash: str
    must_change: bool = False
    changed_at: datetime = moment()


class WebSession(Working, table=True):
    """A signed-in browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "web_session"
    token_hash: str = Field(primary_key=True)
    person_id: str
    csrf: str
    created_at: datetime = moment()
    last_active_at: datetime = moment()
    revoked_at: datetime | None = moment(default=None, nullable=True)
    user_agent: str = ""


class SignInFailure(Working, table=True):
    """A wrong password, counted by name and by address."""

    __tablename__ = "sign_in_failure"
    id: str = Field(primary_key=True)
    bucket: str
    occurred_at: datetime = moment()
