"""``ng911risk graph``: the arithmetic under everything, on a graph from a file."""

from __future__ import annotations

import typer

from ng911risk.cli.examples import epilog

EXAMPLES = ("ng911risk graph solve bridge.json",)

app = typer.Typer(
    help="Solve an AND/OR graph from a file, to hold our arithmetic against a paper.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


@app.callback()
def graph() -> None:
    """Solve an AND/OR graph from a file, to hold our arithmetic against a paper."""
