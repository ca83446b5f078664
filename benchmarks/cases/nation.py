"""A nation on one core: 6,000 centres, a million assets, 35 million edges, from arrays."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.attack_graph import attacks_on
from benchmarks.harness import Result, cpu, peak_bytes
from benchmarks.topology import SIZES, network
from ng911risk.andor.compile import CompiledGraph, compile_graph
from ng911risk.andor.monte_carlo import BLOCK, simulate

WORLDS = 10_240
RUN = 4 * BLOCK
"""Worlds that are really run: blocks do not depend on each other, so each costs the same."""


def results() -> Iterator[Result]:
    """Compile and run; the memory is the most that the whole process ever held."""
    compile_graph(attacks_on(network(SIZES["2.3k"])).graph)  # the kernels of the compiler
    compiled, seconds, edges = _compiled()
    yield Result(
        name=f"nation: {edges / 1e6:.1f} M edges compiled",
        value=seconds,
        unit="s",
        bar=15,
        at_most=True,
    )
    simulate(compiled, worlds=1)
    seconds, counts = cpu(lambda: simulate(compiled, worlds=RUN))
    yield Result(
        name="nation: 10,240 worlds",
        value=seconds * WORLDS / counts.worlds,
        unit="s",
        bar=120,
        at_most=True,
        extrapolated_from=counts.worlds,
    )
    memory = peak_bytes() / 1e9
    yield Result(
        name="nation: memory, the making of the network included",
        value=memory,
        unit="GB",
        bar=5,
        at_most=True,
    )


def _compiled() -> tuple[CompiledGraph, float, int]:
    """The compiled nation, seconds it took, edges; the graph itself is let go."""
    attacks = attacks_on(network(SIZES["35M"]))
    seconds, compiled = cpu(lambda: compile_graph(attacks.graph, attacks.goals))
    return compiled, seconds, attacks.graph.before.items.size
