"""One described system for tests of procedures."""

from dataclasses import replace
from typing import Any

from assent.inventory.description import SystemDescription, read_system_yaml

TEXT = """
key: employment-screening
name: Employment support screening
purpose: Ranks applicants for an employment programme by how likely they are to need support.
status: in_use
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
countries: [US]
last_review: 2026-05-14
next_review: 2026-11-14
models: [employment-classifier]
documents:
  - title: Instructions for use
    sha256: 0c1f2d0e8f6d4c0d9a55b2b9d7a3a2b1f6a2c9f2a4e7d5c3b1a09f8e7d6c5b4a
"""


def described(**fields: Any) -> SystemDescription:
    """The system, with other fields where they matter."""
    return replace(read_system_yaml(TEXT), **fields)
