"""Random small graphs, and their probabilities by looking at every world one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

from hypothesis import strategies as st

from ng911risk.andor.graph import Kind, NodeSpec

Nodes = Mapping[str, NodeSpec]

COINS_MAX = 12


def true_in(nodes: Nodes, coins: Mapping[str, bool]) -> set[str]:
    """What is true in one world: start with nothing, add what follows, until nothing does."""
    true: set[str] = set()
    while True:
        more = {
            name
            for name, (kind, _, before) in nodes.items()
            if coins[name]
            and (
                all(one in true for one in before)
                if kind != Kind.OR
                else any(one in true for one in before)
            )
        }
        if more == true:
            return true
        true = more


def brute(nodes: Nodes) -> dict[str, float]:
    """Probability of each node, added up over every world."""
    random = [name for name, one in nodes.items() if 0.0 < one.chance < 1.0]
    parts: dict[str, list[float]] = {name: [] for name in nodes}
    certain = {name: one.chance == 1.0 for name, one in nodes.items()}
    for thrown in itertools.product((False, True), repeat=len(random)):
        coins = certain | dict(zip(random, thrown, strict=True))
        weight = math.prod(
            nodes[name].chance if coins[name] else 1.0 - nodes[name].chance for name in random
        )
        for name in true_in(nodes, coins):
            parts[name].append(weight)
    return {name: math.fsum(one) for name, one in parts.items()}


@st.composite
def graphs(draw: st.DrawFn, *, coins_max: int = COINS_MAX, size_max: int = 14) -> Nodes:
    """A graph, cycles and all, with few coins that are neither certain nor impossible."""
    size = draw(st.integers(1, size_max))
    names = [f"n{number}" for number in range(size)]
    middling = st.floats(1e-9, 1.0 - 1e-9) | st.sampled_from((0.5, 0.9, 1e-3))
    left = coins_max
    nodes = {}
    for name in names:
        kind = draw(st.sampled_from(Kind))
        chance = draw(st.sampled_from((1.0, 1.0, 0.0)) | middling)
        if 0.0 < chance < 1.0:
            left -= 1
            chance = chance if left >= 0 else 1.0
        before = draw(st.lists(st.sampled_from(names), max_size=4, unique=True))
        nodes[name] = NodeSpec(kind, chance, () if kind == Kind.LEAF else tuple(before))
    return nodes
