"""A first look at observation files: their columns, what those are probably for, and how wide windows should be. A person confirms it."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb

from assent.monitoring.windows import instant
from assent.store.observations import Column, Kind, Roles, guess_roles, named, open_observations, quoted, relation, schema, understood

SAMPLE = 500
EXAMPLES = 3


@dataclass(frozen=True)
class ProposedColumn:
    """A column, its guessed role (time, prediction, probability, label, group, feature, or empty for none), and a few of its values."""

    name: str
    kind: Kind
    role: str
    examples: tuple[str, ...]
    in_reference: bool


@dataclass(frozen=True)
class Proposal:
    """What a form starts from. `by` is the window that cuts the time there is into a readable number; None without a time column."""

    files: int
    reference_files: int
    columns: tuple[ProposedColumn, ...]
    roles: Roles
    by: str | None


def propose(current: Sequence[Path], reference: Sequence[Path]) -> Proposal:
    """Look at the files (as `resolve` gave them). Raises Invalid when they cannot be read."""
    with closing(open_observations([*current, *reference])) as connection:
        columns, known = schema(connection, current), {c.name for c in schema(connection, reference)}
        sample = _sample(connection, current, columns)
        roles = guess_roles(columns, sample)
        by = _grain(connection, current, next((c for c in columns if c.name == roles.time), None))
    said: dict[str | None, str] = {roles.time: "time", roles.prediction: "prediction", roles.probability: "probability", roles.label: "label"}
    said |= {name: role for role, names in (("group", roles.group), ("feature", roles.feature)) for name in names}
    shown = tuple(ProposedColumn(c.name, c.kind, said.get(c.name, ""), _examples(sample[c.name]), c.name in known) for c in columns)
    return Proposal(len(current), len(reference), shown, roles, by)


def _sample(connection: duckdb.DuckDBPyConnection, files: Sequence[Path], columns: Sequence[Column]) -> dict[str, list[object]]:
    with understood(named(files)):
        rows = connection.execute(f"SELECT {', '.join(quoted(c.name) for c in columns)} FROM {relation(files)} LIMIT {SAMPLE}").fetchall()
    return {c.name: [row[i] for row in rows] for i, c in enumerate(columns)}


def _examples(values: Sequence[object]) -> tuple[str, ...]:
    texts = dict.fromkeys(str(v)[:40] for v in values if v is not None)
    return tuple(texts)[:EXAMPLES]


def _grain(connection: duckdb.DuckDBPyConnection, files: Sequence[Path], time: Column | None) -> str | None:
    if time is None:
        return None
    when = instant(time)
    with understood(named(files)):
        found = connection.execute(f"SELECT max(t) - min(t) FROM (SELECT {when} AS t FROM {relation(files)})").fetchone()
    span = found[0] if found and isinstance(found[0], timedelta) else timedelta()
    limits = (("hour", 3), ("day", 60), ("week", 3 * 366))
    return next((by for by, days in limits if span <= timedelta(days=days)), "month")
