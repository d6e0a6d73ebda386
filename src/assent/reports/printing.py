"""From content to the finished file. Runs in a worker process: a pure function of what it is handed."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from assent.kernel.canonical import canonical, plain
from assent.kernel.errors import Invalid
from assent.kernel.text import inert, quoted
from assent.reports.content import Issue, SystemReport
from assent.reports.draw import draw
from assent.reports.measured import Drift
from assent.reports.pdf import Attachment, MissingGlyph, Rendered, named, render


def printed(report: SystemReport, issue: Issue) -> Rendered:
    """The PDF with report.json, and drift.csv where drift was measured, attached; byte for byte the same for the same input.

    Raises Invalid for a character no font has, naming the character and where it stands; Unavailable without Pango.
    """
    files = [Attachment("report.json", canonical(report), "Source", "Everything printed here, as canonical JSON")]
    if report.drift is not None:
        files.append(Attachment("drift.csv", _csv(report.drift), "Data", "Drift of every column"))
    try:
        return render(draw(report, issue), attachments=files, written_at=issue.issued_at, identifier=issue.content_digest)
    except MissingGlyph as missing:
        raise Invalid(_where(missing.character, report, issue)) from missing


def _csv(drift: Drift) -> bytes:
    out = io.StringIO()
    names = list(plain(drift.columns[0])) if drift.columns else ["column"]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for column in drift.columns:
        writer.writerow({name: inert(value) if isinstance(value, str) else value for name, value in plain(column).items()})
    return out.getvalue().encode()


def _where(character: str, report: SystemReport, issue: Issue) -> str:
    field, text = next(((f, t) for f, t in [*_texts(plain(issue)), *_texts(plain(report))] if character in t), ("the report", character))
    return (
        f"The report cannot be printed: no font of this machine has the character {named(character)}, which stands in {field}: {quoted(text)}. "
        "Write it in other letters, or install a font that has it."
    )


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{path}, {name.replace('_', ' ')}".removeprefix(", "))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _texts(inner, f"{path} {number}")
