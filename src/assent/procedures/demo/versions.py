"""The demonstration's model versions: manifests whose figures are computed on the real files, at two decision thresholds.

The data and its digests are real; the model files' and images' digests are invented, and say so in their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from assent.kernel.canonical import sha256
from assent.monitoring.wilson import wilson
from assent.procedures.demo.observations import Score, file_digest, score


@dataclass(frozen=True)
class Candidate:
    """One version: its model, its decision threshold on the real probabilities, and when it was made (days before today)."""

    model: str
    version: str
    system: str
    threshold: float
    days_ago: int
    folder: str
    probability: str
    label: str
    trained_on: str
    as_of: str


FLIGHTS = "Flights out of New York, January to March 2013"
CANDIDATES: Sequence[Candidate] = (
    Candidate("flight-delay", "1.1.0", "flight-delay", 0.5, 150, "flights", "probability", "late", FLIGHTS, "2013-03-31"),
    Candidate("flight-delay", "1.2.0", "flight-delay", 0.4, 9, "flights", "probability", "late", FLIGHTS, "2013-03-31"),
    Candidate("employment-classifier", "2.3.0", "employment-screening", 0.5, 160, "employment", "predicted_probability", "employed",
              "American Community Survey 2015, Massachusetts", "2015-12-31"),
    Candidate("employment-classifier", "2.4.0", "employment-screening", 0.45, 12, "employment", "predicted_probability", "employed",
              "American Community Survey 2015, Massachusetts", "2015-12-31"),
)  # fmt: skip


def manifest(candidate: Candidate, observations: Path, trained_at: datetime) -> str:
    """The manifest as YAML, the text `assent register` takes."""
    reference = observations / candidate.folder / "reference.parquet"
    production = observations / candidate.folder / "production.parquet"
    found = score(production, probability=candidate.probability, label=candidate.label, threshold=candidate.threshold)
    name = f"{candidate.model} {candidate.version}"
    said = {
        "model": candidate.model,
        "version": candidate.version,
        "system": candidate.system,
        "artefacts": [{"name": "model.skops (invented)", "sha256": sha256(f"{name} artefact".encode())}],
        "training_data": [{"name": candidate.trained_on, "uri": f"observations/{candidate.folder}/reference.parquet",
                           "sha256": file_digest(reference), "as_of": candidate.as_of}],
        "code": {"repository": f"https://example.org/models/{candidate.model}.git", "commit": sha256(f"{name} commit".encode())[:40]},
        "environment": {"image": f"registry.example.org/ml-base@sha256:{sha256(f'{name} image'.encode())}", "python": "3.11"},
        "parameters": {"learning_rate": 0.08, "max_iter": 150, "decision_threshold": candidate.threshold},
        "metrics": metrics(found),
        "trained_at": trained_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "developers": ["tomas.rivera@example.org"],
    }  # fmt: skip
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True)


def metrics(found: Score) -> dict[str, dict[str, object]]:
    """Accuracy, precision, recall and selection rate with n and Wilson 95 % intervals."""
    shares = {
        "accuracy": (found.true_positive + found.true_negative, found.n),
        "precision": (found.true_positive, found.true_positive + found.false_positive),
        "recall": (found.true_positive, found.true_positive + found.false_negative),
        "selection_rate": (found.true_positive + found.false_positive, found.n),
    }
    rows = {}
    for name, (k, n) in shares.items():
        interval = wilson(k, n)
        if interval:
            rows[name] = {"value": round(k / n, 4), "n": n, "interval": [round(interval[0], 4), round(interval[1], 4)]}
    return rows
