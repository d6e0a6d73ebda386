"""A YAML mapping read field by field: each taker says what it expects, and whatever nobody took is refused."""

import difflib
import math
import re
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from assent.kernel.errors import Invalid
from assent.kernel.strict_yaml import Entries, Items, Node, Scalar, parse
from assent.kernel.text import quoted

TRUE, FALSE = frozenset(("true", "yes")), frozenset(("false", "no"))
WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,99})")  # with a leading zero it is a code, not a number
DECIMAL = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ZONED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?) ?(Z|z|[-+][0-9]{2}:[0-9]{2})")


class Block:
    """One mapping. `path` is where it stands, such as `people_affected`; `lines` maps every path met so far to its line."""

    def __init__(self, entries: Entries, *, path: str = "", lines: dict[str, int] | None = None):
        self.entries, self.path = entries, path
        self.lines: dict[str, int] = {} if lines is None else lines
        self._known: list[str] = []
        self._missing: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self.entries.nodes

    def text(self, name: str) -> str | None:
        """A text as it is written, or None where it is absent or null."""
        node = self._take(name)
        return None if node is None else self._scalar(name, node, "a text").text

    def needed(self, name: str) -> str:
        """As `text`; where it is absent or null, `done` raises, after any unknown field: a typing error is both."""
        value = self.text(name)
        if value is None:
            self._missing.append(name)
        return value or ""

    def flag(self, name: str) -> bool | None:
        """True or false."""
        node = self._take(name)
        if node is None:
            return None
        found = self._scalar(name, node, "true or false")
        if not found.plain or found.text.lower() not in TRUE | FALSE:
            self._fail(name, found.line, f"{quoted(found.text)} is neither true nor false.")
        return found.text.lower() in TRUE

    def count(self, name: str) -> int | None:
        """A whole number, zero or more."""
        node = self._take(name)
        if node is None:
            return None
        found = self._scalar(name, node, "a whole number")
        if not found.plain or not WHOLE.fullmatch(found.text) or int(found.text) < 0:
            self._fail(name, found.line, f"{quoted(found.text)} is not a whole number such as 70000.")
        return int(found.text)

    def number(self, name: str) -> float | None:
        """A finite number."""
        node = self._take(name)
        return None if node is None else self._number(name, node)

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        return tuple(self._number(name, node) for node in self._items(name))

    def day(self, name: str) -> date | None:
        """A day as YYYY-MM-DD."""
        node = self._take(name)
        if node is None:
            return None
        found = self._scalar(name, node, "a date such as 2026-05-14")
        try:
            if not DAY.fullmatch(found.text):
                raise ValueError
            return date.fromisoformat(found.text)
        except ValueError:
            self._fail(name, found.line, f"{quoted(found.text)} is not a date such as 2026-05-14.")

    def moment(self, name: str) -> datetime | None:
        """A point in time with its zone, given back in UTC."""
        node = self._take(name)
        if node is None:
            return None
        found = self._scalar(name, node, "a time such as 2026-05-14T08:15:00Z")
        try:
            match = ZONED.fullmatch(found.text)
            if match is None:
                raise ValueError
            zone = "+00:00" if match[3] in "Zz" else match[3]
            return datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}").astimezone(UTC)
        except (ValueError, OverflowError):
            self._fail(name, found.line, f"{quoted(found.text)} is not a time with its zone, such as 2026-05-14T08:15:00Z.")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; absent or null means none."""
        nodes = self._items(name)
        return tuple(self._scalar(f"{name}[{i}]", node, "a text").text for i, node in enumerate(nodes, 1))

    def block(self, name: str) -> "Block | None":
        """A mapping inside this one."""
        node = self._take(name)
        return None if node is None else self._block(name, node)

    def blocks(self, name: str) -> list["Block"]:
        """A list of mappings."""
        return [self._block(f"{name}[{i}]", node) for i, node in enumerate(self._items(name), 1)]

    def named_blocks(self, name: str) -> dict[str, "Block"]:
        """A mapping of free names to mappings."""
        outer = self.block(name)
        return {} if outer is None else {key: outer._block(key, node) for key, node in outer.entries.nodes.items()}

    def free(self, name: str) -> dict[str, Any]:
        """A mapping of free names to values of any plain kind."""
        outer = self.block(name)
        return {} if outer is None else {key: outer._value(key, node) for key, node in outer.entries.nodes.items()}

    def done(self) -> None:
        """Raises Invalid for the first field nobody asked for, or else the first that is needed and missing."""
        for name, line in self.entries.lines.items():
            if name not in self._known:
                close = difflib.get_close_matches(name, self._known, n=1)
                hint = f"Did you mean `{close[0]}`?" if close else f"The fields are: {', '.join(self._known)}."
                shown = quoted(name)[1:-1]
                raise Invalid(f"Line {line}: there is no field `{self._path(shown)}`. {hint}", {self._path(shown): "There is no such field."})
        for name in self._missing:
            self._fail(name, self.lines.get(self._path(name), self.entries.line), "this is missing. Add it.")

    def _take(self, name: str) -> Node | None:
        self._known.append(name)
        node = self.entries.nodes.get(name)
        if node is None:
            return None
        self.lines[self._path(name)] = self.entries.lines[name]
        return None if isinstance(node, Scalar) and node.is_null else node

    def _scalar(self, name: str, node: Node, expected: str) -> Scalar:
        if not isinstance(node, Scalar) or node.is_null:
            kind = "a list" if isinstance(node, Items) else "a mapping" if isinstance(node, Entries) else "nothing"
            self._fail(name, node.line, f"{expected} belongs here, not {kind}.")
        return node

    def _items(self, name: str) -> tuple[Node, ...]:
        node = self._take(name)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self._fail(name, node.line, "a list belongs here, such as [one, two].")
        return node.nodes

    def _block(self, name: str, node: Node) -> "Block":
        if not isinstance(node, Entries):
            self._fail(name, node.line, "`key: value` lines belong here.")
        return Block(node, path=self._path(name), lines=self.lines)

    def _number(self, name: str, node: Node) -> float:
        found = self._scalar(name, node, "a number")
        value = float(found.text) if found.plain and DECIMAL.fullmatch(found.text) else math.nan
        if not math.isfinite(value):
            self._fail(name, found.line, f"{quoted(found.text)} is not a finite number.")
        return value

    def _value(self, name: str, node: Node) -> Any:
        if isinstance(node, Items):
            return [self._value(name, item) for item in node.nodes]
        if isinstance(node, Entries):
            return {key: self._value(f"{name}.{key}", inner) for key, inner in node.nodes.items()}
        if not node.plain:
            return node.text
        if node.is_null:
            return None
        if node.text.lower() in ("true", "false"):
            return node.text.lower() == "true"
        if INTEGER.fullmatch(node.text):
            return int(node.text)
        return self._number(name, node) if DECIMAL.fullmatch(node.text) and not re.match(r"[-+]?0[0-9]", node.text) else node.text

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _fail(self, name: str, line: int, message: str) -> NoReturn:
        path = self._path(name)
        raise Invalid(f"Line {line}, `{quoted(path, 80)[1:-1]}`: {message}", {path: message[0].upper() + message[1:]})


def read_block(data: str | bytes, *, what: str) -> Block:
    """The top of a YAML text as a block. Raises Invalid; see `strict_yaml.parse`."""
    return Block(parse(data, what=what))
