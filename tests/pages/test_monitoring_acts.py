"""Acts on the Monitoring page that depend on what was seen: taking limits away, closing a breach somebody measured meanwhile."""

from typing import Any

import pytest

from assent.home import Home
from assent.inventory import commands as inventory
from assent.kernel.actor import Actor
from assent.monitoring import commands, queries
from assent.monitoring.limits import Pair
from assent.procedures import watch
from tests.cast import Cast
from tests.inventory.samples import described
from tests.pages import observations
from tests.pages.visits import Visit, visiting


@pytest.fixture
def measured(duck_home: Home, cast: Cast) -> Home:
    """A system with one column that drifts."""
    duck_home.act(cast.risk, inventory.add_system, description=described("drifting", status="in_use"))
    path, reference = observations.write(duck_home.path / "observations" / "drifting")
    duck_home.act(cast.risk, commands.set_source, system="drifting", path=path, reference=reference, time="seen_on", confirmed=True)
    watch.measure(duck_home, cast.risk, system="drifting")
    return duck_home


def chosen(visit: Visit, column: str) -> Visit:
    """The dialog of the limits, with a column chosen."""
    visit.press("Set other limits…")
    next(s for s in visit.page.selectbox if s.options[0].startswith("Every column")).select(column)
    return visit.press("Set other limits…")


def test_a_column_s_own_limits_are_removed_where_they_are_set(measured: Home, cast: Cast) -> None:
    measured.act(cast.risk, commands.set_limit, system="drifting", column="leaves", watch=30, act=40)
    with visiting(measured, cast.engineer) as visit:
        assert "Remove the limits of this column" not in chosen(visit.go("monitoring", system="drifting"), "stays").buttons
        chosen(visit.go("monitoring", system="drifting"), "leaves").press("Set other limits…", "Remove the limits of this column")
        assert measured.ask(cast.risk, queries.limits_of, system="drifting").of("leaves") == Pair()
        assert any("leaves is then watched from PSI 0.10" in str(t.value).replace("\\", "") for t in visit.page.toast)
        assert "Remove the limits of this column" not in chosen(visit, "leaves").buttons


def test_the_system_s_limits_go_back_to_the_convention(measured: Home, cast: Cast) -> None:
    measured.act(cast.risk, commands.set_limit, system="drifting", watch=30, act=40)
    with visiting(measured, cast.engineer) as visit:
        visit.go("monitoring", system="drifting").press("Set other limits…").press("Set other limits…", "Remove the limits of this system")
    assert measured.ask(cast.risk, queries.limits_of, system="drifting").conventional


def test_closing_a_breach_says_which_measuring_was_seen(measured: Home, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    (breach,) = measured.ask(cast.risk, queries.breaches, system="drifting")
    asked: list[dict[str, Any]] = []

    def act(actor: Actor, command: Any, *args: Any, **said: Any) -> None:
        asked.append(said)

    with visiting(measured, cast.risk) as visit:
        visit.go("monitoring", system="drifting").press("Close…")
        visit.page.text_area[0].set_value("The sensor was replaced.")
        monkeypatch.setattr(measured, "act", act)
        visit.press("Close…", "Close this breach")
    assert asked == [{"breach_id": breach.id, "reason": "The sensor was replaced.", "seen_run": breach.run_id}]
