"""Graphs are read strictly, and everything wrong with a file is said at once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.andor.graph import Kind, NodeSpec
from ng911risk.errors import InputError
from ng911risk.records.graph_text import GraphFile, read_graphs

GOOD = {
    "title": "Two ways in",
    "goal": "top",
    "nodes": {
        "a": ["leaf", 0.5, []],
        "b": ["LEAF", 1, []],
        "top": ["And", 0.25, ["a", "b"]],
    },
    "removable": {"a": 3, "b": 0},
    "exact": {"top": 0.125},
}


def read(tree: object) -> GraphFile:
    return read_graphs(json.dumps(tree).encode(), file="g.json")


def problems(data: bytes | object) -> list[str]:
    """What is wrong with a file, as people read it."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(InputError) as caught:
        read_graphs(raw, file="g.json")
    return [str(one) for one in caught.value.problems]


def test_one_graph_is_read() -> None:
    found = read(GOOD)

    assert found.single
    graph = found.graphs[""]
    assert graph.goal == "top"
    assert graph.removable == {"a": 3.0, "b": 0.0}
    assert graph.nodes["top"] == NodeSpec(Kind.AND, 0.25, ("a", "b"))
    assert graph.nodes["b"] == NodeSpec(Kind.LEAF, 1.0, ())


def test_several_graphs_are_read_by_name() -> None:
    found = read({"one": GOOD, "other": {"nodes": {"x": ["OR", 1.0, ["x"]]}}})

    assert not found.single
    assert list(found.graphs) == ["one", "other"]
    assert found.graphs["other"].goal is None
    assert found.graphs["other"].removable is None


def test_every_problem_is_told_at_its_place() -> None:
    tree = {
        "nodes": {
            "apple": ["LEAF", 1.5, []],
            "b": ["XOR", 0.5, ["aple", "b"]],
            "c": ["LEAF", True, ["b"]],
            "d": ["AND", 0.5],
            "e": ["OR", "0.5", "apple"],
        },
        "goal": "appel",
        "removable": {"apple": -1, "z": 2, "b": "cheap"},
    }

    text = "\n".join(problems(tree))

    for expected in (
        "nodes.apple[1]: the probability is a number from 0 to 1",
        "nodes.b[0]: the kind is LEAF, AND or OR. Did you mean 'OR'?",
        "nodes.b[2][0]: there is no node 'aple'. Did you mean 'apple'?",
        "nodes.c[1]: the probability",
        "nodes.c[2]: a LEAF needs nothing",
        "nodes.d: a node has three parts",
        "nodes.e[1]: the probability",
        "nodes.e[2]: a list of names is expected",
        "goal: there is no node 'appel'. Did you mean 'apple'?",
        "removable.apple: the cost is a number from 0 to a million million",
        "removable.z: there is no node 'z'",
        "removable.b: the cost is a number",
    ):
        assert expected in text


def test_a_problem_in_one_of_several_graphs_names_it() -> None:
    found = problems({"one": GOOD, "other": {"nodes": {"x": ["OR", 2, []]}}})

    assert len(found) == 1
    assert "other.nodes.x[1]: the probability" in found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "the file is empty"),
        (b"{", "g.json:1:2"),
        (b'{"nodes": {"a": ["LEAF", 0.5, []],\n "a": ["LEAF", 0.5, []]}}', "'a' is given twice"),
        (b'{"nodes": {"a": ["LEAF", NaN, []]}}', "g.json:1:26: a value is expected here"),
        (b'{"nodes": {"a": ["LEAF", 1e999, []]}}', "not a finite number"),
        (b'{"nodes": {"a": ["LEAF", -1, []]}}', "from 0 to 1"),
        (b"[]", "a graph, or several by name, is expected"),
        (b"{}", "a graph, or several by name, is expected"),
        (b'{"nodes": {}}', "nodes: the nodes of a graph are expected"),
        (b'{"nodes": []}', "nodes: the nodes of a graph are expected"),
        (b'{"one": 3}', "one: the nodes of a graph are expected"),
        (b'{"one": {}}', "one: the nodes of a graph are expected"),
        (b'{"nodes": {"a": ["LEAF", 1, []]}, "goal": 3}', "goal: the name of a node"),
        (b'{"nodes": {"a": ["LEAF", 1, []]}, "removable": []}', "name -> cost"),
        (b"[" * 10_000, "inside each other"),
        (b"\xff\xfe{}", "UTF-16"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: bytes, expected: str) -> None:
    found = problems(text)

    assert len(found) == 1
    assert expected in found[0]


def test_an_enormous_list_of_problems_is_cut() -> None:
    nodes = {f"n{number}": ["OR", 1.0, [f"m{number}"]] for number in range(2000)}

    assert len(problems({"nodes": nodes})) == 200


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.sampled_from(("nodes", "LEAF", "a", "OR")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(("nodes", "goal", "removable", "a", "b")), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_whatever_comes_is_read_or_refused_in_words(tree: object) -> None:
    try:
        found = read(tree)
    except InputError as error:
        found, told = None, [one.message for one in error.problems]
    else:
        told = []

    assert all(told)
    for graph in found.graphs.values() if found else ():
        assert all(need in graph.nodes for one in graph.nodes.values() for need in one.before)
