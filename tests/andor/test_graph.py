"""Named nodes become arrays."""

from __future__ import annotations

from ng911risk.andor.graph import Kind, NodeSpec, graph_of


def test_nodes_keep_their_names_needs_and_chances() -> None:
    graph = graph_of(
        {
            "a": NodeSpec(Kind.LEAF, 0.25, ()),
            "b": NodeSpec(Kind.AND, 0.5, ("a", "c", "a")),
            "c": NodeSpec(Kind.OR, 1.0, ("b",)),
        }
    )

    assert graph.before.lists() == [[], [0, 2], [1]]
    assert graph.after.lists() == [[1], [2], [1]]
    assert graph.chance.tolist() == [0.25, 0.5, 1.0]
    assert graph.index == {"a": 0, "b": 1, "c": 2}


def test_streams_come_from_names_not_from_places() -> None:
    leaf = NodeSpec(Kind.LEAF, 0.5, ())
    one, other = graph_of({"a": leaf, "b": leaf}), graph_of({"b": leaf, "a": leaf})

    assert one.stream[one.index["b"]] == other.stream[other.index["b"]]
    assert one.stream[0] != one.stream[1]
