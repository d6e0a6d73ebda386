"""Model versions, their time in production and the requests that led there, as the report prints them."""

from collections.abc import Mapping, Sequence
from typing import Any

from assent.approvals.queries import RequestCard
from assent.procedures.standing import VersionLine
from assent.registry.queries import DeploymentCard, VersionCard
from assent.reports.content import Binding, Metric, Placement, Request, Version, Vote
from assent.reports.measured import Line
from assent.reports.wording import capital, words

CHOICES = {"approve": "for", "reject": "against"}


def versions(lines: Sequence[VersionLine]) -> tuple[Version, ...]:
    """Every version with its manifest and what became of it, in the order given."""
    return tuple(_version(line.card, line.state_words) for line in lines)


def placements(deployments: Sequence[DeploymentCard], requests: Sequence[RequestCard]) -> tuple[Placement, ...]:
    """Every time in production, the latest first."""
    numbers = {r.id: r.number for r in requests}
    ordered = sorted(deployments, key=lambda d: d.started_at, reverse=True)
    return tuple(
        Placement(d.model, d.version, d.environment, d.started_at, d.ended_at, numbers.get(d.request_id or "", "None on record")) for d in ordered
    )


def request(card: RequestCard) -> Request:
    """A request with every ballot cast on it."""
    votes = tuple(
        Vote(b.voter_name, capital(words(b.seat)), CHOICES.get(b.choice, "recused"), b.reason, b.cast_at, b.digest, b.counts)  # type: ignore[arg-type]
        for b in card.ballots
    )
    return Request(
        card.number, card.question, card.model, card.version, card.status, card.reason, card.words, card.requester_name, card.opened_at, card.due_at,
        card.outcome_at, votes, card.digest, card.pack_digest,
    )  # fmt: skip


def _version(card: VersionCard, state: str) -> Version:
    return Version(
        card.model, card.version, state, card.trained_at, card.registered_at, card.registered_by_name, tuple(card.developers),
        tuple(_metric(name, said) for name, said in card.metrics.items()), tuple(_bindings(card)),
        tuple(Line(str(k), str(v)) for k, v in card.parameters.items()), card.manifest_digest,
    )  # fmt: skip


def _metric(name: str, said: Any) -> Metric:
    if not isinstance(said, Mapping):
        return Metric(name, float(said), None, None)
    interval = said.get("interval")
    return Metric(name, float(said["value"]), said.get("n"), (float(interval[0]), float(interval[1])) if interval else None)


def _bindings(card: VersionCard) -> list[Binding]:
    bound = [Binding("Artefact", a["name"], a["sha256"]) for a in card.artefacts]
    for data in card.training_data:
        as_of = f", as of {data['as_of']}" if data.get("as_of") else ""
        bound.append(Binding("Training data", f"{data['name']}{as_of}", data.get("sha256") or data.get("uri") or "no digest stated"))
    if card.code:
        bound.append(Binding("Code", str(card.code.get("repository", "")), str(card.code.get("commit", ""))))
    bound += [Binding("Environment", capital(words(str(name))), str(value)) for name, value in (card.environment or {}).items()]
    return bound
