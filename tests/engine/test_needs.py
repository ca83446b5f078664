from __future__ import annotations

import numpy as np
import pytest

from ng911risk.engine.columns import columns_of
from ng911risk.engine.growth import GraphBuilder
from ng911risk.engine.needs import Needs
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.states import NEVER, States
from ng911risk.engine.weakness_coins import WeaknessCoins
from ng911risk.engine.weaknesses import Weaknesses
from ng911risk.model.grammar import (
    Access,
    ControlNeed,
    CredentialNeed,
    EffectKind,
    EffectNeed,
    FloodedNeed,
    Need,
    PositionNeed,
    Related,
)
from ng911risk.model.inventory import Relation
from tests.engine.small import ACTORS, TODAY, asset, catalog, inventory, trust, weak

BY = Related(related=Relation.AUTHENTICATES)
SITE = inventory(
    asset("cad"),
    asset("ad"),
    asset("spare"),
    trusts=(trust("ad", Relation.AUTHENTICATES, "cad"),),
)


def _names(need: Need) -> list[str | None]:
    """What meets a need of each of the three assets."""
    grow, columns = GraphBuilder(), columns_of(SITE)
    states = States(grow, Neighbours(columns), ACTORS)
    coins = WeaknessCoins(grow, states, catalog({}), Weaknesses(columns, TODAY))
    column = Needs(states=states, weak=coins).column(need, np.arange(3, dtype=np.int32))
    return [None if node == NEVER else grow.register.name(node) for node in column.tolist()]


@pytest.mark.parametrize(
    ("need", "met"),
    [
        (Need(position=PositionNeed()), [f"reach:{one}:any:" for one in ("cad", "ad", "spare")]),
        (
            Need(control=ControlNeed(level=Access.ADMIN)),
            [f"control:{one}:admin" for one in ("cad", "ad", "spare")],
        ),
        (Need(control=ControlNeed(of=BY, level=Access.USER)), ["control:ad:user", None, None]),
        (
            Need(credential=CredentialNeed(realm=BY, level=Access.USER)),
            ["credential:ad:user", None, None],
        ),
        (
            Need(effect=EffectNeed(on=BY, kind=EffectKind.ALTERED)),
            ["altered:ad:failover", None, None],
        ),
        (Need(flooded=FloodedNeed(on=BY)), ["flooded:ad", None, None]),
    ],
)
def test_a_need_is_met_by_a_state_of_what_it_speaks_of(need: Need, met: list[str | None]) -> None:
    assert _names(need) == met


def test_a_weakness_that_is_not_in_the_catalogue_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        _names(weak("flat"))
