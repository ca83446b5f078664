"""
The likeliest way to every node: Knuth's generalisation of Dijkstra's algorithm.

Cost is -ln of chance. An AND costs itself and the sum of all it needs, an OR itself
and the least of what it can come from. States are settled in order of cost, as
Dijkstra settles places; a step is settled as soon as the last of its needs is. So
only states wait in the heap, and leaves and steps cost one look at each edge.

The sum counts what two needs share twice. It orders the ways, and it is the true
cost where nothing is shared; `Derivations.chance_of` counts every node once.

Source: D. E. Knuth, "A Generalization of Dijkstra's Algorithm", Information
Processing Letters 6 (1977).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.andor.graph import AndOrGraph, Kind
from ng911risk.andor.witness import needs_first

NOTHING = -1
"""Choice of a node that chooses nothing: no OR, or one that is never true."""

_LEAF, _AND, _OR = 0, 1, 2
_OPEN, _SETTLED = -1, -2
"""Instead of what is missing, for states: they miss one offer, or nothing any more."""

_HALVINGS = 2
"""Each place of the heap has four children: half the depth, and they stand in one cache line."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derivations:
    """The likeliest derivation of every node that has one."""

    graph: AndOrGraph
    own: NDArray[np.float64]
    """[nodes] Cost of each node by itself, at least 0; infinite where it is never true."""

    cost: NDArray[np.float64]
    """[nodes] Cost with all that it rests on, what is shared counted each time; or infinite."""

    choice: NDArray[np.int32]
    """[nodes] What an OR comes from; NOTHING elsewhere. Of equal ones the first in number."""

    def reaches(self, node: int) -> bool:
        """Whether `node` can be true at all."""
        return bool(self.cost[node] < math.inf)

    def needs(self, node: int) -> list[int]:
        """What `node` rests on directly, the cheapest first."""
        kind = self.graph.kind[node]
        if kind == Kind.OR:
            return [int(self.choice[node])]
        needs = self.graph.before[node].tolist() if kind == Kind.AND else []
        return sorted(needs, key=lambda need: (self.cost[need], need))

    def parts(self, node: int) -> list[int]:
        """Every node of the derivation of `node` once, what is needed before what needs it."""
        return needs_first(node, self.needs) if self.reaches(node) else []

    def chance_of(self, node: int) -> float:
        """Chance that this very derivation holds: every coin in it once; 0 without one."""
        if not self.reaches(node):
            return 0.0
        return math.exp(-math.fsum(self.own[self.parts(node)]))


