"""
What nobody can do without: nodes that every derivation of a goal holds.

Only nodes of one derivation can be necessary. Each of them is taken away in turn;
where the goal is reached all the same, whatever that other derivation does not hold
is not necessary either.
"""

from __future__ import annotations

from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.removal import Removal


def necessary(graph: AndOrGraph, goal: int) -> tuple[int, ...]:
    """
    Nodes without which the goal cannot be reached, what is needed first; the goal is the last.

    Args:
        graph: Any.
        goal: A node; one that is never true needs nothing, because nothing helps.
    """
    removal = Removal(graph, goal)
    order = removal.without(())
    if order is None:
        return ()
    possible = set(order)
    found = []
    for node in order:
        if node in possible:
            other = removal.without((node,))
            if other is None:
                found.append(node)
            else:
                possible &= set(other)
    return tuple(found)
