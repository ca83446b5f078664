"""
The likeliest derivations of a goal, no two with the same steps.

A derivation is grown from the goal downwards. Where a state can come from several
things, each is tried, the cheapest first, and every node is derived in one way only:
so no derivation with a cycle, and none that does one thing twice, is ever made. What
is grown is kept in a heap by the cost of its distinct nodes so far and the tree costs
(Knuth) of what is still open. This is the lazy order of Huang and Chiang, on
derivations whose shared parts are one.

What is guaranteed: with `proven` the ways found are the likeliest of all smallest
sets of steps, each ranked by the chance of its distinct steps. Where the budget ends
the search before, they are the best of a surplus of candidates, in the order of an
estimate: what is still open and shared is counted twice until it is grown. The first
is never worse than Knuth's.

Sources: L. Huang and D. Chiang, "Better k-best Parsing", IWPT 2005; D. E. Knuth,
"A Generalization of Dijkstra's Algorithm", Information Processing Letters 6 (1977).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from ng911risk.andor.graph import AndOrGraph, Kind
from ng911risk.andor.knuth import Derivations, likeliest
from ng911risk.andor.witness import needs_first

BUDGET = 500
"""Unfinished derivations that are looked at unless told otherwise."""

_OPEN = -1
"""Choice of a state that is still to be made."""

_GIVEN = -2
"""Instead of a choice, for nodes that choose nothing."""

_STEP = 1e-9
"""What every step costs beside its chance: of equally likely ways the shortest comes first."""

_EQUAL = 1e-12
"""Costs closer than this are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One derivation of a goal."""

    nodes: tuple[int, ...]
    """All its nodes, what is needed first; the goal is the last."""

    steps: frozenset[int]
    """Its leaves and steps, and states that have a chance of their own."""

    cost: float
    """Cost of its distinct nodes."""

    @property
    def rank(self) -> float:
        """What ways are ordered by: the cost, and of equal costs the number of steps."""
        return self.cost + _STEP * len(self.steps)

    @property
    def chance(self) -> float:
        """Chance that all its coins are true: a lower bound of the chance of the goal."""
        return math.exp(-self.cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The best derivations of a goal, the likeliest first."""

    ways: tuple[Way, ...]

    proven: bool
    """Whether they are certainly the best; if not, the budget ended the search."""


def best_ways(
    graph: AndOrGraph,
    goal: int,
    number: int,
    *,
    found: Derivations | None = None,
    budget: int = BUDGET,
) -> Ways:
    """
    The likeliest derivations of a goal.

    Args:
        graph: Any; cycles are welcome.
        goal: Node to derive.
        number: How many are wanted.
        found: The likeliest derivations of `graph`, where they are known already.
        budget: Most unfinished derivations that are looked at.
    """
    search = _Search(likeliest(graph) if found is None else found, number)
    return search.run(goal, budget)


class _Part(NamedTuple):
    """A derivation that is not finished."""

    choice: dict[int, int]
    """What each node in it comes from; _OPEN for states to be decided, _GIVEN elsewhere."""

    open: tuple[int, ...]
    """States to be decided, the last first."""

    paid: float
    """Cost of the nodes in it."""


