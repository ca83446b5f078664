"""
Bounds of each node's probability, in time nearly linear in the graph.

**Lower.** What is true only grows with the coins, so all nodes lean the same way: an
AND is at least as likely as if its needs were independent (Fortuin, Kasteleyn,
Ginibre 1971), and an OR at least as likely as its likeliest way.

**Upper.** For the same reason none of an OR's ways comes true is at least as likely
as if they were independent, and an AND is at most as likely as its least likely need. A
node's own coin counts as independent even where the node leads back to its needs:
what first makes it true came true without it.

**Cycles.** A component is worked on in rounds: all its bounds start at 0, and a round finds
each from those of the round before. After any number of rounds the lower bounds hold,
because truth itself grows from nothing in the same way. The upper bounds hold for what
comes true within as many rounds, so they must not be stopped at will. They may stop

- when a round changes nothing, or
- after as many rounds as the component has nodes. In each world a round that makes no node
  true is the last that matters, so there are never more. This is also sharper than the
  fixpoint, which a circle of ways often lifts to 1.

Where that is too many rounds, the upper bounds start again from above, at each node's own
chance, and go down; each such round gives upper bounds as well. Rounds do not depend on
the order of the nodes, so neither do the bounds, but for the last digit.

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

EDGES_SEEN = 100_000_000
"""Edges looked at in the rounds of one component before they stop."""

ROUNDS_DOWN = 16
"""Rounds from above where those from below would take too long."""

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


def bounds(graph: AndOrGraph, *, edges_seen: int = EDGES_SEEN) -> Bounds:
    """
    Sound bounds of the probability of each node.

    Args:
        graph: Any; cycles are welcome.
        edges_seen: Most edges that are looked at for one component from below. Less
            gives wider bounds, never wrong ones.
    """
    parts = components(graph.before)
    lower = np.zeros(len(graph), dtype=np.float64)
    upper = np.zeros(len(graph), dtype=np.float64)
    _bound_all(
        graph.kind,
        np.where(derived(graph) == NEVER, 0.0, graph.chance),
        (graph.before.start, graph.before.items),
        (parts.start, parts.items),
        edges_seen,
        lower,
        upper,
    )
    return Bounds(lower=lower, upper=upper)


_Lists = tuple[NDArray[np.int64], NDArray[np.int32]]


@compiled
def _bound_all(
    kind: NDArray[np.int8],
    chance: NDArray[np.float64],
    before: _Lists,
    parts: _Lists,
    edges_seen: int,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> None:
    """Fill `lower` and `upper`, component by component."""
    start, _ = before
    first, items = parts
    for part in range(first.size - 1):
        nodes = items[first[part] : first[part + 1]]
        edges = 0
        for node in nodes:
            edges += start[node + 1] - start[node]
        rounds = min(nodes.size, 1 + edges_seen // max(edges, 1))
        _rounds(kind, chance, before, nodes, (_BELOW, rounds), lower)
        settled = _rounds(kind, chance, before, nodes, (_ABOVE, rounds), upper)
        if settled or rounds == nodes.size:
            continue
        for node in nodes:
            upper[node] = chance[node]
        _rounds(kind, chance, before, nodes, (_ABOVE, ROUNDS_DOWN), upper)


@compiled
def _rounds(
    kind: NDArray[np.int8],
    chance: NDArray[np.float64],
    before: _Lists,
    nodes: NDArray[np.int32],
    how: tuple[int, int],
    value: NDArray[np.float64],
) -> bool:
    """
    Let the bounds of one component follow from each other.

    Args:
        kind: [all nodes]
        chance: [all nodes]
        before: Start and items of what each node needs.
        nodes: Those of the component.
        how: Which bound, and how many rounds at most.
        value: [all nodes] the bounds; those of `nodes` are changed.

    Returns:
        Whether the last round changed nothing.
    """
    start, needs = before
    bound, rounds = how
    found = np.empty(nodes.size, dtype=np.float64)
    for _ in range(rounds):
        for place, node in enumerate(nodes):
            before_it = needs[start[node] : start[node + 1]]
            if kind[node] == _AND:
                found[place] = _all(bound, chance[node], before_it, value)
            elif kind[node] == _OR:
                found[place] = _times(bound, chance[node], _any(bound, before_it, value))
            else:
                found[place] = chance[node]
        settled = True
        for place, node in enumerate(nodes):
            if found[place] != value[node]:
                value[node] = found[place]
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
