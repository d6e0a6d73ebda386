"""The reason that goes with every request and every vote."""

from assent.kernel.errors import Invalid
from assent.kernel.text import TEXT_LIMIT, flaw, tidy


def reason_text(text: str) -> str:
    """The tidied reason. Raises Invalid, with the message for the form, when it is empty, too long or holds what cannot be read."""
    reason = tidy(text)
    if not reason:
        raise Invalid("Give a reason; it is printed in the report.", {"reason": "Give a reason; it is printed in the report."})
    wrong = flaw(reason, limit=TEXT_LIMIT, lines=True)
    if wrong:
        raise Invalid(f"The reason cannot be taken: {wrong}", {"reason": wrong})
    return reason
