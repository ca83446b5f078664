"""Worlds agree with exact values, and are the same bits whoever draws them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings

from ng911risk.andor import by_numpy, monte_carlo
from ng911risk.andor.compile import NONE, CompiledGraph, compile_graph
from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.kernels import WORDS
from ng911risk.andor.monte_carlo import BLOCK, Chances, drawn, simulate, words_of
from tests.andor.random_graphs import Nodes, exact, graphs, named_graphs

LADDER = {
    "start": NodeSpec(Kind.LEAF, 1.0, ()),
    **{
        f"step{n}": NodeSpec(Kind.AND, 0.8, (f"state{n - 1}" if n else "start", f"luck{n % 3}"))
        for n in range(12)
    },
    **{f"luck{n}": NodeSpec(Kind.LEAF, 0.9, ()) for n in range(3)},
    **{f"back{n}": NodeSpec(Kind.AND, 0.5, (f"state{n + 1}",)) for n in range(11)},
    **{
        f"state{n}": NodeSpec(Kind.OR, 0.95, (f"step{n}", *([f"back{n}"] if n < 11 else [])))
        for n in range(12)
    },
}


def _compiled() -> CompiledGraph:
    graph = graph_of(LADDER)
    return compile_graph(replace(graph, site=np.arange(len(graph), dtype=np.int32) % 4))


@given(named_graphs(most_nodes=7))
@settings(max_examples=40, deadline=None)
def test_estimates_lie_near_the_truth(nodes: Nodes) -> None:
    graph = compile_graph(graph_of(nodes))

    found = simulate(graph, worlds=4 * BLOCK)

    for name, chance in exact(nodes).items():
        variable = graph.variable_of[list(nodes).index(name)]
        share = found.true[variable] / found.worlds if variable != NONE else 0.0
        assert share == pytest.approx(chance, abs=6 * (0.25 / found.worlds) ** 0.5)


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_numpy_draws_the_same_bits(graph: AndOrGraph) -> None:
    compiled = compile_graph(graph)

    for number, block in enumerate(drawn(compiled, None, 7, range(2))):
        assert np.array_equal(block.state, by_numpy.settled(compiled, 7, number))


def test_numpy_draws_the_same_bits_over_sites_and_cycles() -> None:
    compiled = _compiled()

    block = next(drawn(compiled, None, 3, [5]))

    assert np.array_equal(block.state, by_numpy.settled(compiled, 3, 5))


@pytest.mark.parametrize("tasks", [1, 2, 3, 50])
def test_threads_change_no_bit(tasks: int) -> None:
    alone = simulate(_compiled(), worlds=10 * BLOCK)

    with ThreadPoolExecutor(2) as executor:
        shared = simulate(_compiled(), worlds=10 * BLOCK, executor=executor, tasks=tasks)

    assert np.array_equal(alone.true, shared.true)
    assert alone.worlds == shared.worlds == 10 * BLOCK


@given(named_graphs())
@settings(max_examples=30, deadline=None)
def test_the_order_of_nodes_changes_no_bit(nodes: Nodes) -> None:
    one, other = graph_of(nodes), graph_of(dict(reversed(list(nodes.items()))))
    seen, again = (compile_graph(graph, np.array([graph.index["n0"]])) for graph in (one, other))

    a, b = (simulate(graph, worlds=BLOCK).true for graph in (seen, again))

    by_node = dict(zip((one.names[n] for n in seen.node), a.tolist(), strict=True))
    assert by_node == dict(zip((other.names[n] for n in again.node), b.tolist(), strict=True))


def test_a_smaller_chance_is_true_in_a_part_of_the_same_worlds() -> None:
    graph = _compiled()
    less = Chances(coin=graph.chance * 0.7, gate=graph.gate * 0.7)

    for full, fewer in zip(
        drawn(graph, None, 1, range(4)), drawn(graph, less, 1, range(4)), strict=True
    ):
        assert not (fewer.state & ~full.state).any()


def test_golden_digest_holds_across_versions() -> None:
    """Whoever changes this changes every number that was ever printed."""
    true = simulate(_compiled(), worlds=4096, seed=911).true

    assert sha256(true.astype("<i8").tobytes()).hexdigest() == (
        "78e8b2aa3f3a4601bf9b615345036f2f0454f2a641186d572e591f258d3d871e"
    )


def test_the_width_of_a_block_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large graphs are worked on in narrower blocks, for want of memory."""
    wide = simulate(_compiled(), worlds=3 * BLOCK)
    monkeypatch.setattr(monte_carlo, "_LARGE", 0)

    narrow = simulate(_compiled(), worlds=3 * BLOCK)

    assert words_of(_compiled()) < WORDS
    assert narrow.worlds == wide.worlds
    assert narrow.true.tolist() == wide.true.tolist()


def test_worlds_are_rounded_up_to_whole_blocks() -> None:
    assert simulate(_compiled(), worlds=BLOCK + 1).worlds == 2 * BLOCK
