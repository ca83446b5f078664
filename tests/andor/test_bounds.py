"""Bounds hold, always; and they are close where they can be."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.bounds import bounds
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from tests.andor.brute import Nodes, brute, graphs


def bounded(nodes: Nodes, **kwargs: int) -> dict[str, tuple[float, float]]:
    """Lower and upper bound of each node by name."""
    found = bounds(graph_of(nodes), **kwargs)
    pairs = zip(found.lower.tolist(), found.upper.tolist(), strict=True)
    return dict(zip(nodes, pairs, strict=True))


@given(graphs(coins_max=9), st.sampled_from((0, 10, 40, 10**6)))
@settings(max_examples=100, deadline=None)
def test_they_hold_however_early_the_rounds_stop(nodes: Nodes, edges_seen: int) -> None:
    found, true = bounded(nodes, edges_seen=edges_seen), brute(nodes)

    for name, (low, high) in found.items():
        assert 0.0 <= low <= high <= 1.0
        assert low <= true[name] * (1.0 + 1e-14)
        assert high >= true[name] * (1.0 - 1e-14)


@given(graphs(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_names_and_order_change_nothing(nodes: Nodes, random: Random) -> None:
    order = list(nodes)
    random.shuffle(order)
    other = {
        f"z{name}": NodeSpec(
            nodes[name].kind,
            nodes[name].chance,
            tuple(f"z{one}" for one in reversed(nodes[name].before)),
        )
        for name in order
    }

    found = bounded(other)

    for name, pair in bounded(nodes).items():
        assert found[f"z{name}"] == pytest.approx(pair, rel=1e-12)


def ring(size: int, chance: float) -> Nodes:
    """Nodes in a circle, each from its neighbours, one of them also from outside."""
    nodes = {"outside": NodeSpec(Kind.LEAF, chance, ())}
    for n in range(size):
        near = (f"r{(n - 1) % size}", f"r{(n + 1) % size}")
        nodes[f"r{n}"] = NodeSpec(Kind.OR, 1.0, (*near, "outside") if n == 0 else near)
    return nodes


def test_a_circle_does_not_lift_itself_to_one() -> None:
    found = bounded(ring(4, 1e-6))

    assert all(low == 1e-6 for low, _ in found.values())
    assert all(1e-6 <= high < 1e-3 for _, high in found.values())


def test_stopping_early_from_below_would_be_wrong_so_it_starts_from_above() -> None:
    size = 60
    nodes = {"start": NodeSpec(Kind.LEAF, 1.0, ())}
    for n in range(size):  # each needs a later one, so that one round makes one step
        before = ("start",) if n == size - 1 else (f"s{n + 1}",)
        nodes[f"s{n}"] = NodeSpec(Kind.OR, 0.99, (*before, f"s{max(n - 1, 0)}"))

    found = bounded(nodes, edges_seen=3)

    assert all(high >= 0.99**size for _, high in found.values())
    assert found["s0"][1] <= 0.99


def test_a_chain_is_bounded_to_its_last_digits() -> None:
    nodes = {"n0": NodeSpec(Kind.LEAF, 0.3, ())}
    for n in range(1, 10):
        nodes[f"n{n}"] = NodeSpec((Kind.AND, Kind.OR)[n % 2], 0.7, (f"n{n - 1}",))

    for n in range(10):
        low, high = bounded(nodes)[f"n{n}"]
        assert low == pytest.approx(0.3 * 0.7**n, rel=1e-14)
        assert high == pytest.approx(0.3 * 0.7**n, rel=1e-14)


def test_what_is_certain_or_impossible_is_so_exactly() -> None:
    nodes = {
        "sure": NodeSpec(Kind.LEAF, 1.0, ()),
        "half": NodeSpec(Kind.LEAF, 0.5, ()),
        "either": NodeSpec(Kind.OR, 1.0, ("half", "sure")),
        "itself": NodeSpec(Kind.OR, 1.0, ("itself",)),
        "tiny": NodeSpec(Kind.LEAF, 5e-324, ()),
        "tinier": NodeSpec(Kind.AND, 0.25, ("tiny",)),
    }

    found = bounded(nodes)

    assert found["either"] == (1.0, 1.0)
    assert found["half"] == (0.5, 0.5)
    assert found["itself"] == (0.0, 0.0)
    assert found["tinier"] == (0.0, 5e-324)


def test_nothing_has_no_bounds() -> None:
    found = bounds(graph_of({}))

    assert found.lower.size == 0
    assert found.upper.dtype == np.float64
