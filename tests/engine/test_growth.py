from __future__ import annotations

import numpy as np
import pytest

from ng911risk.engine.graph import Coin, Node
from ng911risk.engine.growth import CoinRows, GraphBuilder, band_row
from ng911risk.model.scales import Band

HALF = Band(low=0.4, likely=0.5, high=0.6)
SURE = Band(low=1.0, likely=1.0, high=1.0)


def _grown() -> GraphBuilder:
    """Three coins of which two are used, and a try for each of them."""
    grow = GraphBuilder()
    chance = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]])
    rows = CoinRows(uniform=lambda one: f"u{one}", chance=chance, inherent=band_row(SURE))
    coins = grow.family(Node.COIN, 3, "coin", lambda one: f"coin:{one}", rows)
    tries = grow.family(Node.AND, 2, "try", lambda one: f"try:{one}")
    found = grow.family(Node.OR, 3, "found", lambda one: f"found:{one}")
    grow.lead(coins.use([0, 2]), tries.nodes([0, 1]))
    grow.lead(tries.nodes([0, 1]), found.nodes(1))
    return grow


def test_what_nothing_leads_to_is_left_out() -> None:
    graph = _grown().freeze()

    assert set(graph.names) == {"coin:0", "coin:2", "try:0", "try:1", "found:1"}
    before = {graph.names[int(one)] for one in graph.before[graph.index["found:1"]]}
    assert before == {"try:0", "try:1"}


def test_each_coin_of_a_family_has_a_row_of_its_own() -> None:
    graph = _grown().freeze()

    assert graph.coins[graph.index["coin:2"]] == Coin(
        uniform="u2", chance=Band(low=0.7, likely=0.8, high=0.9), inherent=SURE
    )
    assert graph.coins.nodes.tolist() == sorted(graph.coins) == [0, 1]
    with pytest.raises(KeyError):
        graph.coins[graph.index["found:1"]]


def test_one_row_may_stand_for_a_whole_family() -> None:
    grow = GraphBuilder()
    rows = CoinRows(uniform=str, chance=band_row(HALF), inherent=band_row(HALF))
    grow.family(Node.COIN, 3, "coin", lambda one: f"coin:{one}", rows).use([0, 1, 2])
    graph = grow.freeze()

    assert [coin.chance for coin in graph.coins.values()] == [HALF] * 3
    assert [coin.uniform for coin in graph.coins.values()] == ["0", "1", "2"]


def test_one_node_may_lead_to_many_and_many_to_one() -> None:
    grow = GraphBuilder()
    cause = grow.cause("cause")
    many = grow.family(Node.OR, 3, "many", lambda one: f"many:{one}")
    last = grow.any_of("last")
    grow.lead(cause, many.nodes(np.arange(3)))
    grow.lead(many.nodes(np.arange(3)), last)
    grow.lead(np.empty(0, dtype=np.int32), last)
    graph = grow.freeze()

    assert len(graph.after[graph.index["cause"]]) == 3
    assert len(graph.before[graph.index["last"]]) == 3


def test_a_name_of_its_own_is_asked_for_twice_and_made_once() -> None:
    grow = GraphBuilder()
    coin = grow.coin("coin", Coin(uniform="u", chance=HALF, inherent=SURE))

    assert grow.coin("coin", Coin(uniform="v", chance=SURE, inherent=SURE)) == coin
    both = grow.all_of("both", [coin])
    assert grow.all_of("both", [coin, grow.cause("later")]) == both
    graph = grow.freeze()
    assert graph.coins[graph.index["coin"]].uniform == "u"
    assert len(graph.before[graph.index["both"]]) == 1


def test_coins_can_be_changed_and_added_without_touching_the_first() -> None:
    coins = _grown().freeze().coins
    new = Coin(uniform="new", chance=HALF, inherent=HALF)
    changed = coins.changed({0: new, 9: new})

    assert dict(changed) == {0: new, 1: coins[1], 9: new}
    assert coins[0].uniform == "u0"
    assert coins.changed({}) is coins
