"""Rules of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that a program can check without a validator."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from assent.reports.finish import walk

TEXT = {"Tj", "TJ", "'", '"'}
PAINT = TEXT | {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "BI", "EI"}
HEADING = re.compile(r"/H([1-6])")


def broken(content: bytes) -> list[str]:
    """The rules a file breaks, in words; empty when it keeps them all."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        checks = (_file, _attachments, _fonts, _pages, _structure)
        return sorted({said for check in checks for said in check(content, pdf)})


def _file(content: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    root, xmp = pdf.Root, pdf.Root.Metadata.read_bytes().decode()
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", content) or not content.rstrip().endswith(b"%%EOF"):
        yield "header and end of file"
    for said in ("<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>", "pdfaExtension"):
        spoken = said in xmp or said.replace("<", "").split(">")[0] + '="' in xmp
        if not spoken:
            yield f"metadata: {said}"
    if len([o for o in root.get("/OutputIntents", []) if o.S == Name.GTS_PDFA1]) != 1:
        yield "one output intent"
    if root.get("/MarkInfo", {}).get("/Marked") is not True or not str(root.get("/Lang", "")):
        yield "marked, with a language"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True or "/Outlines" not in root or not pdf.docinfo.get("/Title"):
        yield "title shown, bookmarks"
    if any(key in root for key in ("/OpenAction", "/AA")) or "/JavaScript" in root.get("/Names", {}) or "/Encrypt" in pdf.trailer:
        yield "no actions, no scripts, no encryption"


def _attachments(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    files = list(pdf.Root.get("/AF", []))
    if len({f.objgen for f in files}) != len(files):
        yield "attachments listed once"
    for file in files:
        if any(key not in file for key in ("/F", "/UF", "/Desc", "/AFRelationship")) or "/Subtype" not in file.EF.F:
            yield "attachments described"
    names = [str(n) for n in list(pdf.Root.Names.EmbeddedFiles.Names)[::2]] if files else []
    if names != sorted(names):
        yield "attachments in order"


def _fonts(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    for o in pdf.objects:
        if not isinstance(o, Dictionary) or o.get("/Type") != Name.Font:
            continue
        if o.get("/Subtype") == Name.Type0 and "/ToUnicode" not in o:
            yield f"text of {o.BaseFont} can be read out"
        simple = o.get("/Subtype") in (Name.CIDFontType0, Name.CIDFontType2, Name.TrueType, Name.Type1)
        if simple and not any(k in o.get("/FontDescriptor", {}) for k in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"font {o.BaseFont} embedded"


def _pages(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    tree = pdf.Root.StructTreeRoot
    live = {e.objgen for e in walk(tree)}
    numbers = tree.ParentTree.Nums
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for number, page in enumerate(pdf.pages, 1):
        owners = parents[int(page.obj.StructParents)]
        stack: list[tuple[str, int | None]] = []
        for ins in pikepdf.parse_content_stream(page):
            operator, operands = str(ins.operator), ins.operands
            if operator in ("BDC", "BMC"):
                mark: int | None = None
                if operator == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                    mark = int(operands[1].MCID)
                    if mark >= len(owners) or owners[mark] is None or owners[mark].objgen not in live:
                        yield f"page {number}: marked content belongs to the tree"
                stack.append((str(operands[0]), mark))
            elif operator == "EMC":
                stack.pop()
            elif operator in PAINT and not any(tag == "/Artifact" or mark is not None for tag, mark in stack):
                yield f"page {number}: everything painted is tagged or an artefact"
        for annotation in page.obj.get("/Annots", []):
            if annotation.Subtype == Name.Link and ("/Contents" not in annotation or "/StructParent" not in annotation):
                yield f"page {number}: links are described and tagged"


def _structure(_: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    level, ids = 0, set()
    for e in walk(pdf.Root.StructTreeRoot):
        kind = str(e.S)
        if found := HEADING.fullmatch(kind):
            if int(found[1]) > level + 1:
                yield "headings do not skip a level"
            level = int(found[1])
        if kind == "/Figure" and not str(e.get("/Alt", "")):
            yield "figures have a text"
        if kind == "/TH" and "/Scope" not in e.get("/A", {}):
            yield "header cells have a scope"
        if "/ID" in e:
            if bytes(e.ID) in ids:
                yield "identifiers are unique"
            ids.add(bytes(e.ID))
        if kind == "/Table" and len(set(_spans(e))) > 1:
            yield "tables are regular"


def _spans(table: Any) -> list[int]:
    rows = [e for e in walk(table) if e.S == Name.TR]
    cells = [[c for c in (r.K if isinstance(r.K, Array) else [r.K]) if isinstance(c, Dictionary) and c.S in (Name.TH, Name.TD)] for r in rows]
    return [sum(int(c.get("/A", {}).get("/ColSpan", 1)) for c in row) for row in cells]
