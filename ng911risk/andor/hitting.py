"""
Hitting sets: choose from every row, a set of numbered things, at least one.

Rows are bit masks: bit i stands for thing i.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

_NODES = 100_000
"""Branches that the solver may take for one proof: a count, so that no clock decides."""


def bits(mask: int) -> Iterator[int]:
    """Numbers of the bits of a mask, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def cheapest(rows: Sequence[int], cost: Sequence[float]) -> int | None:
    """
    A hitting set of proven least cost, by mixed-integer programming (HiGHS); None if it gave up.

    Args:
        rows: Masks, none of them empty.
        cost: Of each thing, at least 0.
    """
    if not rows:
        return 0
    used = sorted({one for row in rows for one in bits(row)})
    place = {one: column for column, one in enumerate(used)}
    columns = [place[one] for row in rows for one in bits(row)]
    start = np.cumsum([0, *(row.bit_count() for row in rows)])
    matrix = csr_array((np.ones(len(columns)), columns, start), shape=(len(rows), len(used)))
    answer = milp(
        c=[cost[one] for one in used],
        constraints=LinearConstraint(matrix, lb=1.0),
        integrality=np.ones(len(used)),
        bounds=Bounds(0.0, 1.0),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if not answer.success:
        return None
    return sum(1 << one for one, taken in zip(used, np.rint(answer.x), strict=True) if taken)


@dataclass(slots=True, kw_only=True)
class Smallest:
    """
    Lists all smallest hitting sets of rows that become more while it does.

    A set is smallest when each thing in it alone hits some row. The search takes a row
    that is not hit and tries its things in turn; what was tried before may be added
    later, what comes after may not, so that no set is looked at twice. With a set that
    hits all rows it asks for one more; with rows that came late it sweeps once more,
    because they may be what a thing given up before was needed for.

    Source: K. Murakami and T. Uno, "Efficient algorithms for dualizing large-scale
    hypergraphs", Discrete Applied Mathematics 170 (2014): the search MMCS.
    """

    rows: list[int]
    """Masks, none of them empty; grows."""

    another: Callable[[int], int | None]
    """Gives a row that a set does not hit; None where it hits all there are."""

    cost: Sequence[float]
    """Cost of each thing, at least 0."""

    at_most: float = math.inf
    """Sets that cost more are of no interest."""

    found: set[int] = field(default_factory=set)
    """Hitting sets so far."""

    def run(self, limit: int, budget: int) -> bool:
        """
        Fill `found`; whether it is complete.

        Args:
            limit: Most sets that are wanted.
            budget: Most sets, finished or not, that are looked at.
        """
        while budget > 0:
            known = len(self.rows)
            stack = [(0, (1 << len(self.cost)) - 1)]
            while stack and budget > 0:
                budget -= 1
                self._extend(stack)
                if len(self.found) > limit:
                    return False
            if not stack and len(self.rows) == known:
                return True
        return False

    def _extend(self, stack: list[tuple[int, int]]) -> None:
        """Take a set, with what may be added to it, from the stack; put on it what it grows to."""
        chosen, allowed = stack.pop()
        open_ = [row & allowed for row in self.rows if not row & chosen]
        if not open_:
            row = self.another(chosen)
            if row is None:
                self.found.add(chosen)
                return
            self.rows.append(row)
            open_ = [row & allowed]
        candidates = min(open_, key=int.bit_count)
        later = allowed & ~candidates
        for one in bits(candidates):
            more = chosen | 1 << one
            if self._price(more) <= self.at_most and self._all_needed(more):
                stack.append((more, later))
            later |= 1 << one

    def _price(self, chosen: int) -> float:
        return math.fsum(self.cost[one] for one in bits(chosen))

    def _all_needed(self, chosen: int) -> bool:
        """Whether each thing of a set is the only one that hits some row."""
        needed = 0
        for row in self.rows:
            hit = row & chosen
            if hit & (hit - 1) == 0:
                needed |= hit
        return needed == chosen
