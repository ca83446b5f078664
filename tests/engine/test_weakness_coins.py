from __future__ import annotations

import numpy as np
import pytest

from ng911risk.engine.coins import PARTLY_WEAK
from ng911risk.engine.columns import columns_of
from ng911risk.engine.growth import GraphBuilder
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.states import HOLDS, NEVER, States
from ng911risk.engine.weakness_coins import WeaknessCoins
from ng911risk.engine.weaknesses import Weaknesses
from ng911risk.model.catalog import WeaknessClass, YesMeans
from ng911risk.model.grammar import Of, Related, WeaknessNeed
from ng911risk.model.inventory import KnownWeakness, Relation
from ng911risk.model.scales import Status
from tests.engine.small import ACTORS, TODAY, asset, catalog, inventory, share, trust

BY = Related(related=Relation.AUTHENTICATES)
TARGET = np.array([0], dtype=np.int32)


def _coins(*behind: Status) -> tuple[WeaknessCoins, GraphBuilder]:
    """A target, whose own weakness nobody knows, and what authenticates it."""
    others = [f"d{n}" for n in range(len(behind))]
    weak = [(KnownWeakness(name="flat", status=status),) for status in behind]
    site = inventory(
        asset("cad"),
        *(asset(name, weaknesses=said) for name, said in zip(others, weak, strict=True)),
        trusts=tuple(trust(name, Relation.AUTHENTICATES, "cad") for name in others),
    )
    content = catalog(
        {},
        weaknesses={
            "flat": WeaknessClass(
                title="F", ask="?", yes_means=YesMeans.WEAK, if_unknown=share(0.4)
            )
        },
    )
    grow, columns = GraphBuilder(), columns_of(site)
    states = States(grow, Neighbours(columns), ACTORS)
    return WeaknessCoins(grow, states, content, Weaknesses(columns, TODAY)), grow


def _need(coins: WeaknessCoins, of: Of | Related = BY) -> int:
    return int(coins.need(WeaknessNeed(name="flat", of=of), TARGET)[0])


@pytest.mark.parametrize(
    ("behind", "column"),
    [
        ((), NEVER),
        ((Status.NO,), NEVER),
        ((Status.NO, Status.NO), NEVER),
        ((Status.YES,), HOLDS),
        ((Status.UNKNOWN, Status.YES), HOLDS),
    ],
)
def test_what_is_known_needs_no_coin(behind: tuple[Status, ...], column: int) -> None:
    assert _need(_coins(*behind)[0]) == column


def test_one_that_is_open_is_its_own_coin_and_several_are_a_choice() -> None:
    alone, grow = _coins(Status.NO, Status.UNKNOWN)
    assert grow.register.name(_need(alone)) == "weakness:flat@d1"

    both, grow = _coins(Status.UNKNOWN, Status.PARTLY)
    assert grow.register.name(_need(both)) == "any:weakness:flat@d0|weakness:flat@d1"
    chances = [coin.chance for coin in grow.freeze().coins.values()]
    assert chances[1] == PARTLY_WEAK != chances[0]


def test_uses_tell_whatever_was_asked_about_and_is_not_ruled_out() -> None:
    coins, grow = _coins(Status.YES, Status.NO, Status.UNKNOWN)
    need = WeaknessNeed(name="flat", of=BY)
    coins.need(need, TARGET)

    assert coins.names(need, 0) == ["weakness:flat@d0", "weakness:flat@d2"] == list(coins.uses())
    name, owner, known = coins.uses()["weakness:flat@d0"]
    assert (name, owner, known.status) == ("flat", "d0", Status.YES)
    assert list(grow.freeze().names) == ["weakness:flat@d2"]  # what is known has no coin


def test_a_weakness_of_the_target_itself() -> None:
    coins, grow = _coins(Status.YES)

    assert grow.register.name(_need(coins, Of.TARGET)) == "weakness:flat@cad"
