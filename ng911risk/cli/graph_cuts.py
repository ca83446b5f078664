"""``ng911risk graph cuts``: what to take away so that a goal cannot be reached any more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ng911risk.cli.console import counted, emit, say, stdout, tame
from ng911risk.cli.graph_goal import FILE_HELP, GOAL_HELP, Asked, asked, json_of

if TYPE_CHECKING:
    from ng911risk.andor.cuts import Cut, Cuts

EXAMPLES = (
    "ng911risk graph cuts hosts.json",
    "ng911risk graph cuts hosts.json --goal database --json",
)

LIMIT_MAX = 100_000
_SHOWN = 20
_EVERY_LEAF = "every leaf, at cost 1"


def cuts(
    file: Annotated[Path, typer.Argument(help=FILE_HELP)],
    as_json: Annotated[bool, typer.Option("--json", help="Print all that was found.")] = False,
    limit: Annotated[
        int, typer.Option(min=1, max=LIMIT_MAX, help="Most smallest sets to list.")
    ] = 1_000,
    goal: Annotated[str | None, typer.Option(help=GOAL_HELP)] = None,
) -> None:
    r"""
    Print what to take away so that the goal cannot be reached any more.

    A set of nodes is listed when it stops the goal and every node in it is
    needed for that. The cheapest one is proven: no set that costs less stops it.

    The file says what can be taken away, and what that costs:

    {"goal": "in", "removable": {"door": 40, "window": 15},

    "nodes": {"door": \["LEAF", 0.1, \[]], "window": \["LEAF", 0.2, \[]],

    "in": \["OR", 1, \["door", "window"]]}}

    Without "removable", every leaf can, each at cost 1. How a graph is written
    stands in: ng911risk graph solve --help
    """
    graphs, single = asked(file, goal)
    found = {one.name: _cuts(one, limit) for one in graphs}
    if as_json:
        emit(json_of({one.name: _tree(one, found[one.name]) for one in graphs}, single=single))
        return
    for one in graphs:
        _tell(one, found[one.name])


def _cuts(one: Asked, limit: int) -> Cuts:
    from ng911risk.andor.cuts import cuts_of

    return cuts_of(one.graph, one.goal, _removable(one), limit=limit)


def _removable(one: Asked) -> dict[int, float]:
    """Cost of each node that can be taken away; what costs without end cannot."""
    from ng911risk.andor.graph import Kind

    told = one.told.removable
    if told is None:
        told = {name: 1.0 for name, node in one.told.nodes.items() if node.kind is Kind.LEAF}
    return {one.graph.index[name]: cost for name, cost in told.items() if math.isfinite(cost)}


def _necessary(one: Asked) -> list[str]:
    from ng911risk.andor.chokes import necessary

    return one.names(necessary(one.graph, one.goal))


def _tree(one: Asked, found: Cuts) -> dict[str, Any]:
    return {
        "goal": one.graph.names[one.goal],
        **({"removable": _EVERY_LEAF} if one.told.removable is None else {}),
        "minimal": [_cut(one, cut) for cut in found.minimal],
        "complete": found.complete,
        "cheapest": [_cut(one, cut) for cut in found.cheapest],
        "optimal": found.optimal,
        "necessary": _necessary(one),
    }


def _cut(one: Asked, cut: Cut) -> dict[str, Any]:
    return {"nodes": one.names(cut.nodes), "cost": cut.cost}


def _tell(one: Asked, found: Cuts) -> None:
    goal = tame(one.graph.names[one.goal])
    if one.name:
        say(one.name, style="bold")
    if not found.minimal:
        say(f"Nothing that can be taken away stops {goal}.")
        say("Next: name more nodes under removable in the file.")
    elif not found.minimal[0].nodes:
        say(f"{goal} cannot be reached as it is; nothing needs to be taken away.")
    else:
        _table(one, found)
        for line in _words(one, found, goal):
            say(line)
    say()


def _table(one: Asked, found: Cuts) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("cost", justify="right", no_wrap=True)
    table.add_column("take away all of these", overflow="fold")
    cheapest = set(found.cheapest)
    for cut in found.minimal[:_SHOWN]:
        style = "bold" if cut in cheapest else ""
        names = Text(tame(", ".join(one.names(cut.nodes))), style=style)
        table.add_row(Text(f"{cut.cost:,.10g}", style=style), names)
    stdout().print(table)


def _words(one: Asked, found: Cuts, goal: str) -> Iterator[str]:
    more = len(found.minimal) - _SHOWN
    if more > 0:
        yield f"... and {counted(more, 'more set')}; --json lists them."
    if not found.complete:
        yield "There are more sets than were looked for; --limit raises that."
    price = f"{found.cheapest[0].cost:,.10g}"
    if found.optimal:
        yield f"Proven: nothing that costs less than {price} stops {goal}."
    else:
        yield f"Not proven: something that costs less than {price} may stop {goal}."
    if one.told.removable is None:
        yield f"The file does not say what can be taken away: {_EVERY_LEAF}."
    needed = [name for name in _necessary(one) if name != one.graph.names[one.goal]]
    if needed:
        yield f"No way to {goal} does without: {', '.join(needed)}."
    yield f"Next: ng911risk graph paths shows the likeliest ways to {goal}."
