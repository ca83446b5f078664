from __future__ import annotations

import math
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.engine.derive import Deriver
from ng911risk.engine.graph import AttackGraph, Coin, Node
from ng911risk.engine.growth import GraphBuilder
from ng911risk.model.scales import Band
from tests.engine.graphs import Plain, plain_graphs


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


# --- laws on random graphs ------------------------------------------------------


@given(plain=plain_graphs(cycles=False))
@settings(max_examples=300, deadline=None)
def test_the_way_found_lies_between_the_best_and_counting_shared_coins_again(plain: Plain) -> None:
    graph = plain.grown().freeze()
    found = Deriver(graph).derive({})
    tree = _tree_costs(plain)

    for number in range(plain.size):
        node = graph.get(f"n{number}")
        best = _best_cost(plain, number)
        assert (node is None) == (best == math.inf)
        if node is not None:
            assert best - 1e-9 <= found.cost[node] <= tree[number] + 1e-9


@given(plain=plain_graphs(cycles=False))
@settings(max_examples=200, deadline=None)
def test_where_no_coin_is_shared_the_way_found_is_the_best(plain: Plain) -> None:
    tree = _unshared(plain)
    graph = tree.grown().freeze()
    found = Deriver(graph).derive({})

    for number in range(tree.size):
        node = graph.get(f"n{number}")
        cost = found.cost[node] if node is not None else math.inf
        assert math.isclose(cost, _tree_costs(tree)[number], abs_tol=1e-9)


@given(plain=plain_graphs(cycles=True), data=st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_is_banned_the_rest_is_found_without_it(plain: Plain, data: st.DataObject) -> None:
    graph = plain.grown().freeze()
    banned = set(data.draw(st.lists(st.sampled_from(range(plain.size)), max_size=3)))
    numbers = {graph.index[f"n{one}"] for one in banned if graph.get(f"n{one}") is not None}
    found = Deriver(graph).derive({}, numbers)
    possible = _true_without(plain, banned)

    reached = {name for name, node in graph.index.items() if found.reaches(node)}
    assert reached == {f"n{one}" for one in possible}
    for node in range(len(graph)):
        if found.reaches(node):
            assert not numbers & set(found.parts(node))


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=300, deadline=None)
def test_the_parts_suffice_and_stand_in_an_order_that_can_be_told(plain: Plain) -> None:
    graph = plain.grown().freeze()
    found = Deriver(graph).derive({})

    for node in range(len(graph)):
        parts = found.parts(node)
        assert parts[-1] == node
        for place, part in enumerate(parts):
            needs = [int(b) in parts[:place] for b in graph.before[part]]
            if graph.kind[part] == Node.AND:
                assert all(needs)
            elif graph.kind[part] == Node.OR:
                assert any(needs)


def test_a_coin_that_never_falls_leads_nowhere() -> None:
    grow = GraphBuilder()
    grow.all_of("step", [grow.cause("actor:thief"), _coin(grow, "never", 0.0)])
    graph = grow.freeze()

    assert not Deriver(graph).derive({graph.index["actor:thief"]: 0.0}).reaches(graph.index["step"])


def test_a_cause_costs_what_is_said_and_only_those_named_may_be_used() -> None:
    graph = _graph()
    thief = graph.index["actor:thief"]

    assert Deriver(graph).derive({thief: 2.0}).cost[graph.index["way found"]] == pytest.approx(
        2.0 - math.log(0.3)
    )
    assert not Deriver(graph).derive({}).reaches(graph.index["way"])


def _true_without(plain: Plain, banned: set[int]) -> set[int]:
    gates = tuple(
        (Node.OR, ()) if number in banned else gate
        for number, gate in enumerate(plain.gates, len(plain.chances))
    )
    return Plain(plain.chances, gates).true_with(set(range(len(plain.chances))) - banned)


def _best_cost(plain: Plain, number: int) -> float:
    """Least cost over all sets of coins that make the node true."""
    costs = [-math.log(chance) for chance in plain.chances]
    coins = range(len(costs))
    sets = chain.from_iterable(combinations(coins, size) for size in range(len(costs) + 1))
    return min(
        (math.fsum(costs[c] for c in one) for one in sets if number in plain.true_with(one)),
        default=math.inf,
    )


def _tree_costs(plain: Plain) -> list[float]:
    """Knuth's own costs, in which a shared coin counts as often as it is needed."""
    costs = [-math.log(chance) for chance in plain.chances]
    for kind, needs in plain.gates:
        parts = [costs[need] for need in dict.fromkeys(needs)]
        costs.append(math.fsum(parts) if kind is Node.AND else min(parts, default=math.inf))
    return costs


def _unshared(plain: Plain) -> Plain:
    """The same gates, but what an earlier gate has taken is not there for a later one."""
    taken: set[int] = set()
    gates = []
    for kind, needs in plain.gates:
        own = tuple(need for need in dict.fromkeys(needs) if need not in taken)
        taken |= set(own)
        gates.append((kind, own))
    return Plain(plain.chances, tuple(gates))
