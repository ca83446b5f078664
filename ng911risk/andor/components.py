"""
Strongly connected components, in an order in which what is needed comes first.

Source: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on
Computing 1 (1972); it closes a component only after all that the component needs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.andor.ragged import Ragged

_UNSEEN = -1


def components(before: Ragged) -> Ragged:
    """
    Components of a graph, each with its nodes.

    Args:
        before: For each node, the nodes it needs.

    Returns:
        One list of nodes for each component. What a component needs stands in earlier
        lists. Inside a list a node stands after what it needs, but for what closes a cycle.
    """
    component, finished = _search(before.start, before.items)
    order = np.argsort(finished).astype(np.int32)
    count = int(component.max(initial=-1)) + 1
    return Ragged.grouped(count, component[order], order)


@compiled
def _search(  # noqa: C901 -- one walk, spelled out so that it needs no recursion
    start: NDArray[np.int64], needs: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Depth first, without recursion: component of each node, and when its search ended."""
    size = start.size - 1
    component = np.full(size, _UNSEEN, dtype=np.int32)
    finished = np.zeros(size, dtype=np.int32)
    seen = np.full(size, _UNSEEN, dtype=np.int32)
    oldest = np.zeros(size, dtype=np.int32)
    edge = start[:-1].copy()
    path = np.empty(size, dtype=np.int32)
    waiting = np.empty(size, dtype=np.int32)
    count, ended, begun, kept = 0, 0, 0, 0
    for root in range(size):
        if seen[root] != _UNSEEN:
            continue
        depth = 0
        path[0] = root
        while depth >= 0:
            node = path[depth]
            if seen[node] == _UNSEEN:
                seen[node] = oldest[node] = begun
                begun += 1
                waiting[kept] = node
                kept += 1
            if edge[node] < start[node + 1]:
                need = needs[edge[node]]
                edge[node] += 1
                if seen[need] == _UNSEEN:
                    depth += 1
                    path[depth] = need
                elif component[need] == _UNSEEN:
                    oldest[node] = min(oldest[node], seen[need])
                continue
            finished[node] = ended
            ended += 1
            depth -= 1
            if depth >= 0:
                oldest[path[depth]] = min(oldest[path[depth]], oldest[node])
            if oldest[node] == seen[node]:
                while component[node] == _UNSEEN:
                    kept -= 1
                    component[waiting[kept]] = count
                count += 1
    return component, finished
