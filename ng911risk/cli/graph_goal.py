"""Graphs of a file with the goal that is asked about: what ``graph cuts`` and ``paths`` share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from ng911risk.cli.console import name_of
from ng911risk.cli.graph import read_graph_file
from ng911risk.errors import InputError, Problem

if TYPE_CHECKING:
    from ng911risk.andor.graph import AndOrGraph
    from ng911risk.records.graph_text import NamedGraph

FILE_HELP = "JSON with one graph, or several by name; - for stdin."
GOAL_HELP = "Node that matters; by default the one that the file names."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One graph and what is asked about it."""

    name: str
    """Empty for the only graph of a file."""

    told: NamedGraph
    """As the file tells it."""

    graph: AndOrGraph

    goal: int
    """Number of the goal."""

    def names(self, nodes: tuple[int, ...]) -> list[str]:
        """Names of nodes."""
        return [self.graph.names[node] for node in nodes]


def asked(path: Path, goal: str | None) -> tuple[list[Asked], bool]:
    """
    Graphs of a file, each with its goal, and whether the file is one graph.

    Raises:
        InputError: The file cannot be used, or a graph has no such goal.
    """
    from ng911risk.andor.graph import graph_of

    file = read_graph_file(path)
    found = []
    for name, told in file.graphs.items():
        graph = graph_of(told.nodes)
        number = graph.index[_goal(path, name, told, goal)]
        found.append(Asked(name=name, told=told, graph=graph, goal=number))
    return found, file.single


def json_of(answers: Mapping[str, object], *, single: bool) -> bytes:
    """Answers by name of the graph; of a file with one graph, that answer alone."""
    from ng911risk.records import json_bytes

    return json_bytes(answers[""] if single else answers)


def _goal(path: Path, name: str, told: NamedGraph, wanted: str | None) -> str:
    goal = told.goal if wanted is None else wanted
    if goal is not None and goal in told.nodes:
        return goal
    field = f"{name}.goal" if name else "goal"
    if goal is None:
        message, hint = "no goal is named", "Name a node with --goal, or in the file."
    else:
        close = get_close_matches(goal, list(told.nodes), n=1)
        message = f"there is no node '{goal[:80]}'"
        hint = f"Did you mean '{close[0]}'?" if close else ""
    raise InputError([Problem(file=name_of(path.name), field=field, message=message, hint=hint)])
