"""
JSON -> AND/OR graphs: one graph, or several by name.

A graph is an object with ``nodes``: name -> [kind, probability, names of what it needs],
and if somebody wants, ``goal``: the name of the node that matters, and ``removable``:
name -> cost of taking that node away. Other fields are for people, and ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from ng911risk.andor.graph import Kind, NodeSpec
from ng911risk.errors import InputError, Problem
from ng911risk.records.json_text import parse_json
from ng911risk.records.paths import mark_at, path_of
from ng911risk.records.text import did_you_mean, shown
from ng911risk.records.tree import COMPLAINTS_MAX, Complaint, Loc, Plain, Refused, Tree

_NODE = '["AND", 0.5, ["a", "b"]]: kind, probability, names of what it needs'
_GRAPH = '{"nodes": {"a": ["LEAF", 0.5, []]}}'
_PARTS = 3
COST_MAX = 1e12
"""Sums of costs stay numbers."""

_GUESSES_MAX = 20
"""Looking for a similar name is slow in large graphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGraph:
    """One graph as its file tells it."""

    nodes: Mapping[str, NodeSpec]
    """In the order of the file."""

    goal: str | None = None
    """The node that matters."""

    removable: Mapping[str, float] | None = None
    """Cost of taking away each node that can be, None where the file does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphFile:
    """All graphs of one file."""

    graphs: Mapping[str, NamedGraph]
    """By name; of a file with one graph, that graph under an empty name."""

    single: bool
    """Whether the file is one graph, not several by name."""


def read_graphs(data: bytes, *, file: str) -> GraphFile:
    """
    Read one graph, or several by name.

    Args:
        data: JSON; its size, its depth and the number of its values are bounded.
        file: Name of the file as its author knows it.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    try:
        tree = parse_json(data)
    except Refused as refused:
        raise InputError([_unplaced(one, file) for one in refused.complaints]) from None
    reading = _Reading(tree)
    found = reading.file()
    if reading.complaints:
        kept = reading.complaints[:COMPLAINTS_MAX]
        problems = [_placed(one, tree, file) for one in kept]
        raise InputError(sorted(problems, key=lambda one: (one.row or 0, one.column or 0)))
    return found


class _Reading:
    """Takes a tree apart and notes everything that is wrong with it."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree.value
        self.complaints = list(tree.complaints)
        self._faulty = {one.loc for one in tree.complaints}

    def file(self) -> GraphFile:
        """Everything in the file, as far as it can be read."""
        if not isinstance(self._tree, dict) or not self._tree:
            self._complain((), "a graph, or several by name, is expected", f"A graph: {_GRAPH}")
            return GraphFile(graphs={}, single=True)
        if "nodes" in self._tree:
            return GraphFile(graphs={"": self._graph((), self._tree)}, single=True)
        graphs = {name: self._graph((name,), held) for name, held in self._tree.items()}
        return GraphFile(graphs=graphs, single=False)

    def _graph(self, loc: Loc, held: Plain) -> NamedGraph:
        nodes = held.get("nodes") if isinstance(held, dict) else None
        if not isinstance(held, dict) or not isinstance(nodes, dict) or not nodes:
            inside = isinstance(held, dict) and "nodes" in held
            where = (*loc, "nodes") if inside else loc
            self._complain(where, "the nodes of a graph are expected here", f"A graph: {_GRAPH}")
            return NamedGraph(nodes={})
        specs = {name: self._node((*loc, "nodes", name), one) for name, one in nodes.items()}
        for name, spec in specs.items():
            self._needs((*loc, "nodes", name), spec, specs)
        return NamedGraph(
            nodes=specs,
            goal=self._goal((*loc, "goal"), held.get("goal"), specs),
            removable=self._removable((*loc, "removable"), held, specs),
        )

    def _node(self, loc: Loc, held: Plain) -> NodeSpec:
        nothing = NodeSpec(Kind.LEAF, 0.0, ())
        if not isinstance(held, list) or len(held) != _PARTS:
            self._complain(loc, "a node has three parts", f"For instance {_NODE}.")
            return nothing
        kind, chance, before = held
        found = Kind.__members__.get(kind.upper()) if isinstance(kind, str) else None
        if found is None:
            known = [one.name for one in Kind]
            guess = did_you_mean(kind, known) if isinstance(kind, str) else ""
            self._complain((*loc, 0), "the kind is LEAF, AND or OR", guess)
        sure = float(chance) if _is_number(chance) and 0.0 <= chance <= 1.0 else None
        if sure is None:
            self._complain((*loc, 1), "the probability is a number from 0 to 1")
        if not isinstance(before, list) or not all(isinstance(one, str) for one in before):
            self._complain((*loc, 2), "a list of names is expected, [] for none")
            before = []
        if found is Kind.LEAF and before:
            self._complain((*loc, 2), "a LEAF needs nothing", "Make it an AND, or write [].")
        return NodeSpec(found or Kind.LEAF, sure or 0.0, tuple(map(str, before)))

    def _needs(self, loc: Loc, spec: NodeSpec, nodes: Mapping[str, NodeSpec]) -> None:
        for number, name in enumerate(spec.before):
            if name not in nodes:
                self._unknown((*loc, 2, number), name, nodes)

    def _goal(self, loc: Loc, held: Plain, nodes: Mapping[str, NodeSpec]) -> str | None:
        if held is None and loc not in self._faulty:
            return None
        if not isinstance(held, str):
            self._complain(loc, "the name of a node is expected")
            return None
        if held not in nodes:
            self._unknown(loc, held, nodes)
        return held

    def _removable(
        self, loc: Loc, graph: dict[str, Plain], nodes: Mapping[str, NodeSpec]
    ) -> dict[str, float] | None:
        held = graph.get("removable")
        if held is None and loc not in self._faulty:
            return None
        if not isinstance(held, dict):
            self._complain(loc, "name -> cost is expected", 'For instance {"a": 20}.')
            return None
        found = {}
        for name, cost in held.items():
            if name not in nodes:
                self._unknown((*loc, name), name, nodes)
            if not _is_number(cost) or not 0.0 <= cost <= COST_MAX:
                self._complain((*loc, name), "the cost is a number from 0 to a million million")
                continue
            found[name] = float(cost)
        return found

    def _unknown(self, loc: Loc, name: str, nodes: Mapping[str, NodeSpec]) -> None:
        few = len(self.complaints) < _GUESSES_MAX
        guess = did_you_mean(name, nodes) if few else ""
        self._complain(loc, f"there is no node {shown(name)}", guess)

    def _complain(self, loc: Loc, message: str, hint: str = "") -> None:
        if not any(one in self._faulty for one in _around(loc)):
            self.complaints.append(Complaint(loc=loc, message=message, hint=hint))


def _is_number(value: Plain) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _around(loc: Loc) -> Iterator[Loc]:
    """`loc` and everything that holds it."""
    return (loc[:length] for length in range(len(loc) + 1))


def _unplaced(complaint: Complaint, file: str) -> Problem:
    row, column = complaint.at or (None, None)
    return Problem(
        file=file,
        row=row,
        column=column,
        field=path_of(complaint.loc),
        message=complaint.message,
        hint=complaint.hint,
    )


def _placed(complaint: Complaint, tree: Tree, file: str) -> Problem:
    mark = mark_at(complaint.loc, tree.mark)
    row, column = complaint.at or (mark.row, mark.column)
    return Problem(
        file=file,
        row=row,
        column=column,
        field=path_of(complaint.loc),
        message=complaint.message,
        hint=complaint.hint,
    )
