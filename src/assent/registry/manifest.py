"""A model version as its provenance manifest describes it. Its digest is over what is said, not over how the file is laid out."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from assent.kernel.canonical import Digest, digest, plain
from assent.kernel.errors import Invalid
from assent.kernel.text import quoted
from assent.kernel.yaml_block import Block, read_block
from assent.registry.checks import flaws

T = TypeVar("T")


@dataclass(frozen=True)
class Artefact:
    """A file that makes up the version."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Dataset:
    """Data the version was trained on. `as_of` is the day it describes."""

    name: str
    uri: str | None = None
    sha256: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Code:
    """What it was built from."""

    repository: str | None = None
    commit: str | None = None


@dataclass(frozen=True)
class Environment:
    """What it was built in."""

    image: str | None = None
    python: str | None = None


@dataclass(frozen=True)
class Metric:
    """A figure: its value, the number of rows it was measured on, and its interval (low, high)."""

    value: float
    n: int | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Manifest:
    """Everything a manifest says. `system` is the key of the system it is for; None: for no system yet."""

    model: str
    version: str
    system: str | None = None
    artefacts: tuple[Artefact, ...] = ()
    training_data: tuple[Dataset, ...] = ()
    code: Code = Code()
    environment: Environment = Environment()
    parameters: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    trained_at: datetime | None = None
    developers: tuple[str, ...] = ()

    @property
    def digest(self) -> Digest:
        """SHA-256 of the canonical JSON of everything it says."""
        return digest(self)


def read_manifest_yaml(text: str | bytes) -> Manifest:
    """A checked manifest from the YAML of a file. Raises Invalid, naming field and line."""
    block = read_block(text, what="A manifest")
    said: dict[str, Any] = {"model": block.needed("model"), "version": block.needed("version"), "system": block.text("system")}
    said["artefacts"] = tuple(_done(b, Artefact(b.needed("name"), b.needed("sha256"))) for b in block.blocks("artefacts"))
    said["training_data"] = tuple(_dataset(b) for b in block.blocks("training_data"))
    code, environment = block.block("code"), block.block("environment")
    said["code"] = Code() if code is None else _done(code, Code(code.text("repository"), code.text("commit")))
    said["environment"] = (
        Environment() if environment is None else _done(environment, Environment(environment.text("image"), environment.text("python")))
    )
    said["parameters"] = block.free("parameters")
    said["metrics"] = {name: _metric(name, b) for name, b in block.named_blocks("metrics").items()}
    said |= {"trained_at": block.moment("trained_at"), "developers": block.texts("developers")}
    block.done()
    return checked(Manifest(**said), lines=block.lines)


def checked(manifest: Manifest, *, lines: dict[str, int] | None = None) -> Manifest:
    """The manifest itself. Raises Invalid for the first wrong field; `lines` says where fields stand in a file."""
    for path, message in flaws(manifest):
        line = (lines or {}).get(path) or (lines or {}).get(re.split(r"[.\[]", path)[0])
        raise Invalid(f"{f'Line {line}, ' if line else ''}`{quoted(path, 80)[1:-1]}`: {message}", {path: message})
    return manifest


def _dataset(block: Block) -> Dataset:
    return _done(block, Dataset(block.needed("name"), block.text("uri"), block.text("sha256"), block.day("as_of")))


def _metric(name: str, block: Block) -> Metric:
    value, n, interval = block.number("value"), block.count("n"), block.numbers("interval")
    block.done()
    if value is None:
        raise Invalid(
            f"Line {block.entries.line}, `metrics.{quoted(name)[1:-1]}.value`: this is missing. Add it.", {f"metrics.{name}": "Add a value."}
        )
    if interval and (len(interval) != 2 or interval[0] > interval[1]):
        line = block.lines[f"{block.path}.interval"]
        raise Invalid(f"Line {line}, `{quoted(block.path, 80)[1:-1]}.interval`: an interval is [low, high].", {f"metrics.{name}": "Low, then high."})
    return Metric(value, n, (interval[0], interval[1]) if interval else None)


def _done(block: Block, made: T) -> T:
    block.done()
    return made


def columns(manifest: Manifest) -> dict[str, Any]:
    """What the manifest says as plain JSON values for a row; `trained_at` stays a moment."""
    said = dict(plain(manifest))
    return said | {"trained_at": manifest.trained_at}
