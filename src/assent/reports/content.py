"""What a report on one system says: plain frozen values, no layout. Its canonical JSON is what the ledger binds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assent.kernel.canonical import Digest
from assent.reports.measured import Breach, Drift, Line

Tone = Literal["good", "watch", "bad", "neutral"]
Choice = Literal["for", "against", "recused"]


@dataclass(frozen=True)
class Outcome:
    """The one thing a reader must know, and why. `ballots` are the choices of the request that decided, oldest first."""

    headline: str
    sentence: str
    tone: Tone
    reasons: tuple[str, ...]
    heading: str
    ballots: tuple[Choice, ...] = ()
    tally: str = ""


@dataclass(frozen=True)
class Group:
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Document:
    """A document named in the inventory by the SHA-256 of its bytes."""

    title: str
    sha256: Digest


@dataclass(frozen=True)
class Answer:
    """One answer of the questionnaire, with the reason its author gave."""

    question: str
    answer: str
    reason: str


@dataclass(frozen=True)
class Ground:
    """What one answer led to: the gate, the answer, the article or rule, and a note."""

    gate: str
    answer: str
    ref: str
    note: str


@dataclass(frozen=True)
class Risk:
    """Tier (1 gravest to 4, None: not derived) and the law's classes in words, with the answers behind them."""

    tier: int | None
    classes: tuple[str, ...]
    answers: tuple[Answer, ...]
    grounds: tuple[Ground, ...]
    open_questions: tuple[str, ...]
    assessed_by: str
    assessed_at: datetime


@dataclass(frozen=True)
class Metric:
    """One figure of an evaluation. `interval` is as the manifest states it; n is the sample size, None where not stated."""

    name: str
    value: float
    n: int | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Binding:
    """One thing a manifest binds: what it is, its name and its digest or reference."""

    kind: str
    name: str
    reference: str


@dataclass(frozen=True)
class Version:
    """One model version as its manifest gives it, and what became of it here."""

    model: str
    version: str
    state: str
    trained_at: datetime | None
    registered_at: datetime
    registered_by: str
    developers: tuple[str, ...]
    metrics: tuple[Metric, ...]
    bindings: tuple[Binding, ...]
    parameters: tuple[Line, ...]
    manifest_digest: Digest


@dataclass(frozen=True)
class Placement:
    """A time in production."""

    model: str
    version: str
    environment: str
    started_at: datetime
    ended_at: datetime | None
    request: str


@dataclass(frozen=True)
class Vote:
    """One person's voice: the role it was cast in, when, why, and the digest of what was on the screen. An old pack's does not count."""

    name: str
    role: str
    choice: Choice
    reason: str
    cast_at: datetime
    digest: Digest
    counts: bool = True


@dataclass(frozen=True)
class Request:
    """One approval request with its votes."""

    number: str
    question: str
    model: str
    version: str
    status: str
    reason: str
    outcome: str
    requested_by: str
    opened_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    votes: tuple[Vote, ...]
    digest: Digest
    pack_digest: Digest


@dataclass(frozen=True)
class Entry:
    """One ledger event in words."""

    seq: int
    id: str
    recorded_at: datetime
    who: str
    sentence: str
    leaf_hash: Digest


@dataclass(frozen=True)
class SystemReport:
    """Everything the record knows of one system at one ledger size."""

    key: str
    name: str
    purpose: str
    status: str
    owner: str
    next_review: date | None
    review_overdue: bool
    missing: tuple[str, ...]
    outcome: Outcome
    inventory: tuple[Group, ...]
    documents: tuple[Document, ...]
    risk: Risk | None
    versions: tuple[Version, ...]
    placements: tuple[Placement, ...]
    drift: Drift | None
    requests: tuple[Request, ...]
    breaches: tuple[Breach, ...]
    entries: tuple[Entry, ...]
    entries_total: int
    ledger_size: int
    stands_for: datetime


@dataclass(frozen=True)
class Issue:
    """What a particular piece of paper is: its number, who issued it and when, and the digest it carries."""

    document: str
    kind: str
    subject: str
    organisation: str
    issued_by: str
    issued_at: datetime
    ledger_size: int
    stands_for: datetime
    is_past: bool
    content_digest: Digest
    program: str
