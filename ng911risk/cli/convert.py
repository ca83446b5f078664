"""``ng911risk convert``: the same inventory in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ng911risk.cli.console import note
from ng911risk.cli.files import read_bytes, refuse_to_overwrite, write_bytes
from ng911risk.cli.writing import writer_for
from ng911risk.errors import NG911RiskError

EXAMPLES = (
    "ng911risk convert inventory.xlsx site.yaml",
    "ng911risk convert site.yaml inventory.xlsx",
)


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="Inventory to read.", show_default=False)
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="File to write: .yaml, .json or .xlsx.", show_default=False
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """
    Write an inventory in another format, and prove that nothing was lost.

    The result is read back and compared before it is kept. Comments of a
    hand-written file are not carried over.
    """
    from ng911risk.importers import read_inventory

    write = writer_for(target, "OUT")
    refuse_to_overwrite(target, force=force)
    read = read_inventory(read_bytes(source), file=source.name)
    data = write(read.inventory)
    if read_inventory(data, file=target.name).digest != read.digest:
        raise NG911RiskError(
            f"{target} would not say the same as {source}; nothing was written. "
            "This is a defect: please report it."
        )
    write_bytes(target, data)
    note(f"Written: {target}")
