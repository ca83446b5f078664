from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from ng911risk.engine.graph import CERTAIN, Coin, Node
from ng911risk.engine.growth import GraphBuilder
from tests.engine.graphs import Plain, coin, plain_graphs


def test_asking_twice_for_one_name_gives_one_node() -> None:
    grow = GraphBuilder()
    first = coin(grow, "coin", 0.5)

    assert coin(grow, "coin", 0.9) == first
    assert grow.freeze().coins[0].chance.likely == 0.5
    assert grow.cause("actor") == grow.cause("actor")
    assert grow.all_of("both", [first]) == grow.all_of("both", [first, first])
    assert grow.any_of("any", [first]) == grow.any_of("any")


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=200, deadline=None)
def test_what_can_never_be_true_is_left_out_and_no_more(plain: Plain) -> None:
    graph = plain.grown().freeze()
    possible = plain.true_with(range(len(plain.chances)))

    assert set(graph.names) == {f"n{n}" for n in possible}
    assert all(graph.get(name) == node for node, name in enumerate(graph.names))


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=200, deadline=None)
def test_nodes_stand_in_an_order_in_which_they_can_be_derived(plain: Plain) -> None:
    graph = plain.grown().freeze()

    for node in range(len(graph)):
        before = [int(one) < node for one in graph.before[node]]
        if graph.kind[node] == Node.AND:
            assert all(before)
        if graph.kind[node] == Node.OR:
            assert any(before)


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=200, deadline=None)
def test_after_is_before_turned_round(plain: Plain) -> None:
    graph = plain.grown().freeze()
    nodes = range(len(graph))

    down = {(int(b), n) for n in nodes for b in graph.before[n]}
    up = {(n, int(a)) for n in nodes for a in graph.after[n]}
    assert down == up
    assert len(graph.before.items) == len(down)


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=100, deadline=None)
def test_the_view_for_people_has_the_same_nodes_and_edges(plain: Plain) -> None:
    graph = plain.grown().freeze()
    view = graph.to_networkx()

    assert set(view.nodes) == set(graph.names)
    assert set(view.edges) == {
        (graph.names[int(b)], name) for n, name in enumerate(graph.names) for b in graph.before[n]
    }
    for name, node in graph.index.items():
        known = graph.coins.get(node)
        assert view.nodes[name]["kind"] == Node(graph.kind[node]).name
        assert view.nodes[name]["chance"] == (known.chance.likely if known else 1.0)


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=100, deadline=None)
def test_leading_to_and_following_agree_with_walking(plain: Plain) -> None:
    graph = plain.grown().freeze()
    view = graph.to_networkx()
    start = np.array([len(graph) - 1], dtype=np.int64)
    reached, seen = [len(graph) - 1], set[int]()
    while reached:
        node = reached.pop()
        if node not in seen:
            seen.add(node)
            reached += [graph.index[name] for name in view.predecessors(graph.names[node])]

    assert set(np.flatnonzero(graph.leading_to(start)).tolist()) == seen
    for node in range(len(graph)):
        forward = graph.following(np.array([node], dtype=np.int64))
        assert bool(forward[len(graph) - 1]) == (node in seen)


def test_a_certain_coin_is_certain() -> None:
    grow = GraphBuilder()
    grow.coin("sure", Coin(uniform="sure", chance=CERTAIN, inherent=CERTAIN))

    assert grow.freeze().to_networkx().nodes["sure"]["chance"] == 1.0
