"""What puts documents on record: their issue, their file, and that a file could not be made."""

from datetime import datetime

from sqlmodel import col

from assent.kernel.canonical import Digest
from assent.kernel.errors import Conflict
from assent.kernel.ids import new_id
from assent.ledger.unit import Unit
from assent.reports import queries
from assent.reports.model import IssuedReport, ReportFile


def record_issue(
    unit: Unit, *, kind: str, subject: str, system: str | None, content_digest: Digest, ledger_size: int, as_of: datetime | None
) -> queries.IssuedCard:
    """Give a document the next number of the year, `RP-2026-0001`, and bind its content. Raises Forbidden without `reports.build`."""
    unit.require("reports.build", system=system)
    year = f"RP-{unit.now.year}-"
    number = len(unit.view.rows(IssuedReport, col(IssuedReport.document).startswith(year, autoescape=True))) + 1
    row = unit.add(
        IssuedReport(
            id=new_id(), document=f"{year}{number:04d}", report_kind=kind, subject=subject, system=system, issued_by=unit.actor.id,
            issued_at=unit.now, ledger_size=ledger_size, content_digest=content_digest, as_of=as_of,
        )
    )  # fmt: skip
    unit.record("reports.issued", subject=row.id, system=system, document=row.document, kind=kind, of=subject, content_digest=content_digest,
                ledger_size=ledger_size, as_of=as_of)  # fmt: skip
    return queries.document(unit.view, document=row.document)


def record_file(unit: Unit, *, document: str, name: str, sha256: Digest, pages: int, size: int) -> None:
    """Put on record which bytes were handed out under a number. Raises Conflict when there is a file for it already."""
    issued = unit.view.one(IssuedReport, IssuedReport.document == document, what=f"document {document}")
    unit.require("reports.build", system=issued.system)
    if unit.view.first(ReportFile, ReportFile.document == document) is not None:
        raise Conflict(f"{document} has a file already. Build a new report.")
    unit.add(ReportFile(id=new_id(), document=document, name=name, sha256=sha256, pages=pages, size=size, filed_at=unit.now))
    unit.record("reports.filed", subject=issued.id, system=issued.system, document=document, name=name, sha256=sha256, pages=pages, size=size)


def record_failure(unit: Unit, *, document: str, sentence: str) -> None:
    """Put on record why a number has no file."""
    issued = unit.view.one(IssuedReport, IssuedReport.document == document, what=f"document {document}")
    unit.require("reports.build", system=issued.system)
    unit.record("reports.failed", subject=issued.id, system=issued.system, document=document, sentence=sentence)
