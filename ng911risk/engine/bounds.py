"""
How likely each cause makes each node true at the very most: sound, cheap, and often far too high.

What depends on what is unknown here, so the bounds assume the worst: all of some
things together are at most as likely as the rarest of them, any of them at most
as likely as their sum (Boole, Frechet). They tell a cause that hardly ever leads
somewhere from one that the worlds merely happened not to show.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from ng911risk.engine.bound_kernels import sweep
from ng911risk.engine.build import Built
from ng911risk.engine.graph import AttackGraph, Node
from ng911risk.engine.layout import Rates

_SWEEPS = 6
"""Sweeps over the graph; each is sound by itself, and after a few nothing moves."""

_MOST = 4_000_000
"""Largest table (nodes x causes) that is worked out."""


def most_likely(built: Built, causes: tuple[str, ...]) -> Rates | None:
    """
    Upper bounds of the chance that a world of each cause makes each node true because of it.

    Every bound begins at 1 and is lowered by what its node needs, so it may be used
    after any number of sweeps. In a cycle nothing supports itself: some node of it comes
    true first, from outside, so all that enters a cycle bounds every node of it.

    Args:
        built: The graph.
        causes: Their names.

    Returns:
        [nodes, causes], likely values of the ranges; None where the table would be too large, or
        there is nothing to bound.
    """
    graph = built.graph
    if not len(graph) or len(graph) * len(causes) > _MOST:
        return None
    anyway = np.ones((len(graph), 1))
    because = np.ones((len(graph), len(causes)))
    fixed = np.isin(graph.kind, (Node.COIN, Node.CAUSE))
    because[fixed] = 0.0
    for row in np.flatnonzero(fixed):
        coin, event = graph.coins.get(int(row)), built.events.get(graph.names[row])
        anyway[row] = coin.chance.likely if coin else event.down.likely if event else 0.0
    for place, name in enumerate(causes):
        known = built.events.get(name)
        for one in (name, *(f"actor:{actor}" for actor in (known.actors if known else ()))):
            node = graph.get(one)
            if node is not None:
                because[node, place] = 1.0
    cycle = _cycles(graph)
    arrays = graph.kind, graph.before.start, graph.before.items, cycle
    for _ in range(_SWEEPS):
        sweep(anyway, because, *arrays)
    return because


def _cycles(graph: AttackGraph) -> NDArray[np.int64]:
    """Number of the cycle each node is in; -1 for none."""
    size = len(graph)
    heads = np.repeat(np.arange(size), np.diff(graph.after.start))
    edges = csr_matrix(
        (np.ones(heads.size, dtype=np.int8), (heads, graph.after.items)), shape=(size, size)
    )
    count, label = connected_components(edges, directed=True, connection="strong")
    together = np.bincount(label, minlength=count) > 1
    number = np.where(together, np.cumsum(together) - 1, -1)
    found: NDArray[np.int64] = number[label].astype(np.int64)
    return found
