"""Mends what WeasyPrint 70 leaves undone in a `pdf/a-3a` file, so that it satisfies PDF/UA-1 too (ISO 14289-1), deterministically.

Found necessary: no PDF/UA identifier; attachments listed twice and their name tree unsorted; header cells without scope,
their identifiers not unique where a table continues on another page and in no identifier tree; running headers tagged
as content that hangs outside of the structure tree.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from assent.kernel.errors import Unavailable

UA = (Path(__file__).resolve().parent / "templates" / "pdfua.xml").read_bytes()  # ISO 14289-1 and its PDF/A extension schema
TABLE, HEAD, TH, TD = Name.Table, Name.THead, Name.TH, Name.TD


def finish(raw: bytes) -> bytes:
    """The mended file. Raises Unavailable when the file is not what this version of WeasyPrint writes."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        _identify(pdf)
        _attachments(pdf)
        _tables(pdf)
        _links(pdf)
        _headers(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
        return out.getvalue()


def walk(node: Any) -> Iterator[Any]:
    """Every structure element below a node, in the order of the document."""
    kids = node.get("/K")
    for kid in [] if kids is None else (list(kids) if isinstance(kids, Array) else [kids]):
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.StructElem:
            yield kid
            yield from walk(kid)


def _identify(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    if xmp.count(b"</rdf:RDF>") != 1 or b"pdfuaid" in xmp:
        raise Unavailable("WeasyPrint wrote metadata this program does not know. Install the version the project locks.")
    pdf.Root.Metadata.write(xmp.replace(b"</rdf:RDF>", UA))


def _attachments(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    if "/AF" not in root:
        return
    files = [*root.AF]
    root.AF = Array([*{f.objgen: f for f in files}.values()])
    names = root.Names.EmbeddedFiles.Names
    pairs = sorted(((str(names[i]), names[i + 1]) for i in range(0, len(names), 2)), key=lambda pair: pair[0])
    for name, file in pairs:
        file.UF = file.F = String(name)
    root.Names.EmbeddedFiles.Names = Array([x for name, file in pairs for x in (String(name), file)])


def _tables(pdf: pikepdf.Pdf) -> None:
    tree = pdf.Root.StructTreeRoot
    ids: dict[str, Any] = {}
    for number, table in enumerate(e for e in walk(tree) if e.S == TABLE):
        heads = {c.objgen for e in walk(table) if e.S == HEAD for c in walk(e)}
        renamed: dict[bytes, str] = {}
        cells = [e for e in walk(table) if e.S in (TH, TD)]
        for cell in cells:
            if cell.S != TH:
                continue
            attributes = cell.get("/A", Dictionary(O=Name.Table))
            attributes.Scope = Name.Column if cell.objgen in heads else Name.Row
            cell.A = attributes
            if "/ID" in cell:
                name = f"t{number:04d}-{bytes(cell.ID).decode()}"
                renamed[bytes(cell.ID)] = name
                cell.ID, ids[name] = String(name), cell
        for cell in cells:
            if cell.S == TD and "/A" in cell and "/Headers" in cell.A:
                cell.A.Headers = Array([String(renamed[bytes(h)]) for h in cell.A.Headers if bytes(h) in renamed])
    if ids:
        keys = sorted(ids)
        pairs = Array([x for key in keys for x in (String(key), ids[key])])
        leaf = pdf.make_indirect(Dictionary(Limits=Array([String(keys[0]), String(keys[-1])]), Names=pairs))
        tree.IDTree = pdf.make_indirect(Dictionary(Kids=Array([leaf])))


def _links(pdf: pikepdf.Pdf) -> None:
    """A phrase where a link is described by its bare anchor."""
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if annotation.get("/Subtype") == Name.Link and "/A" not in annotation:
                annotation.Contents = String(f"Go to section: {annotation.get('/Contents', '')!s}")


def _headers(pdf: pikepdf.Pdf) -> None:
    """Running headers and footers are pagination artefacts, not content."""
    tree = pdf.Root.StructTreeRoot
    live = {e.objgen for e in walk(tree)}
    numbers = tree.ParentTree.Nums
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for page in pdf.pages:
        owners = parents[int(page.obj.StructParents)]
        dead = {i for i, owner in enumerate(owners) if owner is not None and owner.objgen not in live}
        if not dead:
            continue
        out = []
        for instruction in pikepdf.parse_content_stream(page):
            operands = instruction.operands
            if str(instruction.operator) == "BDC" and isinstance(operands[1], Dictionary) and int(operands[1].get("/MCID", -1)) in dead:
                instruction = pikepdf.ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], pikepdf.Operator("BDC"))
            out.append(instruction)
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(out))
        for i in dead:
            owners[i] = None
