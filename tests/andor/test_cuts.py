"""Cuts, against all subsets, and against a paper."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.cuts import Cuts, cuts_of
from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from tests.andor import every_way
from tests.andor.random_graphs import graphs
from tests.andor.test_knuth import three_hosts

HARDENING = {"user0": 100.0, "ftp01": 20.0, "ftp02": 20.0, "ftp12": 20.0, "sshd01": 10.0}


@st.composite
def problems(draw: st.DrawFn) -> tuple[AndOrGraph, dict[int, float]]:
    """A graph and what taking some of its nodes away costs."""
    graph = draw(graphs(most_nodes=9))
    costs = st.sampled_from((0.0, 1.0, 1.0, 2.5, 10.0))
    return graph, draw(st.dictionaries(st.integers(0, len(graph) - 1), costs, max_size=7))


def all_cuts(graph: AndOrGraph, removable: dict[int, float]) -> set[frozenset[int]]:
    """All smallest cuts, by trying all subsets."""
    every = set(range(len(graph)))
    found: set[frozenset[int]] = set()
    for size in range(len(removable) + 1):
        for some in combinations(sorted(removable), size):
            smaller = any(one <= set(some) for one in found)
            if not smaller and not every_way.reaches(graph, len(graph) - 1, every - set(some)):
                found.add(frozenset(some))
    return found


def nodes_of(cuts: Cuts) -> list[frozenset[int]]:
    return [frozenset(cut.nodes) for cut in cuts.minimal]


@settings(deadline=None, max_examples=200)
@given(problems())
def test_smallest_and_cheapest_are_those_of_all_subsets(
    problem: tuple[AndOrGraph, dict[int, float]],
) -> None:
    graph, removable = problem
    every = all_cuts(graph, removable)

    found = cuts_of(graph, len(graph) - 1, removable)

    assert found.complete
    assert found.optimal
    assert found.ties
    assert len(found.minimal) == len(every)
    assert set(nodes_of(found)) == every
    costs = [sum(removable[n] for n in cut) for cut in nodes_of(found)]
    assert [cut.cost for cut in found.minimal] == pytest.approx(costs)
    assert costs == sorted(costs)
    assert len(found.cheapest) == sum(cost == costs[0] for cost in costs)


@settings(deadline=None)
@given(problems())
def test_every_cut_hits_every_derivation(problem: tuple[AndOrGraph, dict[int, float]]) -> None:
    graph, removable = problem
    goal = len(graph) - 1

    for cut in nodes_of(cuts_of(graph, goal, removable)):
        left = set(range(len(graph))) - cut
        assert not every_way.reaches(graph, goal, left)
        assert all(every_way.reaches(graph, goal, left | {node}) for node in cut)


@settings(deadline=None)
@given(problems())
def test_a_cheapest_cut_is_proven_without_the_list(
    problem: tuple[AndOrGraph, dict[int, float]],
) -> None:
    graph, removable = problem
    goal = len(graph) - 1
    every = cuts_of(graph, goal, removable)

    found = cuts_of(graph, goal, removable, limit=0, budget=0)

    assert found.optimal
    assert [c.cost for c in found.cheapest[:1]] == pytest.approx(
        [c.cost for c in every.cheapest[:1]]
    )


def test_hardening_of_the_three_host_network() -> None:
    """Wang, Noel, Jajodia, Computer Communications 29 (2006), on the network of 2008."""
    graph = graph_of(three_hosts())
    removable = {graph.index[name]: cost for name, cost in HARDENING.items()}

    found = cuts_of(graph, graph.index["root2"], removable)

    named = [({graph.names[n] for n in cut.nodes}, cut.cost) for cut in found.minimal]
    assert named == [
        ({"ftp02", "ftp12"}, 40.0),
        ({"ftp01", "ftp02", "sshd01"}, 50.0),
        ({"user0"}, 100.0),
    ]
    assert found.complete
    assert found.optimal
    assert [cut.cost for cut in found.cheapest] == [40.0]


def test_what_is_out_of_reach_needs_no_cut() -> None:
    graph = graph_of({"goal": NodeSpec(Kind.OR, 1.0, ()), "leaf": NodeSpec(Kind.LEAF, 1.0, ())})

    found = cuts_of(graph, 0, {1: 1.0})

    assert [cut.nodes for cut in found.minimal] == [()]
    assert found.cheapest == found.minimal
    assert found.optimal


def test_where_nothing_helps_there_is_no_cut() -> None:
    graph = graph_of(three_hosts())

    found = cuts_of(graph, graph.index["root2"], {graph.index["ftp02"]: 1.0})

    assert found.minimal == ()
    assert found.cheapest == ()
    assert found.complete
    assert found.optimal


def doors(number: int) -> AndOrGraph:
    """A goal behind several doors, each with two locks: 2 ** number cuts."""
    nodes: dict[str, NodeSpec] = {}
    for door in range(number):
        locks = (f"left{door}", f"right{door}")
        nodes |= {lock: NodeSpec(Kind.LEAF, 0.5, ()) for lock in locks}
        nodes[f"door{door}"] = NodeSpec(Kind.AND, 1.0, locks)
    return graph_of(
        nodes | {"goal": NodeSpec(Kind.OR, 1.0, tuple(f"door{door}" for door in range(number)))}
    )


def test_all_of_equal_cost_are_listed() -> None:
    graph = doors(4)
    removable = {n: 2.0 for n in range(len(graph)) if graph.kind[n] == Kind.LEAF}

    found = cuts_of(graph, graph.index["goal"], removable)

    assert found.complete
    assert len(found.cheapest) == 16
    assert found.cheapest == found.minimal


def test_a_list_that_ends_early_says_so_and_still_begins_with_the_cheapest() -> None:
    graph = doors(12)
    removable = {
        n: 1.0 if graph.names[n].startswith("right") else 3.0
        for n in range(len(graph))
        if graph.kind[n] == Kind.LEAF
    }

    found = cuts_of(graph, graph.index["goal"], removable, limit=20)

    assert not found.complete
    assert found.optimal
    assert found.ties
    assert len(found.minimal) == 20
    assert [cut.cost for cut in found.cheapest] == [12.0]
    assert found.minimal[0] == found.cheapest[0]


def test_few_rows_give_a_cut_without_a_proof() -> None:
    graph = doors(12)
    removable = {n: 1.0 for n in range(len(graph)) if graph.kind[n] == Kind.LEAF}

    found = cuts_of(graph, graph.index["goal"], removable, limit=5, rows=3)

    assert not found.optimal
    assert found.minimal
    assert not every_way.reaches(
        graph, graph.index["goal"], set(range(len(graph))) - set(found.minimal[0].nodes)
    )


@pytest.mark.parametrize("cost", [-1.0, float("nan"), float("inf")])
def test_a_cost_is_a_number_from_0_up(cost: float) -> None:
    graph = doors(1)

    with pytest.raises(ValueError, match="from 0 up"):
        cuts_of(graph, 0, {0: cost})
