"""The three kinds of answer agree, and each says what it is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.solve import RARE, RARE_TIMES, solve
from tests.andor.brute import Nodes, brute, graphs


@given(graphs(coins_max=9))
@settings(max_examples=60, deadline=None)
def test_lower_exact_upper_stand_in_this_order(nodes: Nodes) -> None:
    true = brute(nodes)

    for name, answer in solve(graph_of(nodes), worlds=64).answers().items():
        assert answer.exact is not None
        assert answer.lower <= answer.exact <= answer.upper
        assert answer.exact == pytest.approx(true[name], rel=1e-12, abs=1e-300)
        assert 0.0 <= answer.monte_carlo.low <= answer.monte_carlo.estimate
        assert answer.monte_carlo.estimate <= answer.monte_carlo.high <= 1.0


_WIRES = (("s", "a"), ("s", "b"), ("a", "b"), ("a", "t"), ("b", "t"))

BRIDGE = {
    "s": NodeSpec(Kind.LEAF, 1.0, ()),
    **{f"k{n}": NodeSpec(Kind.LEAF, 0.1 * (n + 3), ()) for n in range(5)},
    **{
        f"{a}>{b}": NodeSpec(Kind.AND, 1.0, (a, f"k{n}"))
        for n, (one, other) in enumerate(_WIRES)
        for a, b in ((one, other), (other, one))
    },
    "a": NodeSpec(Kind.OR, 1.0, ("s>a", "b>a", "t>a")),
    "b": NodeSpec(Kind.OR, 0.9, ("s>b", "a>b", "t>b")),
    "t": NodeSpec(Kind.OR, 1.0, ("a>t", "b>t")),
}


def test_samples_cover_the_truth_as_often_as_they_say() -> None:
    true = brute(BRIDGE)
    covered = [
        answer.monte_carlo.low <= true[name] <= answer.monte_carlo.high
        for seed in range(20)
        for name, answer in solve(graph_of(BRIDGE), seed=seed, worlds=4096).answers().items()
        if 0.0 < true[name] < 1.0
    ]

    assert len(covered) == 20 * (len(BRIDGE) - 1)
    assert sum(covered) >= 0.97 * len(covered)


def test_what_is_rare_is_drawn_more_often() -> None:
    nodes = {
        "often": NodeSpec(Kind.LEAF, 0.5, ()),
        "rare": NodeSpec(Kind.LEAF, 0.9 * RARE, ()),
        "both": NodeSpec(Kind.AND, 1.0, ("often", "rare")),
        "never": NodeSpec(Kind.OR, 1.0, ()),
    }

    found = solve(graph_of(nodes), worlds=2048, seed=2).answers()

    assert found["often"].monte_carlo.worlds == 2048
    assert found["rare"].monte_carlo.worlds == RARE_TIMES * 2048
    assert found["both"].monte_carlo.worlds == RARE_TIMES * 2048
    assert found["never"].monte_carlo.worlds == 2048
    assert found["never"].exact == found["never"].monte_carlo.estimate == 0.0
    assert found["rare"].monte_carlo.low < 0.9 * RARE < found["rare"].monte_carlo.high


def test_without_a_budget_only_what_folds_is_exact() -> None:
    found = solve(graph_of(BRIDGE), budget=0, worlds=2048)

    assert math.isnan(found.exact[found.graph.index["t"]])
    assert found.answers()["t"].exact is None
    assert found.answers()["k0"].exact == pytest.approx(0.3)


def test_a_graph_of_nothing_is_solved() -> None:
    assert solve(graph_of({})).answers() == {}


def test_order_changes_nothing() -> None:
    backwards = {
        name: NodeSpec(kind, chance, before[::-1])
        for name, (kind, chance, before) in reversed(BRIDGE.items())
    }

    one, other = solve(graph_of(BRIDGE)).answers(), solve(graph_of(backwards)).answers()

    for name, answer in one.items():
        assert other[name].exact == pytest.approx(answer.exact, rel=1e-14)
        assert other[name].lower == pytest.approx(answer.lower, rel=1e-14)
        assert other[name].upper == pytest.approx(answer.upper, rel=1e-14)
        assert other[name].monte_carlo == answer.monte_carlo
