"""The latest measurement of a system, as the report prints it."""

from collections.abc import Sequence

from sqlmodel import col

from assent.ledger.view import View
from assent.monitoring import queries as monitoring
from assent.monitoring.cards import BreachCard, ColumnStory, RunCard, Shape
from assent.monitoring.heat import Heat
from assent.monitoring.limits import CONVENTION, Limits, judged
from assent.monitoring.model import DriftMeasurement
from assent.procedures.sentences import window_words
from assent.reports.measured import Bin, Breach, Cell, ColumnDrift, Compared, Drift, HeatRow, Line, Point, Story
from assent.reports.wording import capital, count, figure, in_words


def drift(view: View, *, key: str) -> Drift | None:
    """What the latest run found, or None before the first. Needs monitoring.read."""
    run = monitoring.latest_run(view, system=key)
    if run is None:
        return None
    heat = monitoring.heat(view, system=key)
    columns = _columns(view, run, heat.limits)
    worst = heat.columns[0].column if heat.columns else None
    story = monitoring.column_story(view, system=key, column=worst) if worst is not None else None
    default = heat.limits.default
    return Drift(
        verdict=heat.verdict,
        measured_at=run.measured_at,
        reference_rows=run.reference_rows,
        current_rows=run.current_rows,
        watch_from=default.watch,
        act_from=default.act,
        columns=columns,
        windows=heat.windows,
        heat=_rows(heat),
        story=_story(story) if story else None,
        run=run.id,
        convention=CONVENTION if heat.limits.conventional else "These limits were set for this system by its organisation.",
        files=tuple(Compared(str(f["name"]), str(f["side"]), str(f["sha256"])) for f in run.files),
        unjudged=heat.unjudged,
        skipped=tuple(Line(column, capital(why)) for column, why in heat.skipped),
    )


def breaches(cards: Sequence[BreachCard]) -> tuple[Breach, ...]:
    """The open breaches of a system, in the order given."""
    return tuple(
        Breach(f"{b.statistic.upper()} of {b.column}", b.column, b.back_within, b.worst_value, b.limit, b.opened_at, _standing(b)) for b in cards
    )


def _standing(b: BreachCard) -> str:
    over = f"Over in {count(b.windows_over, 'window')} of {in_words(b.windows_judged)}, worst in {window_words(b.worst_window)}."
    return f"{over} {'Back within the limit' if b.back_within else 'Still over'}: {figure(b.latest_value)} in {window_words(b.latest_window)}."


def _columns(view: View, run: RunCard, limits: Limits) -> tuple[ColumnDrift, ...]:
    """All statistics over all rows, the largest PSI first."""
    rows = view.rows(DriftMeasurement, DriftMeasurement.run_id == run.id, DriftMeasurement.window == "", order_by=(col(DriftMeasurement.psi).desc(),))
    return tuple(
        ColumnDrift(
            r.column_name, r.column_kind, r.psi, r.psi_noise, r.ks, r.js, r.wasserstein, r.missing_reference, r.missing_current, r.n_reference,
            r.n_current, judged(r.psi, r.psi_noise, r.n_reference, r.n_current, limits.of(r.column_name)),
        )
        for r in rows
    )  # fmt: skip


def _rows(heat: Heat) -> tuple[HeatRow, ...]:
    return tuple(HeatRow(line.column, tuple(_cell(heat, i, w) for w in range(len(heat.windows)))) for i, line in enumerate(heat.columns))


def _cell(heat: Heat, row: int, window: int) -> Cell:
    counts = heat.windows[window] != heat.unjudged
    return Cell(heat.psi[row][window], (heat.verdicts[row][window] if counts else None) or "insufficient")


def _story(told: ColumnStory) -> Story:
    points = tuple(Point(p.window, None if p.verdict == "insufficient" else p.psi, p.psi_noise, p.n_current) for p in told.points if p.judged)
    return Story(told.column, told.kind, points, _bins(told.shape) if told.shape else (), told.limits.watch, told.limits.act)


def _bins(shape: Shape) -> tuple[Bin, ...]:
    if shape.categories:
        return tuple(Bin(c, r, n) for c, r, n in zip(shape.categories, shape.reference, shape.current, strict=True))
    edges = list(zip(shape.edges, shape.edges[1:], strict=False))
    return tuple(Bin("", r, n, low, high) for (low, high), r, n in zip(edges, shape.reference, shape.current, strict=True))
