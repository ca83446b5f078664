"""Random AND/OR graphs, and an evaluator that is too simple to be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from hypothesis import strategies as st

from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of

Nodes = Mapping[str, NodeSpec]


@st.composite
def named_graphs(draw: st.DrawFn, *, most_nodes: int = 9, cycles: bool = True) -> Nodes:
    """Graphs with every kind of node, own chances everywhere, needs named twice, and cycles."""
    size = draw(st.integers(1, most_nodes))
    nodes = {}
    for place in range(size):
        kind = draw(st.sampled_from(list(Kind)))
        chance = draw(st.sampled_from((1.0, 1.0, 0.5, 0.25, 0.9, 0.0)))
        last = size - 1 if cycles else place - 1
        needs: list[int] = []
        if kind is not Kind.LEAF and last >= 0:
            needs = draw(st.lists(st.integers(0, last), max_size=3))
        nodes[f"n{place}"] = NodeSpec(kind, chance, tuple(f"n{need}" for need in needs))
    return nodes


def graphs(*, most_nodes: int = 9, cycles: bool = True) -> st.SearchStrategy[AndOrGraph]:
    """The same as arrays."""
    return named_graphs(most_nodes=most_nodes, cycles=cycles).map(graph_of)


def true_with(nodes: Nodes, coins: Mapping[str, bool]) -> set[str]:
    """Which nodes are true with these coins: sweep until nothing changes."""
    true: set[str] = set()
    while True:
        more = {
            name
            for name, node in nodes.items()
            if name not in true and coins[name] and _holds(node, true)
        }
        if not more:
            return true
        true |= more


def exact(nodes: Nodes) -> dict[str, float]:
    """Probability of every node: the sum over all throws of all coins."""
    open_ = [name for name, node in nodes.items() if 0.0 < node.chance < 1.0]
    sure = {name: node.chance == 1.0 for name, node in nodes.items()}
    found = dict.fromkeys(nodes, 0.0)
    for throw in product((True, False), repeat=len(open_)):
        coins = sure | dict(zip(open_, throw, strict=True))
        chance = prod(nodes[n].chance if coins[n] else 1 - nodes[n].chance for n in open_)
        for name in true_with(nodes, coins):
            found[name] += chance
    return found


def _holds(node: NodeSpec, true: set[str]) -> bool:
    if node.kind is Kind.LEAF:
        return True
    test = all if node.kind is Kind.AND else any
    return test(need in true for need in node.before)
