from __future__ import annotations

import pytest

from ng911risk.lab.captures.places import placed
from ng911risk.model.inventory import Environment
from tests.lab.seen import INVENTORY, observation

_LAB, _PRODUCTION = Environment.LAB, Environment.PRODUCTION


@pytest.mark.parametrize("said", [None, _PRODUCTION, _LAB])
def test_an_address_of_a_lab_zone_makes_it_a_lab_whatever_was_said(
    said: Environment | None,
) -> None:
    for seen in (observation(target="20.9.0.7"), observation(source="20.9.0.7")):
        [found], unknown = placed([seen], INVENTORY, said=said)

        assert found.environment is _LAB
        assert unknown == ()


def test_an_address_where_calls_pass_is_production_unless_a_person_says_lab() -> None:
    [untold], _ = placed([observation()], INVENTORY, said=None)
    [told], _ = placed([observation()], INVENTORY, said=_LAB)

    assert untold.environment is _PRODUCTION
    assert told.environment is _LAB


def test_what_the_inventory_does_not_know_must_be_said() -> None:
    seen = observation(target="40.0.0.1")

    assert placed([seen], INVENTORY, said=None) == ((), ("40.0.0.1",))
    assert placed([seen], INVENTORY, said=_PRODUCTION)[0] == (seen,)


def test_another_place_is_another_observation() -> None:
    [found], _ = placed([observation()], INVENTORY, said=_LAB)

    assert found.id != observation().id
