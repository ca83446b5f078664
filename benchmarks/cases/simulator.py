"""10,240 worlds of 64 assets, beside mal-simulator, which steps through one world at a time."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

from benchmarks.attack_graph import attacks_on
from benchmarks.harness import Result, cpu
from benchmarks.inventories import inventory_of
from benchmarks.topology import SIZES, network
from ng911risk.andor.compile import compile_graph
from ng911risk.andor.monte_carlo import simulate

WORLDS = 10_240
FEW = 5
RUNS = 20


def results() -> Iterator[Result]:
    """It is a step simulator for training agents, not made for this; the ratio is no reproach."""
    shape = network(SIZES["2.3k"])
    attacks = attacks_on(shape)
    compiled = compile_graph(attacks.graph, attacks.goals)
    simulate(compiled, worlds=1)
    ours, _ = cpu(lambda: simulate(compiled, worlds=WORLDS), RUNS)
    yield Result(name="simulator: 10,240 worlds of 64 assets", value=ours * 1e3, unit="ms")
    name = "simulator: faster than mal-simulator"
    if importlib.util.find_spec("malsim") is None:
        note = "mal-simulator is not installed"
        yield Result(name=name, value=None, unit="x", bar=100_000, note=note)
        return
    from benchmarks.peers import mal  # noqa: PLC0415 -- may not be installed

    graph = mal.attack_graph(inventory_of(shape), mal.language())
    peer = mal.simulator(graph, "internet:foothold")
    mal.worlds(peer, 1)
    seconds, _ = cpu(lambda: mal.worlds(peer, FEW))
    yield Result(
        name=name,
        value=seconds / FEW * WORLDS / ours,
        unit="x",
        bar=100_000,
        extrapolated_from=FEW,
        note=f"{seconds / FEW:.2f} s a world; it is a step simulator",
    )
