"""An assessment is state: answering again opens its next version."""

from datetime import datetime
from typing import Any

from assent.store.rows import State, json_field, moment


class Assessment(State, table=True):
    """The tier of a system, the law's classes, and the answers and reasons they follow from. One current row a system."""

    __tablename__ = "risk_assessment"
    system: str
    tier: int | None = None
    risk_classes: list[str] = json_field(default_factory=list)
    answers: list[dict[str, str]] = json_field(default_factory=list)
    reasons: list[dict[str, Any]] = json_field(default_factory=list)
    open_questions: list[str] = json_field(default_factory=list)
    assessed_by: str
    assessed_at: datetime = moment()
