"""Truth in one world is the least fixpoint: cycles support nothing by themselves."""

from __future__ import annotations

import numpy as np

from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import Kind, NodeSpec, graph_of

NODES = {
    "start": NodeSpec(Kind.LEAF, 1.0, ()),
    "never": NodeSpec(Kind.LEAF, 0.0, ()),
    "step": NodeSpec(Kind.AND, 0.5, ("start", "state")),
    "state": NodeSpec(Kind.OR, 1.0, ("step",)),
    "both": NodeSpec(Kind.AND, 1.0, ("start", "never")),
    "either": NodeSpec(Kind.OR, 1.0, ("start", "never")),
    "empty or": NodeSpec(Kind.OR, 1.0, ()),
    "empty and": NodeSpec(Kind.AND, 1.0, ()),
}


def test_only_what_something_supports_is_true() -> None:
    graph = graph_of(NODES)

    rank = derived(graph)

    true = {name for name, number in graph.index.items() if rank[number] != NEVER}
    assert true == {"start", "either", "empty and"}


def test_what_made_a_node_true_comes_before_it() -> None:
    graph = graph_of(
        NODES | {"never": NodeSpec(Kind.LEAF, 0.1, ()), "state": NodeSpec(Kind.OR, 1, ("never",))}
    )

    rank = derived(graph)

    for node in np.flatnonzero(rank != NEVER):
        needs = graph.before[int(node)]
        ranks = [int(rank[need]) for need in needs if rank[need] != NEVER]
        if graph.kind[node] == Kind.AND:
            assert all(one < rank[node] for one in ranks)
            assert len(ranks) == needs.size
        elif graph.kind[node] == Kind.OR:
            assert min(ranks) < rank[node]


def test_coins_can_be_given() -> None:
    graph = graph_of(NODES)
    coins = np.ones(len(graph), dtype=np.bool_)

    assert derived(graph, coins)[graph.index["both"]] != NEVER
    coins[graph.index["start"]] = False
    assert derived(graph, coins)[graph.index["both"]] == NEVER