class _Search:
    """Best first, with everything that cannot be among the best any more put aside."""

    def __init__(self, found: Derivations, number: int) -> None:
        self._graph = found.graph
        self._found = found
        self._number = number
        self._heap: list[tuple[float, int, _Part, int]] = []
        self._serial = count()
        self._known: dict[int, list[int]] = {}
        """What each node that was looked at rests on."""

        self._best: list[Way] = []
        self._aside = math.inf
        """Least that anything put aside has cost."""

    def run(self, goal: int, budget: int) -> Ways:
        """Grow until nothing better can come, or the budget ends."""
        if self._found.reaches(goal) and self._number > 0:
            self._rank(self._found.parts(goal))
            self._keep(self._grown(_Part({}, (), 0.0), goal), goal)
        while self._heap and budget > 0:
            budget -= 1
            _, _, part, place = heappop(self._heap)
            if part.paid < self._bound:
                self._decide(part, place, goal)
            else:
                self._aside = min(self._aside, part.paid)
        proven = not self._heap and self._bound <= self._aside + _EQUAL
        return Ways(ways=tuple(self._best), proven=proven)

    @property
    def _bound(self) -> float:
        """Cost from which on nothing is among the best."""
        return self._best[-1].rank if len(self._best) == self._number else math.inf

    def _decide(self, part: _Part, place: int, goal: int) -> None:
        """Let the last open state come from its choice at `place`, and later from the next."""
        state = part.open[-1]
        ranked = self._sources(state)
        if place == 0:
            for source in ranked:
                if source in part.choice and self._decided(part, source):
                    self._choose(part, state, source, goal)
                    return  # it is there already: any other choice only adds to it
        if place + 1 < len(ranked):
            self._wait(part, place + 1)
        self._choose(part, state, ranked[place], goal)

    def _choose(self, part: _Part, state: int, source: int, goal: int) -> None:
        choice = part.choice | {state: source}
        grown = self._grown(_Part(choice, part.open[:-1], part.paid), source)
        if state not in self._below(grown, source):  # nothing supports itself
            self._keep(grown, goal)

    def _keep(self, part: _Part, goal: int) -> None:
        if part.open:
            self._wait(part, 0)
        else:
            self._rank(self._below(part, goal))

    def _wait(self, part: _Part, place: int) -> None:
        """Put a part into the heap, to be decided at `place` of its last open state."""
        cost, own = self._found.cost, self._found.own
        *others, state = part.open
        source = self._sources(state)[place]
        rest = math.fsum(float(cost[one] - own[one]) for one in others)
        if source not in part.choice:
            rest += float(cost[source])
        # of equal estimates the latest goes first, so that a way is finished before the next
        heappush(self._heap, (part.paid + rest, -next(self._serial), part, place))

    def _grown(self, part: _Part, node: int) -> _Part:
        """With `node` and all that it cannot do without."""
        choice = dict(part.choice)
        open_ = list(part.open)
        paid = part.paid
        stack = [node]
        while stack:
            current = stack.pop()
            if current in choice:
                continue
            choice[current] = _GIVEN
            paid += float(self._found.own[current]) + _STEP * self._is_step(current)
            if self._graph.kind[current] != Kind.OR:
                stack.extend(self._sources(current))
                continue
            ranked = self._sources(current)
            if len(ranked) == 1:
                choice[current] = ranked[0]
                stack.append(ranked[0])
            else:
                choice[current] = _OPEN
                open_.append(current)
        return _Part(choice, tuple(open_), paid)

    def _sources(self, node: int) -> list[int]:
        """What a state can come from, or all that a step needs; the cheapest first."""
        if node not in self._known:
            cost = self._found.cost
            leaf = self._graph.kind[node] == Kind.LEAF
            before = [] if leaf else self._graph.before[node].tolist()
            priced = sorted((float(cost[one]), one) for one in before)
            self._known[node] = [one for price, one in priced if price < math.inf]
        return self._known[node]

    def _below(self, part: _Part, node: int) -> list[int]:
        """All that a node of a part rests on so far."""

        def needs(current: int) -> list[int]:
            source = part.choice[current]
            if source == _GIVEN:
                return self._sources(current)
            return [] if source == _OPEN else [source]

        return needs_first(node, needs)

    def _decided(self, part: _Part, node: int) -> bool:
        """Whether nothing that `node` rests on is open."""
        return all(part.choice[n] != _OPEN for n in self._below(part, node))

    def _rank(self, nodes: list[int]) -> None:
        """Rank a finished derivation among the best, unless another is content with less."""
        steps = frozenset(n for n in nodes if self._is_step(n))
        if any(one.steps <= steps for one in self._best):
            return
        cost = math.fsum(self._found.own[n] for n in sorted(steps))
        more = [one for one in self._best if not steps <= one.steps]
        more.append(Way(nodes=tuple(nodes), steps=steps, cost=cost))
        more.sort(key=lambda way: (way.rank, sorted(way.steps)))
        if len(more) > self._number:
            self._aside = min(self._aside, more[self._number].rank)
        self._best = more[: self._number]

    def _is_step(self, node: int) -> bool:
        """Whether a node is more than a state that always follows."""
        return bool(self._graph.kind[node] != Kind.OR or self._found.own[node] > 0.0)
