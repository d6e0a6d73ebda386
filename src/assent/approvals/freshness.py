"""What became of the evidence since it was frozen: what makes a request stale, and what is only newer. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assent.approvals.digests import Item
from assent.approvals.evidence import Pack
from assent.approvals.model import ApprovalRequest
from assent.kernel.words import listed


def changes(row: ApprovalRequest, now: Pack) -> list[str]:
    """Why a request is stale: artefact, tier, class or the verdict on drift is not what was frozen. Sentences; empty when it is not."""
    return [
        *_artefacts(row.shown.get("artefacts"), now.shown["artefacts"]),
        *_value("The tier", row.shown["tier"], now.shown["tier"]),
        *_value("The risk class", row.shown["risk_classes"], now.shown["risk_classes"]),
        *_drift(row.shown.get("drift"), now.shown["drift"]),
    ] or (["What is asked is no longer what was frozen."] if now.digest != row.digest else [])


def news(row: ApprovalRequest, now: Pack) -> list[str]:
    """Evidence that is newer than the frozen pack; announced, and by itself no reason to ask again."""
    frozen = {i["id"]: i for i in row.evidence}
    return [_news(item, frozen) for item in now.items if item.id not in frozen or frozen[item.id]["digest"] != item.digest]


def _news(item: Item, frozen: Mapping[str, Mapping[str, Any]]) -> str:
    return f"{item.title} has changed since it was frozen." if item.id in frozen else f"{item.title} is newer than what was frozen."


def _artefacts(before: Sequence[Mapping[str, str]] | None, after: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Which files are others than those asked for; `before` is None in a request frozen without them."""
    if before is None:
        return
    old, new = {a["name"]: a["sha256"] for a in before}, {a["name"]: a["sha256"] for a in after}
    for names, words in (
        ([n for n in new if n in old and new[n] != old[n]], "changed"),
        ([n for n in new if n not in old], "added"),
        ([n for n in old if n not in new], "removed"),
    ):
        if names:
            yield f"The {'artefact' if len(names) == 1 else 'artefacts'} {listed(names)} {'was' if len(names) == 1 else 'were'} {words}."


def _value(what: str, before: Any, after: Any) -> Iterator[str]:
    if before != after:
        yield f"{what} changed from {_said(before)} to {_said(after)}."


def _drift(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[str]:
    """No measurement is a verdict like any other: measured for the first time, the voters have not seen what came out."""
    old, new = (run["verdict"] if run else None for run in (before, after))
    if old == new:
        return
    if old is None:
        yield f"Drift was not measured when this was asked; the verdict is now {_said(new)}."
    else:
        yield f"The verdict on drift changed from {_said(old)} to {_said(new)}."


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(v.replace("_", " ") for v in value) or "none"
    return {None: "none", "insufficient": "too little data"}.get(value, str(value))
