"""Who the demonstration is about. Everybody is invented."""

from dataclasses import dataclass

ORGANISATION = "Fjord & Vale Group"
PASSWORD = "demo-assent-2026"  # noqa: S105  printed on the sign-in page of a demonstration, and only there


@dataclass(frozen=True)
class Part:
    """One account."""

    name: str
    email: str
    roles: tuple[str, ...]


ADMINISTRATOR = Part("Margit Halvorsen", "margit.halvorsen@example.org", ("administrator",))
PARTS = (
    Part("Jonas Weber", "jonas.weber@example.org", ("risk_officer",)),
    Part("Amara Okafor", "amara.okafor@example.org", ("compliance_officer",)),
    Part("Lena Fischer", "lena.fischer@example.org", ("ml_engineer",)),
    Part("Tomás Rivera", "tomas.rivera@example.org", ("data_scientist",)),
    Part("Ingrid Solheim", "ingrid.solheim@example.org", ("validator",)),
    Part("Helen Marsh", "helen.marsh@example.org", ("committee_chair",)),
    Part("Paweł Nowak", "pawel.nowak@example.org", ("committee_member",)),
    Part("Sara Lindgren", "sara.lindgren@example.org", ("secretary",)),
    Part("David Osei", "david.osei@example.org", ("auditor",)),
    Part("Mei Tanaka", "mei.tanaka@example.org", ("viewer",)),
)
RISK, COMPLIANCE, ENGINEER, SCIENTIST = "Jonas Weber", "Amara Okafor", "Lena Fischer", "Tomás Rivera"
