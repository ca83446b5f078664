"""Settle a graph: from coins and causes to everything that follows, in every world at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine import kernels
from ng911risk.engine.graph import AttackGraph, Node


def settle(graph: AttackGraph, state: NDArray[np.uint64]) -> None:
    """
    Spread truth from coins and causes through the whole graph.

    Args:
        graph: Frozen.
        state: [nodes, words]; rows of coins and causes set, the others 0; changed in place.
    """
    first = np.empty(len(graph), dtype=np.int64)
    last = np.empty(len(graph), dtype=np.int64)
    kernels.spans(state, first, last)
    kernels.least_fixpoint(
        state,
        graph.kind >= Node.AND,
        first,
        last,
        graph.kind,
        graph.before.start,
        graph.before.items,
        graph.after.start,
        graph.after.items,
    )


assert kernels.COIN == Node.COIN  # noqa: S101 -- numba reads plain numbers
assert kernels.AND == Node.AND  # noqa: S101
assert kernels.OR == Node.OR  # noqa: S101
