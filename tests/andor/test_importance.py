"""Birnbaum importance is the slope of the goal's chance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.importance import importances
from tests.andor.random_graphs import Nodes, exact, named_graphs


@settings(deadline=None)
@given(named_graphs(most_nodes=7))
def test_it_is_the_chance_with_the_coin_less_that_without(nodes: Nodes) -> None:
    goal = list(nodes)[-1]
    graph = graph_of(nodes)

    found = importances(graph, graph.index[goal], range(len(graph)))

    assert {one.node for one in found} == set(range(len(graph)))
    for one in found:
        name = graph.names[one.node]
        with_it, without = (
            exact(dict(nodes) | {name: nodes[name]._replace(chance=chance)})[goal]
            for chance in (1.0, 0.0)
        )
        assert one.exact
        assert one.value == pytest.approx(with_it - without, abs=1e-12)


def two_of_three() -> Nodes:
    """A system that fails when two of three parts do."""
    parts = {name: NodeSpec(Kind.LEAF, chance, ()) for name, chance in PARTS.items()}
    pairs = {f"{a}{b}": NodeSpec(Kind.AND, 1.0, (a, b)) for a, b in ("ab", "bc", "ac")}
    return parts | pairs | {"goal": NodeSpec(Kind.OR, 1.0, tuple(pairs))}


PARTS = {"a": 0.1, "b": 0.2, "c": 0.4}
SLOPES = {"a": 0.44, "b": 0.42, "c": 0.26}
"""Of two of three: p + q - 2pq of the other two."""


def test_two_of_three_as_in_every_textbook() -> None:
    graph = graph_of(two_of_three())

    found = importances(graph, graph.index["goal"])

    assert [graph.names[one.node] for one in found] == ["a", "b", "c"]
    for one in found:
        assert one.value == pytest.approx(SLOPES[graph.names[one.node]])
        assert one.low == one.value == one.high


def test_what_cannot_be_solved_is_counted_and_says_so() -> None:
    graph = graph_of(two_of_three())

    found = importances(graph, graph.index["goal"], budget=0, worlds=10_240)

    for one in found:
        slope = SLOPES[graph.names[one.node]]
        assert not one.exact
        assert one.low <= slope <= one.high
        assert one.value == pytest.approx(slope, abs=0.02)


def test_what_does_not_lead_to_the_goal_is_not_asked() -> None:
    graph = graph_of(
        {
            "goal": NodeSpec(Kind.OR, 1.0, ("a",)),
            "a": NodeSpec(Kind.LEAF, 0.5, ()),
            "after": NodeSpec(Kind.AND, 0.5, ("goal",)),
            "beside": NodeSpec(Kind.LEAF, 0.5, ()),
        }
    )

    assert [graph.names[one.node] for one in importances(graph, 0)] == ["a"]
    assert [one.value for one in importances(graph, 0, [2, 3])] == [0.0, 0.0]
