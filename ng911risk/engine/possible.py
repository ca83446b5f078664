"""Which nodes can be true in the worlds of one cause; what needs two at once never happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import AttackGraph, Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cause:
    """An actor class, or the events of one step: whatever is at work in the same worlds."""

    nodes: NDArray[np.int32]
    blamed: Sequence[int] = ()
    """Actor classes that are at work in the worlds of these events."""

    lasting: bool = False
    """Whether it may hold in any world, because what it stops stays stopped."""


def possible(graph: AttackGraph, causes: Sequence[Cause]) -> NDArray[np.bool_]:
    """
    For each node, whether one cause alone can make it true when every coin falls badly.

    A world belongs to one campaign or one event. Without this, a mistake that opens a door and
    a criminal who would use it add up to a finding that no world ever holds.

    Args:
        graph: Frozen.
        causes: All that are in the graph. Each is a bit of the state, so that a graph of many
            sites needs few words.
    """
    state = np.zeros((len(graph), len(causes) // 64 + 1), dtype=np.uint64)
    state[graph.kind == Node.COIN] = ALL
    for place, cause in enumerate(causes):
        word, mask = place // 64, np.uint64(1 << place % 64)
        state[cause.nodes, word] |= mask
        state[list(cause.blamed), word] |= mask
    for cause in causes:
        if cause.lasting:
            state[cause.nodes] = ALL
    settle(graph, state)
    return np.asarray(state.any(axis=1))
