"""Write the bundled fonts: woff2 for the screen, static TTF for paper, with licence and source beside them.

    python tools/make_fonts.py [FOLDER]

FOLDER holds the three npm packages as `npm pack` leaves them; without it they are fetched. Each is checked against the
digest its publisher's registry gives. Needs fonttools and brotli, which WeasyPrint brings. Output is the same each time.

Inter has no reserved name and is changed in one way for the screen: tabular figures are frozen in, because the canvas
of a data table and Plotly's SVG ignore the font features of a style sheet. Paper keeps both kinds and chooses by style
sheet. Source Serif 4 and IBM Plex Mono have reserved names, so they are never changed nor cut down.
"""

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont, woff2

ROOT = Path(__file__).resolve().parent.parent
SCREEN = ROOT / "app/static/fonts"
PAPER = ROOT / "src/assent/reports/fonts"


@dataclass(frozen=True)
class Source:
    package: str
    version: str
    sha512: str
    family: str
    project: str
    holder: str
    licence: str  # the licence's text inside the package
    change: str

    @property
    def tarball(self) -> str:
        return f"{self.package.lstrip('@').replace('/', '-')}-{self.version}.tgz"


INTER = Source(
    "inter-ui", "4.1.1", "451h0J29HyOmA+JXgSi/6M12tL7ZCZ8arYKZUXiOXTJpJbAKqJvFh3k5SiV3x7tKe0C0KyrKUUiQIvvZ2PQDcA==",
    "Inter", "github.com/rsms/inter", "The Inter Project Authors", "LICENSE.txt",
    "screen: tabular figures frozen in, made by `tools/make_fonts.py`; paper: unpacked from WOFF2, nothing else changed",
)  # fmt: skip
SERIF = Source(
    "source-serif", "4.5.1", "NUAh5IzF7KiUu2gTpqE+ed9MNbMe4st7LIIXZ0OHHSPc6gg86H67j04M8sIhU2qqFd26btXaFQ2ge5u/p72j0Q==",
    "Source Serif 4", "github.com/adobe-fonts/source-serif", "Adobe, with Reserved Font Name 'Source'", "LICENSE.md",
    "none: the publisher's own WOFF2 and TTF files, byte for byte",
)  # fmt: skip
MONO = Source(
    "@ibm/plex-mono", "2.5.0", "STBJIPxPomOYPmBMO7z5TKPJUotAF9u3gAUumTqVgwgrAO+K4FRNh0MlhsoJjKhJKsMbBJR10/bk4inkj/wc1w==",
    "IBM Plex Mono", "github.com/IBM/plex", "IBM Corp., with Reserved Font Name 'Plex'", "LICENSE.txt",
    "screen: none, byte for byte; paper: unpacked from the publisher's WOFF2, nothing else changed",
)  # fmt: skip

INTER_CUTS = ("Regular", "Medium", "SemiBold", "Italic")
SERIF_CUTS = {"Regular": "Regular", "Italic": "It"}  # our name, the publisher's


