"""Bulk loads keep every type as it was handed in, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from assent.home import Home
from assent.kernel.actor import Actor
from assent.kernel.errors import Invalid
from assent.ledger.unit import Unit
from assent.monitoring.model import DriftMeasurement, MeasurementRun
from assent.store.bulk import Load, bulk_insert
from assent.store.rows import Working

ANA = Actor("ana", "session")
RUN: dict[str, Any] = {
    "system": "credit'; drop table ledger_head; --",
    "measured_at": datetime(2026, 11, 21, 14, 5, 6, 789_012, tzinfo=UTC),
    "requested_by": "ana",
    "definition": "d",
    "basis": "b",
    "fingerprint": "f",
    "window_by": None,
    "since": date(2026, 1, 31),
    "reference_rows": 2**40,
    "current_rows": 0,
    "undated": 0,
    "skipped": [{"column": "Größe", "why": "“constant”"}],
    "files": [],
    "verdict": "stable",
    "worst_psi": 0.1 + 0.2,
    "worst_column": None,
    "trend": [0.1, 1e-300],
    "measurements": 1,
    "measurements_digest": "0",
}


def load(home: Home, rows: list[dict[str, Any]]) -> Load:
    def command(unit: Unit) -> Load:
        loaded = bulk_insert(unit, MeasurementRun, rows)
        unit.record("test.loaded", subject="x", count=loaded.count, digest=loaded.digest)
        return loaded

    return home.act(ANA, command)


def test_every_type_comes_back_as_it_went_in(home: Home) -> None:
    load(home, [RUN, RUN | {"worst_psi": None, "window_by": "week", "since": None}])
    first, second = home.ask(ANA, lambda view: sorted(view.rows(MeasurementRun), key=lambda r: r.id))
    assert {name: getattr(first, name) for name in RUN} == RUN
    assert (second.worst_psi, second.window_by, second.since, second.seq) == (None, "week", None, 0)


def test_the_digest_is_of_the_rows_not_of_their_ids(home: Home) -> None:
    assert load(home, [RUN]) == load(home, [RUN])
    assert load(home, [RUN]).digest != load(home, [RUN | {"undated": 1}]).digest
    assert load(home, []).count == 0


def test_only_append_only_rows_and_plain_values_are_loaded(home: Home) -> None:
    with pytest.raises(Invalid):
        load(home, [RUN | {"undated": object()}])
    with pytest.raises(TypeError):
        home.act(ANA, lambda unit: bulk_insert(unit, Working, []))  # type: ignore[type-var]
    assert home.ask(ANA, lambda view: view.rows(DriftMeasurement)) == []
