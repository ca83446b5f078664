"""The likeliest attack on 1.04 M edges, beside Dijkstra on the easier problem without ANDs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.attack_graph import attacks_on
from benchmarks.harness import Result, cpu
from benchmarks.peers import by_networkx, projected
from benchmarks.topology import SIZES, network
from ng911risk.andor.knuth import likeliest


def results() -> Iterator[Result]:
    """The peers pay for the nodes on a way; ours for all that each of them needs."""
    attacks = attacks_on(network(SIZES["1M"]))
    likeliest(attacks.graph)
    ours, found = cpu(lambda: likeliest(attacks.graph), 5)
    yield Result(name="attack: likeliest, 1.04 M edges", value=ours, unit="s")
    view = by_networkx.easier(by_networkx.digraph(attacks.graph))
    seconds, costs = cpu(lambda: by_networkx.likeliest_way(view, attacks.start), 3)
    reached = [goal for goal in attacks.goals.tolist() if found.reaches(goal)]
    assert reached
    assert all(costs[goal] <= found.cost[goal] + 1e-9 for goal in reached)  # it is the easier one
    yield Result(
        name="attack: faster than Dijkstra in networkx, without ANDs",
        value=seconds / ours,
        unit="x",
        bar=15,
    )
    matrix = projected.projected(attacks.graph)
    seconds, way = cpu(lambda: projected.likeliest_way(matrix, attacks.start), 3)
    assert np.isfinite(way[reached]).all()
    yield Result(
        name="attack: faster than Dijkstra in scipy, without ANDs", value=seconds / ours, unit="x"
    )
