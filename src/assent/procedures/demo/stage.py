"""The demonstration's story: who did what when. Every line of it is an ordinary command by an ordinary actor.

The days are counted back from the day the home is made, so that something is always due, drifts and waits for a vote. The times on
these events are invented with the rest of the organisation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from assent.access import commands as access
from assent.access import queries as people
from assent.access.passwords import hash_password
from assent.approvals import commands as approvals
from assent.approvals import queries as requests
from assent.home import Home
from assent.inventory import commands as inventory
from assent.inventory.description import read_system_yaml
from assent.inventory.queries import owned_keys
from assent.kernel.actor import Actor, Grant
from assent.procedures import decide, describe, register, watch
from assent.procedures.demo import cast
from assent.procedures.demo.answers import SHORT, answers
from assent.procedures.demo.observations import write_observations
from assent.procedures.demo.versions import CANDIDATES, Candidate, manifest
from assent.registry.manifest import read_manifest_yaml
from assent.risk import commands as risk

# key: days since the last review, days until the next (None: by tier)
REVIEWS: dict[str, tuple[int | None, int | None]] = {
    "flight-delay": (83, None), "employment-screening": (185, 181), "reoffending-study": (290, None), "cv-ranking": (372, -7),
    "credit-line": (162, 21), "payment-fraud": (65, None), "aml-alerts": (213, None), "claims-triage": (136, 230), "customer-assistant": (51, 6),
    "document-reading": (255, None), "call-summaries": (306, None), "churn-forecast": (144, None), "heating-forecast": (20, None),
}  # fmt: skip


@dataclass
class Stage:
    """The home, its data, and today as the story sees it."""

    home: Home
    data: Path
    today: date
    actors: dict[str, Actor]

    def on(self, days_ago: int, hour: int = 9, minute: int = 0) -> None:
        """Move the story's clock to that day."""
        moment = datetime.combine(self.today - timedelta(days=days_ago), datetime.min.time(), UTC) + timedelta(hours=hour, minutes=minute)
        self.home.record.clock = lambda: moment

    def act(self, name: str, command: Callable[..., Any], /, **said: Any) -> Any:
        """Have somebody do something."""
        return self.home.act(self.actor(name), command, **said)

    def actor(self, name: str) -> Actor:
        """The actor somebody is now; owners come by their rights with the systems they own."""
        known = self.actors[name]

        def read(view: Any) -> Actor:
            return people.actor_for(view, person_id=known.id, owned=owned_keys(view, person_id=known.id))

        return self.home.ask(known, read)


def play(home: Home, data: Path, administrator: Actor) -> list[dict[str, Any]]:
    """Fill a new home with the demonstration; returns the accounts, for the sign-in page."""
    clock = home.record.clock
    stage = Stage(home, data, clock().date(), {cast.ADMINISTRATOR.name: administrator})
    try:
        _hire(stage)
        write_observations(data, home.path / "observations")
        _describe(stage)
        _assess(stage)
        _first_versions(stage)
        _measure(stage)
        _candidates(stage)
    finally:
        home.record.clock = clock
    return [{"name": p.name, "roles": list(p.roles), "password": cast.PASSWORD} for p in (cast.ADMINISTRATOR, *cast.PARTS)]


def _hire(stage: Stage) -> None:
    stage.on(200)
    hashed = hash_password(cast.PASSWORD)
    for part in cast.PARTS:
        card = stage.act(cast.ADMINISTRATOR.name, access.add_person, name=part.name, email=part.email, roles=part.roles, password_hash=hashed, must_change=False)
        stage.actors[part.name] = Actor(card.id, "session", frozenset({Grant("people.read")}))


def _describe(stage: Stage) -> None:
    texts = (stage.data / "demo" / "systems.yaml").read_text(encoding="utf-8").split("\n---\n")
    for number, text in enumerate(texts):
        stage.on(190 - 2 * number, 10)
        said = read_system_yaml(text)
        last, following = REVIEWS.get(said.key, (None, None))
        dated = replace(
            said,
            last_review=stage.today - timedelta(days=last) if last is not None and last > 190 - 2 * number else None,
            next_review=stage.today + timedelta(days=following) if following is not None and last is not None and last > 190 - 2 * number else None,
        )
        stage.act(cast.RISK, describe.add_system, description=dated)
    for key, (last, following) in REVIEWS.items():
        if last is not None and last <= 160:
            stage.on(last, 15)
            due = stage.today + timedelta(days=following) if following is not None else None
            stage.act(cast.RISK, inventory.record_review, key=key, conclusion="Purpose, data and people affected are as described.", next_review=due)


def _assess(stage: Stage) -> None:
    for number, key in enumerate(SHORT):
        stage.on(150 - number, 11)
        stage.act(cast.RISK, risk.assess, system=key, answers=answers(key))


def _first_versions(stage: Stage) -> None:
    """The versions in production today went there as every version does: asked by one, decided by two."""
    for candidate, days in ((CANDIDATES[2], 120), (CANDIDATES[0], 100)):
        _register(stage, candidate, days + 3)
        stage.on(days, 9)
        number = stage.act(cast.ENGINEER, approvals.open_request, system=candidate.system, model=candidate.model, version=candidate.version,
                           reason="First version measured here. It replaces a rule of thumb, and the owner has run it in parallel for a month.")  # fmt: skip
        stage.on(days - 2, 14)
        _vote(stage, cast.RISK, number, "approve", "The figures come with their sample sizes, the tier is right, and people see every case.")
        stage.on(days - 3, 10)
        _vote(stage, cast.COMPLIANCE, number, "approve", "The purpose is lawful as described and the data are documented.")


def _measure(stage: Stage) -> None:
    for days, key in ((30, "employment-screening"), (29, "reoffending-study"), (28, "flight-delay")):
        stage.on(days, 6)
        watch.measure(stage.home, stage.actor(cast.RISK), system=key)


def _candidates(stage: Stage) -> None:
    """Employment 2.4.0 waits for one more vote; flights 1.2.0 is registered and nobody has asked yet."""
    _register(stage, CANDIDATES[3], 12)
    _register(stage, CANDIDATES[1], 9)
    stage.on(4, 11, 48)
    number = stage.act(cast.ENGINEER, approvals.open_request, system="employment-screening", model="employment-classifier", version="2.4.0",
                       reason="A lower threshold finds more of those who will be in work, at the price of some precision. The regional offices asked for it.")  # fmt: skip
    stage.on(2, 16, 42)
    _vote(stage, cast.COMPLIANCE, number, "approve", "Recall rises and every case is still seen by a case worker. The purpose is unchanged.")


def _register(stage: Stage, candidate: Candidate, days_ago: int) -> None:
    stage.on(days_ago, 8, 15)
    trained = datetime.combine(stage.today - timedelta(days=candidate.days_ago + 1), datetime.min.time(), UTC) + timedelta(hours=4)
    text = manifest(candidate, stage.home.path / "observations", trained)
    stage.act(cast.SCIENTIST, register.register_version, manifest=read_manifest_yaml(text))


def _vote(stage: Stage, name: str, number: str, choice: str, reason: str) -> None:
    sheet = stage.home.ask(stage.actor(name), requests.sheet, number=number)
    stage.act(name, decide.cast_ballot, number=number, choice=choice, reason=reason, seen_digest=sheet.card.digest,
              seen_pack_digest=sheet.card.pack_digest)  # fmt: skip
