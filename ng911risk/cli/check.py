"""``ng911risk check``: what is wrong with an inventory, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import counted, note, say
from ng911risk.cli.files import read_bytes, refuse_to_overwrite, write_bytes
from ng911risk.cli.reading import INVENTORY_HELP, read_inventory_file
from ng911risk.errors import InputError
from ng911risk.model.scales import Status

if TYPE_CHECKING:
    from ng911risk.model.catalog import Catalog
    from ng911risk.model.inventory import Inventory

EXAMPLES = (
    "ng911risk check site.yaml",
    "ng911risk check inventory.xlsx --marked marked.xlsx",
)

_NAMED = 5


def check(
    inventory: Annotated[
        Path, typer.Argument(metavar="INVENTORY", help=INVENTORY_HELP, show_default=False)
    ],
    marked: Annotated[
        Path | None,
        typer.Option(help="For a workbook: write a copy with every bad cell marked."),
    ] = None,
) -> None:
    """
    List everything that is wrong with an inventory, and what it leaves open.

    Nothing is assessed. Ends with 2 when something is wrong.
    """
    from ng911risk.content import load_catalog

    if marked and marked.suffix.lower() != ".xlsx":
        raise typer.BadParameter("the name of a workbook ends in .xlsx", param_hint="--marked")
    catalog = load_catalog()
    try:
        read = read_inventory_file(inventory, catalog)
    except InputError as error:
        if marked:
            _mark(inventory, marked, error)
        raise
    site = read.inventory.site
    machines = sum(asset.count for asset in read.inventory.assets)
    lines = counted(len(read.inventory.assets), "line")
    say(f"{site.name}: {lines}, {counted(machines, 'machine')}. Nothing is wrong.")
    for line in left_open(read.inventory, catalog):
        say(f"- {line}")


def left_open(inventory: Inventory, catalog: Catalog) -> Iterator[str]:
    """What an inventory without a mistake still does not say, in plain words."""
    answered = {one.mitigation for one in inventory.controls if one.status is not Status.UNKNOWN}
    open_ = [name for name in catalog.mitigations if name not in answered]
    if open_:
        number = f"{len(open_)} of {len(catalog.mitigations)}"
        yield f"Nothing is said about {number} measures: {_some(open_)}."
    if inventory.assumed:
        number = counted(len(inventory.assumed), "field")
        yield f"Assumed and not confirmed: {number}: {_some(inventory.assumed)}."
    unsaid = [one.mitigation for one in inventory.controls if not one.said_by]
    if unsaid:
        yield f"Without a word on who said so: {counted(len(unsaid), 'answer')}: {_some(unsaid)}."
    if not inventory.services:
        yield "No service is described, so nothing that happens can hurt one."
    if not inventory.flows:
        yield "No data flow is described, so no machine can be reached over the network."
    used = {need for one in inventory.services for each in one.needs for need in each.any_of}
    used |= {end for flow in inventory.flows for end in (flow.source, flow.target)}
    used |= {end for trust in inventory.trusts for end in (trust.source, *trust.targets)}
    alone = [asset.id for asset in inventory.assets if asset.id not in used]
    if alone:
        yield f"Without a flow, trust or service: {counted(len(alone), 'asset')}: {_some(alone)}."


def _some(names: list[str] | tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def _mark(inventory: Path, marked: Path, error: InputError) -> None:
    """Write a copy of the workbook with the bad cells marked; other formats have no cells."""
    from ng911risk.importers.workbook import marked_copy

    if inventory.suffix.lower() != ".xlsx" or not any(one.sheet for one in error.problems):
        note("Only the cells of a workbook can be marked; no copy was written.")
        return
    refuse_to_overwrite(marked, force=marked.resolve() != inventory.resolve())
    write_bytes(marked, marked_copy(read_bytes(inventory), error.problems))
    note(f"Written: {marked}")
