"""Grids of cells -> an inventory, or every problem; on request without the rows that are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ng911risk.errors import InputError, Problem
from ng911risk.importers.result import Draft, contradictions_in
from ng911risk.importers.sheets.build import Built, build
from ng911risk.importers.sheets.form import LISTS, PROBLEMS, SHEETS, Layout, Sheet
from ng911risk.importers.sheets.grid import Grid
from ng911risk.importers.sheets.rows import SheetRows, rows_of
from ng911risk.importers.sheets.words import key
from ng911risk.model.inventory import Inventory
from ng911risk.records import Place, read_tree
from ng911risk.records.text import did_you_mean, shown

_ROUNDS_MAX = 40
"""So many times rows are left out and what refers to them looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What one reading gave: an inventory, or problems with the data."""

    draft: Draft | None
    problems: tuple[Problem, ...]


def read_sheets(grids: Sequence[Grid], file: str, *, good_rows_only: bool) -> Draft:
    """
    Read an inventory from the sheets of a file.

    Args:
        grids: The sheets, in any order.
        file: Name of the file as its author knows it.
        good_rows_only: Leave out what is wrong or unknown, and what refers to it.

    Raises:
        InputError: Something is wrong; when good rows were asked for, something
            that is not in a row, so that leaving out rows does not help.
    """
    sheets, unknown = _sheets_of(grids, file)
    fatal = [problem for found in sheets for problem in found.fatal]
    fatal += _missing(sheets, file, grids)
    unknown += [problem for found in sheets for problem in found.unknown]
    attempt = _attempt(sheets, file, frozenset())
    if fatal or not good_rows_only:
        problems = [*fatal, *unknown, *_news(attempt.problems, fatal, sheets)]
        if problems or attempt.draft is None:
            raise InputError(_in_order(problems))
        return attempt.draft
    return _with_good_rows(sheets, file, attempt, unknown)


def _with_good_rows(
    sheets: Sequence[SheetRows], file: str, attempt: _Attempt, unknown: Sequence[Problem]
) -> Draft:
    """Leave out rows until the rest is right."""
    rows = {
        row.place
        for found in sheets
        if found.sheet.layout is not Layout.FIELDS
        for row in found.rows
    }
    out: frozenset[Place] = frozenset()
    left_out = list(unknown)
    for _ in range(_ROUNDS_MAX):
        if attempt.draft is not None:
            return Draft(
                inventory=attempt.draft.inventory,
                file=file,
                places=attempt.draft.places,
                left_out=tuple(_in_order(left_out)),
            )
        bad = {_row_of(problem): problem for problem in reversed(attempt.problems)}
        fresh = rows & (bad.keys() - out)
        if not fresh:
            break
        left_out += [problem for problem in attempt.problems if _row_of(problem) in fresh]
        out |= fresh
        attempt = _attempt(sheets, file, out)
    raise InputError(_in_order([*left_out, *attempt.problems]))


def _attempt(sheets: Sequence[SheetRows], file: str, without: frozenset[Place]) -> _Attempt:
    built = build(sheets, file, without)
    inventory, problems = _record(built, file)
    if inventory is None:
        return _Attempt(draft=None, problems=problems + _beyond(sheets, file, without, problems))
    draft = Draft(inventory=inventory, file=file, places=MappingProxyType(built.places))
    problems += tuple(contradictions_in(draft))
    return _Attempt(draft=None if problems else draft, problems=problems)


def _beyond(
    sheets: Sequence[SheetRows], file: str, without: frozenset[Place], known: Iterable[Problem]
) -> tuple[Problem, ...]:
    """
    Contradictions between the rows that are right, so that nobody mends a file twice.

    What only says that a row with `known` problems is not there is no news.
    """
    bad = frozenset(map(_row_of, known))
    built = build(sheets, file, without | bad)
    inventory, _ = _record(built, file)
    if inventory is None:
        return ()
    ids = {
        f"'{row.cells.get(found.sheet.columns[0].field)}'"
        for found in sheets
        for row in found.rows
        if row.place in bad
    }
    draft = Draft(inventory=inventory, file=file, places=built.places)
    return tuple(
        # Without the bad rows the numbers in paths are others; the cell says enough.
        replace(problem, field="")
        for problem in contradictions_in(draft)
        if not any(name in problem.message for name in ids)
    )


def _record(built: Built, file: str) -> tuple[Inventory | None, tuple[Problem, ...]]:
    try:
        inventory = read_tree(Inventory, built.tree, file=file, places=built.places.get)
    except InputError as error:
        said = {_cell_of(problem) for problem in built.problems}
        news = (problem for problem in error.problems if _cell_of(problem) not in said)
        return None, (*built.problems, *news)
    return inventory, tuple(built.problems)


def _sheets_of(grids: Iterable[Grid], file: str) -> tuple[list[SheetRows], list[Problem]]:
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


def _missing(sheets: Sequence[SheetRows], file: str, grids: Sequence[Grid]) -> list[Problem]:
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


def _news(
    problems: Iterable[Problem], fatal: Sequence[Problem], sheets: Sequence[SheetRows]
) -> list[Problem]:
    """Problems without those that only follow from a missing sheet, column or row."""
    broken = tuple(
        [problem.field for problem in fatal if problem.field]
        + [found.sheet.path for found in sheets if found.fatal]
    )
    return [
        problem
        for problem in problems
        if not (broken and problem.field.startswith(broken) and "missing" in problem.message[:8])
    ]


def _cell_of(problem: Problem) -> Place:
    return Place(sheet=problem.sheet, row=problem.row, column=problem.column)


def _row_of(problem: Problem) -> Place:
    return Place(sheet=problem.sheet, row=problem.row)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    unique = dict.fromkeys(problems)
    order = [sheet.name for sheet in SHEETS]
    return sorted(
        unique,
        key=lambda one: (
            order.index(one.sheet) if one.sheet in order else -1,
            one.sheet,
            one.row or 0,
            one.column or 0,
        ),
    )
