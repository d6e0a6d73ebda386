"""Observation files (Parquet or CSV) read by DuckDB, on a connection that can open nothing else.

The files are other people's: their names and their column names are quoted, never trusted, and only regular files under the
allowed directories are opened, wherever `..` or a symbolic link may point.
"""

import glob
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from assent.kernel.errors import Forbidden, Invalid, NotFound, Unavailable

Kind = Literal["numeric", "categorical", "time", "other"]
TEXT_ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_NUMBER = re.compile(r"^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|BIGNUM)$")
_CATEGORY = re.compile(r"^(VARCHAR|BOOLEAN|UUID|ENUM\(.*\))$", re.DOTALL)
_TIME = re.compile(r"^(DATE|TIMESTAMP.*)$")


@dataclass(frozen=True)
class Column:
    """A column of observation files: its name, DuckDB's name of its type, and what it can be measured as."""

    name: str
    type: str
    kind: Kind

    @property
    def whole_or_text(self) -> bool:
        """Whether its values could be identifiers: whole numbers or text."""
        return self.type in ("VARCHAR", "UUID") or self.type.endswith(("INT", "INTEGER"))


def quoted(name: str) -> str:
    """A name as an SQL identifier, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string, whatever is in it."""
    return "'" + text.replace("'", "''") + "'"


def kind_of(type_name: str) -> Kind:
    """What a DuckDB type is measured as: numbers are numeric; text, category, boolean and UUID categorical; dates and instants time."""
    if _NUMBER.match(type_name):
        return "numeric"
    if _CATEGORY.match(type_name):
        return "categorical"
    return "time" if _TIME.match(type_name) else "other"


@contextmanager
def understood(what: str) -> Iterator[None]:
    """Turn whatever DuckDB says while reading `what` into one sentence: Unavailable when memory ran out, Invalid otherwise."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise Unavailable(f"There was not enough memory to measure {what}; measure fewer columns or a shorter period.") from error
    except (duckdb.Error, UnicodeError) as error:
        said = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise Invalid(f"{what} could not be read ({said[:200].rstrip('.')}); check the file and its columns.") from error


def open_observations(allowed: Sequence[Path], *, ordered: bool = False) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that can read under the `allowed` directories (and the `allowed` files) and nowhere else, in UTC.

    The settings are locked. `ordered` keeps rows in the order of their files, for windows by row count; it costs speed and memory.
    """
    folders = [p for p in allowed if p.is_dir()]
    files = [name for p in allowed if not p.is_dir() for name in {str(p), _escaped(p)}]
    connection = duckdb.connect(":memory:", config={"preserve_insertion_order": ordered})
    connection.execute(f"SET temp_directory={literal(os.path.join(tempfile.gettempdir(), f'assent-observations-{os.getpid()}'))}")
    connection.execute(f"SET allowed_directories=[{', '.join(literal(str(p)) for p in folders)}]")
    connection.execute(f"SET allowed_paths=[{', '.join(map(literal, files))}]")
    for setting in ("enable_external_access=false", "TimeZone='UTC'", "enable_progress_bar=false", "lock_configuration=true"):
        connection.execute(f"SET {setting}")
    return connection


