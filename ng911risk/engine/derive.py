"""
The most likely way to a node: Knuth's generalisation of Dijkstra's algorithm to AND/OR graphs.

Source: D. E. Knuth, "A Generalization of Dijkstra's Algorithm", Information
Processing Letters 6 (1977). Cost is -ln of chance; OR takes the least, AND
what all that it rests on costs together. A coin that several needs share (the
one stolen account that gives both the way and the key) counts once; with
that the least cost of a node is still never below that of its parts, so that
Knuth's order holds, and the way found is a good one, not always the best.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ng911risk.engine.graph import AttackGraph, Node

INFINITE = math.inf
_AND, _OR = int(Node.AND), int(Node.OR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivations:
    """The cheapest derivation of every node that has one."""

    kind: list[int]
    before: list[list[int]]
    cost: list[float]
    choice: list[int]
    """For OR nodes: what it comes from; -1 elsewhere."""

    def reaches(self, node: int) -> bool:
        """Whether `node` can be derived at all."""
        return self.cost[node] < INFINITE

    def parts(self, node: int) -> list[int]:
        """Every node of the derivation of `node`, what is needed first."""
        order: list[int] = []
        seen: set[int] = set()
        stack = [(node, False)]
        while stack:
            current, done = stack.pop()
            if done:
                order.append(current)
            elif current not in seen:
                seen.add(current)
                stack.append((current, True))
                # dearest last on the stack, so that the cheapest branch is told first
                needs = sorted(self._needs(current), key=lambda n: (-self.cost[n], -n))
                stack.extend((need, False) for need in needs)
        return order

    def _needs(self, node: int) -> list[int]:
        kind = self.kind[node]
        if kind == _OR:
            return [self.choice[node]]
        return self.before[node] if kind == _AND else []


class Deriver:
    """Knuth's algorithm over one graph, ready to be asked for several causes."""

    def __init__(self, graph: AttackGraph) -> None:
        self._kind = graph.kind.tolist()
        self._after = _lists(graph, after=True)
        self._before = _lists(graph, after=False)
        self._coin = [INFINITE] * len(graph)
        for node, coin in graph.coins.items():
            chance = coin.chance.likely
            self._coin[node] = -math.log(chance) if chance > 0.0 else INFINITE

    def derive(
        self,
        causes: Mapping[int, float],
        banned: Collection[int] = frozenset(),
        *,
        shared_once: bool = True,
    ) -> Derivations:
        """
        Cheapest derivation of every node from coins and the given causes.

        Args:
            causes: Cost, at least 0, of each cause that may be used.
            banned: Nodes that may not be used.
            shared_once: Count a coin that several needs share once; without, the sum is
                an upper bound of the cost and large graphs are much faster.
        """
        size = len(self._kind)
        cost = [INFINITE] * size
        choice = [-1] * size
        missing = [len(needs) for needs in self._before]
        rests: list[frozenset[int]] = [frozenset()] * size
        price_of = dict(enumerate(self._coin)) | dict(causes)
        heap = [(c, n, -1) for n, c in enumerate(self._coin) if c < INFINITE]
        heap += [(c, n, -1) for n, c in causes.items()]
        heap += [(0.0, n, -1) for n in range(size) if self._kind[n] == _AND and not missing[n]]
        heapq.heapify(heap)
        while heap:
            price, node, source = heapq.heappop(heap)
            if cost[node] < INFINITE or node in banned:
                continue
            cost[node] = price
            choice[node] = source
            if not shared_once:
                pass
            elif source >= 0:
                rests[node] = rests[source]
            elif self._kind[node] == _AND:
                rests[node] = frozenset().union(*(rests[need] for need in self._before[node]))
            elif price > 0.0:
                rests[node] = frozenset((node,))
            for follower in self._after[node]:
                if cost[follower] < INFINITE:
                    continue
                if self._kind[follower] == _AND:
                    missing[follower] -= 1
                    if missing[follower]:
                        continue
                    if shared_once:
                        shared = frozenset().union(
                            *(rests[need] for need in self._before[follower])
                        )
                        total = math.fsum(price_of[leaf] for leaf in shared)
                    else:
                        total = math.fsum(cost[need] for need in self._before[follower])
                    heapq.heappush(heap, (total, follower, -1))
                else:
                    heapq.heappush(heap, (price, follower, node))
        return Derivations(kind=self._kind, before=self._before, cost=cost, choice=choice)


def _lists(graph: AttackGraph, *, after: bool) -> list[list[int]]:
    ragged = graph.after if after else graph.before
    items = ragged.items.tolist()
    start = ragged.start.tolist()
    return [items[a:b] for a, b in pairwise(start)]
