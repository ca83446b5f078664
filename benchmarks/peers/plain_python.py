"""One world at a time in plain Python: what most prototypes of attack graphs do."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ng911risk.andor.graph import AndOrGraph, Kind


class PlainGraph:
    """A graph as lists."""

    def __init__(self, graph: AndOrGraph) -> None:
        self.kind = graph.kind.tolist()
        self.chance = graph.chance.tolist()
        self.before = graph.before.lists()
        self.after = graph.after.lists()
        self._missing = [
            len(before) if kind == Kind.AND else int(kind == Kind.OR)
            for kind, before in zip(self.kind, self.before, strict=True)
        ]

    def world(self, rng: random.Random) -> list[bool]:
        """Throw every coin once."""
        throw = rng.random
        return [chance >= 1.0 or throw() < chance for chance in self.chance]

    def derived(self, coins: Sequence[bool]) -> list[bool]:
        """What follows in one world: the same counting of what is missing, node by node."""
        missing, after = self._missing.copy(), self.after
        waiting = [node for node, count in enumerate(missing) if not count and coins[node]]
        true = [False] * len(missing)
        for node in waiting:
            true[node] = True
        while waiting:
            for follower in after[waiting.pop()]:
                missing[follower] -= 1
                if not missing[follower] and coins[follower]:
                    true[follower] = True
                    waiting.append(follower)
        return true

    def count(self, worlds: int, seed: int = 1) -> list[int]:
        """In how many worlds each node is true."""
        rng, counts = random.Random(seed), [0] * len(self.kind)  # noqa: S311 -- no secret
        for _ in range(worlds):
            for node, true in enumerate(self.derived(self.world(rng))):
                counts[node] += true
        return counts
