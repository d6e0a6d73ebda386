"""What changes monitoring."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from assent.inventory import queries as inventory
from assent.kernel.errors import Closed, Invalid, NotFound, Stale
from assent.kernel.ids import new_id
from assent.kernel.text import TEXT_LIMIT, flaw, quoted, tidy
from assent.ledger.unit import Unit
from assent.monitoring import queries
from assent.monitoring.breaches import Standing, standing
from assent.monitoring.cards import BreachCard, RunCard, SourceCard
from assent.monitoring.files import FileDigest
from assent.monitoring.heat import trend
from assent.monitoring.limits import Limits, checked
from assent.monitoring.model import Breach, DriftMeasurement, DriftProfile, Limit, MeasurementRun, Source
from assent.monitoring.recording import basis_of, digests_of, fingerprint_of, rows_of, shape_of, since_day, verdict_of
from assent.monitoring.result import DriftResult
from assent.monitoring.series import Series, series_of
from assent.monitoring.settings import checked_source
from assent.store.bulk import bulk_insert


def set_source(
    unit: Unit,
    *,
    system: str,
    path: str,
    reference: str,
    time: str | None = None,
    prediction: str | None = None,
    probability: str | None = None,
    label: str | None = None,
    groups: Sequence[str] = (),
    features: Sequence[str] | None = None,
    by: str = "week",
    confirmed: bool,
) -> SourceCard:
    """Say where a system's observations lie and what their columns are for. The same again leaves no trace.

    `by` is hour, day, week, month or rows:N; `features` None means every other column. Whether the paths are allowed is checked by
    whoever opens them. Raises Invalid with a message for each wrong field, and while nobody `confirmed` the columns; NotFound for an
    unknown system; Forbidden without `monitoring.configure`.
    """
    unit.require("monitoring.configure", system=system)
    inventory.row_of(unit.view, system)
    if not confirmed:
        raise Invalid("What the columns are for was only guessed. Look at them and confirm.", {"confirmed": "Confirm what the columns are for."})
    said = checked_source(path, reference, time, prediction, probability, label, groups, features, by)
    row = unit.view.first(Source, Source.system == system)
    if row is not None and all(getattr(row, name) == value for name, value in said.items()):
        return queries.source_card(row)
    who: dict[str, Any] = {"confirmed_by": unit.actor.id, "confirmed_at": unit.now}
    row = unit.add(Source(id=new_id(), system=system, **said, **who)) if row is None else unit.change(row, **said, **who)
    unit.record("monitoring.source_set", subject=row.id, system=system, **said)
    return queries.source_card(row)


def set_limit(unit: Unit, *, system: str, column: str | None = None, watch: float, act: float) -> Limits:
    """Set the PSI from which a column (None: every column without limits of its own) is watched, and acted on.

    Holds from the next measuring on for breaches, at once for tables. Raises Invalid unless 0 < watch <= act, Forbidden without
    `monitoring.configure`.
    """
    unit.require("monitoring.configure", system=system)
    inventory.row_of(unit.view, system)
    pair = checked(watch, act)
    if column is not None and (message := flaw(column)):
        raise Invalid(f"Column: {message}", {"column": message})
    rows = unit.view.rows(Limit, Limit.system == system)
    row = next((r for r in rows if r.column_name == column), None)
    if row is None or (row.watch, row.act) != (pair.watch, pair.act):
        said: dict[str, Any] = {"watch": pair.watch, "act": pair.act, "set_by": unit.actor.id, "set_at": unit.now}
        row = unit.add(Limit(id=new_id(), system=system, column_name=column, **said)) if row is None else unit.change(row, **said)
        unit.record("monitoring.limit_set", subject=row.id, system=system, column=column, watch=pair.watch, act=pair.act)
    return queries.limits_of(unit.view, system=system)


def remove_limit(unit: Unit, *, system: str, column: str | None) -> Limits:
    """Take a column's own limits away, so that it is judged as every other column; None: the system's, back to the convention.

    Holds from the next measuring on for breaches, at once for tables. Raises NotFound where none are set, Forbidden without
    `monitoring.configure`.
    """
    unit.require("monitoring.configure", system=system)
    inventory.row_of(unit.view, system)
    row = next((r for r in unit.view.rows(Limit, Limit.system == system) if r.column_name == column), None)
    if row is None:
        raise NotFound("No limits of its own are set there, so there are none to remove.")
    unit.end(row)
    unit.record("monitoring.limit_removed", subject=row.id, system=system, column=column, watch=row.watch, act=row.act)
    return queries.limits_of(unit.view, system=system)


def record_run(
    unit: Unit, *, system: str, source: SourceCard, result: DriftResult, files: Sequence[FileDigest], requested_by: str, since: date | None = None
) -> RunCard:
    """Put a measuring on record: the run, a row for each column and window, the files' digests, and the breaches that follow.

    With `since`, only the windows from that day on. Raises Stale when the source's settings changed while it was measured, Invalid
    for a `since` no window meets, Forbidden without `monitoring.measure`.
    """
    unit.require("monitoring.measure", system=system)
    now = queries.source(unit.view, system=system)
    if now is None or (now.settings, now.path, now.reference) != (source.settings, source.path, source.reference):
        raise Stale("What is said of the observations changed while they were measured. Measure again.")
    limits, windows = queries.limits_of(unit.view, system=system), since_day(result, since, source.by)
    before, current = digests_of(files)
    run_id, basis = new_id(), basis_of(source, before)
    load_ = bulk_insert(unit, DriftMeasurement, rows_of(run_id, system, result, windows))
    run = MeasurementRun(
        id=run_id, seq=unit.seq, system=system, measured_at=unit.now, requested_by=requested_by, definition=result.definition, basis=basis,
        fingerprint=fingerprint_of(basis, current, limits), window_by=source.by, since=since, reference_rows=result.reference_rows,
        current_rows=result.current_rows, undated=result.undated, skipped=[{"column": s.column, "why": s.why} for s in result.skipped],
        files=[{"name": f.name, "sha256": f.sha256, "size": f.size, "side": f.side} for f in files],
        measurements=load_.count, measurements_digest=load_.digest, **verdict_of(result, limits),
    )  # fmt: skip
    series = series_of(unit.view, run)
    run.trend = list(trend(series))
    unit.add(run)
    _keep_shapes(unit, run, result)
    opened, updated = _judge(unit, series, limits)
    unit.record(
        "monitoring.measured", subject=run.id, system=system, verdict=run.verdict, measurements=load_.count, measurements_digest=load_.digest,
        files=run.files, definition=run.definition, basis=basis, since=since, reference_rows=run.reference_rows, current_rows=run.current_rows,
        undated=run.undated, skipped=run.skipped, breaches_updated=updated,
    )  # fmt: skip
    for row, found in opened:
        said = {"statistic": row.statistic, "limit": row.limit_value, **vars(found)}
        unit.record("monitoring.breach_opened", subject=row.id, system=system, column=row.column_name, **said)
    return queries.run_card(run)


def close_breach(unit: Unit, *, breach_id: str, reason: str, seen_run: str | None = None) -> BreachCard:
    """Close a breach, with a reason, in one's own session. It opens again only by windows later than those measured until now.

    `seen_run` is the card's `run_id` whoever closes it looked at. Raises Stale when a later measuring says something else of the breach,
    Invalid without a reason, Closed when it is closed already, NotFound, Forbidden without `monitoring.close_breach`.
    """
    row = unit.view.first(Breach, Breach.id == breach_id)
    if row is None:
        unit.require("monitoring.close_breach", means="session")
        raise NotFound("There is no such breach. Open it from the system's monitoring.")
    unit.require("monitoring.close_breach", system=row.system, means="session")
    reason = tidy(reason)
    message = "Say why in a few words." if len(reason) < 3 else flaw(reason, limit=TEXT_LIMIT, lines=True)
    if message:
        raise Invalid(f"Reason: {message}", {"reason": message})
    if row.status != "open":
        raise Closed("This breach is closed already. Open its history to see by whom and why.")
    if seen_run is not None and seen_run != row.run_id:
        raise Stale(f"{quoted(row.column_name)} was measured again since you looked and stands differently now. Look again, then close the breach.")
    row = unit.change(row, status="closed", closed_by=unit.actor.id, closed_at=unit.now, reason=reason)
    unit.record("monitoring.breach_closed", subject=row.id, system=row.system, column=row.column_name, reason=reason)
    return queries.breach_card(row)


def _judge(unit: Unit, series: Series, limits: Limits) -> tuple[list[tuple[Breach, Standing]], list[str]]:
    """Open a breach where a column is over its limit and none is open, bring open ones up to date: those opened, ids of those changed."""
    earlier: dict[str, list[Breach]] = {}
    for row in unit.view.rows(Breach, Breach.system == series.run.system, order_by=(col(Breach.id),)):
        earlier.setdefault(row.column_name, []).append(row)
    opened, updated = [], []
    for column in series.kinds:
        limit, known = limits.of(column).act, earlier.get(column, [])
        now_open = next((b for b in known if b.status == "open"), None)
        after = now_open.counted_after if now_open else known[-1].latest_window if known else None
        found = standing(series.of(column), limit=limit, after=after)
        if now_open is None and found is not None:
            opened.append((_open(unit, series.run, column, limit, after, found), found))
        elif now_open is not None and (changes := _changes(now_open, series, column, limit, found)):
            unit.change(now_open, run_id=series.run.id, **changes)
            updated.append(now_open.id)
    return opened, updated


def _open(unit: Unit, run: MeasurementRun, column: str, limit: float, after: str | None, found: Standing) -> Breach:
    said: dict[str, Any] = {"opened_at": unit.now, "run_id": run.id, "limit_value": limit, "counted_after": after, **vars(found)}
    return unit.add(Breach(id=new_id(), system=run.system, column_name=column, **said))


def _changes(row: Breach, series: Series, column: str, limit: float, found: Standing | None) -> dict[str, Any]:
    """What an open breach says differently now. With nothing over the limit any more it keeps its story and only says where it stands."""
    readings = series.of(column)
    if found is not None:
        says = {"limit_value": limit, **vars(found)}
    elif readings:
        says = {"latest_window": readings[-1].window, "latest_value": readings[-1].psi, "back_within": True}
    else:
        says = {}
    return {name: value for name, value in says.items() if getattr(row, name) != value}


def _keep_shapes(unit: Unit, run: MeasurementRun, result: DriftResult) -> None:
    """Keep the distributions of this run for the charts, and let go of the one before."""
    unit.session.execute(sa.delete(DriftProfile).where(col(DriftProfile.system) == run.system))
    for profile in result.profiles:
        shape = shape_of(profile, result.windows)
        unit.add(DriftProfile(id=new_id(), run_id=run.id, system=run.system, column_name=profile.column, shape=shape))
