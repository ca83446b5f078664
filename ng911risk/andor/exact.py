"""
Exact probability of each node, as far as a budget of diagram nodes goes.

The graph is simplified, its coins are put in order, and the worlds in which a node
is true are built as a binary decision diagram over the coins, component by component.
In a cycle all nodes start as never true and are joined with what follows from
each other until nothing changes: the least fixpoint, in all worlds at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor import bdd
from ng911risk.andor.compiled import compiled
from ng911risk.andor.components import components
from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.order import NO_COIN, coins_of
from ng911risk.andor.simplify import simplified

BUDGET = 4_000_000
"""Diagram nodes that may be made for one graph unless told otherwise."""

_OR = 2


def exact_probabilities(graph: AndOrGraph, *, budget: int = BUDGET) -> NDArray[np.float64]:
    """
    Exact probability of each node.

    Args:
        graph: Any; cycles are welcome.
        budget: Most diagram nodes that are made for the whole graph. Components with
            few coins behind them come first, and none takes more than half of what is
            left, so that a hopeless one does not starve the others.

    Returns:
        [nodes] probability, NaN where the budget did not suffice. Depends on the
        graph and the budget only, never on time or memory.
    """
    small = simplified(graph)
    parts = components(small.needs)
    coins = coins_of(small)
    component = np.empty(len(graph), dtype=np.int32)
    component[parts.items] = parts.owners
    kind = np.where(small.source, np.int8(0), graph.kind)
    after = small.needs.turned(len(graph))
    store = bdd.new_store(coins.chance.size, budget)
    root = np.full(len(graph), bdd.FULL, dtype=np.int32)
    _solve(
        store,
        _Gates(kind, coins.own, coins.alone, small.needs.start, small.needs.items),
        _Parts(component, after.start, after.items, parts.start, parts.items),
        root,
    )
    value = bdd.probabilities(store, coins.chance)
    answer = np.where(root == bdd.FULL, np.nan, value[root])
    return np.where(small.source, small.chance, answer)


class _Gates(NamedTuple):
    """What makes each node true; a tuple of arrays, because compiled code takes those."""

    kind: NDArray[np.int8]
    own: NDArray[np.int32]
    alone: NDArray[np.int32]
    start: NDArray[np.int64]
    needs: NDArray[np.int32]


class _Parts(NamedTuple):
    """Component of each node, where each node leads, and the nodes of each component."""

    of: NDArray[np.int32]
    after_start: NDArray[np.int64]
    after: NDArray[np.int32]
    start: NDArray[np.int64]
    nodes: NDArray[np.int32]


@compiled
def _solve(store: bdd.Store, gates: _Gates, parts: _Parts, root: NDArray[np.int32]) -> None:
    """Fill `root` with the diagram of each node, component by component, within the budget."""
    dirty = np.zeros(root.size, dtype=np.bool_)
    left = store.limit[0] - store.size[0]
    for part in np.argsort(_coins_behind(gates, parts), kind="mergesort"):
        nodes = parts.nodes[parts.start[part] : parts.start[part + 1]]
        if not _all_known(gates, parts, nodes, root):
            continue
        size = store.size[0]
        store.limit[0] = size + (left + 1) // 2
        solved = _fixpoint(store, gates, parts, nodes, dirty, root)
        left -= store.size[0] - size
        if not solved:
            for node in nodes:
                root[node] = bdd.FULL
                dirty[node] = False
            bdd.forget(store, size)


@compiled
def _coins_behind(gates: _Gates, parts: _Parts) -> NDArray[np.float64]:
    """
    Coins behind each component, counted along every way, shared ones more than once.

    They are never fewer than those behind what the component needs, which therefore
    comes first when components are sorted by them.
    """
    behind = np.zeros(parts.start.size - 1, dtype=np.float64)
    for node in parts.nodes:
        mine = parts.of[node]
        behind[mine] += (gates.own[node] != NO_COIN) + (gates.alone[node] != NO_COIN)
        for edge in range(gates.start[node], gates.start[node + 1]):
            other = parts.of[gates.needs[edge]]
            if other != mine:
                behind[mine] += behind[other]
    return behind


@compiled
def _all_known(
    gates: _Gates, parts: _Parts, nodes: NDArray[np.int32], root: NDArray[np.int32]
) -> bool:
    """Whether all that a component needs from outside is solved."""
    for node in nodes:
        for edge in range(gates.start[node], gates.start[node + 1]):
            need = gates.needs[edge]
            if root[need] == bdd.FULL and parts.of[need] != parts.of[node]:
                return False
    return True


@compiled
def _fixpoint(
    store: bdd.Store,
    gates: _Gates,
    parts: _Parts,
    nodes: NDArray[np.int32],
    dirty: NDArray[np.bool_],
    root: NDArray[np.int32],
) -> bool:
    """
    Least fixpoint of one component.

    Args:
        store: Where diagrams are kept.
        gates: All nodes.
        parts: All components.
        nodes: Those of this component, what is needed before what needs it.
        dirty: [all nodes] room to note which nodes must be looked at, all false.
        root: [all nodes] diagram of each node; those of `nodes` are filled in.

    Returns:
        Whether the limit of the store sufficed.
    """
    for node in nodes:
        root[node] = bdd.NEVER
        dirty[node] = True
    changed = True
    while changed:
        changed = False
        for node in nodes:
            if not dirty[node]:
                continue
            dirty[node] = False
            found = _truth(store, gates, node, root)
            if found == bdd.FULL:
                return False
            if found == root[node]:
                continue
            root[node] = found
            for edge in range(parts.after_start[node], parts.after_start[node + 1]):
                follower = parts.after[edge]
                if parts.of[follower] == parts.of[node]:
                    dirty[follower] = changed = True
    return True


@compiled
def _truth(store: bdd.Store, gates: _Gates, node: int, root: NDArray[np.int32]) -> int:
    """Diagram of a node, given those of what it needs; or FULL."""
    found = bdd.ALWAYS
    how = bdd.AND
    if gates.start[node + 1] > gates.start[node] and gates.kind[node] == _OR:
        how = bdd.OR
        found = _coin(store, gates.alone[node], bdd.NEVER)
    for edge in range(gates.start[node], gates.start[node + 1]):
        if found == bdd.FULL:
            return bdd.FULL
        found = bdd.combine(store, how, found, root[gates.needs[edge]])
    own = _coin(store, gates.own[node], bdd.ALWAYS)
    if bdd.FULL in (found, own):
        return bdd.FULL
    return bdd.combine(store, bdd.AND, found, own)


@compiled
def _coin(store: bdd.Store, level: int, otherwise: int) -> int:
    """Diagram of one coin; `otherwise` where there is none."""
    return otherwise if level == NO_COIN else bdd.node_of(store, level, bdd.NEVER, bdd.ALWAYS)
