"""Every kind of ledger event as a sentence. The one table the Ledger page, the report and the command line tell events from.

A template takes the payload's fields, with conversions of its own: `!p` a person's name, `!s` a system's name, `!w` a code in
words, `!q` free text in quotation marks, `!d` a date in words, `!n` a number or list in words, `!t` a window
of time, `!u` an abbreviation. `subject` and
`system` are the event's. The actor is no part of it: lists show who beside it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from assent.access.permissions import ROLE_WORDS
from assent.inventory.words import FIELD_WORDS, STATUS_WORDS
from assent.kernel import words
from assent.risk.questionnaire import RISK_CLASS_WORDS

ERASED = "What was said here has been erased; that it happened stays on record."
LONG = 400
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """Names by id of people and by key of systems, as they are when the question is asked."""

    people: Mapping[str, str]
    systems: Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """How one action is told: its template (or a function of the payload that chooses one), what it is about, and its colour.

    `about` is a template too; empty, the system's name stands there. Colours are Streamlit's: red hurts, green resolves, orange waits.
    """

    template: str | Callable[[Payload], str]
    about: str = ""
    colour: str = "gray"


def _changed(payload: Payload) -> str:
    fields = [FIELD_WORDS.get(name.removesuffix("_id"), name.replace("_", " ")).lower() for name in payload["changes"]]
    return f"Changed {words.listed(fields)} in the inventory."


def _reviewed(payload: Payload) -> str:
    return "Reviewed the system: {conclusion!q}" + (" Next review on {next_review!d}." if payload.get("next_review") else "")


def _ballot(payload: Payload) -> str:
    verb = "Approved" if payload["choice"] == "approve" else "Rejected"
    return verb + " {number} as {seat!w}: {reason!q}"


def _refused(payload: Payload) -> str:
    return "Was refused {command!w}: {sentence!q}"


def _measured(payload: Payload) -> str:
    compared = "{current_rows!n} current rows against {reference_rows!n}"
    return {
        "drift": f"Measured {compared}: drifted.",
        "watch": f"Measured {compared}: to watch.",
        "stable": f"Measured {compared}: stable.",
    }.get(payload["verdict"], f"Measured {compared}: too few rows for a verdict.")


def _limit(payload: Payload) -> str:
    return ("Set the limits of {column}" if payload.get("column") else "Set the system's limits") + ": watch from PSI {watch!n}, act from {act!n}."


def _no_limit(payload: Payload) -> str:
    whose = "the limits {column} had of its own" if payload.get("column") else "the system's limits, back to the convention"
    return f"Removed {whose}: watch from PSI {{watch!n}}, act from {{act!n}}."


def _breach(payload: Payload) -> str:
    return "{column} crossed its limit: {statistic!u} {worst_value!n} in {worst_window!t}, limit {limit!n}."


def _assessed(payload: Payload) -> str:
    if payload["tier"] is None:
        return "Assessed the risk: a prohibited practice, without a tier."
    again = payload.get("before") or {}
    if not again:
        return "Set tier {tier}, with the class {risk_classes!n}."
    return (
        "Kept tier {tier}, with the class {risk_classes!n}." if again.get("tier") == payload["tier"] else "Moved from tier {before[tier]} to {tier}."
    )


def _placed(payload: Payload) -> str:
    return "Put {model} {version} into {environment!w}" + (", in place of {replaced[0][version]}." if payload.get("replaced") else ".")


KINDS: dict[str, Kind] = {
    "access.person_added": Kind("Added {name} with the address {email}.", "{subject!p}"),
    "access.person_suspended": Kind("Suspended the account of {subject!p}.", "{subject!p}", "orange"),
    "access.person_restored": Kind("Let {subject!p} in again.", "{subject!p}"),
    "access.role_granted": Kind("Granted {subject!p} the role {role!w}.", "{subject!p}"),
    "access.role_withdrawn": Kind("Withdrew the role {role!w} from {subject!p}.", "{subject!p}", "orange"),
    "access.password_changed": Kind("Changed their own password.", "{subject!p}"),
    "access.password_reset": Kind("Reset the password of {subject!p}.", "{subject!p}", "orange"),
    "access.signed_in": Kind("Signed in.", "{subject!p}"),
    "access.signed_out": Kind("Signed out.", "{subject!p}"),
    "access.session_ended": Kind("Ended a session of {subject!p}.", "{subject!p}"),
    "access.refused": Kind(_refused, "{subject!p}", "red"),
    "inventory.system_added": Kind("Added {name} to the inventory."),
    "inventory.system_changed": Kind(_changed),
    "inventory.status_changed": Kind("Changed the status from {before!w} to {after!w}.", "", "blue"),
    "inventory.reviewed": Kind(_reviewed, "", "green"),
    "inventory.model_linked": Kind("Linked the model {model}."),
    "risk.assessed": Kind(_assessed, "", "blue"),
    "registry.version_registered": Kind("Registered {model} {version}.", "{model} {version}"),
    "registry.put_into_production": Kind(_placed, "{model} {version}", "green"),
    "monitoring.source_set": Kind("Said where the observations lie: {path}, reference {reference}."),
    "monitoring.limit_set": Kind(_limit),
    "monitoring.limit_removed": Kind(_no_limit),
    "monitoring.measured": Kind(_measured),
    "monitoring.breach_opened": Kind(_breach, "{column}", "red"),
    "monitoring.breach_closed": Kind("Closed the breach of {column}: {reason!q}", "{column}", "green"),
    "approval.opened": Kind("Asked for {model} {version} to go to {target!w} ({number}): {reason!q}", "{number}", "blue"),
    "approval.ballot_cast": Kind(_ballot, "{number}", "blue"),
    "approval.refreshed": Kind("Froze the evidence of {number} anew; earlier votes no longer count.", "{number}", "orange"),
    "approval.withdrawn": Kind("Took {number} back: {reason!q}", "{number}"),
    "approval.approved": Kind("{number} was approved: {model} {version}. {words}", "{number}", "green"),
    "approval.rejected": Kind("{number} was rejected: {model} {version}. {words}", "{number}", "red"),
    "reports.issued": Kind("Issued the report {document}.", "{document}"),
    "reports.filed": Kind("Filed {document}: {pages} pages, SHA-256 {sha256:.16}…", "{document}"),
    "reports.failed": Kind("Could not draw {document}: {sentence!q}", "{document}", "orange"),
}


def tell(action: str, *, subject: str, system: str | None, content: str | None, names: Names) -> tuple[str, str, str]:
    """The sentence, what it is about, and the colour, of an event whose payload is that JSON (None: erased).

    An action this version does not know, or a payload that lacks a field, gets an honest general sentence; this never raises.
    """
    title = names.systems.get(system, system) if system else names.people.get(subject, "")
    if content is None:
        return ERASED, title, "gray"
    kind = KINDS.get(action)
    if kind is None:
        return _unknown(action), title, "gray"
    try:
        payload: dict[str, Any] = json.loads(content)
        said = {**payload, "subject": subject, "system": system}
        teller = _Teller(names)
        template = kind.template if isinstance(kind.template, str) else kind.template(payload)
        sentence = teller.vformat(template, (), said)
        about = teller.vformat(kind.about, (), said) if kind.about else title
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return _unknown(action), title, kind.colour
    return sentence if len(sentence) <= LONG else f"{sentence[: LONG - 1]}…", about, kind.colour


def _unknown(action: str) -> str:
    room, _, what = action.partition(".")
    return f"{words_of(what or room).capitalize()} ({action})."


def words_of(code: str) -> str:
    """A code as words: a role's or a status's own name where it has one."""
    word = ROLE_WORDS.get(code) or STATUS_WORDS.get(code) or RISK_CLASS_WORDS.get(code) or code.replace("_", " ")
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def window_words(window: str) -> str:
    """A measured window inside a sentence: `the window of 27 July 2026`, `the hour 13 of 27 July 2026`, `window 3`."""
    try:
        day = words.day(date.fromisoformat(window[:10]))
    except ValueError:
        return f"window {window}"
    return f"the hour {window[11:]} of {day}" if window[10:11] == "T" else f"the window of {day}"


class _Teller(Formatter):
    def __init__(self, names: Names):
        self.names = names

    def convert_field(self, value: Any, conversion: Any) -> Any:
        match conversion:
            case "p":
                return self.names.people.get(str(value), "somebody no longer on record")
            case "s":
                return self.names.systems.get(str(value), str(value))
            case "w":
                return words_of(str(value))
            case "q":
                return f"“{' '.join(str(value).split())}”"
            case "d":
                return words.day(date.fromisoformat(str(value)[:10]))
            case "t":
                return window_words(str(value))
            case "u":
                return str(value).upper()
            case "n":
                return _number(value)
        return "nothing" if value is None else value


def _number(value: Any) -> str:
    if isinstance(value, list):
        return words.listed([words_of(str(v)) for v in value]) or "none"
    if isinstance(value, int):
        return words.thousands(value)
    return f"{value:.3g}" if isinstance(value, float) else "none" if value is None else str(value)
