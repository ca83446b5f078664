"""The slow way gives exact answers where they are known; test_monte_carlo holds both together."""

from __future__ import annotations

import numpy as np

from ng911risk.andor.bits import ALL
from ng911risk.andor.by_numpy import settled
from ng911risk.andor.compile import compile_graph
from ng911risk.andor.graph import Kind, NodeSpec, graph_of


def test_a_state_is_true_where_a_way_to_it_is() -> None:
    graph = compile_graph(
        graph_of(
            {
                "a": NodeSpec(Kind.LEAF, 0.5, ()),
                "b": NodeSpec(Kind.LEAF, 0.5, ()),
                "both": NodeSpec(Kind.AND, 1.0, ("a", "b")),
                "either": NodeSpec(Kind.OR, 1.0, ("a", "b", "either")),
            }
        )
    )

    state = settled(graph, 1, 0)

    a, b, both, either = state[graph.variable_of]
    assert np.array_equal(both, a & b)
    assert np.array_equal(either, a | b)
    assert 0 < sum(int(word).bit_count() for word in a ^ b) < state.shape[1] * 64


def test_certain_coins_are_true_in_every_world() -> None:
    graph = compile_graph(graph_of({"sure": NodeSpec(Kind.LEAF, 1.0, ())}))

    assert (settled(graph, 1, 0) == ALL).all()
