"""Who may do what. The whole table, readable in one place; nothing else in the program decides it.

A permission is `room.verb`. Roles are those of the field: three lines, a committee, an administrator who approves nothing.
"""

READ = (
    "inventory.read",  # systems, their versions, risk and documents
    "monitoring.read",  # measurements and breaches
    "approvals.read",  # requests, evidence, votes
    "people.read",  # names and roles, as every record shows them
)

PERMISSIONS: dict[str, str] = {
    "inventory.read": "read the inventory, model versions and risk",
    "inventory.edit": "describe systems and change what is said of them",
    "inventory.review": "record that a system was reviewed",
    "registry.register": "register a model version",
    "risk.tier": "answer the tier questionnaire",
    "monitoring.read": "read measurements and breaches",
    "monitoring.configure": "say which observations a system has, and set its limits",
    "monitoring.measure": "measure a system now",
    "monitoring.close_breach": "close a breach, with a reason",
    "approvals.read": "read requests, evidence and votes",
    "approvals.request_production": "ask for a version to go to production",
    "approvals.vote_risk": "decide as the risk officer",
    "approvals.vote_compliance": "decide as the compliance officer",
    "reports.build": "build a report",
    "ledger.read": "read the ledger",
    "people.read": "see who has which role",
    "people.manage": "add people, grant and withdraw roles, end sessions",
    "people.add_first": "add administrators and viewers from the command line",
    "jobs.read": "see running work",
    "jobs.cancel": "stop running work",
    "jobs.tick": "run what is due",
}

ROLES: dict[str, tuple[str, ...]] = {
    "viewer": READ,
    "auditor": (*READ, "ledger.read", "reports.build", "jobs.read"),
    "data_scientist": (*READ, "registry.register", "monitoring.measure", "reports.build", "jobs.read"),
    "ml_engineer": (*READ, "registry.register", "monitoring.measure", "monitoring.configure", "approvals.request_production", "reports.build",
                    "jobs.read", "jobs.cancel"),
    "validator": (*READ, "monitoring.measure", "ledger.read", "reports.build", "jobs.read"),
    "risk_officer": (*READ, "inventory.edit", "inventory.review", "risk.tier", "monitoring.measure", "monitoring.configure",
                     "monitoring.close_breach", "approvals.vote_risk", "ledger.read", "reports.build", "jobs.read", "jobs.cancel"),
    "compliance_officer": (*READ, "inventory.edit", "inventory.review", "approvals.vote_compliance", "monitoring.measure", "monitoring.close_breach",
                           "ledger.read", "reports.build", "jobs.read"),
    "committee_member": (*READ, "ledger.read", "reports.build"),
    "committee_chair": (*READ, "ledger.read", "reports.build"),
    "secretary": (*READ, "ledger.read", "reports.build"),
    "administrator": ("inventory.read", "monitoring.read", "approvals.read", "people.read", "people.manage", "ledger.read", "jobs.read",
                      "jobs.cancel", "jobs.tick"),
}  # fmt: skip

ROLE_WORDS: dict[str, str] = {
    "viewer": "Viewer", "auditor": "Auditor", "data_scientist": "Data scientist", "ml_engineer": "ML engineer", "validator": "Validator",
    "risk_officer": "Risk officer", "compliance_officer": "Compliance officer", "committee_member": "Committee member",
    "committee_chair": "Committee chair", "secretary": "Secretary", "administrator": "Administrator",
}  # fmt: skip

# What the owner of a system may do for that system, whatever else she is. Names come with what she may read.
OWNER: tuple[str, ...] = ("inventory.read", "monitoring.read", "approvals.read", "inventory.edit", "registry.register", "monitoring.measure",
                          "approvals.request_production", "reports.build")  # fmt: skip

# Whoever can read the home's files acts as its operator. No voting, approving, waiving, and no role but these two.
OPERATOR: tuple[str, ...] = tuple(
    p for p in PERMISSIONS if not p.startswith("approvals.vote") and p not in ("approvals.request_production", "people.manage", "risk.tier")
)
OPERATOR_MAY_GRANT: tuple[str, ...] = ("administrator", "viewer")

# Jobs act for nobody.
SYSTEM: tuple[str, ...] = ("inventory.read", "monitoring.read", "monitoring.measure", "approvals.read", "people.read", "jobs.read", "jobs.tick")
