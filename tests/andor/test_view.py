"""A graph can be taken to networkx and back."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given

from ng911risk.andor.graph import Kind, graph_of
from ng911risk.andor.view import from_networkx, to_networkx
from tests.andor.brute import Nodes, graphs


@given(graphs())
def test_there_and_back_changes_nothing(nodes: Nodes) -> None:
    graph = graph_of(nodes)

    back = from_networkx(to_networkx(graph))

    assert list(back.names) == list(graph.names)
    assert back.kind.tolist() == graph.kind.tolist()
    assert back.chance.tolist() == graph.chance.tolist()
    needs = [set(one) for one in back.before.lists()]
    assert needs == [set(one) for one in graph.before.lists()]


@given(graphs())
def test_the_view_shows_what_people_read(nodes: Nodes) -> None:
    view = to_networkx(graph_of(nodes))

    for name, (kind, chance, before) in nodes.items():
        assert view.nodes[name] == {"kind": kind.name, "chance": chance}
        assert set(view.predecessors(name)) == set(before)


def test_a_chance_that_is_not_told_is_one() -> None:
    view: nx.DiGraph[str] = nx.DiGraph()
    view.add_node("a", kind="leaf", chance=0.25)
    view.add_node("b", kind=Kind.AND)
    view.add_edge("a", "b")

    graph = from_networkx(view)

    assert graph.chance.tolist() == [0.25, 1.0]
    assert graph.before.lists() == [[], [0]]


def test_every_problem_is_listed() -> None:
    view: nx.DiGraph[str] = nx.DiGraph()
    view.add_node("a", kind="XOR", chance=0.25)
    view.add_node("b", kind="LEAF", chance=float("nan"))
    view.add_edge("a", "b")

    with pytest.raises(ValueError, match=r"a: kind is 'XOR'.*b: a LEAF needs.*b: chance is nan"):
        from_networkx(view)


def test_names_that_are_the_same_as_text_are_refused() -> None:
    view: nx.DiGraph[object] = nx.DiGraph()
    view.add_node(1, kind="LEAF")
    view.add_node("1", kind="LEAF")

    with pytest.raises(ValueError, match="same name"):
        from_networkx(view)  # type: ignore[arg-type]
