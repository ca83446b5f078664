"""Coins are asked in an order that keeps together what meets."""

from __future__ import annotations

import numpy as np

from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.order import NO_COIN, coins_of, places_of
from ng911risk.andor.ragged import Ragged
from ng911risk.andor.simplify import simplified


def test_a_shuffled_chain_is_put_in_line() -> None:
    size = 30
    shuffled = np.random.default_rng(1).permutation(size)
    needs: list[list[int]] = [[] for _ in range(size)]
    for one, other in zip(shuffled[1:], shuffled[:-1], strict=True):
        needs[one].append(int(other))

    place = places_of(Ragged.of(needs))[shuffled]

    assert sorted(place) == list(range(size))
    assert np.abs(np.diff(place)).max() == 1


def test_only_coins_that_matter_are_asked() -> None:
    graph = graph_of(
        {
            "shared": NodeSpec(Kind.LEAF, 0.5, ()),
            "idle": NodeSpec(Kind.LEAF, 0.5, ()),
            "private": NodeSpec(Kind.LEAF, 0.5, ()),
            "one": NodeSpec(Kind.AND, 0.5, ("shared",)),
            "two": NodeSpec(Kind.OR, 1.0, ("shared", "one", "private")),
        }
    )

    coins = coins_of(simplified(graph))

    asked = {name for name, node in graph.index.items() if coins.own[node] != NO_COIN}
    assert asked == {"shared", "one"}
    assert np.flatnonzero(coins.alone != NO_COIN).tolist() == [graph.index["two"]]
    assert sorted(coins.chance) == [0.5, 0.5, 0.5]
