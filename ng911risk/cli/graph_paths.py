"""``ng911risk graph paths``: the likeliest ways to a goal, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ng911risk.cli.console import emit, say, tame
from ng911risk.cli.graph_goal import FILE_HELP, GOAL_HELP, Asked, asked, json_of

if TYPE_CHECKING:
    from ng911risk.andor.kbest import Way, Ways

EXAMPLES = (
    "ng911risk graph paths hosts.json",
    "ng911risk graph paths hosts.json -k 3 --json",
)

NUMBER_MAX = 1_000
_LOOKS_EACH = 100
_LOOKS_LEAST = 10_000


def paths(
    file: Annotated[Path, typer.Argument(help=FILE_HELP)],
    number: Annotated[
        int, typer.Option("-k", "--number", min=1, max=NUMBER_MAX, help="How many ways to show.")
    ] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print all that was found.")] = False,
    goal: Annotated[str | None, typer.Option(help=GOAL_HELP)] = None,
) -> None:
    """
    Print the likeliest ways to the goal, each with its steps in order.

    The chance of a way is that all of its steps are true, each counted once
    though several others need it. Ways differ by their steps; one that only does more
    than another is left out, and a state that needs no luck is no step. The goal itself
    is at least as likely as its likeliest way: ng911risk graph solve tells how likely.
    """
    graphs, single = asked(file, goal)
    found = {one.name: _ways(one, number) for one in graphs}
    if as_json:
        emit(json_of({one.name: _tree(one, found[one.name]) for one in graphs}, single=single))
        return
    for one in graphs:
        _tell(one, found[one.name])


def _ways(one: Asked, number: int) -> Ways:
    from ng911risk.andor.kbest import best_ways

    budget = max(_LOOKS_LEAST, _LOOKS_EACH * number)
    return best_ways(one.graph, one.goal, number, budget=budget)


def _steps(one: Asked, way: Way) -> list[str]:
    """Names of the steps, in an order in which each follows from those before it."""
    return one.names(tuple(node for node in way.nodes if node in way.steps))


def _tree(one: Asked, found: Ways) -> dict[str, Any]:
    return {
        "goal": one.graph.names[one.goal],
        "paths": [
            {
                "chance": way.chance,
                "steps": _steps(one, way),
                "nodes": one.names(way.nodes),
            }
            for way in found.ways
        ],
        "proven": found.proven,
    }


def _tell(one: Asked, found: Ways) -> None:
    goal = tame(one.graph.names[one.goal])
    if one.name:
        say(one.name, style="bold")
    if not found.ways:
        say(f"{goal} cannot be reached.")
    for place, way in enumerate(found.ways, start=1):
        say(f"{place}. chance {way.chance:.4g}", style="bold")
        for step in _steps(one, way):
            say(f"   {step}  ({one.told.nodes[step].chance:.4g})")
    if found.ways and not found.proven:
        say("Not proven: the graph is large, and a likelier way may have been missed.")
    if found.ways:
        say(f"Next: ng911risk graph cuts shows what stops {goal}.")
    say()
