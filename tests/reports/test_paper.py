"""What every report keeps on paper, whatever it says."""

import builtins
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

import jinja2
import pikepdf
import pypdf
import pytest

from assent.kernel.canonical import canonical, sha256
from assent.kernel.errors import Invalid, Unavailable
from assent.reports.content import SystemReport
from assent.reports.draw import draw, environment
from assent.reports.pdf import Rendered, render
from assent.reports.printing import printed
from tests.reports import invented, rules

PRIVATE = "\U0010fffd"  # a character no font has


def paper(report: SystemReport) -> Rendered:
    return printed(report, invented.issue(report))


def pages(made: Rendered) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]


def flat(made: Rendered) -> str:
    return " ".join(" ".join(pages(made)).split())


@pytest.fixture(scope="module")
def full() -> Rendered:
    return paper(invented.full())


@pytest.fixture(scope="module")
def empty() -> Rendered:
    return paper(invented.empty())


def test_it_keeps_the_rules_of_archival_and_accessible_pdf(full: Rendered, empty: Rendered) -> None:
    assert rules.broken(full.pdf) == []
    assert rules.broken(empty.pdf) == []


def test_the_rules_notice_what_is_broken(full: Rendered) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(full.pdf)) as pdf:
        del pdf.Root.Lang
        pdf.save(out)
    assert rules.broken(out.getvalue()) != []


def test_the_outcome_stands_on_the_cover(full: Rendered) -> None:
    cover = " ".join(pages(full)[0].split())
    assert "Drifting: two columns over the limit" in cover
    assert "Employment support screening" in cover
    assert "RP-2026-0007" in cover
    assert "Not signed yet" in cover


def test_pages_are_numbered_and_counted(full: Rendered) -> None:
    found = [re.search(r"Page (\d+) of (\d+)", text) for text in pages(full)]
    assert found[0] is None  # the cover
    assert [(int(m[1]), int(m[2])) for m in found[1:] if m] == [(n, full.pages) for n in range(2, full.pages + 1)]


def test_the_contents_name_the_pages_the_bookmarks_lead_to(full: Rendered) -> None:
    reader = pypdf.PdfReader(io.BytesIO(full.pdf))
    marks = {
        re.sub(r"^\w\s+", "", str(o.title)).strip(): (reader.get_destination_page_number(o) or 0) + 1
        for o in reader.outline
        if not isinstance(o, list)
    }
    contents = pages(full)[1]
    for title in ("Summary", "Ownership and purpose", "Risk: tier and class", "Drift", "Approvals", "Open breaches", "Events", "About this report"):
        assert re.search(rf"{re.escape(title)}\s*{marks[title]}\b", contents), (title, marks[title])


def test_tables_repeat_their_head_on_every_page(full: Rendered) -> None:
    on = [text for text in pages(full) if len(re.findall(r"Nov 2026 \d\d:\d\d", text)) > 6 and "Cast" not in text]
    assert len(on) > 1
    assert all("When (UTC)" in text for text in on)


def test_only_our_fonts_are_in_it_and_all_are_embedded(full: Rendered) -> None:
    with pikepdf.open(io.BytesIO(full.pdf)) as pdf:
        fonts = {str(o.BaseFont).split("+")[-1] for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == pikepdf.Name.Font}
    assert fonts
    assert all(font.startswith("Assent-") for font in fonts), fonts


def test_the_same_input_gives_the_same_bytes(full: Rendered) -> None:
    assert paper(invented.full()).pdf == full.pdf


def test_the_attached_json_has_the_digest_on_the_cover(full: Rendered) -> None:
    report = invented.full()
    reader = pypdf.PdfReader(io.BytesIO(full.pdf))
    attached = reader.attachments["report.json"][0]
    assert attached == canonical(report)
    assert sha256(attached) == invented.issue(report).content_digest
    assert sha256(attached)[:32] in pages(full)[0]
    assert json.loads(attached)["outcome"]["headline"] == report.outcome.headline
    assert reader.attachments["drift.csv"][0].startswith(b"column,kind,psi")


def test_what_is_not_known_is_said(empty: Rendered) -> None:
    text = flat(empty)
    for said in ("Not measured.", "Not assessed yet.", "No model version is registered", "Nobody has asked for an approval", "No breach is open."):
        assert said in text


def test_markup_in_a_name_is_printed_as_text() -> None:
    name = "<script>alert(1)</script><img src=http://x/y>{{ 7*7 }}"
    text = flat(paper(replace(invented.empty(), name=name)))
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text


@pytest.mark.parametrize("long", ["Support " * 37, "x" * 300, "Ünïcødé-" * 37])
def test_names_of_300_characters_stay_on_the_page(long: str) -> None:
    name = long.strip()[:300]
    report = invented.full()
    drifted = report.drift
    assert drifted is not None
    columns = tuple(replace(c, column=f"{name}{i}") for i, c in enumerate(drifted.columns))
    made = paper(replace(report, name=name, owner=name, purpose=name * 3, drift=replace(drifted, columns=columns)))
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(made.pdf)).pages, 1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        places: list[tuple[float, float]] = []

        def place(text: str, cm: Any, tm: Any, _font: Any, _size: Any, seen: list[tuple[float, float]] = places) -> None:
            if text.strip():
                seen.append((tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

        page.extract_text(visitor_text=place)
        assert all(0 <= x <= width and 0 <= y <= height for x, y in places), number
    assert "".join(pages(made)[0].split()).startswith("assentSystemreport")


def test_a_character_no_font_has_is_named_with_its_field() -> None:
    report = replace(invented.empty(), owner=f"Ada {PRIVATE} Admin")
    with pytest.raises(Invalid, match=r"no font of this machine has the character U\+10FFFD, which stands in owner") as refused:
        paper(report)
    assert "Ada" in refused.value.sentence


def test_greek_and_cyrillic_names_are_printed_in_our_fonts() -> None:
    assert "Ольга Ωμέγα" in flat(paper(replace(invented.empty(), owner="Ольга Ωμέγα")))


@pytest.mark.parametrize(
    "address",
    ["http://example.org/a.png", "https://example.org/a.png", "file:///etc/passwd", "assent:///../home.py", "assent:///fonts/../pdf.py", "//x/y.png"],
)
def test_nothing_is_loaded_from_outside_the_package(address: str) -> None:
    issue = invented.issue(invented.empty())
    with pytest.raises(Invalid, match="built from the record alone"):
        render(f"<img src='{address}'>", written_at=issue.issued_at, identifier=issue.content_digest)


def test_a_misspelt_name_in_a_template_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ nothing }}").render()


def test_the_html_has_no_address_but_our_own() -> None:
    html = draw(invented.full(), invented.issue(invented.full()))
    addresses = {a for a in re.findall(r"(?:src|href)=\"([^\"]+)\"", html) if not a.startswith("#")}
    assert addresses == {"assent:///templates/report.css"}


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def broken(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    issue = invented.issue(invented.empty())
    with pytest.raises(Unavailable, match=r"apt-get install libpango-1\.0-0"):
        render("<p>x</p>", written_at=issue.issued_at, identifier=issue.content_digest)


def test_weasyprint_is_not_loaded_until_a_report_is_drawn() -> None:
    code = "import sys, assent.reports.build; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False).returncode == 0
