"""
What is left when nodes are taken away: can the goal still be reached, and how.

A node that is taken away has a coin that can no longer be true.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.witness import witness


class Removal:
    """Asks one graph again and again whether its goal can be reached without some nodes."""

    def __init__(self, graph: AndOrGraph, goal: int, removable: Iterable[int] = ()) -> None:
        self.graph = graph
        self.goal = goal
        self._whole = graph.chance > 0.0
        self._bare = self._whole.copy()
        self._bare[np.fromiter(removable, dtype=np.int64)] = False

    def without(self, nodes: Iterable[int]) -> list[int] | None:
        """One derivation of the goal, needs first, when `nodes` are away; None without one."""
        coins = self._whole.copy()
        coins[np.fromiter(nodes, dtype=np.int64)] = False
        return self._derivation(coins)

    def with_only(self, nodes: Iterable[int]) -> list[int] | None:
        """The same when of all removable nodes only `nodes` are left."""
        left = np.fromiter(nodes, dtype=np.int64)
        coins = self._bare.copy()
        coins[left] = self._whole[left]
        return self._derivation(coins)

    def _derivation(self, coins: NDArray[np.bool_]) -> list[int] | None:
        rank = derived(self.graph, coins)
        return None if rank[self.goal] == NEVER else witness(self.graph, rank, self.goal)
