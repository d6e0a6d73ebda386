"""What the inventory's codes and fields are called when people read them."""

STATUS_WORDS: dict[str, str] = {"proposed": "Proposed", "in_use": "In use", "suspended": "Suspended", "retired": "Retired"}

ORIGIN_WORDS: dict[str, str] = {"own": "Built by us", "bought": "Bought from a vendor"}

AUTONOMY_WORDS: dict[str, str] = {
    "informs": "Informs people, who decide by themselves",
    "recommends": "Recommends, people decide",
    "decides_with_review": "Decides, people review",
    "decides_alone": "Decides alone",
}

# Special categories of personal data: GDPR Art. 9(1).
SPECIAL_CATEGORY_WORDS: dict[str, str] = {
    "ethnic_origin": "Racial or ethnic origin",
    "political_opinions": "Political opinions",
    "beliefs": "Religious or philosophical beliefs",
    "trade_union": "Trade union membership",
    "genetic": "Genetic data",
    "biometric": "Biometric data that identify a person",
    "health": "Health",
    "sex_life": "Sex life or sexual orientation",
}

FIELD_WORDS: dict[str, str] = {
    "key": "Key",
    "name": "Name",
    "purpose": "Purpose",
    "status": "Status",
    "origin": "Origin",
    "vendor": "Vendor",
    "owner": "Owner",
    "deputy": "Deputy",
    "business_unit": "Business unit",
    "users": "Users",
    "people_groups": "People affected",
    "people_per_year": "People affected per year",
    "personal_data": "Personal data",
    "special_category": "Special-category data",
    "data_sources": "Data sources",
    "decisions_informed": "Decisions informed",
    "autonomy": "Autonomy",
    "countries": "Countries",
    "last_review": "Last review",
    "next_review": "Next review",
    "models": "Models",
    "documents": "Documents",
    "observations": "Observations",
}

# Where each field stands in the YAML description, when that differs from its name.
YAML_PATHS: dict[str, str] = {
    "people_groups": "people_affected.groups",
    "people_per_year": "people_affected.count_per_year",
    "personal_data": "data.personal",
    "special_category": "data.special_category",
    "data_sources": "data.sources",
}


def code_words(field: str, value: str) -> str:
    """What a code of that field is called; a code without words is shown as it is."""
    known = {"status": STATUS_WORDS, "origin": ORIGIN_WORDS, "autonomy": AUTONOMY_WORDS, "special_category": SPECIAL_CATEGORY_WORDS}
    return known.get(field, {}).get(value, value)
