"""Help for the columns of the form, from the docstrings of the fields."""

from __future__ import annotations

from functools import cache
from typing import Any

from ng911risk.importers.sheets.cells import CellKind, cell_type
from ng911risk.importers.sheets.form import Column, Sheet
from ng911risk.model.inventory import Inventory
from ng911risk.records import json_schema
from ng911risk.records.paths import types_at

_WAYS = {
    CellKind.YES_NO: "Write yes or no.",
    CellKind.DATE: "Write a date, such as 2026-03-31.",
    CellKind.LIST: "Several are separated by commas.",
}


def help_for(sheet: Sheet, column: Column) -> str:
    """What to write into `column`, and how."""
    steps = column.steps
    while steps and steps[-1] == 0:
        steps = steps[:-1]
    holders = types_at(sheet.record, steps[:-1])
    names = [one.__name__ for one in holders if isinstance(one, type)]
    said = next((_described(name, str(steps[-1])) for name in names), "")
    wanted = cell_type(sheet.record, column)
    needed = "Needed." if sheet.needs(column) else "May stay empty."
    return " ".join(filter(None, (said, _WAYS.get(wanted.kind, ""), needed)))


def _described(record: str, field: str) -> str:
    return str(_definitions()[record]["properties"][field].get("description", ""))


@cache
def _definitions() -> dict[str, Any]:
    schema = json_schema(Inventory, title="Inventory")
    return {**schema["$defs"], Inventory.__name__: schema}
