"""The versions of a system: what each scored, what it is made of, where it ran."""

from datetime import UTC, datetime

import streamlit as st

from app.parts import look, tables
from app.parts.counts import capital, number
from app.parts.system_actions import ask_button
from app.parts.version_figures import label, note, value
from assent.kernel.words import day, moment
from assent.procedures.overview import SystemSheet
from assent.procedures.standing import VersionLine

COLOURS = {"green": "--green", "orange": "--amber", "red": "--red", "gray": "--mute"}
METRICS = 3  # columns; the rest stands with the version's details


def draw_versions(sheet: SystemSheet) -> None:
    """The table, then each version opened."""
    if not sheet.versions:
        look.empty("No version is registered for this system.", "Register one by its manifest, with: assent register manifest.yaml")
        return
    names = list(dict.fromkeys(name for line in sheet.versions for name in line.card.metrics))[:METRICS]
    heads = ["Version", "State", "Trained", *(label(n) for n in names), "Artefact", "Manifest"]
    tables.table(
        [tables.text(h, limit=24) for h in heads], (_cells(line, names) for line in sheet.versions), wide="State", minor=("Artefact", "Manifest")
    )
    st.caption("Figures are the manifest's own; hover over one for its interval and n. Digests are SHA-256, whole on hover.")
    ask_button(sheet, key="versions", primary=False)
    look.section("What each is made of", key="made")
    for line in sheet.versions[:20]:
        with st.expander(look.plain(f"{line.card.model} {line.card.version}"), type="compact"):
            _details(line)
    if len(sheet.deployments) > 0:
        _ran(sheet)


def _cells(line: VersionLine, names: list[str]) -> list[str]:
    card = line.card
    state = tables.text(line.state_words, colour=COLOURS[line.colour])
    if line.request:
        state += ", " + tables.link(line.request, "approvals", request=line.request)
    scores = [f"<span title='{note(card.metrics[n])}'>{value(card.metrics[n])}</span>" if n in card.metrics else "" for n in names]
    artefact = tables.digest(card.artefacts[0]["sha256"]) if card.artefacts else "none"
    more = f" and {len(card.artefacts) - 1} more" if len(card.artefacts) > 1 else ""
    trained = day(card.trained_at) if card.trained_at else "not said"
    return [tables.text(card.version, limit=40), state, trained, *scores, artefact + more, tables.digest(card.manifest_digest)]


def _details(line: VersionLine) -> None:
    card = line.card
    with st.container(key=f"list-version-{card.id}", gap=0):
        _said(card.id, "Registered", f"{look.plain(card.registered_by_name)}, {moment(card.registered_at)}")
        for name, figure in card.metrics.items():
            _said(f"{card.id}-{name}", label(name), f"{value(figure)} ({look.plain(note(figure))})")
        for i, data in enumerate(card.training_data):
            words = look.plain(data["name"]) + (f", as of {look.plain(data['as_of'])}" if data.get("as_of") else "")
            _said(f"{card.id}-data-{i}", "Training data", words + (f"  \n`{data['sha256']}`" if data.get("sha256") else ""))
        for i, artefact in enumerate(card.artefacts):
            _said(f"{card.id}-file-{i}", "Artefact", f"{look.plain(artefact['name'])}  \n`{artefact['sha256']}`")
        _said(f"{card.id}-code", "Code", look.plain(", ".join(str(v) for v in card.code.values() if v)) or "not said")
        _said(f"{card.id}-env", "Environment", look.plain(", ".join(str(v) for v in card.environment.values() if v)) or "not said")
        if card.parameters:
            _said(f"{card.id}-par", "Parameters", look.plain(", ".join(f"{k} = {v}" for k, v in card.parameters.items())[:2_000]))
        _said(f"{card.id}-man", "Manifest", f"`{card.manifest_digest}`")


def _said(key: str, title: str, text: str) -> None:
    look.said(f"v-{key}", title, "", text)


def _ran(sheet: SystemSheet) -> None:
    look.section(
        f"{capital(number(len(sheet.deployments)))} {'version' if len(sheet.deployments) == 1 else 'versions'} went into production", key="ran"
    )
    rows = [
        (tables.text(f"{d.model} {d.version}"), _stamp(d.started_at), _stamp(d.ended_at) if d.ended_at else tables.text("runs now", colour="--green"))
        for d in sheet.deployments
    ]
    tables.table(("Version", "From (UTC)", "Until (UTC)"), rows, wide="Version")


def _stamp(when: datetime) -> str:
    return f"{when.astimezone(UTC):%-d %b %Y, %H:%M}"
