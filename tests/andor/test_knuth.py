"""The likeliest derivation: Knuth's order, against sweeps, all sets of steps, and papers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.knuth import NOTHING, costs_of, likeliest
from tests.andor import every_way
from tests.andor.random_graphs import Nodes, exact, graphs, named_graphs
from tests.andor.test_witness import supported

DIAMOND = {
    "key": NodeSpec(Kind.LEAF, 0.1, ()),
    "door": NodeSpec(Kind.AND, 0.5, ("key",)),
    "safe": NodeSpec(Kind.AND, 0.5, ("key",)),
    "loot": NodeSpec(Kind.AND, 1.0, ("door", "safe")),
}


@settings(deadline=None)
@given(graphs())
def test_costs_are_those_of_sweeps(graph: AndOrGraph) -> None:
    found = likeliest(graph)

    assert found.cost == pytest.approx(every_way.tree_cost(graph))


@settings(deadline=None)
@given(graphs())
def test_every_derivation_supports_itself(graph: AndOrGraph) -> None:
    found = likeliest(graph)

    for node in range(len(graph)):
        order = found.parts(node)
        assert bool(order) == found.reaches(node)
        assert supported(graph, order)
        if graph.kind[node] != Kind.OR or not order:
            assert found.choice[node] == NOTHING


@settings(deadline=None)
@given(named_graphs(most_nodes=8))
def test_its_chance_is_at_most_that_of_the_node(nodes: Nodes) -> None:
    graph, truth = graph_of(nodes), exact(nodes)
    found = likeliest(graph)

    for name, node in graph.index.items():
        assert math.exp(-found.cost[node]) <= found.chance_of(node) + 1e-12
        assert found.chance_of(node) <= truth[name] + 1e-12


def test_what_is_shared_counts_once_in_the_chance() -> None:
    graph = graph_of(DIAMOND)
    found = likeliest(graph)
    loot = graph.index["loot"]

    assert math.exp(-found.cost[loot]) == pytest.approx(0.1**2 * 0.5**2)
    assert found.chance_of(loot) == pytest.approx(0.1 * 0.5**2)
    assert [graph.names[n] for n in found.parts(loot)] == ["key", "door", "safe", "loot"]


@settings(deadline=None)
@given(named_graphs(), st.sampled_from((0.25, 0.5)))
def test_another_way_never_lowers_the_best(nodes: Nodes, chance: float) -> None:
    states = [name for name, node in nodes.items() if node.kind is Kind.OR]
    more = dict(nodes) | {"new": NodeSpec(Kind.LEAF, chance, ())}
    for name in states[:1]:
        more[name] = nodes[name]._replace(before=(*nodes[name].before, "new"))

    old, new = likeliest(graph_of(nodes)), likeliest(graph_of(more))

    assert np.all(new.cost[: len(nodes)] <= old.cost + 1e-12)


@settings(deadline=None)
@given(named_graphs(), st.data())
def test_order_and_names_change_no_cost(nodes: Nodes, data: st.DataObject) -> None:
    order = data.draw(st.permutations(list(nodes)))
    other = {
        f"x{name}": nodes[name]._replace(before=tuple(f"x{b}" for b in nodes[name].before))
        for name in order
    }
    one, two = graph_of(nodes), graph_of(other)
    before, after = likeliest(one), likeliest(two)

    for name in nodes:
        assert after.cost[two.index[f"x{name}"]] == pytest.approx(before.cost[one.index[name]])


def test_of_equal_ways_the_first_is_taken() -> None:
    graph = graph_of(
        {
            "goal": NodeSpec(Kind.OR, 1.0, ("c", "b", "a")),
            "a": NodeSpec(Kind.LEAF, 0.5, ()),
            "b": NodeSpec(Kind.LEAF, 0.5, ()),
            "c": NodeSpec(Kind.AND, 0.5, ()),
        }
    )

    assert likeliest(graph).choice[0] == graph.index["a"]


def test_costs_can_be_given_and_nodes_barred() -> None:
    graph = graph_of(
        {
            "a": NodeSpec(Kind.LEAF, 0.5, ()),
            "b": NodeSpec(Kind.LEAF, 0.25, ()),
            "goal": NodeSpec(Kind.OR, 1.0, ("a", "b")),
        }
    )
    own = costs_of(graph.chance)
    own[0] = math.inf

    found = likeliest(graph, own)

    assert found.choice[2] == 1
    assert found.chance_of(2) == pytest.approx(0.25)
    assert not found.reaches(0)
    assert found.chance_of(0) == 0.0


def test_the_three_host_network_of_wang_and_others() -> None:
    """Wang, Islam, Long, Singhal, Jajodia, DBSec 2008: the likeliest way to root on host 2."""
    graph = graph_of(three_hosts())
    found = likeliest(graph)
    names = [graph.names[n] for n in found.parts(graph.index["root2"])]

    assert found.chance_of(graph.index["root2"]) == pytest.approx(0.8 * 0.9 * 0.1)
    assert [n for n in names if "(" in n] == ["rhosts(0,2)", "rsh(0,2)", "bof(2,2)"]


def three_hosts() -> dict[str, NodeSpec]:
    """The three-host network; rhosts and rsh of each pair of hosts, sshd of host 1."""
    leaf, step, state = Kind.LEAF, Kind.AND, Kind.OR
    return {
        "user0": NodeSpec(leaf, 1.0, ()),
        "ftp01": NodeSpec(leaf, 1.0, ()),
        "ftp02": NodeSpec(leaf, 1.0, ()),
        "ftp12": NodeSpec(leaf, 1.0, ()),
        "sshd01": NodeSpec(leaf, 1.0, ()),
        "rhosts(0,1)": NodeSpec(step, 0.8, ("ftp01", "user0")),
        "trust10": NodeSpec(state, 1.0, ("rhosts(0,1)",)),
        "rsh(0,1)": NodeSpec(step, 0.9, ("trust10", "user0")),
        "sshd(0,1)": NodeSpec(step, 0.1, ("sshd01", "user0")),
        "user1": NodeSpec(state, 1.0, ("rsh(0,1)", "sshd(0,1)")),
        "rhosts(1,2)": NodeSpec(step, 0.8, ("user1", "ftp12")),
        "trust21": NodeSpec(state, 1.0, ("rhosts(1,2)",)),
        "rsh(1,2)": NodeSpec(step, 0.9, ("trust21", "user1")),
        "rhosts(0,2)": NodeSpec(step, 0.8, ("user0", "ftp02")),
        "trust20": NodeSpec(state, 1.0, ("rhosts(0,2)",)),
        "rsh(0,2)": NodeSpec(step, 0.9, ("trust20", "user0")),
        "user2": NodeSpec(state, 1.0, ("rsh(1,2)", "rsh(0,2)")),
        "bof(2,2)": NodeSpec(step, 0.1, ("user2",)),
        "root2": NodeSpec(state, 1.0, ("bof(2,2)",)),
    }
