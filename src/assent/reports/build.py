"""One click: gather, put the issue on record, draw in a worker, keep the file."""

import os
from dataclasses import dataclass
from datetime import date, datetime

import assent
from assent.home import Home
from assent.jobs.worker import in_worker
from assent.kernel.actor import Actor
from assent.kernel.canonical import Digest, digest, sha256
from assent.kernel.errors import GovernanceError, Invalid, NotFound, Unavailable
from assent.kernel.text import quoted
from assent.ledger.view import View
from assent.procedures.refusals import refusals_recorded
from assent.reports import commands, queries
from assent.reports.content import Issue, SystemReport
from assent.reports.draw import TITLES
from assent.reports.gather import system_report
from assent.reports.printing import printed

TIMEOUT = 180.0  # seconds
MEMORY = 2 * 1024**3  # bytes


@dataclass(frozen=True)
class BuiltReport:
    """A finished document: its number, its bytes, their SHA-256, its pages, and the file's name under the home's reports."""

    document: str
    pdf: bytes
    sha256: Digest
    pages: int
    name: str


def build_report(home: Home, actor: Actor, *, kind: str, subject: str | None = None, as_of: int | date | datetime | None = None) -> BuiltReport:
    """Build, issue and keep a report; `subject` of a `system` report is a system's key, `as_of` a day's end, a moment or a ledger size.

    Raises Invalid for an unknown kind or a character no font has, NotFound for an unknown subject, Forbidden without
    `reports.build`, Unavailable without Pango or when drawing took too long. A number whose file failed keeps an event that says why.
    """
    if kind not in TITLES:
        raise Invalid(f"There is no report of the kind {quoted(kind)}. The kinds are: {', '.join(TITLES)}.", {"kind": "Choose one of the list."})
    if not subject:
        raise Invalid(f"A {kind} report needs a system's key. The kinds are: {', '.join(TITLES)}.", {"subject": "Name a system."})
    with refusals_recorded(home, actor, "build_report"):
        report = home.ask(actor, system_report, key=subject, as_of=as_of)
    past = report.stands_for if as_of is not None else None
    card = home.act(
        actor,
        commands.record_issue,
        kind=kind,
        subject=subject,
        system=report.key,
        content_digest=digest(report),
        ledger_size=report.ledger_size,
        as_of=past,
    )
    try:
        made = in_worker(printed, report, _issue(home, actor, card, report), timeout=TIMEOUT, memory=MEMORY)
    except GovernanceError as error:
        home.act(actor, commands.record_failure, document=card.document, sentence=error.sentence)
        raise
    built = BuiltReport(card.document, made.pdf, sha256(made.pdf), made.pages, f"{card.document}-{subject}.pdf")
    _keep(home, built)
    home.act(
        actor, commands.record_file, document=built.document, name=built.name, sha256=built.sha256, pages=built.pages, size=len(built.pdf)
    )  # only now, with the file safe on disk
    return built


def filed(home: Home, reader: Actor, *, document: str) -> BuiltReport:
    """A document issued earlier, from the home's reports. Raises NotFound without it, Unavailable when the file is gone or altered."""

    def allowed(view: View) -> queries.IssuedCard:
        card = queries.document(view, document=document)
        view.require("reports.build", system=card.system)
        return card

    with refusals_recorded(home, reader, "open_report"):
        card = home.ask(reader, allowed)
    if card.name is None or card.sha256 is None or card.pages is None:
        raise NotFound(f"{card.document} was issued, but its file could not be made. Build the report again.")
    try:
        content = (home.reports / card.name).read_bytes()
    except OSError as error:
        raise Unavailable(
            f"The file of {card.document} is not in the home's reports any more. Restore it from a backup, or build a new report."
        ) from error
    if sha256(content) != card.sha256:
        raise Unavailable(f"The file of {card.document} is not the one that was issued. Restore it from a backup, or build a new report.")
    return BuiltReport(card.document, content, card.sha256, card.pages, card.name)


def _issue(home: Home, actor: Actor, card: queries.IssuedCard, report: SystemReport) -> Issue:
    invented = " (a demonstration; people and times are invented)" if home.settings.demo else ""
    return Issue(
        document=card.document,
        kind=card.kind,
        subject=card.subject,
        organisation=home.settings.organisation + invented,
        issued_by=actor.name or card.issued_by_name,
        issued_at=card.issued_at,
        ledger_size=card.ledger_size,
        stands_for=report.stands_for,
        is_past=card.as_of is not None,
        content_digest=card.content_digest,
        program=f"assent {assent.__version__}",
    )


def _keep(home: Home, built: BuiltReport) -> None:
    """Whole or not at all, readable by the owner of the home alone."""
    home.reports.mkdir(exist_ok=True)
    part = home.reports / f".{built.name}.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(built.pdf)
        file.flush()
        os.fsync(file.fileno())
    part.replace(home.reports / built.name)
