"""What is certain, impossible or private is folded away, and no probability changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.simplify import simplified
from tests.andor.brute import Nodes, brute, graphs


def folded(nodes: Nodes) -> Nodes:
    """The simplified graph as a graph of its own, alone-coins as leaves of their own."""
    graph = graph_of(nodes)
    small = simplified(graph)
    names = list(nodes)
    found = {}
    for number, name in enumerate(names):
        kind, chance = nodes[name].kind, float(small.chance[number])
        needs = tuple(names[need] for need in small.needs[number])
        if small.alone[number] > 0.0:
            found[f"{name} alone"] = NodeSpec(Kind.LEAF, float(small.alone[number]), ())
            needs = (*needs, f"{name} alone")
        found[name] = NodeSpec(Kind.LEAF if small.source[number] else kind, chance, needs)
    return found


@given(graphs(coins_max=8))
@settings(max_examples=100, deadline=None)
def test_no_probability_changes(nodes: Nodes) -> None:
    whole, small = brute(nodes), folded(nodes)

    # What is folded into another node is a leaf here and shared by nobody.
    found = brute(small)
    assert {name: found[name] for name in nodes} == pytest.approx(whole, rel=1e-12)


def test_a_tree_becomes_one_coin() -> None:
    small = simplified(
        graph_of(
            {
                "a": NodeSpec(Kind.LEAF, 0.5, ()),
                "b": NodeSpec(Kind.LEAF, 0.4, ()),
                "either": NodeSpec(Kind.OR, 1.0, ("a", "b")),
                "c": NodeSpec(Kind.LEAF, 0.5, ()),
                "top": NodeSpec(Kind.AND, 0.9, ("either", "c")),
            }
        )
    )

    assert small.source.all()
    assert small.needs.items.size == 0
    assert small.chance[-1] == pytest.approx(0.9 * 0.5 * 0.7)


def test_a_certain_way_makes_the_others_private_elsewhere() -> None:
    nodes = {
        "sure": NodeSpec(Kind.LEAF, 1.0, ()),
        "shared": NodeSpec(Kind.LEAF, 0.5, ()),
        "open": NodeSpec(Kind.OR, 0.5, ("sure", "shared")),
        "step": NodeSpec(Kind.AND, 0.5, ("shared",)),
    }

    small = simplified(graph_of(nodes))

    assert small.source.all()
    assert small.chance.tolist() == [1.0, 0.5, 0.5, 0.25]