def costs_of(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cost of each chance: -ln, so that 1 costs nothing and 0 cannot be paid."""
    costs = np.full(chance.shape, -math.inf)
    np.log(chance, out=costs, where=chance > 0.0)
    return -costs + 0.0  # no minus zero


def likeliest(graph: AndOrGraph, own: NDArray[np.float64] | None = None) -> Derivations:
    """
    The likeliest derivation of every node, in time E log V.

    Args:
        graph: Any; cycles are welcome.
        own: [nodes] cost of each node by itself, at least 0 (infinite: not to be used);
            by default -ln of its chance.
    """
    paid = costs_of(graph.chance) if own is None else own
    cost, choice = _settle(
        graph.kind,
        paid,
        graph.before.start,
        graph.before.items,
        graph.after.start,
        graph.after.items,
    )
    return Derivations(graph=graph, own=paid, cost=cost, choice=choice)


@compiled
def _settle(  # noqa: C901 - cut up, the one loop would hide what it shares
    kind: NDArray[np.int8],
    own: NDArray[np.float64],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Cost and choice of each node."""
    cost, choice, missing, offers = _from_leaves(kind, own, before_start, before)
    key = np.empty(offers, dtype=np.float64)
    node = np.empty(offers, dtype=np.int32)
    ready = np.empty(kind.size, dtype=np.int32)
    size, waiting = _first_offers(kind, own, cost, missing, key, node, ready)
    while size + waiting > 0:
        if waiting == 0:
            n = node[0]
            size -= 1
            _pop(key, node, size)
            if missing[n] == _OPEN:
                missing[n] = _SETTLED
                cost[n] += own[n]
                ready[0] = n
                waiting = 1
            continue
        waiting -= 1
        n = ready[waiting]
        for e in range(after_start[n], after_start[n + 1]):
            m = after[e]
            if missing[m] > 0:  # a step: one more of its needs is there
                cost[m] += cost[n]
                missing[m] -= 1
                if missing[m] == 0 and cost[m] < np.inf:
                    ready[waiting] = m
                    waiting += 1
            elif missing[m] == _OPEN and cost[n] <= cost[m] and own[m] < np.inf:
                if cost[n] < cost[m]:
                    _push(key, node, size, cost[n] + own[m], m)
                    size += 1
                    cost[m] = cost[n]
                    choice[m] = n
                elif n < choice[m]:
                    choice[m] = n
    for n in range(kind.size):
        if missing[n] > 0 or missing[n] == _OPEN:
            cost[n] = np.inf
            choice[n] = NOTHING
    return cost, choice


@compiled
def _from_leaves(
    kind: NDArray[np.int8],
    own: NDArray[np.float64],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32], int]:
    """
    What the leaves alone decide.

    Returns:
        [nodes] cost so far (of a state: without its own), [nodes] choice so far, [nodes]
        needs of a step that are no leaves, or _OPEN; and the most offers that states can get.
    """
    cost = own.copy()
    choice = np.full(kind.size, NOTHING, dtype=np.int32)
    missing = np.zeros(kind.size, dtype=np.int32)
    offers = 1
    for n in range(kind.size):
        low = before_start[n]
        high = before_start[n + 1]
        if kind[n] == _AND:
            for e in range(low, high):
                if kind[before[e]] == _LEAF:
                    cost[n] += own[before[e]]
                else:
                    missing[n] += 1
        elif kind[n] == _OR:
            offers += high - low
            missing[n] = _OPEN
            cost[n] = np.inf
            for e in range(low, high):
                b = before[e]
                if kind[b] == _LEAF and (
                    own[b] < cost[n] or (own[b] == cost[n] < np.inf and b < choice[n])
                ):
                    cost[n] = own[b]
                    choice[n] = b
    return cost, choice, missing, offers


@compiled
def _first_offers(
    kind: NDArray[np.int8],
    own: NDArray[np.float64],
    cost: NDArray[np.float64],
    missing: NDArray[np.int32],
    key: NDArray[np.float64],
    node: NDArray[np.int32],
    ready: NDArray[np.int32],
) -> tuple[int, int]:
    """Put states that a leaf supports into the heap, and list steps that need only leaves."""
    size = 0
    waiting = 0
    for n in range(kind.size):
        if missing[n] == _OPEN and cost[n] + own[n] < np.inf:
            _push(key, node, size, cost[n] + own[n], n)
            size += 1
        elif kind[n] == _AND and missing[n] == 0 and cost[n] < np.inf:
            ready[waiting] = n
            waiting += 1
    return size, waiting


@compiled
def _push(
    key: NDArray[np.float64], node: NDArray[np.int32], size: int, price: float, n: int
) -> None:
    """Put `n` into a heap of `size`; the cheapest is on top, of equals the first in number."""
    place = size
    while place > 0:
        parent = (place - 1) >> _HALVINGS
        if key[parent] < price or (key[parent] == price and node[parent] <= n):
            break
        key[place] = key[parent]
        node[place] = node[parent]
        place = parent
    key[place] = price
    node[place] = n


@compiled
def _pop(key: NDArray[np.float64], node: NDArray[np.int32], size: int) -> None:
    """Take the top out of a heap, which then has `size` left."""
    price = key[size]
    n = node[size]
    place = 0
    while True:
        child = (place << _HALVINGS) + 1
        if child >= size:
            break
        best = child
        for other in range(child + 1, min(child + (1 << _HALVINGS), size)):
            if key[other] < key[best] or (key[other] == key[best] and node[other] < node[best]):
                best = other
        if price < key[best] or (price == key[best] and n <= node[best]):
            break
        key[place] = key[best]
        node[place] = node[best]
        place = best
    key[place] = price
    node[place] = n
