"""``ng911risk template``: an empty workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ng911risk.cli.console import note
from ng911risk.cli.files import refuse_to_overwrite, write_bytes

EXAMPLES = ("ng911risk template inventory.xlsx",)


def template(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Workbook to write, ending in .xlsx.", show_default=False
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """
    Write an empty workbook with drop-downs and help in every column.

    Fill it in with any spreadsheet program, then: ng911risk check inventory.xlsx
    """
    from ng911risk.importers.workbook import workbook_template

    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter("the name of a workbook ends in .xlsx", param_hint="FILE")
    refuse_to_overwrite(file, force=force)
    write_bytes(file, workbook_template())
    note(f"Written: {file}")
