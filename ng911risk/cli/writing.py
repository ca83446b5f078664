"""Which writer makes an inventory file, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ng911risk.model.inventory import Inventory


def writer_for(target: Path, what: str) -> Callable[[Inventory], bytes]:
    """
    Return what turns an inventory into the bytes of a file with the ending of `target`.

    Args:
        target: The file.
        what: How the command calls it, for the complaint.

    Raises:
        typer.BadParameter: Nothing writes such files.
    """
    from ng911risk.records import to_json, to_yaml

    ending = target.suffix.lower()
    if ending in {".yaml", ".yml"}:
        return to_yaml
    if ending == ".json":
        return to_json
    if ending == ".xlsx":
        from ng911risk.importers.workbook import inventory_workbook

        return inventory_workbook
    raise typer.BadParameter("the name ends in .yaml, .json or .xlsx", param_hint=what)
