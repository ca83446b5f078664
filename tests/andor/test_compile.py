"""Folding changes no probability: it only makes variables and coins vanish into rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from ng911risk.andor.compile import NONE, compile_graph
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from tests.andor.random_graphs import Nodes, exact, named_graphs

STEP = {
    "start": NodeSpec(Kind.LEAF, 1.0, ()),
    "luck": NodeSpec(Kind.LEAF, 0.5, ()),
    "open port": NodeSpec(Kind.LEAF, 0.4, ()),
    "step": NodeSpec(Kind.AND, 0.25, ("start", "luck", "open port")),
    "state": NodeSpec(Kind.OR, 1.0, ("step", "other")),
    "other": NodeSpec(Kind.AND, 1.0, ("start", "state")),
    "aside": NodeSpec(Kind.OR, 1.0, ("state",)),
}


def test_private_coins_and_steps_vanish_into_the_gate_of_a_rule() -> None:
    graph = graph_of(STEP)

    found = compile_graph(graph, np.array([graph.index["state"]]))

    assert [graph.names[node] for node in found.node] == ["start", "state"]
    assert found.gate.tolist() == [pytest.approx(0.25 * 0.5 * 0.4), 1.0]
    assert found.body.lists() == [[0], [0, 1]]
    assert found.rule_of[graph.index["luck"]] == found.rule_of[graph.index["step"]] == 0
    assert found.variable_of[graph.index["aside"]] == NONE


def test_every_node_that_is_watched_and_can_be_true_has_a_variable() -> None:
    graph = graph_of(STEP | {"never": NodeSpec(Kind.OR, 1.0, ())})

    found = compile_graph(graph)

    assert found.variable_of[graph.index["never"]] == NONE
    assert set(found.node.tolist()) == set(range(len(STEP)))


@given(named_graphs())
@settings(max_examples=60, deadline=None)
def test_rules_say_what_the_graph_says(nodes: Nodes) -> None:
    """The rules, written as a graph again, have the same probabilities."""
    graph = graph_of(nodes)
    wanted = np.array([0])

    found = compile_graph(graph, wanted)

    back = {
        f"v{v}": NodeSpec(Kind.LEAF, float(chance), ())
        for v, chance in enumerate(found.chance)
        if chance > 0.0
    }
    for v in range(len(found)):
        if f"v{v}" not in back:
            rules = np.flatnonzero(found.head == v)
            back[f"v{v}"] = NodeSpec(Kind.OR, 1.0, tuple(f"r{r}" for r in rules))
    for r, gate in enumerate(found.gate):
        needs = tuple(f"v{b}" for b in found.body[r])
        assert needs, "a rule that needs nothing never fires"
        back[f"r{r}"] = NodeSpec(Kind.AND, float(gate), needs)
    variable = found.variable_of[0]
    expected = exact(nodes)["n0"]
    assert (exact(back)[f"v{variable}"] if variable != NONE else 0.0) == pytest.approx(expected)


def test_variables_of_a_site_stand_together() -> None:
    graph = replace(graph_of(STEP), site=np.array([1, 0, 0, 1, 0, 2, 0], dtype=np.int32))

    found = compile_graph(graph)

    assert np.diff(graph.site[found.node]).min() >= 0
    for site in range(3):
        inside = found.node[found.site_start[site] : found.site_start[site + 1]]
        assert set(inside.tolist()) == set(np.flatnonzero(graph.site == site).tolist())


def test_the_digest_tells_what_decides_a_result() -> None:
    graph = graph_of(STEP)
    other = graph_of(STEP | {"luck": NodeSpec(Kind.LEAF, 0.6, ())})

    assert compile_graph(graph).digest == compile_graph(graph_of(STEP)).digest
    assert compile_graph(graph).digest != compile_graph(other).digest
