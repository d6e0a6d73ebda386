"""Every page as every role: what one may see is shown, what one may not is a sentence, nothing ever breaks."""

from pathlib import Path

import pytest

from app.parts.navigation import PAGES
from assent.access import queries
from assent.access.permissions import ROLES
from assent.home import Home
from assent.kernel.actor import Actor
from assent.procedures.demo import cast
from tests.cast import FOUNDER
from tests.pages.visits import visiting

EVERY = {name: permission for pages in PAGES.values() for name, _, permission in pages}
ADDRESSES = [("approvals", {"request": "AR-0003"}), ("system", {"system": "flight-delay"}), ("monitoring", {"system": "flight-delay"}),
             ("today", {"as_of": "2026-01-01"}), ("inventory", {"as_of": "nonsense"}), ("system", {"system": "<script>"})]  # fmt: skip


def somebody(home: Home, name: str) -> Actor:
    card = next(p for p in home.ask(FOUNDER, queries.people) if p.name == name)
    return home.ask(FOUNDER, queries.actor_for, person_id=card.id)


def test_every_page_is_in_the_navigation_and_every_role_in_the_demonstration() -> None:
    files = {p.stem for p in (Path(__file__).parents[2] / "app" / "pages").glob("[a-z]*.py")}
    assert files == set(EVERY)
    assert {role for part in (cast.ADMINISTRATOR, *cast.PARTS) for role in part.roles} == set(ROLES)


@pytest.mark.parametrize("part", [p.name for p in (cast.ADMINISTRATOR, *cast.PARTS)])
def test_every_page_as_every_role(demo_home: Home, part: str) -> None:
    actor = somebody(demo_home, part)
    allowed = {name for name, permission in EVERY.items() if permission is None or actor.scope(permission) != frozenset()}
    with visiting(demo_home, actor) as visit:
        for page, address in [*((name, {}) for name in sorted(allowed)), *((p, a) for p, a in ADDRESSES if p in allowed)]:
            visit.go(page, **address)
            assert visit.page.title or visit.page.error, (page, address)
            assert "Traceback" not in visit.text
        for page in set(EVERY) - allowed:
            visit.go(page)  # Streamlit shows the first page instead
            assert [t.value for t in visit.page.title] == ["Today"], page
