"""What an address carries on to the next page: the past day somebody looks at."""

from app.parts import house


def with_day(query: dict[str, str]) -> dict[str, str]:
    """The query of a link, with the day in the address of this page."""
    shown = house.as_of()
    return query | {"as_of": shown.isoformat()} if shown else query
