"""
One derivation of a node, as a witness that it can be true.

In a derivation every node stands once, after all that it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.fixpoint import NEVER
from ng911risk.andor.graph import AndOrGraph, Kind


def needs_first(node: int, needs: Callable[[int], Iterable[int]]) -> list[int]:
    """
    All nodes that `node` rests on and itself, what is needed before what needs it.

    Args:
        node: Any.
        needs: What a node rests on directly, in the order in which to tell it.
    """
    order: list[int] = []
    seen = {node}
    open_ = [(node, iter(needs(node)))]
    while open_:
        current, rest = open_[-1]
        need = next((one for one in rest if one not in seen), None)
        if need is None:
            order.append(current)
            open_.pop()
        else:
            seen.add(need)
            open_.append((need, iter(needs(need))))
    return order


def witness(graph: AndOrGraph, rank: NDArray[np.int32], node: int) -> list[int]:
    """
    The derivation in which every state comes from what made it true first.

    Args:
        graph: Any.
        rank: [nodes] order in which they came true, as `fixpoint.derived` tells it.
        node: One that came true.
    """

    def needs(current: int) -> list[int]:
        before = graph.before[current]
        if graph.kind[current] != Kind.OR:
            return list(before.tolist())
        true = before[rank[before] != NEVER]
        return [int(true[np.argmin(rank[true])])]

    return needs_first(node, needs)
