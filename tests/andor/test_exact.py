"""Exact probabilities are those of every world added up, and stop where the budget says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.exact import exact_probabilities
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from tests.andor.brute import Nodes, brute, graphs


def solved(nodes: Nodes, **kwargs: int) -> dict[str, float]:
    """Exact probability of each node by name."""
    return dict(zip(nodes, exact_probabilities(graph_of(nodes), **kwargs).tolist(), strict=True))


@given(graphs(coins_max=9))
@settings(max_examples=60, deadline=None)
def test_they_are_those_of_every_world_added_up(nodes: Nodes) -> None:
    assert solved(nodes) == pytest.approx(brute(nodes), rel=1e-12, abs=1e-300)


@given(graphs(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_names_and_order_change_nothing(nodes: Nodes, random: np.random.Generator) -> None:
    order = list(nodes)
    random.shuffle(order)
    renamed = {
        f"other {name}": NodeSpec(
            nodes[name].kind, nodes[name].chance, tuple(f"other {b}" for b in nodes[name].before)
        )
        for name in order
    }

    found = {name.removeprefix("other "): value for name, value in solved(renamed).items()}

    assert found == pytest.approx(solved(nodes), rel=1e-12)


@given(graphs(), st.data())
@settings(deadline=None)
def test_a_higher_chance_lowers_nothing(nodes: Nodes, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(nodes)))
    kind, chance, before = nodes[name]
    higher = dict(nodes) | {name: NodeSpec(kind, data.draw(st.floats(chance, 1.0)), before)}

    low, high = solved(nodes), solved(higher)

    assert all(high[one] >= low[one] * (1.0 - 1e-12) for one in nodes)


def test_rare_events_keep_their_digits() -> None:
    p = 1e-9
    nodes = {f"k{n}": NodeSpec(Kind.LEAF, p, ()) for n in range(3)}
    pairs = ((0, 1), (1, 2), (0, 2))
    nodes |= {f"both {a}{b}": NodeSpec(Kind.AND, 1.0, (f"k{a}", f"k{b}")) for a, b in pairs}
    nodes["two of three"] = NodeSpec(Kind.OR, 1.0, tuple(f"both {a}{b}" for a, b in pairs))

    assert solved(nodes)["two of three"] == pytest.approx(3 * p**2 - 2 * p**3, rel=1e-15, abs=0)


def hard(size: int) -> Nodes:
    """A square grid of unreliable nodes, each reached from its neighbours."""
    cells = [(row, column) for row in range(size) for column in range(size)]
    nodes = {"start": NodeSpec(Kind.LEAF, 1.0, ())}
    for row, column in cells:
        near = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
        before = tuple(f"{r},{c}" for r, c in near if (r, c) in cells)
        first = ("start",) if (row, column) == (0, 0) else ()
        nodes[f"{row},{column}"] = NodeSpec(Kind.OR, 0.9, first + before)
    return nodes


def test_what_is_too_hard_is_left_out_and_nothing_else() -> None:
    nodes = dict(hard(7))
    nodes |= {"a": NodeSpec(Kind.LEAF, 0.5, ()), "b": NodeSpec(Kind.LEAF, 0.5, ())}
    nodes |= {"both": NodeSpec(Kind.AND, 0.5, ("a", "b")), "one": NodeSpec(Kind.OR, 1.0, ("a",))}
    nodes["after"] = NodeSpec(Kind.AND, 0.5, ("6,6", "a"))

    found = solved(nodes, budget=2_000)

    assert found["both"] == 0.125
    assert found["one"] == 0.5
    assert np.isnan([found["6,6"], found["after"]]).all()


def test_a_hopeless_component_does_not_starve_another() -> None:
    nodes = dict(hard(8)) | {
        f"{name} of the small one": NodeSpec(
            kind, chance, tuple(f"{one} of the small one" for one in before)
        )
        for name, (kind, chance, before) in hard(4).items()
    }

    found = solved(nodes, budget=50_000)

    assert np.isnan(found["7,7"])
    assert found["3,3 of the small one"] == pytest.approx(solved(hard(4))["3,3"], rel=1e-12)


@pytest.mark.parametrize("budget", [0, 1, 2, 3, 100])
def test_any_budget_is_kept(budget: int) -> None:
    found, whole = solved(hard(3), budget=budget), solved(hard(3))

    for name, value in found.items():
        assert np.isnan(value) or value == pytest.approx(whole[name], rel=1e-12)


def by_cudd(nodes: Nodes) -> dict[str, float]:
    """The same by another package: CUDD, on the whole graph as it stands."""
    try:
        from dd import cudd  # noqa: PLC0415 -- not on every machine
    except ImportError:
        pytest.skip("needs dd: no wheel of it for this machine")
    diagrams = cudd.BDD()
    diagrams.configure(reordering=False)
    diagrams.declare(*nodes)
    root = dict.fromkeys(nodes, diagrams.false)
    while True:
        after = {}
        for name, (kind, chance, before) in nodes.items():
            needs = [root[one] for one in before]
            found = diagrams.false if kind is Kind.OR else diagrams.true
            for one in needs:
                found = found | one if kind is Kind.OR else found & one
            coin = diagrams.var(name) if chance < 1.0 else diagrams.true
            after[name] = found & coin
        if after == root:
            return {name: _weight(one, nodes) for name, one in root.items()}
        root = after


def _weight(diagram: Any, nodes: Nodes) -> float:  # noqa: ANN401 -- dd has no types
    """Probability that a diagram of CUDD is true, its coins named after their nodes."""
    if diagram.var is None:
        regular = 1.0
    else:
        chance = nodes[diagram.var].chance
        low, high = _weight(diagram.low, nodes), _weight(diagram.high, nodes)
        regular = chance * high + (1.0 - chance) * low
    return 1.0 - regular if diagram.negated else regular


@given(graphs(coins_max=14, size_max=20))
@settings(max_examples=50, deadline=None)
def test_another_package_finds_the_same(nodes: Nodes) -> None:
    assert solved(nodes) == pytest.approx(by_cudd(nodes), rel=1e-9, abs=1e-12)
