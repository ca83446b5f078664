"""A graph as networkx knows graphs: for people, drawing, and small tools. And back."""

from __future__ import annotations

from typing import TypeAlias

import networkx as nx

from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of

View: TypeAlias = "nx.DiGraph[str]"


def to_networkx(graph: AndOrGraph) -> View:
    """
    Nodes by name, with `kind` ("LEAF", "AND", "OR") and `chance`; edges from need to follower.

    What a node needs is read in the order in which its edges were added.
    """
    view: View = nx.DiGraph()
    for node, name in enumerate(graph.names):
        view.add_node(name, kind=Kind(graph.kind[node]).name, chance=float(graph.chance[node]))
    for node, name in enumerate(graph.names):
        view.add_edges_from((graph.names[need], name) for need in graph.before[node])
    return view


def from_networkx(view: View) -> AndOrGraph:
    """
    The graph that a view shows.

    Args:
        view: Nodes with `kind`, in any case or as Kind, and `chance`, 1 where there is none.

    Raises:
        ValueError: Something in it cannot be; every problem is listed.
    """
    problems: list[str] = []
    nodes = {}
    for name, held in view.nodes(data=True):
        kind, chance = _kind_of(held.get("kind")), held.get("chance", 1.0)
        before = tuple(map(str, view.predecessors(name)))
        if kind is None:
            problems.append(f"{name}: kind is {held.get('kind')!r}, not LEAF, AND or OR")
        elif kind is Kind.LEAF and before:
            problems.append(f"{name}: a LEAF needs nothing, but {len(before)} edges lead to it")
        if not isinstance(chance, int | float) or not 0.0 <= chance <= 1.0:
            problems.append(f"{name}: chance is {chance!r}, not a number from 0 to 1")
        elif kind is not None:
            nodes[str(name)] = NodeSpec(kind, float(chance), before)
    if not problems and len(nodes) < len(view):
        problems.append("several nodes have the same name as text")
    if problems:
        raise ValueError("; ".join(problems))
    return graph_of(nodes)


def _kind_of(word: object) -> Kind | None:
    """Kind that a word or number names."""
    if isinstance(word, Kind):
        return word
    return Kind.__members__.get(word.upper()) if isinstance(word, str) else None
