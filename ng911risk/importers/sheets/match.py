"""Which sheet of a file is which sheet of the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ng911risk.errors import Problem
from ng911risk.importers.sheets.form import LISTS, PROBLEMS, SHEETS, Sheet
from ng911risk.importers.sheets.grid import Grid
from ng911risk.importers.sheets.rows import SheetRows, rows_of
from ng911risk.importers.sheets.words import key
from ng911risk.records.text import did_you_mean, shown


def sheets_of(grids: Iterable[Grid], file: str) -> tuple[list[SheetRows], list[Problem]]:
    """Sheets of the form in its order, and sheets that are not in it."""
    found: dict[str, SheetRows] = {}
    problems: list[Problem] = []
    for grid in grids:
        if key(grid.name) in (key(LISTS), key(PROBLEMS)):
            continue
        sheet = next((sheet for sheet in SHEETS if key(grid.name) in sheet.keys), None)
        if sheet is not None and sheet.name not in found:
            found[sheet.name] = rows_of(sheet, grid, file)
        elif any(grid.filled_rows()):  # an empty sheet that nobody knows has nothing to lose
            problems.append(_unknown(grid, sheet, file))
    return [found[sheet.name] for sheet in SHEETS if sheet.name in found], problems


def _unknown(grid: Grid, sheet: Sheet | None, file: str) -> Problem:
    names = [each.name for each in SHEETS]
    if sheet is not None:
        message, hint = f"a second sheet for {sheet.name}", "Keep one of the two."
    else:
        message = f"there is no sheet {shown(grid.name)} in the form"
        hint = did_you_mean(grid.name, names) or f"Known are {', '.join(names)}."
    return Problem(file=file, sheet=grid.shown_as, message=message, hint=hint)


def missing(sheets: Sequence[SheetRows], file: str, grids: Sequence[Grid]) -> list[Problem]:
    """Sheets without which there is no inventory, and that are not in the file."""
    present = {found.sheet.name for found in sheets}
    there = ", ".join(shown(grid.name) for grid in grids[:8]) or "none"
    return [
        Problem(
            file=file,
            field=sheet.path,
            message=f"the sheet {sheet.name} is missing",
            hint=f"The file has: {there}.",
        )
        for sheet in SHEETS
        if sheet.needed and sheet.name not in present
    ]
