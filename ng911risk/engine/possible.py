"""Which nodes can be true in the worlds of one cause; what needs two at once never happens."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import AttackGraph, Node


def possible(
    graph: AttackGraph, blamed: Mapping[str, tuple[str, ...]], lasting: frozenset[str]
) -> NDArray[np.bool_]:
    """
    For each node, whether one cause alone can make it true when every coin falls badly.

    A world belongs to one campaign or one event. Without this, a mistake that opens a door and
    a criminal who would use it add up to a finding that no world ever holds.

    Args:
        graph: Frozen.
        blamed: Event node -> actor classes that are at work in its worlds.
        lasting: Event nodes that may hold in any world, because what they stop stays stopped.
    """
    kinds = [_kind(graph.names[node]) for node in np.flatnonzero(graph.kind == Node.CAUSE)]
    bit = {name: place for place, name in enumerate(dict.fromkeys(kinds))}
    state = np.zeros((len(graph), len(bit) // 64 + 1), dtype=np.uint64)
    state[graph.kind == Node.COIN] = ALL
    for node in np.flatnonzero(graph.kind == Node.CAUSE):
        name = graph.names[node]
        place = bit[_kind(name)]
        mask = np.uint64(1 << place % 64)
        state[node, place // 64] |= mask
        for actor in blamed.get(name, ()):
            if (other := graph.get(f"actor:{actor}")) is not None:
                state[other, place // 64] |= mask
        if name in lasting:
            state[node] = ALL
    settle(graph, state)
    return np.asarray(state.any(axis=1))


def _kind(name: str) -> str:
    """Events of one step share a bit, so that a state of many sites needs few words."""
    return name.split("|", 1)[0]
