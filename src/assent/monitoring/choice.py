"""Which columns are compared, as what, and why the others are left out."""

from collections.abc import Sequence

from assent.kernel.errors import Invalid
from assent.monitoring.readings import Side, Summary
from assent.monitoring.result import Skipped
from assent.store.observations import Column, Kind

IDENTIFYING = 0.9
_WORDS: dict[Kind, str] = {"numeric": "numbers", "categorical": "text", "time": "times", "other": "nested or binary values"}


def choose(reference: Side, current: Side, columns: Sequence[str] | None, time: str | None) -> tuple[dict[str, tuple[Kind, Summary]], list[Skipped]]:
    """The columns to compare with their kind and the reference's summary, in the reference's order, and those left out.

    Without `columns`, all that both sides have but the time column, identifiers and columns constant in the reference. Columns that
    are named are compared even then; Invalid is raised when a side lacks one. Times, nested values and columns that are numbers on
    one side and text on the other are never compared; a side that is wholly missing takes the other's kind.
    """
    skipped: list[Skipped] = []
    kinds: dict[str, Kind] = {}
    for name in _wanted(reference, current, columns, time, skipped):
        kind, why = _kind(reference, current, reference.columns[name], current.columns[name])
        if kind is None:
            skipped.append(Skipped(name, why))
        else:
            kinds[name] = kind
    summaries = reference.summaries(kinds)
    chosen: dict[str, tuple[Kind, Summary]] = {}
    for name, kind in kinds.items():
        why = "" if columns is not None else _useless(reference, current, name, kind, summaries[name])
        if why:
            skipped.append(Skipped(name, why))
        else:
            chosen[name] = (kind, summaries[name])
    return chosen, skipped


def _wanted(reference: Side, current: Side, columns: Sequence[str] | None, time: str | None, skipped: list[Skipped]) -> list[str]:
    if columns is not None:
        for side in (reference, current):
            lacking = [name for name in columns if name not in side.columns]
            if lacking:
                raise Invalid(f"There is no column {', '.join(map(repr, lacking))} in {side.name}; its columns are {', '.join(side.columns)}.")
        return list(dict.fromkeys(columns))
    for here, there, which in ((reference, current, "the reference"), (current, reference, "the current data")):
        skipped += [Skipped(name, f"only in {which}") for name in here.columns if name not in there.columns and name != time]
    return [name for name in reference.columns if name in current.columns and name != time]


def _kind(reference: Side, current: Side, before: Column, now: Column) -> tuple[Kind | None, str]:
    if before.kind != now.kind:
        for side, column, other in ((reference, before, now), (current, now, before)):
            if other.kind in ("numeric", "categorical") and not side.summaries({column.name: "categorical"})[column.name].known:
                return other.kind, ""
        return None, f"{_WORDS[before.kind]} in the reference ({before.type}), {_WORDS[now.kind]} now ({now.type}): not comparable"
    if before.kind == "time":
        return None, "holds dates or times, which always move on"
    if before.kind == "other":
        return None, f"holds {before.type}, neither numbers nor categories"
    return before.kind, ""


def _useless(reference: Side, current: Side, name: str, kind: Kind, summary: Summary) -> str:
    """Why a column tells nothing about drift, or nothing."""
    if summary.known == 0 or (summary.known == reference.rows and summary.least == summary.greatest):
        held = reference.examples(name, 1)
        return f"constant in the reference ({_said(held)}), now {_said(current.examples(name, 4), held)}"
    column = reference.columns[name]
    if column.whole_or_text and summary.distinct > reference.rows / 2:
        distinct = reference.distinct(name, kind)
        if distinct > IDENTIFYING * reference.rows:
            return f"an identifier: {distinct:,} different values in {reference.rows:,} rows of the reference"
    return ""


def _said(values: list[str | None], before: list[str | None] | None = None) -> str:
    if values == before:
        return "the same"
    words = ["missing" if v is None else v if len(v) <= 40 else v[:39] + "…" for v in values]
    return ", ".join(words[:3]) + (" and others" if len(words) > 3 else "")
