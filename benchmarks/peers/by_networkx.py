"""
networkx: plain reachability as most tools do it, Dijkstra, and a fixpoint over its graph.

Percolation and Dijkstra solve an easier problem: whatever leads to a step is
taken to be enough for it, so that every node is an OR. What they answer is
wrong for attacks that need several things; only their speed is compared.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx

from ng911risk.andor.graph import AndOrGraph, Kind


def digraph(graph: AndOrGraph) -> nx.DiGraph[int]:
    """The graph with kind and chance on its nodes."""
    found: nx.DiGraph[int] = nx.DiGraph()
    rows = zip(graph.kind.tolist(), graph.chance.tolist(), strict=True)
    found.add_nodes_from(
        (node, {"kind": kind, "chance": chance}) for node, (kind, chance) in enumerate(rows)
    )
    sources, targets = graph.before.items.tolist(), graph.before.owners.tolist()
    found.add_edges_from(zip(sources, targets, strict=True))
    return found


def _column(graph: nx.DiGraph[int], name: str) -> dict[int, Any]:
    """One attribute of every node."""
    return {node: data[name] for node, data in graph.nodes.items()}


def percolation(graph: nx.DiGraph[int], start: int, worlds: int, seed: int = 1) -> list[int]:
    """
    In how many worlds each node is reached from `start`, every node taken as an OR.

    Args:
        graph: As `digraph` makes it.
        start: Where the attacker stands.
        worlds: How many.
        seed: Of the coins.
    """
    rng, counts = random.Random(seed), [0] * len(graph)  # noqa: S311 -- no secret
    chances = _column(graph, "chance").items()
    for _ in range(worlds):
        closed = {node for node, chance in chances if chance < 1.0 and rng.random() >= chance}
        counts[start] += 1
        for _, node in nx.generic_bfs_edges(graph, start, _open_neighbours(graph, closed)):
            counts[node] += 1
    return counts


def _open_neighbours(graph: nx.DiGraph[int], closed: set[int]) -> Callable[[int], Iterator[int]]:
    """
    Where one can go on from a node.

    Of the ways of networkx to leave nodes out this is the quickest: a filtered view and
    a copied graph take twice as long.
    """
    after = graph.adj

    def neighbours(node: int) -> Iterator[int]:
        return (follower for follower in after[node] if follower not in closed)

    return neighbours


def easier(graph: nx.DiGraph[int]) -> nx.DiGraph[int]:
    """The graph with a cost on each edge: minus the logarithm of the chance where it leads."""
    for _, target, data in graph.edges(data=True):
        chance = graph.nodes[target]["chance"]
        data["cost"] = -math.log(chance) if chance > 0.0 else math.inf
    return graph


def likeliest_way(graph: nx.DiGraph[int], start: int) -> dict[int, float]:
    """Cost of the likeliest way to every node, every node taken as an OR."""
    return dict(nx.single_source_dijkstra_path_length(graph, start, weight="cost"))


def derived(graph: nx.DiGraph[int]) -> list[bool]:
    """The least fixpoint over the networkx graph when every coin that can be true is."""
    missing = {
        node: graph.in_degree(node) if kind == Kind.AND else int(kind == Kind.OR)
        for node, kind in _column(graph, "kind").items()
    }
    chance = _column(graph, "chance")
    waiting = [node for node, count in missing.items() if not count and chance[node] > 0.0]
    true = [False] * len(graph)
    for node in waiting:
        true[node] = True
    while waiting:
        for follower in graph.successors(waiting.pop()):
            missing[follower] -= 1
            if not missing[follower] and chance[follower] > 0.0:
                true[follower] = True
                waiting.append(follower)
    return true
