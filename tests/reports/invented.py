"""An invented report with something in every section, and one with nothing, for the tests of paper."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from assent.kernel.canonical import digest, sha256
from assent.reports.content import (
    Answer,
    Binding,
    Document,
    Entry,
    Ground,
    Group,
    Issue,
    Metric,
    Outcome,
    Placement,
    Request,
    Risk,
    SystemReport,
    Version,
    Vote,
)
from assent.reports.measured import Bin, Breach, Cell, ColumnDrift, Compared, Drift, HeatRow, Line, Point, Story

NOON = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)


def h(text: str) -> str:
    return sha256(text.encode())


def votes() -> tuple[Vote, ...]:
    return (
        Vote("Ingrid Solberg", "Risk officer", "for", "The floor is met in every group that is large enough.", NOON - timedelta(days=9), h("d")),
        Vote(
            "Mateo Ferrante",
            "Compliance officer",
            "for",
            "Case workers keep the decision; that was tested on 3 November.",
            NOON - timedelta(days=8),
            h("d"),
        ),
    )


def columns(n: int = 12) -> tuple[ColumnDrift, ...]:
    names = ["SCHL", "AGEP", "MAR", "DIS", "ESP", "CIT", "MIG", "MIL", "ANC", "NATIVITY", "DEAR", "DEYE", "RAC1P", "SEX", "PINCP", "WKHP"]
    out = []
    for i in range(n):
        psi = 0.62 * math.exp(-i / 2.6)
        verdict = "drift" if psi >= 0.25 else "watch" if psi >= 0.1 else "stable"
        name = names[i] if i < len(names) else f"column_{i:03d}"
        numeric = i == 1
        out.append(
            ColumnDrift(
                name,
                "numeric" if numeric else "categorical",
                psi,
                0.0021,
                0.113 if numeric else None,
                0.08,
                0.21 if numeric else None,
                825,
                702,
                68785,
                50123,
                verdict,
            )
        )
    return tuple(out)


def drift(n: int = 12, windows: int = 12) -> Drift:
    months = tuple(f"{2015 + (k + 3) // 12}-{(k + 3) % 12 + 1:02d}-01" for k in range(windows))
    cols = columns(n)

    def cell(i: int, k: int) -> Cell:
        psi = (cols[i].psi or 0) * (0.15 + 0.85 / (1 + math.exp(-(k - 6) / 1.2)))
        return Cell(psi, "drift" if psi >= 0.25 else "watch" if psi >= 0.1 else "stable")

    heat = tuple(HeatRow(c.column, tuple(cell(i, k) for k in range(windows))) for i, c in enumerate(cols))
    points = tuple(Point(m, heat[0].cells[k].psi if k != 3 else None, 0.013, 4177 - k) for k, m in enumerate(months))
    bins = tuple(
        Bin(t, r, c)
        for t, r, c in [
            ("No schooling", 0.03, 0.02),
            ("Grade 1 to 8", 0.09, 0.05),
            ("High school", 0.31, 0.22),
            ("Some college", 0.24, 0.25),
            ("Bachelor’s degree", 0.19, 0.27),
            ("Master’s degree or above", 0.13, 0.18),
            ("Missing", 0.01, 0.01),
        ]
    )
    return Drift(
        "drift",
        NOON - timedelta(hours=5),
        68785,
        50123,
        0.1,
        0.25,
        cols,
        months,
        heat,
        Story("SCHL", "categorical", points, bins, 0.1, 0.25),
        "01JD0000000000000000000000",
        "PSI 0.10 and 0.25 are a convention.",
        (Compared("employment_reference.parquet", "reference", h("ref")), Compared("employment_2015.parquet", "current", h("cur"))),
        (Line("SERIALNO", "Identifier: values differ in more than 90 % of the rows"),),
    )


def version(number: str, state: str) -> Version:
    metrics = (
        Metric("accuracy", 0.8272, 68785, (0.8243, 0.83)),
        Metric("selection_rate", 0.35, 68785, (0.33, 0.37)),
        Metric("log_loss", 1.371, None, None),
    )
    bindings = (
        Binding("Artefact", "model.pkl", h("model" + number)),
        Binding("Training data", "American Community Survey 2015, Massachusetts", h("acs")),
        Binding("Code", "https://example.org/models/employment.git", "e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0"),
        Binding("Environment", "Image", "registry.example.org/ml-base@sha256:" + h("image")),
        Binding("Environment", "Python", "3.11"),
    )
    return Version(
        "employment-classifier",
        number,
        state,
        NOON - timedelta(days=50),
        NOON - timedelta(days=20),
        "Tomasz Zieliński",
        ("Aïsha Benkirane",),
        metrics,
        bindings,
        (Line("learning_rate", "0.08"), Line("max_iter", "150")),
        h("manifest" + number),
    )


def full() -> SystemReport:
    outcome = Outcome(
        headline="Drifting: two columns over the limit",
        sentence="Employment support screening is in production with version 2.3.0, approved by two, and two of its columns have drifted.",
        tone="bad",
        reasons=(
            "Version 2.3.0 of employment-classifier was approved on 13 November 2026 by two votes for and none against (AR-0003).",
            "SCHL and AGEP moved beyond PSI 0.25 against the reference.",
            "Two breaches are open, the older one for 12 days.",
        ),
        heading="State on 21 November 2026",
        ballots=("for", "for"),
        tally="2 for, 0 against",
    )
    inventory = (
        Group(
            "Who answers for it",
            (
                Line("Owner", "Tomasz Zieliński"),
                Line("Deputy", "Not recorded"),
                Line("Business unit", "Labour services"),
                Line("Users", "Case workers of the regional offices"),
            ),
        ),
        Group(
            "What it does",
            (
                Line("Decisions informed", "Order in which applicants are invited to an interview"),
                Line("Autonomy", "Recommends; a person decides"),
                Line("Origin", "Own"),
            ),
        ),
        Group(
            "Whom it touches",
            (
                Line("People affected", "Job seekers, about 70,000 a year"),
                Line("Special categories", "ethnic origin"),
                Line("Countries", "United States"),
            ),
        ),
    )
    risk = Risk(
        2,
        ("high-risk under Annex III",),
        (
            Answer("How much does it matter for the people affected?", "Considerably", "Access to a programme that people depend on."),
            Answer("How many people a year?", "10,000 to 100,000", "70,000 applicants in 2025."),
            Answer("Is its purpose listed in Annex III?", "Yes: point 5(a), essential public services", "Eligibility support for a public benefit."),
        ),
        (
            Ground("Annex III", "Point 5(a)", "Article 6(2), Annex III", "High-risk unless an exemption applies."),
            Ground("Materiality × complexity", "High × medium", "House table", "Tier 2."),
        ),
        ("regulatory",),
        "Ingrid Solberg",
        NOON - timedelta(days=40),
    )
    requests = (
        Request(
            "AR-0003",
            "May employment-classifier 2.3.0 rank applicants in production?",
            "employment-classifier",
            "2.3.0",
            "approved",
            "The new version is better calibrated.",
            "Approved by two votes for and none against.",
            "Tomasz Zieliński",
            NOON - timedelta(days=10),
            NOON - timedelta(days=3),
            NOON - timedelta(days=8),
            votes(),
            h("digest"),
            h("pack"),
        ),
        Request(
            "AR-0002",
            "May employment-classifier 2.2.0 rank applicants in production?",
            "employment-classifier",
            "2.2.0",
            "rejected",
            "Retrained on the new districts.",
            "Rejected: one vote against.",
            "Tomasz Zieliński",
            NOON - timedelta(days=30),
            None,
            NOON - timedelta(days=28),
            (
                Vote(
                    "Ruth Adeyemi",
                    "Compliance officer",
                    "against",
                    "The interval for applicants under 25 crosses the limit. Enlarge the sample first, then ask again.",
                    NOON - timedelta(days=28),
                    h("x"),
                ),
            ),
            h("digest2"),
            "",
        ),
    )
    breaches = (
        Breach(
            "PSI of SCHL",
            "SCHL",
            False,
            0.62,
            0.25,
            NOON - timedelta(days=12),
            "Over in 7 of 12 windows, worst in 2016-03-01. Still over: 0.62 in 2016-03-01.",
        ),
        Breach("PSI of AGEP", "AGEP", False, 0.42, 0.25, NOON - timedelta(days=2), "Over in two of 12 windows."),
    )
    entries = tuple(
        Entry(
            180 - i,
            f"01JD{i:022d}",
            NOON - timedelta(hours=3 * i),
            ("assent", "Tomasz Zieliński", "Ingrid Solberg")[i % 3],
            ("Measured employment-screening: drift.", "Registered employment-classifier 2.3.0.", "Voted for AR-0003.")[i % 3],
            h(str(i)),
        )
        for i in range(60)
    )
    return SystemReport(
        "employment-screening",
        "Employment support screening",
        "Ranks applicants for an employment programme by how likely they are to need support.",
        "in_use",
        "Tomasz Zieliński",
        date(2026, 11, 14),
        True,
        ("No deputy. Name somebody who answers while Tomasz Zieliński is away.",),
        outcome,
        inventory,
        (Document("Instructions for use", h("doc")),),
        risk,
        (version("2.3.0", "in production"), version("2.2.0", "rejected")),
        (Placement("employment-classifier", "2.3.0", "production", NOON - timedelta(days=8), None, "AR-0003"),),
        drift(),
        requests,
        breaches,
        entries,
        60,
        181,
        NOON,
    )


def empty() -> SystemReport:
    outcome = Outcome(
        "Not approved for production", "Nothing is known yet but the name.", "neutral", ("No version is registered.",), "State on 21 November 2026"
    )
    return replace(
        full(),
        outcome=outcome,
        purpose="",
        inventory=(),
        documents=(),
        risk=None,
        versions=(),
        placements=(),
        drift=None,
        requests=(),
        breaches=(),
        entries=(),
        entries_total=0,
        next_review=None,
        review_overdue=False,
    )


def issue(report: SystemReport, *, is_past: bool = False) -> Issue:
    return Issue(
        "RP-2026-0007",
        "system",
        report.key,
        "Regional Labour Agency",
        "Ingrid Solberg",
        NOON + timedelta(minutes=1),
        report.ledger_size,
        report.stands_for,
        is_past,
        digest(report),
        "assent 0.1.0",
    )