def resolve(pattern: str | Path, allowed: Sequence[Path] | None = None) -> tuple[Path, ...]:
    """The files a path or glob stands for, as real paths in order of name, each a readable Parquet or CSV file.

    With `allowed`, every file must truly lie under one of those directories (or be one of them), and the path must not go up by `..`,
    which behind a wildcard would look elsewhere first. Raises Forbidden outside of them (before saying whether anything is there),
    NotFound when nothing is there, Invalid for a directory, an empty file or another format.
    """
    text = str(pattern)
    if "\0" in text or "://" in text or not text.strip():
        raise Invalid(f"{_shown(text)} is not a path of a local file; name a Parquet or CSV file, or a pattern such as data/*.parquet.")
    parts = Path(text).parts
    if allowed is not None and ".." in parts:
        raise Forbidden(f"{_shown(text)} goes up by “..”; name the directory itself, one that observations may be read from.")
    if parts.count("**") > 1:
        raise Invalid(f"{_shown(text)} holds “**” more than once, which takes ever longer to look through; once is enough.")
    with _opened(text):
        roots = None if allowed is None else [Path(a).resolve() for a in allowed]
        is_glob = glob.has_magic(text) and not os.path.lexists(text)
        _guard(Path(_fixed_part(text) if is_glob else text), roots, text)
        found = sorted(glob.glob(text, recursive=True)) if is_glob else [text]
        paths = [Path(name) for name in found if not (is_glob and os.path.isdir(name))]
        if not paths:
            raise NotFound(f"No file matches {_shown(text)}; check the pattern.")
        return _usable(paths, roots, text)


def looked_at_again(files: Sequence[Path], allowed: Sequence[Path] | None = None) -> tuple[Path, ...]:
    """Files that `resolve` gave earlier, as real paths in the same order. Raises what `resolve` raises when one is no longer fit."""
    text = named(files)
    with _opened(text):
        return _usable(files, None if allowed is None else [Path(a).resolve() for a in allowed], text)


@contextmanager
def _opened(text: str) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Invalid(f"{_shown(text)} could not be opened ({reason}); check the path and its permissions.") from error


def _usable(paths: Sequence[Path], roots: Sequence[Path] | None, text: str) -> tuple[Path, ...]:
    real = [_guard(path, roots, text) for path in paths]
    if len({_format(path) for path in real}) > 1:
        raise Invalid(f"{_shown(text)} matches Parquet and CSV files together; name one kind at a time.")
    return tuple(real)


def relation(files: Sequence[Path]) -> str:
    """The SQL of a table of all rows of `files` (as `resolve` gave them): columns matched by name, no columns made from folder names."""
    names = ", ".join(literal(_escaped(path)) for path in files)
    if _is_parquet(files[0]):
        return f"read_parquet([{names}], union_by_name=true, hive_partitioning=false)"
    return f"read_csv([{names}], header=true, sample_size=-1, union_by_name=true, hive_partitioning=false)"


def schema(connection: duckdb.DuckDBPyConnection, path: Path | Sequence[Path]) -> list[Column]:
    """The columns of one file or of several read as one table. Raises Invalid when they cannot be read."""
    files = [path] if isinstance(path, Path) else list(path)
    with understood(named(files)):
        rows = connection.execute(f"DESCRIBE SELECT * FROM {relation(files)}").fetchall()
    return [Column(name, type_name, kind_of(type_name)) for name, type_name, *_ in rows]


def named(files: Sequence[Path]) -> str:
    """What a person calls these files: the name of the only one, or of the first and how many follow."""
    return _shown(files[0].name) + (f" and {len(files) - 1} more" if len(files) > 1 else "")


@dataclass(frozen=True)
class Roles:
    """A guess at what columns are for; a person confirms it. `feature` is everything that got no other role and can be measured."""

    time: str | None = None
    prediction: str | None = None
    probability: str | None = None
    label: str | None = None
    group: tuple[str, ...] = ()
    feature: tuple[str, ...] = ()


_NAMES: Mapping[str, re.Pattern[str]] = {
    role: re.compile(rf"^({words})$", re.IGNORECASE)
    for role, words in {
        "time": r"timestamp|time|datetime|date|day|ts|(.*_)?(at|on|time|date|timestamp)",
        "prediction": r"prediction|predicted|pred|y_pred|yhat|y_hat|decision|predicted_(class|label)|(.*_)(prediction|pred)",
        "probability": r"(predicted_)?(probability|proba|prob|score)|y_(prob|proba|score)|(.*_)(probability|proba|score)",
        "label": r"label|target|outcome|actual|truth|y|y_true|ground_truth|employed|late|default(ed)?|churn(ed)?|fraud|two_year_recid|"
        r"(.*_)(label|target|outcome)",
        "group": r"sex|gender|rac1p|race|ethnicity|ethnic_group|age|agep|age_(band|group|cat)|group|nationality|religion|disability|dis|(.*_)group",
        "identifier": r"id|uuid|key|row|index|(.*_)?(id|uuid)",
    }.items()
}


