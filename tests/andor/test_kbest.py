"""The k best derivations, against all smallest sets of steps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.kbest import best_ways
from ng911risk.andor.knuth import likeliest
from tests.andor import every_way
from tests.andor.random_graphs import graphs
from tests.andor.test_knuth import DIAMOND, three_hosts
from tests.andor.test_witness import supported

LARGE = 100_000
"""A budget that suffices for every random graph."""


@settings(deadline=None, max_examples=300)
@given(graphs(most_nodes=10), st.integers(1, 5))
def test_they_are_the_likeliest_of_all_smallest_sets(graph: AndOrGraph, number: int) -> None:
    goal = len(graph) - 1
    every = every_way.smallest_sets(graph, goal)
    best = sorted((every_way.chance(graph, one) for one in every), reverse=True)[:number]

    found = best_ways(graph, goal, number, budget=LARGE)

    assert [way.chance for way in found.ways] == pytest.approx(best)
    if found.proven:
        assert {way.steps for way in found.ways} <= set(every)


@settings(deadline=None)
@given(graphs(most_nodes=10), st.integers(1, 5))
def test_each_supports_itself_and_none_comes_twice(graph: AndOrGraph, number: int) -> None:
    goal = len(graph) - 1

    ways = best_ways(graph, goal, number).ways

    assert len({way.steps for way in ways}) == len(ways)
    for way in ways:
        assert way.nodes[-1] == goal
        assert supported(graph, list(way.nodes))
        assert way.steps == {n for n in way.nodes if every_way.is_step(graph, n)}


@settings(deadline=None)
@given(graphs(), st.integers(0, 4))
def test_with_any_budget_the_first_is_no_worse_than_knuths(graph: AndOrGraph, more: int) -> None:
    goal = len(graph) - 1
    knuth = likeliest(graph).chance_of(goal)

    ways = best_ways(graph, goal, 1, budget=more).ways

    assert (ways[0].chance if ways else 0.0) >= knuth - 1e-12


def test_a_shared_step_makes_another_way_the_best() -> None:
    """The way that uses one key twice costs more as a tree, and less in truth."""
    graph = graph_of(
        DIAMOND
        | {
            "drill": NodeSpec(Kind.AND, 0.04, ()),
            "goal": NodeSpec(Kind.OR, 1.0, ("loot", "through")),
            "through": NodeSpec(Kind.AND, 0.5, ("drill",)),
        }
    )
    goal = graph.index["goal"]

    assert likeliest(graph).choice[goal] == graph.index["through"]
    first, second = best_ways(graph, goal, 2).ways
    assert first.chance == pytest.approx(0.1 * 0.5 * 0.5)
    assert second.chance == pytest.approx(0.04 * 0.5)


def test_a_cycle_is_no_way() -> None:
    graph = graph_of(
        {
            "a": NodeSpec(Kind.OR, 1.0, ("b", "start")),
            "b": NodeSpec(Kind.OR, 1.0, ("a", "other")),
            "start": NodeSpec(Kind.LEAF, 0.5, ()),
            "other": NodeSpec(Kind.LEAF, 0.25, ()),
        }
    )

    found = best_ways(graph, 0, 5)

    assert found.proven
    assert [way.chance for way in found.ways] == pytest.approx([0.5, 0.25])


def test_the_three_ways_into_the_three_host_network() -> None:
    graph = graph_of(three_hosts())

    found = best_ways(graph, graph.index["root2"], 10)

    assert found.proven
    chances = [0.8 * 0.9 * 0.1, 0.8 * 0.9 * 0.8 * 0.9 * 0.1, 0.1 * 0.8 * 0.9 * 0.1]
    assert [way.chance for way in found.ways] == pytest.approx(chances)


def test_a_goal_that_cannot_be_reached_has_no_ways() -> None:
    graph = graph_of({"goal": NodeSpec(Kind.OR, 1.0, ())})

    found = best_ways(graph, 0, 3)

    assert found.ways == ()
    assert found.proven


def test_a_search_that_ends_early_says_so_and_tells_the_likeliest() -> None:
    leaves = {f"leaf{i}": NodeSpec(Kind.LEAF, 0.5, ()) for i in range(40)}
    pairs = {
        f"or{i}": NodeSpec(Kind.OR, 1.0, (f"leaf{i}", f"leaf{i + 1}")) for i in range(0, 40, 2)
    }
    graph = graph_of(leaves | pairs | {"goal": NodeSpec(Kind.AND, 1.0, tuple(pairs))})

    found = best_ways(graph, graph.index["goal"], 3, budget=50)

    assert not found.proven
    assert found.ways


def test_a_way_that_only_does_more_than_another_is_none() -> None:
    """With x both states are true; y beside x adds nothing."""
    leaves = {name: NodeSpec(Kind.LEAF, 0.5, ()) for name in "xyz"}
    graph = graph_of(
        leaves
        | {
            "a": NodeSpec(Kind.OR, 1.0, ("x", "y")),
            "b": NodeSpec(Kind.OR, 1.0, ("x", "z")),
            "goal": NodeSpec(Kind.AND, 1.0, ("a", "b")),
        }
    )

    found = best_ways(graph, graph.index["goal"], 5)

    leaf_names = [{graph.names[n] for n in way.steps} - {"goal"} for way in found.ways]
    assert leaf_names == [{"x"}, {"y", "z"}]
    assert found.proven
