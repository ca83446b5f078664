"""What follows in one world: 1.04 M edges, beside the same counting over a networkx graph."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.attack_graph import attacks_on
from benchmarks.harness import Result, cpu
from benchmarks.peers import by_networkx
from benchmarks.peers.plain_python import PlainGraph
from benchmarks.topology import SIZES, network
from ng911risk.andor.fixpoint import NEVER, derived


def results() -> Iterator[Result]:
    """Both agree on every node, or this fails."""
    graph = attacks_on(network(SIZES["1M"])).graph
    ours, rank = cpu(lambda: derived(graph), 7)
    yield Result(name="fixpoint: 1.04 M edges", value=ours * 1e3, unit="ms")
    view = by_networkx.digraph(graph)
    seconds, theirs = cpu(lambda: by_networkx.derived(view), 3)
    assert np.array_equal(rank != NEVER, theirs)
    yield Result(
        name="fixpoint: faster than over a networkx graph", value=seconds / ours, unit="x", bar=40
    )
    plain = PlainGraph(graph)
    coins = (graph.chance > 0.0).tolist()
    seconds, theirs = cpu(lambda: plain.derived(coins), 3)
    assert np.array_equal(rank != NEVER, theirs)
    yield Result(name="fixpoint: faster than pure Python", value=seconds / ours, unit="x")