_NOTHING = {"None", "nan", "NaT", "<NA>"}
"""How Python and pandas write a value that is missing."""


def guess_roles(columns: Sequence[Column], sample: Mapping[str, Sequence[object]] | None = None) -> Roles:
    """Guess time, prediction, probability, label, group and feature columns from names and types, checked against a few sample values.

    `sample` holds, by column name, some values as read. A name only counts when type and values allow it: a probability lies in
    0 to 1, a prediction or label holds few different values, text is a time only when it looks like one.
    """
    seen: Mapping[str, Sequence[object]] = sample or {}
    taken: dict[str, str] = {}

    def first(role: str) -> str | None:
        for column in columns:
            if column.name not in taken and _NAMES[role].match(column.name) and _fits(role, column, seen.get(column.name, ())):
                taken[column.name] = role
                return column.name
        return None

    time = first("time") or next((c.name for c in columns if c.kind == "time"), None)
    if time is not None:
        taken[time] = "time"
    probability, prediction, label = first("probability"), first("prediction"), first("label")
    groups = tuple(c.name for c in columns if c.name not in taken and _NAMES["group"].match(c.name) and c.kind in ("numeric", "categorical"))
    features = tuple(
        c.name for c in columns if c.name not in taken and c.kind in ("numeric", "categorical") and not _NAMES["identifier"].match(c.name)
    )
    return Roles(time, prediction, probability, label, groups, features)


def _fits(role: str, column: Column, values: Sequence[object]) -> bool:
    known = [v for v in values if str(v) not in _NOTHING]
    if role == "time":
        return column.kind == "time" or (column.type == "VARCHAR" and bool(known) and all(re.match(r"\d{4}-\d\d", str(v)) for v in known))
    if role == "probability":
        numbers = [float(v) for v in known if isinstance(v, int | float)]
        return column.kind == "numeric" and all(0 <= n <= 1 for n in numbers)
    return column.kind in ("numeric", "categorical") and (len(known) < 20 or len(set(map(str, known))) <= len(known) // 2)


def _shown(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _fixed_part(pattern: str) -> str:
    """The folder above the first part of a pattern that holds a wildcard."""
    parts = Path(pattern).parts
    first = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return os.path.join(*parts[:first]) if first else "."


def _guard(path: Path, roots: Sequence[Path] | None, text: str) -> Path:
    real = path.resolve()
    if roots is not None and not any(real == root or root in real.parents for root in roots):
        raise Forbidden(f"{_shown(text)} lies outside the directories that observations may be read from; ask for its directory to be allowed.")
    return real


def _escaped(path: Path) -> str:
    """A file's name as a DuckDB pattern that matches that file alone."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            return False
        file.seek(-4, os.SEEK_END)
        return file.read(4) == b"PAR1"


def _format(path: Path) -> Literal["parquet", "csv"]:
    name = _shown(path.name)
    if path.is_dir():
        raise Invalid(f"{name} is a directory; name a file in it or a pattern such as {name}/*.parquet.")
    if not path.exists():
        raise NotFound(f"There is no file {_shown(str(path))}; check the path.")
    if not path.is_file():
        raise Invalid(f"{name} is not a regular file; name a Parquet or CSV file.")
    if path.stat().st_size == 0:
        raise Invalid(f"{name} is empty; name a file with observations in it.")
    if _is_parquet(path):
        return "parquet"
    if path.name.lower().endswith(TEXT_ENDINGS):
        return "csv"
    ends = "damaged or not a Parquet file" if path.suffix.lower() in (".parquet", ".pq") else "neither a Parquet file nor named as CSV"
    raise Invalid(f"{name} is {ends}; name a Parquet file or a file ending in .csv.")
