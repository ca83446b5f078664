"""Diagrams of equal functions are one diagram, and a limit is a limit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ng911risk.andor import bdd

LEVELS = 4


def coin(store: bdd.Store, level: int) -> int:
    return int(bdd.node_of(store, level, bdd.NEVER, bdd.ALWAYS))


def truth(store: bdd.Store, diagram: int, coins: tuple[bool, ...]) -> bool:
    while diagram > bdd.ALWAYS:
        side = store.high if coins[store.level[diagram]] else store.low
        diagram = int(side[diagram])
    return diagram == bdd.ALWAYS


def test_equal_functions_are_one_diagram() -> None:
    store = bdd.new_store(LEVELS, 1000)
    a, b, c = (coin(store, level) for level in range(3))

    left = bdd.combine(store, bdd.AND, a, bdd.combine(store, bdd.OR, b, c))
    right = bdd.combine(
        store, bdd.OR, bdd.combine(store, bdd.AND, c, a), bdd.combine(store, bdd.AND, b, a)
    )

    assert left == right
    assert bdd.combine(store, bdd.OR, left, a) == a
    assert bdd.combine(store, bdd.AND, left, bdd.ALWAYS) == left
    assert bdd.combine(store, bdd.AND, left, bdd.NEVER) == bdd.NEVER
    assert bdd.combine(store, bdd.OR, left, bdd.ALWAYS) == bdd.ALWAYS


def test_a_diagram_is_true_where_its_function_is() -> None:
    store = bdd.new_store(LEVELS, 1000)
    a, b, c, d = (coin(store, level) for level in range(LEVELS))
    found = bdd.combine(
        store, bdd.OR, bdd.combine(store, bdd.AND, d, a), bdd.combine(store, bdd.AND, b, c)
    )

    for coins in itertools.product((False, True), repeat=LEVELS):
        w, x, y, z = coins
        assert truth(store, found, coins) == ((z and w) or (x and y))
    chance = np.array([0.1, 0.2, 0.3, 0.4])
    value = bdd.probabilities(store, chance)
    assert value[found] == pytest.approx(1 - (1 - 0.1 * 0.4) * (1 - 0.2 * 0.3), rel=1e-15)


def test_a_full_store_says_so_and_can_forget() -> None:
    store = bdd.new_store(LEVELS, 4)
    a, b = coin(store, 0), coin(store, 1)

    assert bdd.combine(store, bdd.AND, a, b) == bdd.FULL
    bdd.forget(store, 3)
    assert store.size[0] == 3
    assert coin(store, 0) == a
    assert coin(store, 2) == 3
    assert bdd.combine(store, bdd.OR, a, 3) == bdd.FULL
