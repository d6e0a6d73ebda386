"""Nothing goes live on a system that was taken out of use meanwhile, and everybody is told what to do first."""

import pytest

from assent.approvals import commands, queries
from assent.home import Home
from assent.inventory.commands import change_system
from assent.kernel.errors import Closed
from assent.procedures.overview import today
from assent.procedures.register import register_version
from assent.registry.manifest import read_manifest_yaml
from tests.approvals.test_decide import asked, live, manifest, vote
from tests.cast import Cast

__all__ = ["asked"]  # the fixture


def put(home: Home, cast: Cast, status: str) -> None:
    home.act(cast.risk, change_system, key="scorer", changes={"status": status})


@pytest.mark.parametrize("status", ["retired", "suspended"])
def test_the_last_vote_puts_nothing_live_on_a_system_out_of_use_and_says_what_to_do(home: Home, cast: Cast, asked: str, status: str) -> None:
    vote(home, cast.risk, asked)
    put(home, cast, status)
    with pytest.raises(Closed, match=f"Scorer is {status}.*back in use first"):
        vote(home, cast.compliance, asked)
    assert live(home, cast.viewer) is None
    assert "back in use first" in home.ask(cast.compliance, queries.sheet, number=asked).why_not
    put(home, cast, "in_use")
    assert vote(home, cast.compliance, asked).status == "approved"
    assert live(home, cast.viewer) == "1.0"


@pytest.mark.parametrize("status", ["retired", "suspended"])
def test_nothing_is_asked_or_refreshed_for_a_system_out_of_use_but_a_request_can_be_taken_back(
    home: Home, cast: Cast, asked: str, status: str
) -> None:
    home.act(cast.scientist, register_version, manifest=read_manifest_yaml(manifest("2.0")))
    put(home, cast, status)
    with pytest.raises(Closed, match="back in use first"):
        home.act(cast.engineer, commands.open_request, system="scorer", model="scorer", version="2.0", reason="Better.")
    with pytest.raises(Closed, match="back in use first"):
        home.act(cast.engineer, commands.refresh_request, number=asked)
    assert not home.ask(cast.engineer, queries.sheet, number=asked).may_refresh
    home.act(cast.engineer, commands.withdraw_request, number=asked, reason="Out of use.")
    assert home.ask(cast.viewer, queries.sheet, number=asked).card.status == "withdrawn"


def test_today_sends_nobody_to_a_vote_that_cannot_be_cast(home: Home, cast: Cast, asked: str) -> None:
    assert home.ask(cast.risk, today).votes_waiting == 1
    put(home, cast, "suspended")
    found = home.ask(cast.risk, today)
    assert found.votes_waiting == 0
    item = next(i for i in found.items if i.page == "approvals")
    assert (item.kind, item.action) == ("request", "Open request")
    assert "put the system back in use first. Or take the request back." in item.sentence


def test_a_proposed_system_may_get_its_first_version(home: Home, cast: Cast, asked: str) -> None:
    put(home, cast, "proposed")
    vote(home, cast.risk, asked)
    assert vote(home, cast.compliance, asked).status == "approved"
