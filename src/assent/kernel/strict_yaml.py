"""YAML read with suspicion: one document of plain mappings, lists and scalars, and the line of everything.

Scalars stay text until somebody says what they should be (`yaml_block`), so that `NO` is a country where a country is
expected and 2.10 a version where a version is. Refused, each in one sentence with the line: duplicate keys, anchors and
aliases, tags, several documents, deep nesting, more than 1 MB, anything but UTF-8.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from assent.kernel.errors import Invalid
from assent.kernel.text import quoted

SIZE_LIMIT = 1_000_000  # bytes
DEPTH_LIMIT = 16
NULLS = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True)
class Scalar:
    """A piece of text. `plain`: written without quotes, so that it may stand for null, a number or a date."""

    text: str
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        """Whether nothing is said here."""
        return self.plain and self.text in NULLS


@dataclass(frozen=True)
class Items:
    """A list."""

    nodes: tuple["Node", ...]
    line: int


@dataclass(frozen=True)
class Entries:
    """A mapping; `lines` says where each key stands."""

    nodes: dict[str, "Node"]
    lines: dict[str, int]
    line: int


Node = Scalar | Items | Entries


def parse(data: str | bytes, *, what: str) -> Entries:
    """The mapping a YAML text holds. `what` names the text in sentences ("A system description"). Raises Invalid."""
    text = _decoded(data, what)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # an order of magnitude faster where libyaml is there
    try:
        return _document(yaml.parse(text, Loader=loader), what)
    except yaml.MarkedYAMLError as error:
        where = f"Line {error.problem_mark.line + 1}: this" if error.problem_mark else "This"
        reason = error.problem or error.context or "it cannot be parsed"
        raise Invalid(f"{where} is not YAML ({' '.join(str(reason).split())}). Mend the file and try again.") from error
    except yaml.YAMLError as error:
        raise Invalid(f"{what} holds a character that YAML does not allow. Save it as plain UTF-8 text.") from error


def _decoded(data: str | bytes, what: str) -> str:
    try:
        size = len(data.encode()) if isinstance(data, str) else len(data)
        text = data if isinstance(data, str) else data.decode()
    except UnicodeError as error:
        raise Invalid(f"{what} must be UTF-8 text. Save the file as UTF-8 and try again.") from error
    if size > SIZE_LIMIT:
        raise Invalid(f"{what} is larger than 1 MB ({size} bytes). Describe less in one file.")
    return text.removeprefix("\ufeff")


def _document(events: Iterator[Any], what: str) -> Entries:
    found: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if found is not None:
                raise Invalid(f"Line {_line(event)}: a second document begins. {what} is one document; take the others out.")
            found = _node(next(events), events, 1)
    if found is None or (isinstance(found, Scalar) and found.is_null):
        raise Invalid(f"{what} is empty. Begin with `key: value` lines.")
    if not isinstance(found, Entries):
        kind = "list" if isinstance(found, Items) else "single text"
        raise Invalid(f"Line {found.line}: {what[0].lower() + what[1:]} is a mapping of `key: value` lines, not a {kind}.")
    return found


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise Invalid(f"Line {line}: anchors and aliases (& and *) are not accepted. Write the value out.")
    if event.tag is not None:
        raise Invalid(f"Line {line}: the tag {quoted(event.tag)} is not accepted. Write the value without it.")
    if depth > DEPTH_LIMIT:
        raise Invalid(f"Line {line}: this is nested more than {DEPTH_LIMIT} levels deep. Make it flatter.")
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, bool(event.implicit[0]), line)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_node(inner, events, depth + 1))
        return Items(tuple(items), line)
    return _mapping(events, line, depth)


def _mapping(events: Iterator[Any], line: int, depth: int) -> Entries:
    nodes: dict[str, Node] = {}
    lines: dict[str, int] = {}
    while not isinstance(inner := next(events), yaml.MappingEndEvent):
        key = _node(inner, events, depth + 1)
        if not isinstance(key, Scalar):
            raise Invalid(f"Line {key.line}: a key must be a plain word.")
        if key.text in nodes:
            raise Invalid(f"Line {key.line}: `{_shown(key.text)}` is given twice, first on line {lines[key.text]}. Keep one of them.")
        nodes[key.text], lines[key.text] = _node(next(events), events, depth + 1), key.line
    return Entries(nodes, lines, line)


def _shown(key: str) -> str:
    return quoted(key)[1:-1]


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
