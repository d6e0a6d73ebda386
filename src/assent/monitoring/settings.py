"""What can be said of a system's observations, checked field by field. Pure."""

from collections.abc import Sequence
from typing import Any

from assent.kernel.errors import Invalid
from assent.kernel.text import flaw, quoted
from assent.monitoring.windows import Grain

PATH_LIMIT = 1_000
WORDS = {
    "path": "Observations", "reference": "Reference", "time": "Time", "prediction": "Prediction", "probability": "Probability",
    "label": "Label", "groups": "Groups", "features": "Features", "by": "Windows",
}  # fmt: skip


def checked_source(
    path: str,
    reference: str,
    time: str | None,
    prediction: str | None,
    probability: str | None,
    label: str | None,
    groups: Sequence[str],
    features: Sequence[str] | None,
    by: str,
) -> dict[str, Any]:
    """The columns of a source's row. Raises Invalid with a message for each wrong field."""
    wrong: dict[str, str] = {}
    paths = {"path": path.strip(), "reference": reference.strip()}
    for name, text in paths.items():
        if message := flaw(text, limit=PATH_LIMIT):
            wrong[name] = message
    single = {"time": time or None, "prediction": prediction or None, "probability": probability or None, "label": label or None}
    seen: dict[str, str] = {}
    for role, column in single.items():
        if column is not None and column in seen:
            wrong[role] = f"{quoted(column)} is the {seen[column]} column already."
        elif column is not None:
            seen[column] = role
    for name, columns in (("groups", groups), ("features", features or ())):
        if time in columns and time is not None:
            wrong[name] = f"{quoted(time)} is the time column already."
    if features is not None and not features and not seen.keys() - {time}:
        wrong["features"] = "Name at least one column to measure."
    try:
        Grain.parse(by)
    except Invalid as error:
        wrong["by"] = error.sentence
    if wrong:
        first, message = next(iter(wrong.items()))
        raise Invalid(f"{WORDS[first]}: {message}", wrong)
    single["time_column"] = single.pop("time")
    listed = {"group_columns": list(dict.fromkeys(groups)), "features": None if features is None else list(dict.fromkeys(features))}
    return paths | single | listed | {"window_by": by}
