"""``ng911risk graph``: the arithmetic under everything, on a graph from a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import counted, emit, say, stdout, tame
from ng911risk.cli.examples import epilog
from ng911risk.cli.files import read_bytes

if TYPE_CHECKING:
    from ng911risk.andor.solve import Answer
    from ng911risk.records.graph_text import GraphFile, NamedGraph

EXAMPLES = (
    "ng911risk graph solve bridge.json",
    "ng911risk graph solve bridge.json --json",
)

STDIN = "-"
WORLDS_MAX = 100_000_000
BUDGET_MAX = 50_000_000

app = typer.Typer(
    help="Solve an AND/OR graph from a file, to hold our arithmetic against a paper.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


@app.callback()
def graph() -> None:
    """Solve an AND/OR graph from a file, to hold our arithmetic against a paper."""


@app.command(epilog=epilog(*EXAMPLES, "ng911risk graph solve - < bridge.json"))
def solve(
    file: Annotated[
        Path, typer.Argument(help="JSON with one graph, or several by name; - for stdin.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything that is known, as JSON.")
    ] = False,
    worlds: Annotated[
        int,
        typer.Option(
            min=1, max=WORLDS_MAX, help="Worlds to draw; 32 times as many for what is rare."
        ),
    ] = 10_240,
    seed: Annotated[
        int, typer.Option(min=0, max=2**63 - 1, help="Of the random numbers: same seed, same draw.")
    ] = 1,
    budget: Annotated[
        int,
        typer.Option(
            min=0, max=BUDGET_MAX, help="Diagram nodes for exact values; more takes longer."
        ),
    ] = 4_000_000,
) -> None:
    r"""
    Print the probability that each node of a graph comes true.

    A graph is JSON: each node has a kind, a probability of its own, and the names
    of what it needs. A LEAF comes true by itself, an AND when all of what it needs
    is true, an OR when any is. Cycles are welcome: nothing makes itself true.

    Two ways in, one of them behind a window:

    {"goal": "in", "nodes": {

    "door": \["LEAF", 0.1, \[]], "window": \["LEAF", 0.2, \[]],

    "climb": \["AND", 0.5, \["window"]], "in": \["OR", 1, \["door", "climb"]]}}
    """
    graphs = read_graph_file(file)
    solved = {
        name: _answers(one, worlds=worlds, seed=seed, budget=budget)
        for name, one in graphs.graphs.items()
    }
    if as_json:
        emit(_json(graphs, solved))
        return
    for name, one in graphs.graphs.items():
        _table(name, one, solved[name])


def read_graph_file(path: Path) -> GraphFile:
    """
    Graphs of a file, or of stdin for ``-``.

    Raises:
        InputError: It cannot be read or used; carries every problem.
    """
    from ng911risk.records.graph_text import read_graphs
    from ng911risk.records.tree import SIZE_MAX

    if str(path) == STDIN:
        return read_graphs(sys.stdin.buffer.read(SIZE_MAX + 1), file="stdin")
    return read_graphs(read_bytes(path), file=path.name)


def _answers(one: NamedGraph, *, worlds: int, seed: int, budget: int) -> dict[str, Answer]:
    from ng911risk.andor.graph import graph_of
    from ng911risk.andor.solve import solve as solve_graph

    return solve_graph(graph_of(one.nodes), worlds=worlds, seed=seed, budget=budget).answers()


def _json(graphs: GraphFile, solved: Mapping[str, Mapping[str, Answer]]) -> bytes:
    from ng911risk.records import json_bytes

    tree = {
        name: {
            **({"goal": one.goal} if one.goal is not None else {}),
            "nodes": {node: asdict(answer) for node, answer in solved[name].items()},
        }
        for name, one in graphs.graphs.items()
    }
    return json_bytes(tree[""] if graphs.single else tree)


def _table(name: str, one: NamedGraph, answers: Mapping[str, Answer]) -> None:
    from rich.table import Table
    from rich.text import Text

    title = f"{tame(name)} ({counted(len(answers), 'node')})" if name else None
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("node", overflow="fold")
    table.add_column("chance", justify="right", no_wrap=True)
    table.add_column("how it is known", overflow="fold")
    for node in _goal_first(one.goal, answers):
        chance, how = _told(answers[node])
        goal = node == one.goal
        label = f"{tame(node)} (goal)" if goal else tame(node)
        table.add_row(Text(label, style="bold" if goal else ""), Text(chance), Text(how))
    stdout().print(table)
    say()


def _goal_first(goal: str | None, answers: Mapping[str, Answer]) -> Iterator[str]:
    if goal is not None:
        yield goal
    yield from (node for node in answers if node != goal)


def _told(answer: Answer) -> tuple[str, str]:
    """Best known chance of a node, and what kind of number it is."""
    if answer.exact is not None:
        return f"{answer.exact:.10g}", "exact"
    drawn = answer.monte_carlo
    low, high = max(drawn.low, answer.lower), min(drawn.high, answer.upper)
    if drawn.estimate == 0.0:
        chance, how = f"< {high:.3g}", f"in none of {drawn.worlds:,} worlds drawn"
    else:
        chance = f"{drawn.estimate:.4g}"
        how = f"sampled, {low:.4g} to {high:.4g} with 99 % in {drawn.worlds:,} worlds"
    return chance, f"{how}; bounds {answer.lower:.3g} to {answer.upper:.3g}"
