"""A derivation stands in an order in which every node follows what it rests on."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.witness import needs_first, witness
from tests.andor.random_graphs import graphs


def supported(graph: AndOrGraph, order: list[int]) -> bool:
    """Whether every node in turn follows from those before it."""
    true: set[int] = set()
    for node in order:
        needs = set(graph.before[node].tolist())
        kind = graph.kind[node]
        if (kind == Kind.AND and not needs <= true) or (kind == Kind.OR and not needs & true):
            return False
        true.add(node)
    return True


@settings(deadline=None)
@given(graphs())
def test_a_witness_supports_itself(graph: AndOrGraph) -> None:
    rank = derived(graph)

    for node in np.flatnonzero(rank != NEVER).tolist():
        order = witness(graph, rank, node)

        assert order[-1] == node
        assert len(set(order)) == len(order)
        assert all(graph.chance[one] > 0 for one in order)
        assert supported(graph, order)


def test_a_chain_of_any_length_is_told() -> None:
    length = 5_000
    chain = {f"n{i}": NodeSpec(Kind.AND, 1.0, (f"n{i - 1}",)) for i in range(1, length)}
    graph = graph_of({"n0": NodeSpec(Kind.LEAF, 1.0, ())} | chain)

    assert witness(graph, derived(graph), length - 1) == list(range(length))


def test_what_is_needed_first_is_told_first() -> None:
    needs = {3: [2, 1], 2: [0], 1: [0], 0: []}

    assert needs_first(3, needs.__getitem__) == [0, 2, 1, 3]
