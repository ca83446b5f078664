"""
What follows in one world: the least fixpoint, in time linear in the graph.

Source: W. Dowling and J. Gallier, "Linear-time algorithms for testing the
satisfiability of propositional Horn formulae", Journal of Logic Programming 1 (1984).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.andor.graph import AndOrGraph

NEVER = -1
"""Rank of a node that is not true."""

_AND = 1


def derived(graph: AndOrGraph, coins: NDArray[np.bool_] | None = None) -> NDArray[np.int32]:
    """
    Order in which nodes come true.

    Args:
        graph: Any.
        coins: [nodes] which coins are true; by default all that can be.

    Returns:
        [nodes] rank of each node, the first 0; NEVER for those that do not come true.
        Whatever made a node true has a lower rank than the node.
    """
    true = graph.chance > 0.0 if coins is None else coins
    rank = np.full(len(graph), NEVER, dtype=np.int32)
    _spread(
        graph.kind,
        true,
        graph.before.start,
        graph.after.start,
        graph.after.items,
        rank,
    )
    return rank


@compiled
def _spread(
    kind: NDArray[np.int8],
    coins: NDArray[np.bool_],
    before_start: NDArray[np.int64],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
    rank: NDArray[np.int32],
) -> None:
    missing = np.empty(kind.size, dtype=np.int64)
    queue = np.empty(kind.size, dtype=np.int32)
    size = 0
    for n in range(kind.size):
        needs = before_start[n + 1] - before_start[n]
        missing[n] = needs if kind[n] == _AND else min(kind[n], 1)
        if missing[n] == 0 and coins[n]:
            rank[n] = size
            queue[size] = n
            size += 1
    head = 0
    while head < size:
        n = queue[head]
        head += 1
        for e in range(after_start[n], after_start[n + 1]):
            m = after[e]
            missing[m] -= 1
            if missing[m] == 0 and coins[m]:
                rank[m] = size
                queue[size] = m
                size += 1
