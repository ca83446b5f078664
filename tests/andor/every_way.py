"""Every derivation of a small graph, by trying all sets of nodes."""

from __future__ import annotations

from itertools import combinations
from math import prod

import numpy as np

from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import AndOrGraph, Kind


def reaches(graph: AndOrGraph, goal: int, nodes: set[int]) -> bool:
    """Whether the goal follows when only these nodes can be true."""
    coins = np.zeros(len(graph), dtype=np.bool_)
    coins[list(nodes)] = True
    return bool(derived(graph, coins & (graph.chance > 0.0))[goal] != NEVER)


def is_step(graph: AndOrGraph, node: int) -> bool:
    """Whether a node is more than a state that always follows."""
    return bool(graph.kind[node] != Kind.OR or graph.chance[node] < 1.0)


def smallest_sets(graph: AndOrGraph, goal: int) -> list[frozenset[int]]:
    """All sets of steps from which the goal follows, and none of them without any part."""
    steps = [n for n in range(len(graph)) if is_step(graph, n) and graph.chance[n] > 0.0]
    free = {n for n in range(len(graph)) if not is_step(graph, n)}
    found: list[frozenset[int]] = []
    for size in range(len(steps) + 1):
        for some in combinations(steps, size):
            chosen = frozenset(some)
            if not any(one <= chosen for one in found) and reaches(graph, goal, free | chosen):
                found.append(chosen)
    return found


def chance(graph: AndOrGraph, steps: frozenset[int]) -> float:
    """Chance that all of these coins are true."""
    return prod(float(graph.chance[step]) for step in steps)


def tree_cost(graph: AndOrGraph) -> list[float]:
    """Cost of the likeliest derivation as a tree, by sweeps until nothing changes."""
    with np.errstate(divide="ignore"):
        own = -np.log(graph.chance)
    cost = [float("inf")] * len(graph)
    for _ in range(len(graph) + 1):
        for node, kind in enumerate(graph.kind.tolist()):
            needs = [cost[b] for b in graph.before[node].tolist()]
            if kind == Kind.OR:
                cost[node] = float(own[node]) + min(needs, default=float("inf"))
            else:
                cost[node] = float(own[node]) + sum(needs)
    return cost
