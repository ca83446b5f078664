"""
Cuts: what to take away so that a goal can no longer be reached.

Every derivation of the goal is a row: one of its removable nodes must go. Cuts are
the hitting sets of all rows. Rows are not listed beforehand, they are found when a
set is proposed that does not hit them (the implicit hitting set loop): a cheapest set
that leaves no derivation is a cheapest cut, because it is one even of the few rows
that are known.

Sources: E. Moreno-Centeno and R. M. Karp, "The implicit hitting set approach",
Operations Research 61 (2013); L. Wang, S. Noel, S. Jajodia, "Minimum-cost network
hardening using attack graphs", Computer Communications 29 (2006).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.hitting import Smallest, bits, cheapest
from ng911risk.andor.removal import Removal

LIMIT = 1_000
"""Cuts that are listed unless told otherwise."""

BUDGET = 100_000
"""Sets that are looked at to list them, unless told otherwise."""

ROWS = 2_000
"""Derivations that are gathered to prove a cheapest cut, unless told otherwise."""

_EQUAL = 1e-9
"""Costs whose quotient is this close to 1 are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Nodes without which the goal cannot be reached; with any one of them back it can."""

    nodes: tuple[int, ...]
    """In the order of their names."""

    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Cuts of one goal, ordered by cost, then size, then names. No cut at all: none listed."""

    minimal: tuple[Cut, ...]
    """Cuts of which no node is superfluous; a single empty one when the goal is out of reach."""

    complete: bool
    """Whether `minimal` holds all of them."""

    cheapest: tuple[Cut, ...]
    """Those of least cost. All of them where `complete` or `ties`."""

    ties: bool
    """Whether all cuts of least cost are among `cheapest`."""

    optimal: bool
    """Whether it is proven that none is cheaper; with no cut listed: that there is none."""

    rounds: int
    """How often a cheapest set was proposed until one left no derivation."""


def cuts_of(
    graph: AndOrGraph,
    goal: int,
    removable: Mapping[int, float],
    *,
    limit: int = LIMIT,
    budget: int = BUDGET,
    rows: int = ROWS,
) -> Cuts:
    """
    Smallest and cheapest sets of nodes to take away so that a goal cannot be reached.

    Args:
        graph: Any; cycles are welcome.
        goal: A node.
        removable: Cost, at least 0 and finite, of taking away each node that can be.
        limit: Most cuts that are listed.
        budget: Most sets that are looked at to list them.
        rows: Most derivations that are gathered to prove a cheapest one.

    Raises:
        ValueError: A cost is below 0 or not a number.
    """
    if any(not 0.0 <= cost < math.inf for cost in removable.values()):
        raise ValueError("the cost of taking a node away is a number from 0 up")
    return _Search(graph, goal, removable).run(limit, budget, rows)


class _Search:
    """The rows found so far, and what is asked with them. Bit i of a mask is thing i."""

    def __init__(self, graph: AndOrGraph, goal: int, removable: Mapping[int, float]) -> None:
        self._names = graph.names
        self._removal = Removal(graph, goal, removable)
        known = [n for n in removable if graph.chance[n] > 0.0]
        self._things = sorted(known, key=lambda n: (removable[n], graph.names[n]))
        self._bit = {node: 1 << i for i, node in enumerate(self._things)}
        self._cost = [float(removable[node]) for node in self._things]
        self._all = (1 << len(self._things)) - 1
        self._rows: list[int] = []

    def run(self, limit: int, budget: int, rows: int) -> Cuts:
        """Prove a cheapest cut, then list."""
        if self._removal.with_only(()) is not None:
            return Cuts(minimal=(), complete=True, cheapest=(), ties=True, optimal=True, rounds=0)
        best, optimal, rounds = self._cheapest(rows)
        least = self._price(best)
        every = Smallest(rows=self._rows, another=self._another, cost=self._cost)
        complete = every.run(limit, budget)
        ties, found = complete, every.found
        if not complete:
            same = Smallest(
                rows=self._rows,
                another=self._another,
                cost=self._cost,
                at_most=least * (1.0 + _EQUAL),
            )
            ties = same.run(limit, budget)
            found = found | same.found | {best}
        cuts = sorted(map(self._cut, found), key=self._order)
        cheap = tuple(cut for cut in cuts if cut.cost <= cuts[0].cost * (1.0 + _EQUAL))
        kept = cuts if complete else cuts[:limit]
        return Cuts(
            minimal=tuple(kept),
            complete=complete,
            cheapest=cheap,
            ties=ties,
            optimal=optimal or complete,
            rounds=rounds,
        )

    def _cheapest(self, most: int) -> tuple[int, bool, int]:
        """A cut, whether it is proven to be a cheapest one, and after how many rounds."""
        rounds = 0
        cut = self._all
        while len(self._rows) < most:
            rounds += 1
            chosen = cheapest(self._rows, self._cost)
            if chosen is None:
                break
            away = chosen
            # rows that share nothing say more than one: each must be hit by itself
            while (row := self._another(away)) is not None and len(self._rows) < most:
                self._rows.append(row)
                away |= row
            if row is None and self._price(away) < self._price(cut):
                cut = away
            if away == chosen:
                return self._without_surplus(chosen), True, rounds
        return self._without_surplus(cut), False, rounds

    def _another(self, away: int) -> int | None:
        """The removable nodes of a derivation without those away, none superfluous; or None."""
        row = self._row(self._removal.without(self._nodes(away)))
        if row is None:
            return None
        for one in bits(row):
            if row >> one & 1:
                less = self._row(self._removal.with_only(self._nodes(row & ~(1 << one))))
                row = row if less is None else less
        return row

    def _without_surplus(self, cut: int) -> int:
        """A smallest cut inside a cut; the dearest nodes are given back first."""
        for one in reversed(list(bits(cut))):
            less = cut & ~(1 << one)
            if self._removal.without(self._nodes(less)) is None:
                cut = less
        return cut

    def _row(self, order: list[int] | None) -> int | None:
        """The removable nodes among those of a derivation."""
        return None if order is None else sum(self._bit.get(node, 0) for node in order)

    def _nodes(self, mask: int) -> list[int]:
        return [self._things[one] for one in bits(mask)]

    def _price(self, mask: int) -> float:
        return math.fsum(self._cost[one] for one in bits(mask))

    def _cut(self, mask: int) -> Cut:
        nodes = sorted(self._nodes(mask), key=self._names.__getitem__)
        return Cut(nodes=tuple(nodes), cost=self._price(mask))

    def _order(self, cut: Cut) -> tuple[float, int, list[str]]:
        return cut.cost, len(cut.nodes), [self._names[node] for node in cut.nodes]
