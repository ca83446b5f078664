"""
In which order a diagram asks coins: those that meet in a node close to each other.

The size of a diagram hangs on this order. It is begun as a search, depth first,
comes upon the nodes, once taking what a node needs first to last and once last
to first; each is then drawn together like springs, every node towards the
middle of those it meets, and the one with the shorter springs is taken.

Source: M. Fujita, H. Fujisawa, N. Kawato, "Evaluation and improvements of Boolean
comparison method based on binary decision diagrams", ICCAD 1988; F. Aloul, I. Markov,
K. Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic", 2003.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.andor.ragged import Ragged
from ng911risk.andor.simplify import Simplified

NO_COIN = -1
"""Level where there is nothing to ask."""

_ROUNDS = 60
_EDGES_DRAWN = 20_000_000
"""Edges looked at while drawing nodes together; large graphs get fewer rounds."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coins:
    """Every coin that is left in a simplified graph."""

    own: NDArray[np.int32]
    """[nodes] level of each node's coin, NO_COIN where it is certain or not asked for."""

    alone: NDArray[np.int32]
    """[nodes] level of the coin by which an OR comes true alone, NO_COIN without."""

    chance: NDArray[np.float64]
    """[levels] chance of each coin, in the order in which they are asked."""


def coins_of(small: Simplified) -> Coins:
    """Coins of a simplified graph, in a good order."""
    size = len(small.needs)
    needed = np.zeros(size, dtype=np.bool_)
    needed[small.needs.items] = True
    wanted = np.concatenate(
        [(small.chance > 0.0) & (small.chance < 1.0) & (needed | ~small.source), small.alone > 0.0]
    )
    place = places_of(small.needs)
    slots = np.flatnonzero(wanted)
    slots = slots[np.argsort(np.concatenate([2 * place, 2 * place + 1])[slots])]
    level = np.full(2 * size, NO_COIN, dtype=np.int32)
    level[slots] = np.arange(slots.size)
    return Coins(
        own=level[:size],
        alone=level[size:],
        chance=np.concatenate([small.chance, small.alone])[slots],
    )


def places_of(needs: Ragged) -> NDArray[np.int64]:
    """Place of each node in an order that keeps nodes near what they need."""
    edges = max(needs.items.size, 1)
    rounds = min(_ROUNDS, _EDGES_DRAWN // edges)
    tries = []
    for backwards in (0, 1):
        found = _discovered(needs.start, needs.items, backwards)
        tries.append(_drawn(needs.start, needs.items, found, rounds))
    place, _ = min(tries, key=lambda one: one[1])
    return place


@compiled
def _discovered(
    start: NDArray[np.int64], needs: NDArray[np.int32], backwards: int
) -> NDArray[np.int64]:
    """Place of each node in a search depth first, those that nothing needs at the top."""
    size = start.size - 1
    place = np.full(size, -1, dtype=np.int64)
    seen = np.zeros(size, dtype=np.bool_)
    needed = np.zeros(size, dtype=np.bool_)
    needed[needs] = True
    edge = start[:-1].copy()
    path = np.empty(size, dtype=np.int32)
    ended = 0
    for turn in range(2 * size):  # what is needed only in a circle comes second
        root = turn % size
        if seen[root] or (turn < size and needed[root]):
            continue
        depth = 0
        path[0] = root
        seen[root] = True
        while depth >= 0:
            node = path[depth]
            if edge[node] == start[node + 1]:
                place[node] = ended
                ended += 1
                depth -= 1
                continue
            at = start[node] + start[node + 1] - 1 - edge[node] if backwards else edge[node]
            edge[node] += 1
            if not seen[needs[at]]:
                seen[needs[at]] = True
                depth += 1
                path[depth] = needs[at]
    return place


@compiled
def _drawn(
    start: NDArray[np.int64], needs: NDArray[np.int32], place: NDArray[np.int64], rounds: int
) -> tuple[NDArray[np.int64], int]:
    """Best order found while drawing nodes together, and the length of its springs."""
    size = start.size - 1
    best, shortest = place, _length(start, needs, place)
    for _ in range(rounds):
        pull = np.zeros(size, dtype=np.float64)
        springs = np.zeros(size, dtype=np.int64)
        for node in range(size):
            held = start[node + 1] - start[node]
            if held == 0:
                continue
            middle = float(place[node])
            for edge in range(start[node], start[node + 1]):
                middle += place[needs[edge]]
            middle /= held + 1
            pull[node] += middle
            springs[node] += 1
            for edge in range(start[node], start[node + 1]):
                pull[needs[edge]] += middle
                springs[needs[edge]] += 1
        for node in range(size):
            pull[node] = pull[node] / springs[node] if springs[node] else float(place[node])
        place = np.empty(size, dtype=np.int64)
        place[np.argsort(pull, kind="mergesort")] = np.arange(size)
        length = _length(start, needs, place)
        if length < shortest:
            best, shortest = place, length
    return best, shortest


@compiled
def _length(start: NDArray[np.int64], needs: NDArray[np.int32], place: NDArray[np.int64]) -> int:
    """How far apart in the order the nodes stand that meet in one node, added up."""
    total = 0
    for node in range(start.size - 1):
        low = high = place[node]
        for edge in range(start[node], start[node + 1]):
            low = min(low, place[needs[edge]])
            high = max(high, place[needs[edge]])
        total += high - low
    return total
