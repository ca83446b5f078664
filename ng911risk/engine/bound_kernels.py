"""The sweep behind the bounds of `bounds.py`, compiled by numba."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.engine.kernels import AND, OR


@compiled
def sweep(
    anyway: NDArray[np.float64],
    because: NDArray[np.float64],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    cycle: NDArray[np.int64],
) -> None:
    """
    Lower every bound by what its node needs, once, in order of derivation.

    Args:
        anyway: [nodes, 1] bounds of being true without any cause; changed in place.
        because: [nodes, causes] bounds of being true because of each cause; changed in place.
        kind, before_start, before: the graph.
        cycle: [nodes] cycle each node is in, -1 for none.
    """
    causes = because.shape[1]
    entering = np.zeros((np.max(cycle) + 1, causes))
    enters_anyway = np.zeros(np.max(cycle) + 1)
    for n in range(kind.size):
        if cycle[n] < 0:
            continue
        for e in range(before_start[n], before_start[n + 1]):
            b = before[e]
            if cycle[b] == cycle[n]:
                continue
            if kind[n] == OR:
                enters_anyway[cycle[n]] += anyway[b, 0]
            for c in range(causes):
                entering[cycle[n], c] += because[b, c]
    rarest = np.empty(causes)
    total = np.empty(causes)
    for n in range(kind.size):
        if kind[n] != AND and kind[n] != OR:
            continue
        rarest[:] = 1.0
        total[:] = 0.0
        least = 1.0
        most = 0.0
        for e in range(before_start[n], before_start[n + 1]):
            b = before[e]
            least = min(least, anyway[b, 0])
            most += anyway[b, 0]
            for c in range(causes):
                rarest[c] = min(rarest[c], anyway[b, 0] + because[b, c])
                total[c] += because[b, c]
        if kind[n] == OR:
            anyway[n, 0] = min(anyway[n, 0], most)
            if cycle[n] >= 0:
                anyway[n, 0] = min(anyway[n, 0], enters_anyway[cycle[n]])
        else:
            anyway[n, 0] = min(anyway[n, 0], least)
        for c in range(causes):
            if kind[n] == AND:
                total[c] = min(total[c], rarest[c])
            if cycle[n] >= 0:
                total[c] = min(total[c], entering[cycle[n], c])
            because[n, c] = min(because[n, c], total[c])
