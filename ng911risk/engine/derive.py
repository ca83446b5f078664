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
        self.kind = graph.kind.tolist()
        self.after = graph.after.lists()
        self.before = graph.before.lists()
        self.coin = [INFINITE] * len(graph)
        for node, coin in graph.coins.items():
            chance = coin.chance.likely
            self.coin[node] = -math.log(chance) if chance > 0.0 else INFINITE

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
        search = _Search(self, causes, banned, shared_once=shared_once)
        search.run()
        return Derivations(
            kind=self.kind, before=self.before, cost=search.cost, choice=search.choice
        )


class _Search:
    """One run of the algorithm: nodes are settled in order of cost."""

    def __init__(
        self,
        deriver: Deriver,
        causes: Mapping[int, float],
        banned: Collection[int],
        *,
        shared_once: bool,
    ) -> None:
        size = len(deriver.kind)
        self.cost = [INFINITE] * size
        self.choice = [-1] * size
        self._of = deriver
        self._banned = banned
        self._shared_once = shared_once
        self._missing = [len(needs) for needs in deriver.before]
        self._rests: list[frozenset[int]] = [frozenset()] * size
        self._leaves = dict(enumerate(deriver.coin)) | dict(causes)
        self._heap = [(c, n, -1) for n, c in self._leaves.items() if c < INFINITE]
        self._heap += [
            (0.0, n, -1) for n in range(size) if deriver.kind[n] == _AND and not self._missing[n]
        ]
        heapq.heapify(self._heap)

    def run(self) -> None:
        """Settle every node that can be derived."""
        while self._heap:
            price, node, source = heapq.heappop(self._heap)
            if self.cost[node] < INFINITE or node in self._banned:
                continue
            self.cost[node] = price
            self.choice[node] = source
            if self._shared_once:
                self._rests[node] = self._rest(node, source)
            for follower in self._of.after[node]:
                if self.cost[follower] == INFINITE:
                    self._offer(follower, node)

    def _offer(self, follower: int, node: int) -> None:
        """A settled node may complete an AND, or be the way to an OR."""
        if self._of.kind[follower] != _AND:
            heapq.heappush(self._heap, (self.cost[node], follower, node))
            return
        self._missing[follower] -= 1
        if not self._missing[follower]:
            heapq.heappush(self._heap, (self._price(follower), follower, -1))

    def _price(self, gate: int) -> float:
        """Cost of an AND: of its distinct leaves, or the sum of what it needs."""
        if self._shared_once:
            return math.fsum(self._leaves[leaf] for leaf in self._rest(gate, -1))
        return math.fsum(self.cost[need] for need in self._of.before[gate])

    def _rest(self, node: int, source: int) -> frozenset[int]:
        """Leaves that a derivation rests on."""
        if source >= 0:
            return self._rests[source]
        if self._of.kind[node] == _AND:
            needs = self._of.before[node]
            return frozenset().union(*(self._rests[need] for need in needs))
        return frozenset((node,)) if self._leaves[node] > 0.0 else frozenset()
