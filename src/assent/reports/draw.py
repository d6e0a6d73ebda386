"""A report's content to HTML. Everything is escaped, and a name the template misspells is an error, not a blank."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from assent.kernel import words
from assent.kernel.clock import timestamp
from assent.reports import charts, wording
from assent.reports.content import Issue, SystemReport, Version
from assent.reports.drift_figures import drift_context

TEMPLATES = Path(__file__).resolve().parent / "templates"
TITLES = {"system": "System report"}
DETAILED = 10  # versions printed in full
VERDICTS = {"stable": "Stable", "watch": "Watch", "drift": "Drift", "insufficient": "Too few rows"}


@dataclass(frozen=True)
class Section:
    """One line of the contents."""

    id: str
    number: str
    title: str


SECTIONS = (
    Section("summary", "1", "Summary"),
    Section("ownership", "2", "Ownership and purpose"),
    Section("risk", "3", "Risk: tier and class"),
    Section("versions", "4", "Versions and evaluation"),
    Section("drift", "5", "Drift"),
    Section("approvals", "6", "Approvals"),
    Section("breaches", "7", "Open breaches"),
    Section("events", "8", "Events"),
    Section("about", "9", "About this report"),
)
APPENDIX = Section("appendix", "A", "Drift of every column")


def draw(report: SystemReport, issue: Issue) -> str:
    """The whole document as HTML, without a single address outside of the package."""
    sections = (*SECTIONS, *([APPENDIX] if report.drift and report.drift.columns else []))
    return (
        environment()
        .get_template("system.html.j2")
        .render(
            report=report,
            issue=issue,
            title=TITLES[issue.kind],
            sections=sections,
            at={s.id: s for s in (*SECTIONS, APPENDIX)},
            about="9",
            cover_lines=_cover_lines(issue),
            facts=_facts(report),
            risk_sentence=_risk_sentence(report),
            detailed=_detailed(report),
            **drift_context(report),
        )
    )


def _unbroken(value: object) -> object:
    """Digits stay together: the thin space of the wording is a narrow one on paper, which never ends a line."""
    return value.replace(words.THIN, wording.NARROW) if isinstance(value, str) else value


@cache
def environment() -> jinja2.Environment:
    """Templates with autoescape on, undefined names refused, and the wording as filters."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )
    for filter_ in (wording.day, wording.moment, wording.stamp, wording.whole, wording.figure, wording.share, wording.halves, wording.count,
                    wording.capital, wording.listed, wording.words, wording.cut, charts.interval):  # fmt: skip
        env.filters[filter_.__name__] = filter_
    env.filters["iso"] = timestamp
    env.filters["verdict"] = lambda code: VERDICTS.get(code, code)
    env.filters["size"] = lambda name: "" if len(name) <= 60 else "long" if len(name) <= 140 else "longer"
    return env


def _cover_lines(issue: Issue) -> list[tuple[str, str]]:
    lines = [("Document", issue.document), ("Issued", wording.moment(issue.issued_at)), ("Issued by", f"{issue.issued_by}, {issue.organisation}")]
    lines.append(("System", issue.subject))
    if issue.is_past:
        lines.append(("As of", wording.moment(issue.stands_for)))
    return [*lines, ("Ledger size", f"{wording.whole(issue.ledger_size)} entries"), ("Signature", "Not signed yet, see section 9")]


def _facts(report: SystemReport) -> list[tuple[str, str]]:
    live = [p for p in report.placements if p.ended_at is None]
    drifting = sum(not b.back_within for b in report.breaches)
    review = wording.day(report.next_review) if report.next_review else "None planned"
    return [
        ("Tier", f"Tier {report.risk.tier}" if report.risk and report.risk.tier else "None yet"),
        ("Class, preliminary", wording.capital(wording.listed(report.risk.classes, nothing="none yet")) if report.risk else "None yet"),
        ("Owner", report.owner),
        ("Next review", f"{review}, overdue" if report.review_overdue else review),
        ("In production", wording.listed([f"{p.model} {p.version}" for p in live], nothing="Nothing")),
        ("Drift", wording.capital(wording.count(drifting, "column over the limit", "columns over the limit")) if report.drift else "Not measured"),
        ("Open breaches", wording.capital(wording.count(len(report.breaches), "breach", "breaches")).replace("No breaches", "None")),
        ("Status in the inventory", wording.capital(wording.words(report.status))),
    ]


def _detailed(report: SystemReport) -> list[Version]:
    """The versions printed in full: what runs first, then the latest registered."""
    live = {(p.model, p.version) for p in report.placements if p.ended_at is None}
    return sorted(report.versions, key=lambda v: (v.model, v.version) not in live)[:DETAILED]


def _risk_sentence(report: SystemReport) -> str:
    risk = report.risk
    if risk is None:
        return ""
    tier = f"Tier {risk.tier}" if risk.tier else "No tier could be derived"
    return f"{tier}. Preliminary class: {wording.listed(risk.classes, nothing='none')}."
