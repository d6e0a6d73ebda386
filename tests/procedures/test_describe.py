"""A system's description with its observations, in and out."""

from dataclasses import replace

import pytest

from assent.access.queries import OPERATOR_ACTOR
from assent.home import Home
from assent.inventory import queries
from assent.inventory.description import read_system_yaml
from assent.kernel.errors import Forbidden, GovernanceError
from assent.monitoring import queries as monitoring
from assent.procedures import describe
from tests.cast import Cast
from tests.inventory.samples import EMPLOYMENT


@pytest.mark.parametrize("by", ["risk", "operator"])
def test_what_is_added_comes_back_as_the_same_yaml(home: Home, cast: Cast, by: str):
    actor = OPERATOR_ACTOR if by == "operator" else cast.risk
    home.act(actor, describe.add_system, description=EMPLOYMENT)
    assert read_system_yaml(home.ask(cast.viewer, describe.yaml_text, key=EMPLOYMENT.key)) == EMPLOYMENT


def test_a_system_without_observations_has_no_source(home: Home, cast: Cast):
    home.act(cast.risk, describe.add_system, description=replace(EMPLOYMENT, observations=None))
    assert home.ask(cast.viewer, monitoring.source, system=EMPLOYMENT.key) is None
    assert home.ask(cast.viewer, describe.description, key=EMPLOYMENT.key).observations is None


def test_a_source_that_is_refused_takes_the_system_with_it(home: Home, cast: Cast):
    wrong = replace(EMPLOYMENT, observations=replace(EMPLOYMENT.observations, label="prediction"))
    with pytest.raises(GovernanceError):
        home.act(cast.risk, describe.add_system, description=wrong)
    with pytest.raises(Forbidden):
        home.act(cast.compliance, describe.add_system, description=EMPLOYMENT)
    assert home.ask(cast.viewer, queries.systems) == []
