"""A version's own figures, as its manifest gives them."""

from collections.abc import Mapping
from typing import Any

from assent.kernel.words import thousands
from assent.registry.queries import VersionCard

Figure = tuple[str, str, str]


def figure_cards(version: VersionCard | None, *, most: int) -> list[Figure]:
    """Label, value and a note with interval and n, for the first metrics of a manifest."""
    if version is None:
        return []
    return [(label(name), value(said), note(said)) for name, said in list(version.metrics.items())[:most]]


def label(name: str) -> str:
    """`selection_rate` is Selection rate."""
    return name.replace("_", " ").capitalize()[:60]


def value(said: Mapping[str, Any]) -> str:
    """The figure with what digits tell."""
    return f"{said['value']:.4g}"


def note(said: Mapping[str, Any]) -> str:
    """0.824 to 0.830, n = 68 785; what the manifest leaves out is said."""
    interval = f"{said['interval'][0]:.3g} to {said['interval'][1]:.3g}" if said.get("interval") else "no interval given"
    return f"{interval}, n = {thousands(said['n'])}" if said.get("n") else f"{interval}, n not given"
