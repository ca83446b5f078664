"""30,000 assets from an inventory to a graph that is ready to run, beside mal-toolbox."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple, TypeVar

from benchmarks.harness import Result, apart, cpu, peak_bytes, resident_bytes
from benchmarks.inventories import catalogue, inventory_of
from benchmarks.topology import SIZES, network
from ng911risk.engine.build import build
from ng911risk.engine.controls import controls_of
from ng911risk.engine.graph import AttackGraph
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory

HERE = "benchmarks.cases.inventory"
DAY = date(2026, 1, 1)
RUNS = 3

Graph = TypeVar("Graph")


class Measured(NamedTuple):
    """One way from an inventory to a graph."""

    assets: int
    seconds: float
    bytes: int
    """Memory that it added to that of the inventory, at its most."""

    nodes: int
    edges: int


def results() -> Iterator[Result]:
    """Both start from the same validated inventory, each in a process of its own."""
    ours = Measured(*apart(f"{HERE}:ours", "1M"))
    size = f"{ours.nodes / 1e6:.2f} M nodes, {ours.edges / 1e6:.2f} M edges"
    name = f"inventory: {ours.assets:,} assets to a graph"
    yield Result(name=name, value=ours.seconds, unit="s", note=size)
    yield Result(name=f"{name}, memory added", value=ours.bytes / 1e6, unit="MB")
    faster, smaller = "inventory: faster than mal-toolbox", "inventory: smaller than mal-toolbox"
    if importlib.util.find_spec("maltoolbox") is None:
        note = "mal-toolbox is not installed"
        yield Result(name=faster, value=None, unit="x", bar=30, note=note)
        yield Result(name=smaller, value=None, unit="x", bar=4, note=note)
        return
    theirs = Measured(*apart(f"{HERE}:theirs", "1M"))
    note = f"{theirs.seconds:.1f} s for {theirs.nodes / 1e6:.2f} M nodes, "
    note += f"{theirs.edges / 1e6:.2f} M edges"
    yield Result(name=faster, value=theirs.seconds / ours.seconds, unit="x", bar=30, note=note)
    note = f"{theirs.bytes / 1e6:,.0f} MB added"
    yield Result(name=smaller, value=theirs.bytes / ours.bytes, unit="x", bar=4, note=note)


def ours(size: str) -> Measured:
    """The product's own build."""
    content = catalogue()
    _built(inventory_of(network(SIZES["2.3k"])), content)  # compiles what is compiled
    inventory = inventory_of(network(SIZES[size]))

    def count(graph: AttackGraph) -> tuple[int, int]:
        return len(graph), graph.before.items.size

    return _measured(inventory, lambda: _built(inventory, content), count)


def _built(inventory: Inventory, content: Catalog) -> AttackGraph:
    return build(inventory, content, controls_of(inventory, content, ()), DAY).graph


def theirs(size: str) -> Measured:
    """Model and attack graph of mal-toolbox."""
    from benchmarks.peers import mal  # noqa: PLC0415 -- may not be installed

    lang = mal.language()
    inventory = inventory_of(network(SIZES[size]))

    def count(graph: Any) -> tuple[int, int]:  # noqa: ANN401 -- a class of a peer
        return len(graph.nodes), mal.edges(graph)

    return _measured(inventory, lambda: mal.attack_graph(inventory, lang), count)


def _measured(
    inventory: Inventory, make: Callable[[], Graph], count: Callable[[Graph], tuple[int, int]]
) -> Measured:
    """Memory of the first run, and the best time of all."""
    before = resident_bytes()
    first, graph = cpu(make)
    added = peak_bytes() - before
    nodes, edges = count(graph)
    del graph
    again, _ = cpu(make, RUNS - 1)
    return Measured(len(inventory.assets), min(first, again), added, nodes, edges)
