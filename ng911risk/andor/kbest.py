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

BUDGET = 300
"""Unfinished derivations that are looked at unless told otherwise."""

_OPEN = -1
"""Choice of a state that is still to be made."""

_GIVEN = -2
"""Instead of a choice, for nodes that have none: they rest on all their sources."""

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


class WayFinder:
    """Finds the best derivations of one goal after another, and remembers what it looked up."""

    def __init__(self, found: Derivations) -> None:
        self._found = found
        self._nodes: dict[int, _Known] = {}

    def best(self, goal: int, number: int, *, budget: int = BUDGET) -> Ways:
        """
        The likeliest derivations of a goal.

        Args:
            goal: Node to derive.
            number: How many are wanted.
            budget: Most unfinished derivations that are looked at.
        """
        return _Search(self, goal, number).run(budget)

    def reaches(self, node: int) -> bool:
        """Whether `node` can be true at all."""
        return self._found.reaches(node)

    def first(self, goal: int) -> list[int]:
        """The derivation that Knuth's order gives."""
        return self._found.parts(goal)

    def known(self, node: int) -> _Known:
        """What is looked up of a node."""
        found = self._nodes.get(node)
        if found is None:
            found = self._nodes[node] = self._looked_up(node)
        return found

    def _looked_up(self, node: int) -> _Known:
        graph, cost, own = self._found.graph, self._found.cost, float(self._found.own[node])
        kind = graph.kind[node]
        before = [] if kind == Kind.LEAF else graph.before[node].tolist()
        priced = sorted((float(cost[one]), one) for one in before)
        sources = [one for price, one in priced if price < math.inf]
        return _Known(
            chooses=bool(kind == Kind.OR) and len(sources) > 1,
            step=bool(kind != Kind.OR or own > 0.0),
            own=own,
            below=float(cost[node]) - own,
            sources=sources,
        )


def best_ways(graph: AndOrGraph, goal: int, number: int, *, budget: int = BUDGET) -> Ways:
    """The likeliest derivations of a goal of any graph, cycles or not; see `WayFinder.best`."""
    return WayFinder(likeliest(graph)).best(goal, number, budget=budget)


class _Known(NamedTuple):
    """What the search wants to know of a node again and again."""

    chooses: bool
    """Whether it is a state that can come from several things."""

    step: bool
    """Whether it is more than a state that always follows."""

    own: float
    """Cost of its coin."""

    below: float
    """Cost of what it rests on, by Knuth's sum."""

    sources: list[int]
    """What a state can come from, or all that a step needs; the cheapest first."""

    @property
    def price(self) -> float:
        """What it adds to a derivation."""
        return self.own + _STEP * self.step


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

    def __init__(self, finder: WayFinder, goal: int, number: int) -> None:
        self._finder = finder
        self._known = finder.known
        self._goal = goal
        self._number = number
        self._heap: list[tuple[float, int, _Part, int]] = []
        self._serial = count()
        self._best: list[Way] = []
        self._aside = math.inf
        """Least that anything put aside has cost."""

    def run(self, budget: int) -> Ways:
        """Grow until nothing better can come, or the budget ends."""
        if self._finder.reaches(self._goal) and self._number > 0:
            self._rank(self._finder.first(self._goal))
            self._keep(self._grown(_Part({}, (), 0.0), self._goal))
        while self._heap and budget > 0:
            budget -= 1
            _, _, part, place = heappop(self._heap)
            self._decide(part, place)
        proven = not self._heap and self._bound <= self._aside + _EQUAL
        return Ways(ways=tuple(self._best), proven=proven)

    @property
    def _bound(self) -> float:
        """Cost from which on nothing is among the best."""
        return self._best[-1].rank if len(self._best) == self._number else math.inf

    def _decide(self, part: _Part, place: int) -> None:
        """Let the last open state come from its choice at `place`, and later from the next."""
        state = part.open[-1]
        ranked = self._known(state).sources
        if place == 0:
            for source in ranked:
                if source in part.choice and self._decided(part, source):
                    self._choose(part, state, source)
                    return  # it is there already: any other choice only adds to it
        if place + 1 < len(ranked):
            self._wait(part, place + 1)
        self._choose(part, state, ranked[place])

    def _choose(self, part: _Part, state: int, source: int) -> None:
        choice = part.choice | {state: source}
        grown = self._grown(_Part(choice, part.open[:-1], part.paid), source)
        if state not in self._below(grown, source):  # nothing supports itself
            self._keep(grown)

    def _keep(self, part: _Part) -> None:
        """Rank a derivation that is finished; one that is not waits for its turn."""
        if part.open:
            self._wait(part, 0)
        elif part.paid < self._bound:
            self._rank(self._below(part, self._goal))
        else:
            self._aside = min(self._aside, part.paid)

    def _wait(self, part: _Part, place: int) -> None:
        """Let a part wait to be decided at `place` of its last open state, if it may be good."""
        if part.paid >= self._bound:
            self._aside = min(self._aside, part.paid)
            return
        *others, state = part.open
        source = self._known(state).sources[place]
        rest = math.fsum(self._known(one).below for one in others)
        if source not in part.choice:
            known = self._known(source)
            rest += known.price + known.below
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
            known = self._known(current)
            paid += known.price
            if known.chooses:
                choice[current] = _OPEN
                open_.append(current)
            else:
                choice[current] = _GIVEN
                stack.extend(known.sources)
        return _Part(choice, tuple(open_), paid)

    def _below(self, part: _Part, node: int) -> list[int]:
        """All that a node of a part rests on so far."""

        def needs(current: int) -> list[int]:
            source = part.choice[current]
            if source == _GIVEN:
                return self._known(current).sources
            return [] if source == _OPEN else [source]

        return needs_first(node, needs)

    def _decided(self, part: _Part, node: int) -> bool:
        """Whether nothing that `node` rests on is open."""
        return all(part.choice[n] != _OPEN for n in self._below(part, node))

    def _rank(self, nodes: list[int]) -> None:
        """Rank a finished derivation among the best, unless another is content with less."""
        steps = frozenset(n for n in nodes if self._known(n).step)
        if any(one.steps <= steps for one in self._best):
            return
        cost = math.fsum(self._known(n).own for n in steps)
        more = [one for one in self._best if not steps <= one.steps]
        more.append(Way(nodes=tuple(nodes), steps=steps, cost=cost))
        more.sort(key=lambda way: (way.rank, sorted(way.steps)))
        if len(more) > self._number:
            self._aside = min(self._aside, more[self._number].rank)
        self._best = more[: self._number]
