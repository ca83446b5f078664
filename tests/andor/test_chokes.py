"""Necessary nodes are those that no derivation does without."""

from __future__ import annotations

from hypothesis import given, settings

from ng911risk.andor.chokes import necessary
from ng911risk.andor.graph import AndOrGraph, graph_of
from tests.andor import every_way
from tests.andor.random_graphs import graphs
from tests.andor.test_knuth import three_hosts


@settings(deadline=None)
@given(graphs())
def test_they_are_those_whose_loss_loses_the_goal(graph: AndOrGraph) -> None:
    goal = len(graph) - 1
    every = set(range(len(graph)))
    lost = {n for n in every if not every_way.reaches(graph, goal, every - {n})}
    if not every_way.reaches(graph, goal, every):
        lost = set()

    found = necessary(graph, goal)

    assert set(found) == lost
    assert len(found) == len(lost)


def test_of_the_three_host_network_only_the_start_and_the_end_are() -> None:
    graph = graph_of(three_hosts())

    found = necessary(graph, graph.index["root2"])

    assert [graph.names[n] for n in found] == ["user0", "user2", "bof(2,2)", "root2"]
