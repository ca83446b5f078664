"""A peer that is fast because it is wrong would be no peer."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.attack_graph import attacks_on
from benchmarks.peers import by_networkx, projected
from benchmarks.peers.packed_numpy import PackedGraph
from benchmarks.peers.plain_python import PlainGraph
from benchmarks.topology import Size, network
from ng911risk.andor.compile import compile_graph
from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.monte_carlo import simulate

ATTACKS = attacks_on(network(Size(centres=2, assets_per_centre=12)))


def test_all_fixpoints_agree() -> None:
    graph = ATTACKS.graph
    expected = (derived(graph) != NEVER).tolist()
    assert PlainGraph(graph).derived((graph.chance > 0.0).tolist()) == expected
    assert by_networkx.derived(by_networkx.digraph(graph)) == expected


def test_all_samplers_agree_with_ours_within_chance() -> None:
    graph = ATTACKS.graph
    compiled = compile_graph(graph)
    counts = simulate(compiled, worlds=40_960)
    kept = compiled.variable_of >= 0
    ours = counts.true[compiled.variable_of[kept]] / counts.worlds
    plain = np.array(PlainGraph(graph).count(600))[kept] / 600
    packed = PackedGraph(graph).count(40_960, 4)[kept] / 40_960
    for theirs, worlds in ((plain, 600), (packed, 40_960)):
        noise = np.sqrt(ours * (1 - ours) * (1 / worlds + 1 / counts.worlds)) + 1e-9
        assert (np.abs(theirs - ours) < 5.5 * noise + 5 / worlds).all()


def test_percolation_never_says_less_than_the_truth_and_mostly_far_more() -> None:
    graph = ATTACKS.graph
    reached = by_networkx.percolation(by_networkx.digraph(graph), ATTACKS.start, 300)
    compiled = compile_graph(graph, ATTACKS.goals)
    counts = simulate(compiled, worlds=10_240)
    truth = counts.true[compiled.variable_of[ATTACKS.goals]].sum() / counts.worlds
    assert sum(reached[goal] for goal in ATTACKS.goals.tolist()) / 300 > 2 * truth


def test_the_easier_likeliest_way_is_the_same_in_networkx_and_scipy() -> None:
    graph, start = ATTACKS.graph, ATTACKS.start
    costs = by_networkx.likeliest_way(by_networkx.easier(by_networkx.digraph(graph)), start)
    others = projected.likeliest_way(projected.projected(graph), start)
    for node, cost in costs.items():
        assert others[node] == pytest.approx(cost, abs=1e-9)
