"""Monte Carlo: 10,240 worlds of the whole network, beside three ways to do it without us."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.attack_graph import Attacks, attacks_on
from benchmarks.harness import Result, cpu
from benchmarks.peers import by_networkx
from benchmarks.peers.packed_numpy import WORD, PackedGraph
from benchmarks.peers.plain_python import PlainGraph
from benchmarks.topology import SIZES, network
from ng911risk.andor.compile import compile_graph
from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.monte_carlo import simulate

WORLDS = 10_240
FEW = 4
"""Worlds that the slow peers really run, after one that warms up."""

WIDTHS = (1, 2, 16)
"""Words of worlds that numpy works on at a time: its best is compared."""

PACKED_WORLDS = 2_048


def results() -> Iterator[Result]:
    """Speed at 105k and at 1.04 M edges, then the peers at 1.04 M."""
    small, _ = _ours(attacks_on(network(SIZES["105k"])))
    attacks = attacks_on(network(SIZES["1M"]))
    large, seconds = _ours(attacks)
    yield Result(name="worlds: 10,240 on 1.04 M edges", value=seconds, unit="s")
    yield Result(name="worlds: edge-samples a second at 105k", value=small / 1e9, unit="1e9/s")
    yield Result(name="worlds: edge-samples a second at 1.04 M", value=large / 1e9, unit="1e9/s")
    yield Result(name="worlds: speed at 1.04 M / 105k", value=large / small, unit="x", bar=0.8)
    yield from _packed(attacks.graph, seconds)
    yield _plain(attacks.graph, seconds)
    yield _percolation(attacks, seconds)


def _ours(attacks: Attacks) -> tuple[float, float]:
    """Edge-samples a second, and seconds for all worlds."""
    compiled = compile_graph(attacks.graph, attacks.goals)
    simulate(compiled, worlds=1)  # compiles the kernels, once for each installation
    runs = 3
    seconds, _ = cpu(lambda: simulate(compiled, worlds=WORLDS), runs)
    return attacks.graph.before.items.size * WORLDS / seconds, seconds


def _packed(graph: AndOrGraph, ours: float) -> Iterator[Result]:
    peer = PackedGraph(graph)
    best = float("inf")
    for width in WIDTHS:
        worlds = min(PACKED_WORLDS, 4 * WORD * width)
        seconds, _ = cpu(partial(peer.count, worlds, width), 2)
        whole = seconds * WORLDS / worlds
        best = min(best, whole)
        yield Result(
            name=f"worlds: numpy, bit-packed, {WORD * width:,} worlds at a time",
            value=whole,
            unit="s",
            extrapolated_from=worlds,
        )
    yield Result(
        name="worlds: faster than numpy, bit-packed, at its best width",
        value=best / ours,
        unit="x",
        bar=80,
        extrapolated_from=4 * WORD,
    )


def _plain(graph: AndOrGraph, ours: float) -> Result:
    peer = PlainGraph(graph)
    peer.count(1)
    seconds, _ = cpu(lambda: peer.count(FEW))
    return Result(
        name="worlds: faster than pure Python",
        value=seconds / FEW * WORLDS / ours,
        unit="x",
        bar=400,
        extrapolated_from=FEW,
        note=f"{seconds / FEW:.2f} s a world",
    )


def _percolation(attacks: Attacks, ours: float) -> Result:
    peer = by_networkx.digraph(attacks.graph)
    by_networkx.percolation(peer, attacks.start, 1)
    seconds, _ = cpu(lambda: by_networkx.percolation(peer, attacks.start, FEW))
    return Result(
        name="worlds: faster than percolation in networkx",
        value=seconds / FEW * WORLDS / ours,
        unit="x",
        bar=4_000,
        extrapolated_from=FEW,
        note=f"{seconds / FEW:.2f} s a world; it solves the easier problem without ANDs",
    )
