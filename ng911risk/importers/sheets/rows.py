"""A grid of cells -> rows of the form: which column is which, and what is in none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ng911risk.errors import Problem
from ng911risk.importers.sheets.cells import as_text, is_blank
from ng911risk.importers.sheets.form import Column, Layout, Sheet
from ng911risk.importers.sheets.grid import Grid
from ng911risk.importers.sheets.words import key
from ng911risk.records import Place
from ng911risk.records.text import did_you_mean, shown
from ng911risk.records.tree import Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a sheet of the form."""

    place: Place
    cells: Mapping[str, Scalar]
    """Field to what is written there; nothing for a blank cell."""

    at: Mapping[str, Place]
    """Field to its cell, blank ones too."""


@dataclass(slots=True)
class SheetRows:
    """What one sheet holds, and what is wrong with its heads."""

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    fatal: list[Problem] = field(default_factory=list)
    """Without these repaired the sheet cannot be read."""

    unknown: list[Problem] = field(default_factory=list)
    """Cells that belong to no field: reported, and left out only when asked for."""


def rows_of(sheet: Sheet, grid: Grid, file: str) -> SheetRows:
    """Rows of `grid` as `sheet` of the form."""
    found = SheetRows(sheet=sheet)
    filled = list(grid.filled_rows())
    if not filled:
        if sheet.needed:
            found.fatal.append(_problem(file, grid.place(), f"the sheet {sheet.name} is empty"))
    elif sheet.layout is Layout.FIELDS:
        _read_fields(found, grid, filled, file)
    else:
        _read_table(found, grid, filled, file)
    return found


def _read_table(
    found: SheetRows, grid: Grid, filled: list[tuple[int, tuple[Scalar, ...]]], file: str
) -> None:
    """Heads in the first filled row, one row for each below."""
    head_row, heads = filled[0]
    columns: dict[int, Column] = {}
    for index, head in enumerate(heads):
        if is_blank(head):
            continue
        place = grid.place(head_row, index + 1)
        column = _named(found.sheet, as_text(head))
        if column is None:
            found.unknown.append(_unknown(file, place, as_text(head), found.sheet, "column"))
        elif column in columns.values():
            found.fatal.append(_twice(file, place, column, "column"))
        else:
            columns[index] = column
    for column in found.sheet.columns:
        if column not in columns.values() and found.sheet.needs(column):
            message = f"the column '{column.header}' is missing"
            found.fatal.append(_problem(file, grid.place(head_row), message))
    named = set(columns) | {index for index, head in enumerate(heads) if not is_blank(head)}
    for number, cells in filled[1:]:
        found.rows.append(_row(grid, number, cells, columns))
        found.unknown.extend(
            _problem(file, grid.place(number, index + 1), "this cell stands under no heading")
            for index, cell in enumerate(cells)
            if index not in named and not is_blank(cell)
        )


def _row(grid: Grid, number: int, cells: tuple[Scalar, ...], columns: dict[int, Column]) -> Row:
    return Row(
        place=grid.place(number),
        cells={
            column.field: cells[index]
            for index, column in columns.items()
            if index < len(cells) and not is_blank(cells[index])
        },
        at={column.field: grid.place(number, index + 1) for index, column in columns.items()},
    )


def _read_fields(
    found: SheetRows, grid: Grid, filled: list[tuple[int, tuple[Scalar, ...]]], file: str
) -> None:
    """Name of a field in column A, its value in column B, help in column C."""
    cells: dict[str, Scalar] = {}
    at: dict[str, Place] = {}
    taken: list[Column] = []
    for number, row in filled:
        name = as_text(row[0]).strip()
        if key(name) == "question":
            continue  # the heads that our own form has above the fields
        place = grid.place(number, 1)
        column = _named(found.sheet, name) if name else None
        if column is None:
            found.unknown.append(_unknown(file, place, name, found.sheet, "field"))
            continue
        if column in taken:
            found.fatal.append(_twice(file, place, column, "row"))
            continue
        taken.append(column)
        at[column.field] = grid.place(number, 2)
        if len(row) > 1 and not is_blank(row[1]):
            cells[column.field] = row[1]
    found.fatal.extend(
        _problem(file, grid.place(), f"the row '{column.header}' is missing")
        for column in found.sheet.columns
        if column not in taken and found.sheet.needs(column)
    )
    found.rows.append(Row(place=grid.place(), cells=cells, at=at))


def _named(sheet: Sheet, name: str) -> Column | None:
    """Column that `name` means; the heads of our own form win over other words."""
    exact = (column for column in sheet.columns if key(column.header) == key(name))
    other = (column for column in sheet.columns if key(name) in column.keys)
    return next(exact, None) or next(other, None)


def _unknown(file: str, place: Place, name: str, sheet: Sheet, what: str) -> Problem:
    heads = [column.header for column in sheet.columns]
    hint = did_you_mean(name, heads) or f"Known here: {', '.join(heads)}."
    message = f"there is no {what} {shown(name)} in the sheet {sheet.name}"
    return _problem(file, place, message, hint)


def _twice(file: str, place: Place, column: Column, what: str) -> Problem:
    message = f"a second {what} for '{column.header}'"
    return _problem(file, place, message, "Keep one of the two.")


def _problem(file: str, place: Place, message: str, hint: str = "") -> Problem:
    return Problem(
        file=file,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        message=message,
        hint=hint,
    )
