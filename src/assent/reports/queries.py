"""Which documents were issued."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col

from assent.access import queries as access
from assent.kernel.canonical import Digest
from assent.kernel.errors import NotFound
from assent.kernel.text import quoted
from assent.ledger.view import View
from assent.reports.model import IssuedReport, ReportFile


@dataclass(frozen=True)
class IssuedCard:
    """A document. `name`, `sha256`, `pages` and `size` (bytes) are None where no file was made, because drawing failed."""

    document: str
    kind: str
    subject: str
    system: str | None
    issued_by: str
    issued_by_name: str
    issued_at: datetime
    ledger_size: int
    content_digest: Digest
    as_of: datetime | None
    name: str | None
    sha256: Digest | None
    pages: int | None
    size: int | None


def issued(view: View, *, system: str | None = None, limit: int = 200) -> list[IssuedCard]:
    """The documents on systems this reader may see, newest first. Needs inventory.read."""
    scope = view.scope("inventory.read")
    where: list[Any] = [] if scope is None else [col(IssuedReport.system).in_(sorted(scope))]
    where += [] if system is None else [IssuedReport.system == system]
    rows = view.rows(IssuedReport, *where, order_by=(col(IssuedReport.seq).desc(),), limit=limit)
    if not rows:
        return []
    names = access.names(view)
    files = {f.document: f for f in view.rows(ReportFile, col(ReportFile.document).in_([r.document for r in rows]))}
    return [_card(row, files.get(row.document), names.get(row.issued_by, row.issued_by)) for row in rows]


def document(view: View, *, document: str) -> IssuedCard:
    """One document. Raises NotFound, also for one of a system the reader may not see."""
    row = view.first(IssuedReport, IssuedReport.document == document)
    if row is None or not view.reader.may("inventory.read", system=row.system):
        raise NotFound(f"There is no document {quoted(document)} that you may see. Look it up in the list of reports.")
    file = view.first(ReportFile, ReportFile.document == document)
    return _card(row, file, access.names(view).get(row.issued_by, row.issued_by))


def _card(row: IssuedReport, file: ReportFile | None, issuer: str) -> IssuedCard:
    made = (file.name, file.sha256, file.pages, file.size) if file else (None, None, None, None)
    return IssuedCard(
        row.document,
        row.report_kind,
        row.subject,
        row.system,
        row.issued_by,
        issuer,
        row.issued_at,
        row.ledger_size,
        row.content_digest,
        row.as_of,
        *made,
    )
