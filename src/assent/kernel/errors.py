"""One root error. Its text is one sentence that says what happened and what to do next."""


class GovernanceError(Exception):
    """The root. `code` is stable for other programs; the text is for people."""

    code = "refused"

    @property
    def sentence(self) -> str:
        """What happened and what to do next, for a person."""
        return str(self)


class NotFound(GovernanceError):
    """There is nothing under that name, or nothing this reader may see."""

    code = "not_found"


class Forbidden(GovernanceError):
    """This person, or this means of access, may not do that."""

    code = "forbidden"
    recorded = False  # a refusal is put on record once


class Invalid(GovernanceError):
    """The input is wrong. `fields` holds a message for each wrong field, so that a form can show it beside the field."""

    code = "invalid"

    def __init__(self, sentence: str, fields: dict[str, str] | None = None):
        super().__init__(sentence)
        self.fields = fields or {}


class Stale(GovernanceError):
    """What the person saw is not what is asked now."""

    code = "stale"


class Closed(GovernanceError):
    """It is over; nothing more can be said on it."""

    code = "closed"


class Conflict(GovernanceError):
    """Somebody else changed the same thing first, or it is there already."""

    code = "conflict"


class Unavailable(GovernanceError):
    """A check or a service that is needed cannot be had now. Never a pass."""

    code = "unavailable"


class SilentWrite(GovernanceError):
    """A change without an event that says why. A fault of the program, never of a person."""

    code = "silent_write"
