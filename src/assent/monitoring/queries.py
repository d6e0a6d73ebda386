"""What monitoring knows, to somebody who may read it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from assent.kernel.errors import NotFound
from assent.ledger.view import View
from assent.monitoring import story
from assent.monitoring.cards import BreachCard, ColumnStory, MonitorSummary, RunCard, SourceCard
from assent.monitoring.heat import Heat, heat_of
from assent.monitoring.limits import Limits, Pair, judged
from assent.monitoring.model import Breach, Limit, MeasurementRun, Source
from assent.monitoring.series import load

READ = "monitoring.read"


def source(view: View, *, system: str) -> SourceCard | None:
    """Where a system's observations lie; None when nobody said."""
    view.require(READ, system=system)
    row = view.first(Source, Source.system == system)
    return None if row is None else source_card(row)


def sources(view: View) -> list[SourceCard]:
    """Every source the reader may see, by system."""
    scope = view.scope(READ)
    return [source_card(row) for row in view.rows(Source, *_within(Source.system, scope), order_by=(Source.system,))]


def limits_of(view: View, *, system: str) -> Limits:
    """The limits a system's columns are judged by; the convention where nobody set any."""
    view.require(READ, system=system)
    rows = view.rows(Limit, Limit.system == system)
    default = next((Pair(r.watch, r.act) for r in rows if r.column_name is None), None)
    columns = {r.column_name: Pair(r.watch, r.act) for r in rows if r.column_name is not None}
    return Limits(default or Pair(), columns, conventional=default is None)


def runs(view: View, *, system: str, limit: int = 50) -> list[RunCard]:
    """A system's runs, newest first."""
    view.require(READ, system=system)
    order = (col(MeasurementRun.seq).desc(),)
    return [run_card(row) for row in view.rows(MeasurementRun, MeasurementRun.system == system, order_by=order, limit=limit)]


def latest_run(view: View, *, system: str) -> RunCard | None:
    """A system's latest run, or None before the first."""
    return next(iter(runs(view, system=system, limit=1)), None)


def breaches(view: View, *, system: str | None = None, status: str | None = "open") -> list[BreachCard]:
    """Breaches of one system or of all the reader may see, the largest first; `status` open, closed, or None for both."""
    if system is not None:
        view.require(READ, system=system)
        where = [Breach.system == system]
    else:
        where = _within(Breach.system, view.scope(READ))
    where += [Breach.status == status] if status else []
    order = col(Breach.worst_value).desc(), col(Breach.id)
    return [breach_card(row) for row in view.rows(Breach, *where, order_by=order)]


def breach(view: View, *, breach_id: str) -> BreachCard:
    """One breach. Raises NotFound, also for one of a system the reader may not see."""
    row = view.first(Breach, Breach.id == breach_id)
    if row is None or not view.reader.may(READ, system=row.system):
        raise NotFound("There is no such breach that you may see. Open it from the system's monitoring.")
    return breach_card(row)


def heat(view: View, *, system: str) -> Heat:
    """The heat table of a system's latest figures. Raises NotFound before the first measuring."""
    view.require(READ, system=system)
    series = load(view, system=system)
    if series is None:
        raise NotFound(f"{system} has not been measured yet. Measure it now, or wait for the daily round.")
    here = source(view, system=system)
    return heat_of(series, limits_of(view, system=system), here.roles if here else {})


def column_story(view: View, *, system: str, column: str) -> ColumnStory:
    """One column of a system's latest figures. Raises NotFound for a column that was not measured."""
    view.require(READ, system=system)
    series = load(view, system=system)
    if series is None or column not in series.kinds:
        raise NotFound(f"{system} has no figures for that column. Choose one from its heat table.")
    pair = limits_of(view, system=system).of(column)
    whole, points = story.points(view, series, column, pair)
    told = source(view, system=system)
    counted = [r for r in series.of(column) if judged(r.psi, r.noise, r.n_reference, r.n_current, pair) != "insufficient"]
    return ColumnStory(
        system=system,
        column=column,
        kind=series.kinds[column],
        role=(told.roles if told else {}).get(column, "feature"),
        run_id=series.run.id,
        measured_at=series.run.measured_at,
        limits=pair,
        whole=whole,
        points=points,
        over=sum(r.over(pair.act) for r in counted),
        judged=len(counted),
        breaches=tuple(sorted((b for b in breaches(view, system=system, status=None) if b.column == column), key=lambda b: b.id, reverse=True)),
        shape=story.shape(view, series.run.id, column),
    )


def summaries(view: View) -> dict[str, MonitorSummary]:
    """Every system that has a source or was measured, in a line each; three queries whatever their number."""
    scope = view.scope(READ)
    table = MeasurementRun
    latest = sa.select(sa.func.max(col(table.seq))).where(*view.conditions(table)).group_by(col(table.system))
    columns = [col(c) for c in (table.system, table.verdict, table.worst_psi, table.worst_column, table.measured_at, table.trend)]
    query = sa.select(*columns).where(col(table.seq).in_(latest), *view.conditions(table), *_within(table.system, scope))
    count = sa.select(col(Breach.system), sa.func.count()).where(
        *view.conditions(Breach), *_within(Breach.system, scope), col(Breach.status) == "open"
    )
    opened = {str(row[0]): int(row[1]) for row in view.session.execute(count.group_by(col(Breach.system)))}
    told = sa.select(col(Source.system)).where(*view.conditions(Source), *_within(Source.system, scope))
    found = {system: MonitorSummary(None, None, None, None, opened.get(system, 0), ()) for (system,) in view.session.execute(told)}
    for system, verdict, psi, column, measured_at, trend in view.session.execute(query):
        found[system] = MonitorSummary(verdict, psi, column, measured_at, opened.get(system, 0), tuple(trend))
    return found


def source_card(row: Source) -> SourceCard:
    """The card of a row."""
    features = None if row.features is None else tuple(row.features)
    return SourceCard(
        row.id, row.system, row.path, row.reference, row.time_column, row.prediction, row.probability, row.label,
        tuple(row.group_columns), features, row.window_by, row.confirmed_by, row.confirmed_at,
    )  # fmt: skip


def run_card(row: MeasurementRun) -> RunCard:
    """The card of a row."""
    values: dict[str, Any] = {name: getattr(row, name) for name in RunCard.__dataclass_fields__}
    values |= {name: tuple(values[name]) for name in ("skipped", "files", "trend")}
    return RunCard(**values)


def breach_card(row: Breach) -> BreachCard:
    """The card of a row."""
    renamed = {"column": "column_name", "limit": "limit_value"}
    return BreachCard(**{name: getattr(row, renamed.get(name, name)) for name in BreachCard.__dataclass_fields__})


def _within(column: Any, scope: Sequence[str] | frozenset[str] | None) -> list[Any]:
    return [] if scope is None else [column.in_(sorted(scope))]
