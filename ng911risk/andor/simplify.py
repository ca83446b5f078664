"""
A graph made smaller without changing any probability: what is certain, impossible or private.

A source is a node whose truth is one coin. A source that only one node needs is
part of that node's coins: for an AND its chance is multiplied in, for an OR it
joins the coin "comes true without the others". A node with nothing left to need
is a source itself, so whole trees fold into one coin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.ragged import Ragged

_AND = 1
_OR = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simplified:
    """A node that is no source is true when its coin is, and its `alone` or its `needs` are."""

    source: NDArray[np.bool_]
    """[nodes] whether the node is one coin; so are nodes that can never be true."""

    chance: NDArray[np.float64]
    """[nodes] of a source its probability, of another node the chance of its coin."""

    alone: NDArray[np.float64]
    """[nodes] of an OR, the chance to come true without anything in `needs`; else 0."""

    needs: Ragged
    """What is left to need: other nodes, and sources that several nodes need."""


def simplified(graph: AndOrGraph) -> Simplified:
    """Fold what can be folded, in time linear in the graph."""
    alive = derived(graph) != NEVER
    before, after = graph.before, graph.after
    chance = np.where(alive, graph.chance, 0.0)
    alone = np.zeros(len(graph), dtype=np.float64)
    source = ~alive
    kept = alive[before.owners] & alive[before.items]
    folded = np.zeros(len(graph), dtype=np.bool_)
    _fold(
        (graph.kind, alive),
        (before.start, before.items, after.start, after.items),
        (kept, source, folded),
        (chance, alone),
    )
    kept &= ~source[before.owners] & ~folded[before.items] & (before.items != before.owners)
    return Simplified(
        source=source,
        chance=chance,
        alone=np.where(source, 0.0, alone),
        needs=Ragged.grouped(len(graph), before.owners[kept], before.items[kept]),
    )


_Edges = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]


@compiled
def _fold(  # noqa: C901, PLR0912 -- one worklist; cut up, nobody could follow it
    nodes: tuple[NDArray[np.int8], NDArray[np.bool_]],
    edges: _Edges,
    flags: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    chances: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    """
    Let sources and certain nodes vanish into those that need them, until none can.

    Args:
        nodes: [nodes] kind, and whether the node can be true at all.
        edges: Start and items of what each node needs, and of where it leads.
        flags: [edges] edges between nodes that can be true; [nodes] sources; [nodes] those
            that no node needs any more. The last two are filled in.
        chances: [nodes] `chance` and `alone` of the result; filled in.
    """
    kind, alive = nodes
    before_start, before, after_start, after = edges
    kept, source, folded = flags
    chance, alone = chances
    size = kind.size
    uses = np.zeros(size, dtype=np.int64)  # how many nodes that are no source need it
    open_needs = np.zeros(size, dtype=np.int64)
    queue = np.empty(2 * size, dtype=np.int32)  # once as a source, once more as a private one
    head, tail = 0, 0
    for node in range(size):
        for edge in range(before_start[node], before_start[node + 1]):
            if kept[edge] and before[edge] != node:
                uses[before[edge]] += 1
                open_needs[node] += 1
    for node in range(size):
        if alive[node] and open_needs[node] == 0 and kind[node] != _OR:
            source[node] = True
            queue[tail] = node
            tail += 1
    while head < tail:
        found = queue[head]
        head += 1
        value = chance[found]
        if folded[found] or (value < 1.0 and uses[found] != 1):
            continue
        folded[found] = True
        for edge in range(after_start[found], after_start[found + 1]):
            node = after[edge]
            if source[node] or node == found:
                continue
            open_needs[node] -= 1
            if kind[node] == _AND:
                chance[node] *= value
            else:
                alone[node] += value * (1.0 - alone[node])
                if value == 1.0:
                    alone[node] = 1.0
            if open_needs[node] > 0 and not (kind[node] == _OR and alone[node] == 1.0):
                continue
            source[node] = True
            if kind[node] == _OR:
                chance[node] *= alone[node]
            queue[tail] = node
            tail += 1
            if open_needs[node] == 0:
                continue
            for other in range(before_start[node], before_start[node + 1]):
                need = before[other]
                if not kept[other] or need == node:
                    continue
                uses[need] -= 1
                if source[need] and not folded[need] and uses[need] == 1:
                    queue[tail] = need
                    tail += 1
