"""Descriptions the tests of several rooms share."""

from dataclasses import replace
from datetime import date
from typing import Any

from assent.inventory.description import Document, ObservationsDescription, SystemDescription

YAML = """\
key: employment-screening
name: Employment support screening
purpose: Ranks applicants for an employment programme by how likely they are to need support.
status: in_use                      # proposed, in_use, suspended, retired
origin: own
vendor: null
owner: olga@example.org
deputy: null
business_unit: Labour services
users: Case workers of the regional offices
people_affected:
  groups: [job seekers]
  count_per_year: 70000
data:
  personal: true
  special_category: [ethnic_origin]
  sources: [American Community Survey]
decisions_informed: Order in which applicants are invited to an interview
autonomy: recommends
countries: [US, NO]
last_review: 2026-05-14
next_review: 2026-11-14
models: [employment-classifier]
documents:
  - title: Instructions for use
    sha256: 0c1f2d0e8f6d4c0d9a55b2b9d7a3a2b1f6a2c9f2a4e7d5c3b1a09f8e7d6c5b4a
observations:
  source: observations/employment/*.parquet
  reference: observations/employment_reference.parquet
  time: null
  prediction: prediction
  probability: predicted_probability
  label: employed
  groups: [SEX, RAC1P]
  features: null
"""

EMPLOYMENT = SystemDescription(
    key="employment-screening",
    name="Employment support screening",
    purpose="Ranks applicants for an employment programme by how likely they are to need support.",
    status="in_use",
    origin="own",
    owner="olga@example.org",
    business_unit="Labour services",
    users="Case workers of the regional offices",
    people_groups=("job seekers",),
    people_per_year=70000,
    personal_data=True,
    special_category=("ethnic_origin",),
    data_sources=("American Community Survey",),
    decisions_informed="Order in which applicants are invited to an interview",
    autonomy="recommends",
    countries=("US", "NO"),
    last_review=date(2026, 5, 14),
    next_review=date(2026, 11, 14),
    models=("employment-classifier",),
    documents=(Document("Instructions for use", "0c1f2d0e8f6d4c0d9a55b2b9d7a3a2b1f6a2c9f2a4e7d5c3b1a09f8e7d6c5b4a"),),
    observations=ObservationsDescription(
        source="observations/employment/*.parquet",
        reference="observations/employment_reference.parquet",
        prediction="prediction",
        probability="predicted_probability",
        label="employed",
        groups=("SEX", "RAC1P"),
    ),
)


def described(key: str = "credit-scoring", **changes: Any) -> SystemDescription:
    """A small system owned by Olga, without review dates or observations."""
    plain = SystemDescription(key=key, name=key.replace("-", " ").capitalize(), purpose="Scores things.", owner="olga@example.org",
                              origin="own", autonomy="recommends")  # fmt: skip
    return replace(plain, **changes)
