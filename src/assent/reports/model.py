"""The register of issued documents."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from assent.store.rows import AppendOnly, moment


class IssuedReport(AppendOnly, table=True):
    """A document that was given a number. `content_digest` is the SHA-256 of its canonical report.json; `as_of` None: as the record stood then."""

    __tablename__ = "issued_report"
    document: str
    report_kind: str
    subject: str
    system: str | None = None
    issued_by: str
    issued_at: datetime = moment()
    ledger_size: int = Field(sa_type=sa.BigInteger)
    content_digest: str
    as_of: datetime | None = moment(default=None, nullable=True)


class ReportFile(AppendOnly, table=True):
    """The file made for a document: known only once it is drawn, so it has a row and an event of its own."""

    __tablename__ = "issued_report_file"
    document: str
    name: str
    sha256: str
    pages: int
    size: int
    filed_at: datetime = moment()
