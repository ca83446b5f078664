"""
Bounds of each node's probability, in time nearly linear in the graph.

**Lower.** What is true only grows with the coins, so all nodes lean the same way: an
AND is at least as likely as if its needs were independent (Fortuin, Kasteleyn,
Ginibre 1971), and an OR at least as likely as its likeliest way.

**Upper.** For the same reason none of an OR's ways comes true is at least as likely
as if they were independent, and an AND is at most as likely as its least likely need. A
node's own coin counts as independent even where the node leads back to its needs:
what first makes it true came true without it.

**Cycles.** A component is swept in the order of its nodes, all bounds starting at 0.
After any number of sweeps the lower bounds hold, because truth itself grows from
nothing in the same way. The upper bounds hold for what came true within as many
sweeps, so they must not be stopped at will. They may stop

- when a sweep changes nothing, or
- after one sweep more than there are nodes with a need that the sweep visits later. In each
  world a sweep that makes none of those true has made everything true that ever will
  be: all other nodes were visited after their needs. This is also sharper than the
  fixpoint, which a circle of ways often lifts to 1.

Where that is too many sweeps, the upper bounds start again from above, at each node's own
chance, and are swept downwards; each sweep gives upper bounds as well.

Every operation is rounded outwards, so that bounds hold for the numbers as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.andor.components import components
from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import AndOrGraph

EDGES_SWEPT = 100_000_000
"""Edges looked at in the sweeps of one component before they stop."""

SWEEPS_DOWN = 16
"""Sweeps from above where those from below would take too long."""

_AND = 1
_OR = 2

_BELOW = 0
_ABOVE = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bounds:
    """What each probability lies between."""

    lower: NDArray[np.float64]
    """[nodes]"""

    upper: NDArray[np.float64]
    """[nodes]"""


def bounds(graph: AndOrGraph, *, edges_swept: int = EDGES_SWEPT) -> Bounds:
    """
    Sound bounds of the probability of each node.

    Args:
        graph: Any; cycles are welcome.
        edges_swept: Most edges that are looked at for one component from below. Less
            gives wider bounds, never wrong ones.
    """
    parts = components(graph.before)
    lower = np.zeros(len(graph), dtype=np.float64)
    upper = np.zeros(len(graph), dtype=np.float64)
    _sweep_all(
        graph.kind,
        np.where(derived(graph) == NEVER, 0.0, graph.chance),
        (graph.before.start, graph.before.items),
        (parts.start, parts.items),
        edges_swept,
        lower,
        upper,
    )
    return Bounds(lower=lower, upper=upper)


_Lists = tuple[NDArray[np.int64], NDArray[np.int32]]


@compiled
def _sweep_all(
    kind: NDArray[np.int8],
    chance: NDArray[np.float64],
    before: _Lists,
    parts: _Lists,
    edges_swept: int,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> None:
    """Fill `lower` and `upper`, component by component."""
    first, items = parts
    visit = np.empty(kind.size, dtype=np.int64)
    visit[items] = np.arange(items.size)
    for part in range(first.size - 1):
        nodes = items[first[part] : first[part + 1]]
        edges, backward = _shape(before, visit, nodes)
        allowed = 1 + edges_swept // max(edges, 1)
        enough = min(backward + 1, allowed)
        _sweep(kind, chance, before, nodes, (_BELOW, enough), lower)
        settled = _sweep(kind, chance, before, nodes, (_ABOVE, enough), upper)
        if settled or enough == backward + 1:
            continue
        for node in nodes:
            upper[node] = chance[node]
        _sweep(kind, chance, before, nodes, (_ABOVE, SWEEPS_DOWN), upper)


@compiled
def _shape(before: _Lists, visit: NDArray[np.int64], nodes: NDArray[np.int32]) -> tuple[int, int]:
    """Edges into a component's nodes, and nodes with a need that is visited later."""
    start, needs = before
    last = visit[nodes[-1]]
    edges, backward = 0, 0
    for node in nodes:
        edges += start[node + 1] - start[node]
        for edge in range(start[node], start[node + 1]):
            if visit[node] <= visit[needs[edge]] <= last:
                backward += 1
                break
    return edges, backward


@compiled
def _sweep(
    kind: NDArray[np.int8],
    chance: NDArray[np.float64],
    before: _Lists,
    nodes: NDArray[np.int32],
    how: tuple[int, int],
    value: NDArray[np.float64],
) -> bool:
    """
    Sweep bounds over a component.

    Args:
        kind: [all nodes]
        chance: [all nodes]
        before: Start and items of what each node needs.
        nodes: Those of the component, in the order of the sweep.
        how: Which bound, and how many sweeps at most.
        value: [all nodes] the bounds; those of `nodes` are changed.

    Returns:
        Whether the last sweep changed nothing.
    """
    start, needs = before
    bound, sweeps = how
    for _ in range(sweeps):
        settled = True
        for node in nodes:
            before_it = needs[start[node] : start[node + 1]]
            if kind[node] == _AND:
                found = _all(bound, chance[node], before_it, value)
            elif kind[node] == _OR:
                found = _times(bound, chance[node], _any(bound, before_it, value))
            else:
                found = chance[node]
            if found != value[node]:
                value[node] = found
                settled = False
        if settled:
            return True
    return False


@compiled
def _all(bound: int, chance: float, before: NDArray[np.int32], value: NDArray[np.float64]) -> float:
    """Bound of: a coin, and all of these."""
    if bound == _BELOW:
        found = chance
        for need in before:
            found = _times(bound, found, value[need])
        return found
    least = 1.0
    for need in before:
        least = min(least, value[need])
    return _times(bound, chance, least)


@compiled
def _any(bound: int, before: NDArray[np.int32], value: NDArray[np.float64]) -> float:
    """Bound of: any of these."""
    found = 0.0
    for need in before:
        other = value[need]
        if bound == _BELOW or found == 0.0 or other == 1.0:
            found = max(found, other)
        elif other > 0.0 and found < 1.0:
            rest = np.nextafter(1.0 - found, np.inf)
            found = min(1.0, np.nextafter(found + _times(bound, other, rest), np.inf))
    return found


@compiled
def _times(bound: int, left: float, right: float) -> float:
    """Product, rounded outwards unless it is exact."""
    if left == 0.0 or right == 0.0:
        return 0.0
    if left == 1.0 or right == 1.0:
        return left * right
    return float(np.nextafter(left * right, np.inf if bound == _ABOVE else 0.0))
