from __future__ import annotations

import math

from ng911risk.engine.derive import Deriver
from ng911risk.engine.graph import AttackGraph, Coin, GraphBuilder
from ng911risk.model.scales import Band


def _coin(grow: GraphBuilder, name: str, chance: float) -> int:
    band = Band(low=chance, likely=chance, high=chance)
    return grow.coin(name, Coin(uniform=name, chance=band, inherent=band))


def _graph() -> AttackGraph:
    """One stolen account gives way and key (0.1); two separate finds give them too (0.3 x 0.1)."""
    grow = GraphBuilder()
    thief = grow.cause("actor:thief")
    account = grow.all_of("account", [thief, _coin(grow, "steal", 0.1)])
    grow.all_of("way by account", [account, _coin(grow, "walk", 0.9)])
    grow.all_of("key by account", [account])
    grow.all_of("way found", [thief, _coin(grow, "look", 0.3)])
    grow.all_of("key found", [thief, _coin(grow, "search", 0.1)])
    way = grow.any_of("way", [grow.index["way by account"], grow.index["way found"]])
    key = grow.any_of("key", [grow.index["key found"], grow.index["key by account"]])
    grow.all_of("inside", [way, key])
    return grow.freeze()


def test_a_coin_that_two_needs_share_counts_once() -> None:
    graph = _graph()
    found = Deriver(graph).derive({graph.index["actor:thief"]: 0.0})

    # way found (0.3) beats way by account (0.09) alone, and the key either way is 0.1
    assert math.isclose(math.exp(-found.cost[graph.index["way"]]), 0.3)
    assert math.isclose(math.exp(-found.cost[graph.index["key by account"]]), 0.1)


def test_the_cost_is_that_of_the_distinct_coins_of_the_way_told() -> None:
    graph = _graph()
    found = Deriver(graph).derive({graph.index["actor:thief"]: 0.0})

    for node in range(len(graph)):
        coins = [part for part in found.parts(node) if part in graph.coins]
        chance = math.prod(graph.coins[coin].chance.likely for coin in coins)
        assert math.isclose(math.exp(-found.cost[node]), chance)


def test_without_the_other_finds_the_account_gives_both() -> None:
    graph = _graph()
    banned = {graph.index["way found"], graph.index["key found"]}
    found = Deriver(graph).derive({graph.index["actor:thief"]: 0.0}, banned)

    assert math.isclose(math.exp(-found.cost[graph.index["inside"]]), 0.1 * 0.9)


def test_what_is_banned_is_not_reached() -> None:
    graph = _graph()
    banned = {graph.index["steal"], graph.index["search"]}
    found = Deriver(graph).derive({graph.index["actor:thief"]: 0.0}, banned)

    assert found.reaches(graph.index["way"])
    assert not found.reaches(graph.index["inside"])
