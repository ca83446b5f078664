"""A node that is taken away supports nothing any more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.removal import Removal
from tests.andor import every_way
from tests.andor.random_graphs import graphs
from tests.andor.test_witness import supported


@settings(deadline=None)
@given(graphs(), st.sets(st.integers(0, 8)))
def test_what_is_left_is_what_follows_from_the_rest(graph: AndOrGraph, away: set[int]) -> None:
    goal = len(graph) - 1
    gone = {node for node in away if node < len(graph)}
    left = set(range(len(graph))) - gone

    order = Removal(graph, goal).without(gone)

    assert (order is not None) == every_way.reaches(graph, goal, left)
    if order is not None:
        assert set(order) <= left
        assert supported(graph, order)


def test_a_question_leaves_no_trace() -> None:
    removal = Removal(graph_of({"a": NodeSpec(Kind.LEAF, 1.0, ())}), 0)

    assert removal.without((0,)) is None
    assert removal.without(()) == [0]


@settings(deadline=None)
@given(graphs(), st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)))
def test_only_some_left_is_all_others_away(
    graph: AndOrGraph, some: set[int], others: set[int]
) -> None:
    goal = len(graph) - 1
    left = {node for node in some if node < len(graph)}
    removable = left | {node for node in others if node < len(graph)}
    removal = Removal(graph, goal, removable)

    assert removal.with_only(left) == removal.without(removable - left)
