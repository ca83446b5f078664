"""64 worlds in a word, whole arrays in numpy: sweep over every edge until nothing changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.graph import AndOrGraph, Kind

WORD = 64
DIGITS = 32
"""Binary digits of a chance: as many as ours."""

Words = NDArray[np.uint64]


class PackedGraph:
    """A graph, ready for sweeps."""

    def __init__(self, graph: AndOrGraph) -> None:
        lengths = graph.before.lengths
        self._steps = np.flatnonzero((graph.kind == Kind.AND) & (lengths > 0))
        self._states = np.flatnonzero((graph.kind == Kind.OR) & (lengths > 0))
        self._leaves = np.flatnonzero((graph.kind != Kind.OR) & (lengths == 0))
        self._step_edges = _edges(graph, self._steps)
        self._state_edges = _edges(graph, self._states)
        self._chance = graph.chance

    def worlds(self, words: int, rng: np.random.Generator) -> Words:
        """[nodes, words] What is true in 64 worlds for each word."""
        coins = _coins(rng, self._chance, words)
        true = np.zeros_like(coins)
        true[self._leaves] = coins[self._leaves]
        while True:
            before = true[self._states]
            items, start = self._step_edges
            true[self._steps] = np.bitwise_and.reduceat(true[items], start) & coins[self._steps]
            items, start = self._state_edges
            true[self._states] = np.bitwise_or.reduceat(true[items], start) & coins[self._states]
            if (true[self._states] == before).all():
                return true

    def count(self, worlds: int, words: int, seed: int = 1) -> NDArray[np.int64]:
        """In how many worlds each node is true, `words` words of worlds at a time."""
        rng = np.random.default_rng(seed)
        counts = np.zeros(self._chance.size, dtype=np.int64)
        for _ in range(worlds // (WORD * words)):
            counts += np.bitwise_count(self.worlds(words, rng)).sum(axis=1, dtype=np.int64)
        return counts


def _edges(graph: AndOrGraph, nodes: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """What `nodes` need, one after the other, and where each begins."""
    lengths = graph.before.lengths[nodes]
    start = np.cumsum(lengths) - lengths
    within = np.arange(lengths.sum()) - np.repeat(start, lengths)
    items = graph.before.items[np.repeat(graph.before.start[nodes], lengths) + within]
    return items.astype(np.int64), start


def _coins(rng: np.random.Generator, chance: NDArray[np.float64], words: int) -> Words:
    """[nodes, words] 64 throws in each word: a random number below the chance, digit by digit."""
    coins = np.full((chance.size, words), ~np.uint64(0))
    random = np.flatnonzero(chance < 1.0)
    digits = np.rint(chance[random] * 2.0**DIGITS).astype(np.uint64)
    below = np.zeros((random.size, words), dtype=np.uint64)
    for place in range(DIGITS):  # from the last digit to the first, which decides
        draw = rng.integers(0, 2**64, size=below.shape, dtype=np.uint64)
        one = ((digits >> np.uint64(place)) & np.uint64(1)).astype(np.bool_)
        below = np.where(one[:, None], below | ~draw, below & ~draw)
    coins[random] = below
    return coins
