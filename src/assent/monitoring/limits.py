"""The limits a PSI is judged by.

0.10 and 0.25 are a convention of credit scoring (E. M. Lewis, "An Introduction to Credit Scoring", 1994; N. Siddiqi, "Credit Risk
Scorecards", 2006). No law or regulator prescribes a number; who sets another says so on record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assent.kernel.errors import Invalid
from assent.monitoring.drift import DRIFT, LEAST_ROWS, WATCH, Verdict

CONVENTION = "PSI 0.10 and 0.25 are a convention of credit scoring (Lewis 1994, Siddiqi 2006), not a rule of law."


@dataclass(frozen=True)
class Pair:
    """PSI from which a column is watched, and from which it is to be acted on."""

    watch: float = WATCH
    act: float = DRIFT


@dataclass(frozen=True)
class Limits:
    """A system's limits: its default, and those of single columns. `conventional` says that nobody set a default."""

    default: Pair = Pair()
    columns: Mapping[str, Pair] = field(default_factory=dict)
    conventional: bool = True

    def of(self, column: str) -> Pair:
        """The limits one column is judged by."""
        return self.columns.get(column, self.default)


def checked(watch: float, act: float) -> Pair:
    """The two limits. Raises Invalid unless 0 < watch <= act <= 100."""
    wrong: dict[str, str] = {}
    if not 0 < watch <= 100:
        wrong["watch"] = "A PSI above 0 and at most 100."
    if not 0 < act <= 100:
        wrong["act"] = "A PSI above 0 and at most 100."
    elif not wrong and act < watch:
        wrong["act"] = "At least the limit from which it is watched."
    if wrong:
        name, message = next(iter(wrong.items()))
        raise Invalid(f"The limit to {name} on: {message}" if name == "act" else f"The limit to watch from: {message}", wrong)
    return Pair(watch, act)


def judged(psi: float, noise: float, n: int, m: int, pair: Pair) -> Verdict:
    """What a PSI over n reference and m current rows means under these limits, which count only above what chance gives."""
    if min(n, m) < LEAST_ROWS:
        return "insufficient"
    if psi <= noise or psi < pair.watch:
        return "stable"
    return "drift" if psi >= pair.act else "watch"
