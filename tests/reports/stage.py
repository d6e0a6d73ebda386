"""A real home with one system that has something in every section of its report."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from assent.approvals import commands as approvals
from assent.approvals import queries
from assent.home import Home
from assent.inventory.description import ObservationsDescription
from assent.kernel.actor import Actor
from assent.procedures import decide, describe, register, watch
from assent.registry.manifest import read_manifest_yaml
from assent.risk import commands as risk
from tests.cast import Cast
from tests.procedures.described import described

KEY = "employment-screening"
MODEL = "employment-classifier"
ANSWERS = {"impact": "high", "reach": "many", "autonomy": "low", "vulnerable": "yes", "complexity": "medium", "regulatory": "no", "prohibited": "no",
           "annex_iii": "5.a"}  # fmt: skip


def staged(home: Home, cast: Cast) -> None:
    """Described, tiered, one version rejected, one in production by two votes, drifting, with breaches open."""
    write_observations(home.path / "observations")
    observed = ObservationsDescription(
        source="observations/now.parquet", reference="observations/before.parquet", time="seen", prediction=None, probability=None, label=None,
        groups=(), features=None,
    )  # fmt: skip
    home.act(cast.risk, describe.add_system, description=described(observations=observed))
    home.act(cast.risk, risk.assess, system=KEY, answers=[risk.Answer(q, a, f"Because of the {q}.") for q, a in ANSWERS.items()])
    for version, choice in (("2.2.0", "reject"), ("2.3.0", "approve")):
        home.act(cast.scientist, register.register_version, manifest=read_manifest_yaml(manifest(version)))
        number = home.act(cast.engineer, approvals.open_request, system=KEY, model=MODEL, version=version, reason="It is better calibrated.")
        vote(home, cast.risk, number, choice, f"The floor of {version} was looked at.")
        if choice == "approve":
            vote(home, cast.compliance, number, choice, "Case workers keep the decision.")
    watch.measure(home, cast.risk, system=KEY)


def vote(home: Home, actor: Actor, number: str, choice: str, reason: str) -> None:
    """Cast a ballot on what is asked now."""
    card = home.ask(actor, queries.sheet, number=number).card
    home.act(actor, decide.cast_ballot, number=number, choice=choice, reason=reason, seen_digest=card.digest, seen_pack_digest=card.pack_digest)


def manifest(version: str) -> str:
    """A manifest with figures with and without an interval."""
    return f"""
model: {MODEL}
version: "{version}"
system: {KEY}
artefacts: [{{name: model.pkl, sha256: {version.replace(".", "").ljust(64, "a")}}}]
training_data:
  - {{name: American Community Survey 2015, uri: "s3://demo/acs.parquet", sha256: {"3d4e".ljust(64, "0")}, as_of: 2015-12-31}}
code: {{repository: "https://example.org/models/employment.git", commit: e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0}}
environment: {{image: "registry.example.org/ml-base@sha256:{"9f86".ljust(64, "1")}", python: "3.11"}}
parameters: {{learning_rate: 0.08}}
metrics:
  accuracy: {{value: 0.8272, n: 68785, interval: [0.8243, 0.8300]}}
  log_loss: {{value: 1.371}}
trained_at: 2026-10-02T08:15:00Z
developers: [sofia@example.org]
"""


def write_observations(folder: Path, *, columns: int = 3, rows: int = 4_000) -> None:
    """A reference and ten weeks: `schooling` moves away, `age` a little, the others stay."""
    rng = np.random.default_rng(7)
    folder.mkdir(exist_ok=True)
    names = [f"other_{i:02d}" for i in range(columns - 2)]

    def table(shift: np.ndarray) -> pa.Table:
        n = len(shift)
        schooling = np.clip(rng.normal(2 + 2.2 * shift, 1, n).round(), 0, 6).astype(int)
        levels = np.array(["None", "Primary", "Secondary", "College", "Bachelor", "Master", "Doctorate"])
        data = {"schooling": levels[schooling], "age": rng.normal(41 + 8 * shift, 12, n)} | {name: rng.normal(0, 1, n) for name in names}
        days = [date(2026, 6, 1) + timedelta(days=int(d)) for d in np.linspace(0, 69, n)]
        return pa.table(data | {"seen": days})

    pq.write_table(table(np.zeros(rows)), folder / "before.parquet")
    pq.write_table(table(np.linspace(0, 1, rows)), folder / "now.parquet")