def unpack(source: Source, folder: Path) -> dict[str, bytes]:
    """All files of one package by their path in it; refuses a tarball that is not the one named above."""
    tarball = folder / source.tarball
    if not tarball.exists():
        subprocess.run(["npm", "pack", "--silent", f"{source.package}@{source.version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    blob = tarball.read_bytes()
    found = base64.b64encode(hashlib.sha512(blob).digest()).decode()
    if found != source.sha512:
        sys.exit(f"{tarball.name} is not the file expected: sha512 {found}")
    with tarfile.open(fileobj=io.BytesIO(blob)) as tar:
        return {
            member.name.removeprefix("package/"): file.read()
            for member in tar
            if member.isfile() and (file := tar.extractfile(member)) is not None
        }


def tabular_digits(font: TTFont) -> dict[str, str]:
    """Glyph of each proportional figure to its tabular one, as the font's own `tnum` feature has it."""
    gsub = font["GSUB"].table
    lookups = {i for record in gsub.FeatureList.FeatureRecord if record.FeatureTag == "tnum" for i in record.Feature.LookupListIndex}
    swaps: dict[str, str] = {}
    for i in sorted(lookups):
        for table in gsub.LookupList.Lookup[i].SubTable:
            swaps |= getattr(getattr(table, "ExtSubTable", table), "mapping", {})
    return swaps


def freeze_tabular(blob: bytes) -> bytes:
    """The same font, whose ten digits are the tabular ones without being asked."""
    font = TTFont(io.BytesIO(blob), recalcTimestamp=False)
    swaps = tabular_digits(font)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = swaps.get(table.cmap[code], table.cmap[code])
    widths = {font["hmtx"][font.getBestCmap()[code]][0] for code in range(ord("0"), ord("9") + 1)}
    if len(widths) != 1:
        sys.exit(f"the figures are not of one width: {sorted(widths)}")
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def to_ttf(blob: bytes) -> bytes:
    out = io.BytesIO()
    woff2.decompress(io.BytesIO(blob), out)
    return out.getvalue()


def draw(inter: dict[str, bytes], serif: dict[str, bytes], mono: dict[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files for the screen and the files for paper, by name."""
    screen, paper = {}, {}
    for cut in INTER_CUTS:
        original = inter[f"web/Inter-{cut}.woff2"]
        screen[f"Inter-{cut}.woff2"] = freeze_tabular(original)
        paper[f"Inter-{cut}.ttf"] = to_ttf(original)
    for ours, theirs in SERIF_CUTS.items():
        screen[f"SourceSerif4-{ours}.woff2"] = serif[f"WOFF2/TTF/SourceSerif4-{theirs}.ttf.woff2"]
        paper[f"SourceSerif4-{ours}.ttf"] = serif[f"TTF/SourceSerif4-{theirs}.ttf"]
    original = mono["fonts/complete/woff2/IBMPlexMono-Regular.woff2"]
    screen["IBMPlexMono-Regular.woff2"] = original
    paper["IBMPlexMono-Regular.ttf"] = to_ttf(original)
    return screen, paper


def notice() -> bytes:
    lines = [
        "# Licences of the fonts in this folder",
        "",
        "All three families are under the SIL Open Font License 1.1; the full text of each is beside this file.",
        "Written by `tools/make_fonts.py`, which checks the packages named here by digest.",
        "",
        "| family | copyright | project | npm package | changed | licence |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for s in (INTER, SERIF, MONO):
        text = licence_name(s)
        lines.append(f"| {s.family} | {s.holder} | {s.project} | `{s.package}` {s.version} | {s.change} | [{text}]({text}) |")
    return ("\n".join(lines) + "\n").encode()


def licence_name(source: Source) -> str:
    return f"OFL-{source.family.replace(' ', '')}.txt"


def coverage(blob: bytes) -> str:
    codes = set(TTFont(io.BytesIO(blob)).getBestCmap())
    blocks = {"Latin": (0x20, 0x24F), "Greek": (0x370, 0x3FF), "Cyrillic": (0x400, 0x52F), "Latin additional": (0x1E00, 0x1EFF)}
    counts = ", ".join(f"{name} {sum(low <= c <= high for c in codes)}" for name, (low, high) in blocks.items())
    return f"{len(codes):5} code points: {counts}"


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(scratch)
        packages = {source: unpack(source, folder) for source in (INTER, SERIF, MONO)}
    licences = {licence_name(source): files[source.licence] for source, files in packages.items()}
    screen, paper = draw(*packages.values())
    for where, fonts in ((SCREEN, screen), (PAPER, paper)):
        where.mkdir(parents=True, exist_ok=True)
        for name, blob in (fonts | licences | {"LICENSES.md": notice()}).items():
            (where / name).write_bytes(blob)
        print(f"{where.relative_to(ROOT)}: {sum(map(len, fonts.values())) / 1e6:.2f} MB")
        for name, blob in fonts.items():
            print(f"  {name:27} {len(blob) / 1e3:6.1f} KB {coverage(blob)}")


if __name__ == "__main__":
    main()
