"""A system as its YAML file describes it: read strictly, checked field by field, written back without loss."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import yaml

from assent.inventory.checks import flaws
from assent.inventory.words import FIELD_WORDS, YAML_PATHS
from assent.kernel.errors import Invalid
from assent.kernel.text import tidy
from assent.kernel.yaml_block import Block, read_block

WHAT = "A system description"


@dataclass(frozen=True)
class Document:
    """A document that belongs to the system, known by its title and SHA-256."""

    title: str
    sha256: str


@dataclass(frozen=True)
class ObservationsDescription:
    """Where the system's observations lie and which columns mean what. Paths are checked by whoever opens them."""

    source: str
    reference: str
    time: str | None = None
    prediction: str | None = None
    probability: str | None = None
    label: str | None = None
    groups: tuple[str, ...] = ()
    features: tuple[str, ...] | None = None


@dataclass(frozen=True)
class SystemDescription:
    """What is said of an AI system. Owner and deputy are e-mail addresses of accounts; None means nobody said."""

    key: str
    name: str
    purpose: str
    owner: str
    origin: str
    autonomy: str
    status: str = "proposed"
    vendor: str | None = None
    deputy: str | None = None
    business_unit: str = ""
    users: str = ""
    people_groups: tuple[str, ...] = ()
    people_per_year: int | None = None
    personal_data: bool | None = None
    special_category: tuple[str, ...] = ()
    data_sources: tuple[str, ...] = ()
    decisions_informed: str = ""
    countries: tuple[str, ...] = ()
    last_review: date | None = None
    next_review: date | None = None
    models: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    observations: ObservationsDescription | None = None


def read_system_yaml(text: str | bytes) -> SystemDescription:
    """A checked description from the YAML of a file. Raises Invalid, naming field and line."""
    block = read_block(text, what=WHAT)
    described = _described(block)
    try:
        return checked(described)
    except Invalid as error:
        name, message = next(iter(error.fields.items()))
        path = YAML_PATHS.get(name, name)
        line = block.lines.get(path)
        raise Invalid(f"Line {line}, `{path}`: {message}" if line else f"`{path}`: {message}", error.fields) from error


def checked(description: SystemDescription) -> SystemDescription:
    """The description with its texts tidied. Raises Invalid with a message for each wrong field."""
    tidied = replace(description, **{f.name: _tidied(getattr(description, f.name)) for f in fields(description)})
    tidied = replace(tidied, vendor=tidied.vendor or None, deputy=tidied.deputy or None)
    found = flaws(vars(tidied))
    if found:
        first, message = next(iter(found.items()))
        more = f" {len(found) - 1} more to mend: {', '.join(FIELD_WORDS[f] for f in list(found)[1:])}." if len(found) > 1 else ""
        raise Invalid(f"{FIELD_WORDS[first]}: {message}{more}", found)
    return tidied


def write_system_yaml(description: SystemDescription) -> str:
    """The YAML of a description, in the order of the sample; reading it gives the same description."""
    d = description
    content: dict[str, Any] = {
        "key": d.key, "name": d.name, "purpose": d.purpose, "status": d.status, "origin": d.origin, "vendor": d.vendor,
        "owner": d.owner, "deputy": d.deputy, "business_unit": d.business_unit, "users": d.users,
        "people_affected": {"groups": list(d.people_groups), "count_per_year": d.people_per_year},
        "data": {"personal": d.personal_data, "special_category": list(d.special_category), "sources": list(d.data_sources)},
        "decisions_informed": d.decisions_informed, "autonomy": d.autonomy, "countries": list(d.countries),
        "last_review": d.last_review, "next_review": d.next_review, "models": list(d.models),
        "documents": [{"title": x.title, "sha256": x.sha256} for x in d.documents],
    }  # fmt: skip
    if d.observations is not None:
        o = vars(d.observations)
        content["observations"] = {name: list(value) if isinstance(value, tuple) else value for name, value in o.items()}
    return str(yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))


class _Dumper(yaml.SafeDumper):
    """Writes every value out: no anchor even where two lists are the same object."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _described(block: Block) -> SystemDescription:
    people, data = block.block("people_affected"), block.block("data")
    said: dict[str, Any] = {name: block.needed(name) for name in ("key", "name", "purpose", "owner", "origin", "autonomy")}
    said |= {"status": block.text("status") or "proposed", "vendor": block.text("vendor"), "deputy": block.text("deputy")}
    said |= {name: block.text(name) or "" for name in ("business_unit", "users", "decisions_informed")}
    said |= {name: block.texts(name) for name in ("countries", "models")}
    said |= {name: block.day(name) for name in ("last_review", "next_review")}
    if people is not None:
        said |= {"people_groups": people.texts("groups"), "people_per_year": people.count("count_per_year")}
        people.done()
    if data is not None:
        said |= {"personal_data": data.flag("personal"), "special_category": data.texts("special_category"), "data_sources": data.texts("sources")}
        data.done()
    said["documents"] = tuple(_document(d) for d in block.blocks("documents"))
    said["observations"] = _observations(block.block("observations"))
    block.done()
    return SystemDescription(**said)


def _document(block: Block) -> Document:
    document = Document(block.needed("title"), block.needed("sha256"))
    block.done()
    return document


def _observations(block: Block | None) -> ObservationsDescription | None:
    if block is None:
        return None
    said: dict[str, Any] = {name: block.needed(name) for name in ("source", "reference")}
    said |= {name: block.text(name) for name in ("time", "prediction", "probability", "label")}
    groups, features = block.texts("groups"), block.texts("features")
    block.done()
    return ObservationsDescription(**said, groups=groups, features=features or None)


def _tidied(value: Any) -> Any:
    """Texts tidied, wherever they stand."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, tuple):
        return tuple(_tidied(item) for item in value)
    if isinstance(value, ObservationsDescription) and not value.features:
        value = replace(value, features=None)
    if isinstance(value, Document | ObservationsDescription):
        return replace(value, **{f.name: _tidied(getattr(value, f.name)) for f in fields(value)})
    return value
