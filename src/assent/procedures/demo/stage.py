"""The demonstration's story: who did what when. Every line of it is an ordinary command by an ordinary actor.

The days are counted back from the day the home is made, so that something is always due, drifts and waits for a vote. The times on
these events are invented with the rest of the organisation.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
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


Scene = tuple[datetime, Callable[[], object]]


class Stage:
    """The home, its data, today as the story sees it, and the scenes, which are played in the order of their times."""

    def __init__(self, home: Home, data: Path, administrator: Actor):
        self.home, self.data, self.today = home, data, home.record.clock().date()
        self.actors = {cast.ADMINISTRATOR.name: administrator}
        self.scenes: list[Scene] = []

    def on(self, days_ago: int, hour: int, minute: int, scene: Callable[[], object]) -> None:
        """Put a scene on that day."""
        moment = datetime.combine(self.today - timedelta(days=days_ago), time(hour, minute), UTC)
        self.scenes.append((moment, scene))

    def play(self) -> None:
        """Play the scenes, the clock moving with them."""
        for moment, scene in sorted(self.scenes, key=lambda s: s[0]):
            self.home.record.clock = lambda moment=moment: moment  # type: ignore[misc]
            scene()

    def act(self, name: str, command: Callable[..., Any], /, **said: Any) -> Any:
        """Have somebody do something."""
        return self.home.act(self.actor(name), command, **said)

    def actor(self, name: str) -> Actor:
        """The actor somebody is now; owners come by their rights with the systems they own."""
        known = self.actors[name]
        owned = self.home.ask(known, owned_keys, person_id=known.id)
        return self.home.ask(known, people.actor_for, person_id=known.id, owned=owned)


def play(home: Home, data: Path, administrator: Actor) -> list[dict[str, Any]]:
    """Fill a new home with the demonstration; returns the accounts, for the sign-in page."""
    clock = home.record.clock
    stage = Stage(home, data, administrator)
    write_observations(data, home.path / "observations")
    stage.on(200, 9, 0, lambda: _hire(stage))
    _describe(stage)
    for number, key in enumerate(SHORT):
        stage.on(150 - number, 11, 0, partial(stage.act, cast.RISK, risk.assess, system=key, answers=answers(key)))
    _first_versions(stage)
    for days, key in ((30, "employment-screening"), (29, "reoffending-study"), (28, "flight-delay")):
        stage.on(days, 6, 0, partial(_measure, stage, key))
    _candidates(stage)
    try:
        stage.play()
    finally:
        home.record.clock = clock
    return [{"name": p.name, "roles": list(p.roles), "password": cast.PASSWORD} for p in (cast.ADMINISTRATOR, *cast.PARTS)]


def _hire(stage: Stage) -> None:
    hashed = hash_password(cast.PASSWORD)
    for part in cast.PARTS:
        card = stage.act(cast.ADMINISTRATOR.name, access.add_person, name=part.name, email=part.email, roles=part.roles, password_hash=hashed,
                         must_change=False)  # fmt: skip
        stage.actors[part.name] = Actor(card.id, "session", frozenset({Grant("people.read")}))


def _describe(stage: Stage) -> None:
    """Each system enters the inventory, with the review it had elsewhere; later reviews are recorded here."""
    texts = (stage.data / "demo" / "systems.yaml").read_text(encoding="utf-8").split("\n---\n")
    for number, text in enumerate(texts):
        entered = 190 - 2 * number
        said = read_system_yaml(text)
        last, following = REVIEWS.get(said.key, (None, None))
        due = stage.today + timedelta(days=following) if following is not None else None
        before = last is not None and last >= entered
        if before and last is not None:
            said = replace(said, last_review=stage.today - timedelta(days=last), next_review=due)
        stage.on(entered, 10, 0, partial(stage.act, cast.RISK, describe.add_system, description=said))
        if last is not None and not before:
            conclusion = "Purpose, data and people affected are as described."
            stage.on(last, 15, 0, partial(stage.act, cast.RISK, inventory.record_review, key=said.key, conclusion=conclusion, next_review=due))


def _measure(stage: Stage, key: str) -> None:
    watch.measure(stage.home, stage.actor(cast.RISK), system=key)


def _first_versions(stage: Stage) -> None:
    """The versions in production today went there as every version does: asked by one, decided by two."""
    reason = "First version measured here. It replaces a rule of thumb, and the owner has run it in parallel for a month."
    for number, (candidate, days) in enumerate(((CANDIDATES[2], 120), (CANDIDATES[0], 100)), start=1):
        stage.on(days + 3, 8, 15, partial(_register, stage, candidate))
        stage.on(days, 9, 0, partial(_ask, stage, candidate, reason))
        stage.on(days - 2, 14, 0, partial(_vote, stage, cast.RISK, number, "The figures come with their sample sizes; people see every case."))
        stage.on(days - 3, 10, 0, partial(_vote, stage, cast.COMPLIANCE, number, "The purpose is lawful as described and the data are documented."))


def _candidates(stage: Stage) -> None:
    """Employment 2.4.0 waits for one more vote; flights 1.2.0 is registered and nobody has asked yet."""
    reason = "A lower threshold finds more of those who will be in work, at the price of some precision. The regional offices asked for it."
    stage.on(12, 8, 15, partial(_register, stage, CANDIDATES[3]))
    stage.on(9, 8, 15, partial(_register, stage, CANDIDATES[1]))
    stage.on(4, 11, 48, partial(_ask, stage, CANDIDATES[3], reason))
    stage.on(2, 16, 42, partial(_vote, stage, cast.COMPLIANCE, 3, "Recall rises and a case worker still sees every case."))


def _register(stage: Stage, candidate: Candidate) -> None:
    trained = datetime.combine(stage.today - timedelta(days=candidate.days_ago + 1), time(4), UTC)
    text = manifest(candidate, stage.home.path / "observations", trained)
    stage.act(cast.SCIENTIST, register.register_version, manifest=read_manifest_yaml(text))


def _ask(stage: Stage, candidate: Candidate, reason: str) -> None:
    stage.act(cast.ENGINEER, approvals.open_request, system=candidate.system, model=candidate.model, version=candidate.version, reason=reason)


def _vote(stage: Stage, name: str, request: int, reason: str) -> None:
    card = stage.home.ask(stage.actor(name), requests.sheet, number=f"AR-{request:04d}").card
    stage.act(name, decide.cast_ballot, number=card.number, choice="approve", reason=reason, seen_digest=card.digest,
              seen_pack_digest=card.pack_digest)  # fmt: skip
