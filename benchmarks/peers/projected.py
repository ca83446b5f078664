"""scipy's Dijkstra on the easier problem, for scale: compiled code that needs no AND."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from ng911risk.andor.graph import AndOrGraph


def projected(graph: AndOrGraph) -> csr_matrix:
    """The graph with every node an OR; scipy takes an edge of cost 0 for none, hence the dust."""
    targets = graph.before.owners
    cost = -np.log(np.maximum(graph.chance[targets], 1e-300)) + 1e-12
    size = len(graph)
    return csr_matrix((cost, (graph.before.items, targets)), shape=(size, size))


def likeliest_way(matrix: csr_matrix, start: int) -> NDArray[np.float64]:
    """Cost of the likeliest way to every node."""
    found: NDArray[np.float64] = dijkstra(matrix, indices=start)
    return found
