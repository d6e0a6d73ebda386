"""HTML to the bytes of a PDF/A-3a with its attachments. WeasyPrint needs Pango, so it is imported here and only when a report is built."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assent.kernel.errors import Invalid, Unavailable
from assent.reports.finish import finish

VARIANT = "pdf/a-3a"
PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"


@dataclass(frozen=True)
class Attachment:
    """A file inside the file. `relationship` is PDF 2.0's: Source, Data, Supplement."""

    name: str
    content: bytes
    relationship: str
    description: str


@dataclass(frozen=True)
class Rendered:
    """The finished file and how many pages it has."""

    pdf: bytes
    pages: int


class MissingGlyph(Invalid):
    """A character no font has. `character` is that character."""

    def __init__(self, character: str):
        super().__init__(f"No font of this machine has the character {named(character)}. Replace it, or install a font that has it.")
        self.character = character


def render(html: str, *, attachments: Sequence[Attachment] = (), written_at: datetime, identifier: str) -> Rendered:
    """The same bytes for the same input. `identifier` (a digest in hexadecimal) becomes the file's identifier.

    Raises Unavailable where Pango is missing, MissingGlyph for a character that would print as an empty box, Invalid
    when the document asks for anything outside of the package.
    """
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError

        from assent.reports.fetcher import PackageFetcher
    except OSError as error:
        raise Unavailable(f"Reports need the Pango libraries, which this machine lacks. Install them with: apt-get install {PANGO}") from error
    files = []
    for a in attachments:
        dates = {"created": written_at, "modified": written_at}
        files.append(weasyprint.Attachment(string=a.content, name=a.name, description=a.description, relationship=a.relationship, **dates))
    with _Listening() as heard:
        try:
            page = weasyprint.HTML(string=html, base_url="assent:///", url_fetcher=PackageFetcher())
            document = page.render(font_config=FontConfiguration(), pdf_variant=VARIANT)
            raw: bytes = document.write_pdf(pdf_variant=VARIANT, attachments=files, pdf_identifier=identifier[:32].encode())
        except FatalURLFetchingError as error:
            raise Invalid(f"A report is built from the record alone. {error}") from error
    for character in heard.missing:
        raise MissingGlyph(character)
    return Rendered(finish(raw), len(document.pages))


def named(character: str) -> str:
    """`王 (U+738B)`."""
    return f"{character} (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"


class _Listening(logging.Handler):
    """Hears what WeasyPrint only logs: characters that no font has."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef glyph" in str(record.msg) and isinstance(record.args, tuple):
            self.missing.append(str(record.args[0]))

    def __enter__(self) -> "_Listening":
        self.logger = logging.getLogger("weasyprint")
        self.logger.addHandler(self)
        return self

    def __exit__(self, *_: Any) -> None:
        self.logger.removeHandler(self)
