"""An inventory -> rows of the form: what reading turns around."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeAlias

from ng911risk.importers.sheets.cells import join
from ng911risk.importers.sheets.form import SHEETS, Column, Layout, Sheet
from ng911risk.model.inventory import Inventory

Cell: TypeAlias = str | int | float | dt.date | None
"""What a cell of our own workbooks may hold."""


def rows_by_sheet(inventory: Inventory) -> dict[str, list[list[Cell]]]:
    """Rows of each sheet, in the order of its columns; for Site one row of all its fields."""
    return {sheet.name: list(_rows(sheet, inventory)) for sheet in SHEETS}


def _rows(sheet: Sheet, inventory: Inventory) -> Iterator[list[Cell]]:
    if sheet.layout is Layout.WORDS:
        for word in inventory.assumed:
            yield [word]
        return
    found = _at(inventory, tuple(sheet.path.split(".")))
    for record in [found] if sheet.layout is Layout.FIELDS else found:
        if sheet.layout is Layout.PARTS:
            parts = _at(record, sheet.columns[1].steps[:1])
            yield from ([_cell(one, record, part) for one in sheet.columns] for part in parts)
        elif sheet.layout is Layout.GROUPS:
            yield from _group(sheet, record)
        else:
            yield [_cell(column, record, None) for column in sheet.columns]


def _group(sheet: Sheet, record: object) -> Iterator[list[Cell]]:
    """The list of a record, one item a row; what is said once stands in the first."""
    inner = next(column for column in sheet.columns if 0 in column.steps)
    for number, item in enumerate(_at(record, inner.steps[:1]) or (None,)):
        yield [
            _cell(column, record, item)
            if number == 0 or column is sheet.columns[0] or 0 in column.steps
            else None
            for column in sheet.columns
        ]


def _cell(column: Column, record: object, part: object) -> Cell:
    if 0 in column.steps:
        return None if part is None else _written(column, _at(part, column.steps[2:]))
    return _written(column, _at(record, column.steps))


def _at(record: Any, steps: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - whatever the field holds
    for step in steps:
        record = getattr(record, str(step))
    return record


def _written(column: Column, value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return join(value) or None
    if isinstance(value, float) and float(f"{value:.15g}") != value:
        return repr(value)  # spreadsheets keep 15 digits of a number, and all of a text
    if value == "":
        return "none" if column.none_is_empty else None
    return value if isinstance(value, str | int | float | dt.date) else None
