"""
A file with mistakes, corrected cell by cell without being opened again.

The file stays as it came. What somebody corrected is kept beside it and laid over its
cells (or its lines, for YAML and JSON) each time it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ng911risk.errors import InputError, Problem
from ng911risk.importers.reading import format_of, name_of, read_inventory
from ng911risk.importers.result import Draft, ReadInventory, checked, problem_at
from ng911risk.importers.sheets.form import SHEETS
from ng911risk.importers.sheets.grid import Grid
from ng911risk.importers.sheets.read import read_sheets
from ng911risk.importers.sheets.words import key
from ng911risk.importers.start import build_inventory
from ng911risk.importers.strangers import known_to
from ng911risk.model.catalog import Catalog
from ng911risk.model.record import Record
from ng911risk.model.references import unknown_to
from ng911risk.records.tree import Scalar

_MEANT = re.compile(r"Did you mean '([^']+)'\?")
_COLUMN_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix(Record):
    """What one cell, or one line of a text, should say."""

    sheet: str = ""
    """Sheet as messages name it; empty for a file of one sheet and for a text."""

    row: int
    """From 1."""

    column: int | None = None
    """From 1; None for a whole line of a text."""

    text: str
    """What it says now; empty for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a file says with its corrections, and everything that is wrong with it."""

    whole: ReadInventory | None
    """The inventory, when nothing is wrong."""

    good: ReadInventory | None
    """
    What is left when wrong rows and sheets are left out; None where that does not help.

    Numbers of the centre that are missing or wrong are assumed, and `assumed` names them.
    """

    problems: tuple[Problem, ...]
    grids: tuple[Grid, ...]
    """Cells with the corrections; empty for a text or a file that cannot be opened."""

    lines: tuple[str, ...]
    """Lines with the corrections; empty for a file of cells."""


def cells_of(data: bytes, file: str) -> tuple[Grid, ...] | None:
    """
    Cells of a file of rows and columns; None for a text.

    Raises:
        InputError: It cannot be opened.
    """
    name = name_of(file)
    form = format_of(data, name)
    return None if form.grids is None else tuple(form.grids(data, name))


def check(
    catalog: Catalog,
    data: bytes,
    file: str,
    fixes: Sequence[Fix],
    grids: Sequence[Grid] | None,
) -> Checked:
    """
    Read a file with its corrections, and find everything that is wrong in one go.

    Args:
        catalog: Where measures and weaknesses are looked up.
        data: The file as it came.
        file: Its name.
        fixes: What was corrected; a later one for the same cell wins.
        grids: What `cells_of` gave.
    """
    name = name_of(file)
    if grids is None:
        return _check_text(catalog, data, name, fixes)
    mended = corrected(grids, fixes)
    problems: tuple[Problem, ...] = ()
    whole = good = None
    try:
        whole = known_to(catalog, _read(mended, name, good_rows_only=False))
    except InputError as error:
        problems = error.problems
        good = _good(catalog, mended, name) or _good_but_numbers(catalog, mended, name)
        if good is not None:
            # what the catalogue does not know would otherwise come only after the rest is mended
            found = (problem_at(good, *one) for one in unknown_to(catalog, good.inventory))
            problems = tuple(dict.fromkeys((*problems, *found)))
    return Checked(whole=whole, good=good, problems=problems, grids=mended, lines=())


def _good(catalog: Catalog, grids: Sequence[Grid], name: str) -> ReadInventory | None:
    try:
        return known_to(catalog, _read(grids, name, good_rows_only=True), good_rows_only=True)
    except InputError:
        return None


def _good_but_numbers(catalog: Catalog, grids: Sequence[Grid], name: str) -> ReadInventory | None:
    """Good rows, with numbers of the centre assumed where theirs are missing or wrong."""
    for sheets in (("shifts",), ("site",), ("site", "shifts")):
        found = _good(catalog, _with_stand_in(grids, sheets), name)
        if found is not None:
            return _with_assumed_numbers(found, sheets)
    return None


def _with_assumed_numbers(found: ReadInventory, sheets: Sequence[str]) -> ReadInventory | None:
    usual = build_inventory({})
    said, guess = found.inventory.site, usual.site
    site = replace(guess if "site" in sheets else said, shifts=said.shifts)
    paths = [path for path in usual.assumed if path.startswith("site.") and "site" in sheets]
    if "shifts" in sheets:
        site = replace(site, shifts=guess.shifts)
    wanted = ("site.shifts",) if "shifts" in sheets else ()
    paths = [path for path in paths if path != "site.shifts"] + list(wanted)
    names = " and ".join(sheet.capitalize() for sheet in sheets)
    why = Problem(
        file=found.file,
        message=f"the sheet {names} is not read; what it should say is assumed"
        if len(sheets) == 1
        else f"the sheets {names} are not read; what they should say is assumed",
    )
    whole, _ = checked(
        Draft(
            inventory=replace(
                found.inventory,
                site=site,
                assumed=tuple(dict.fromkeys((*paths, *found.inventory.assumed))),
            ),
            file=found.file,
            places={
                path: place for path, place in found.places.items() if not path.startswith("site")
            },
            left_out=(why, *found.left_out),
        )
    )
    return whole


def _with_stand_in(grids: Sequence[Grid], sheets: Sequence[str]) -> tuple[Grid, ...]:
    """`grids` with numbers of a centre that are surely right in the place of some sheets."""
    rest = (one for one in grids if not set(sheets) & _sheet_names(one))
    return (*(one for one in _STAND_IN if one.name.casefold() in sheets), *rest)


def _sheet_names(grid: Grid) -> set[str]:
    return {sheet.name.casefold() for sheet in SHEETS if key(grid.name) in sheet.keys}


_STAND_IN = (
    Grid(
        name="Site",
        shown_as="",
        rows=(
            (1, ("Name of the centre", "-")),
            (2, ("Stage", "legacy")),
            (3, ("Call-taking positions", "1")),
            (4, ("9-1-1 trunks", "1")),
            (5, ("Ten-digit trunks", "1")),
        ),
    ),
    Grid(
        name="Shifts",
        shown_as="",
        rows=(
            (1, ("From hour", "To hour", "People on duty", "9-1-1 calls per hour")),
            (2, ("0", "24", "1", "1")),
        ),
    ),
)


def _read(grids: Sequence[Grid], name: str, *, good_rows_only: bool) -> ReadInventory:
    whole, problems = checked(read_sheets(grids, name, good_rows_only=good_rows_only))
    if whole is None:
        raise InputError(problems)
    return whole


def _check_text(catalog: Catalog, data: bytes, name: str, fixes: Sequence[Fix]) -> Checked:
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError:
        lines = []
    said = {fix.row: fix.text for fix in fixes if fix.column is None}
    if said and lines:
        lines = [said.get(number, line) for number, line in enumerate(lines, start=1)]
        data = "\n".join(lines).encode() + b"\n"
    problems: tuple[Problem, ...] = ()
    whole = None
    try:
        whole = known_to(catalog, read_inventory(data, file=name))
    except InputError as error:
        problems = error.problems
    return Checked(whole=whole, good=None, problems=problems, grids=(), lines=tuple(lines))


def corrected(grids: Sequence[Grid], fixes: Sequence[Fix]) -> tuple[Grid, ...]:
    """`grids` with what was corrected; a correction of a cell that is not there adds it."""
    by_row: dict[tuple[str, int], dict[int, str]] = {}
    for fix in fixes:
        if fix.column is not None and 1 <= fix.column <= _COLUMN_MAX:
            by_row.setdefault((fix.sheet, fix.row), {})[fix.column] = fix.text
    return tuple(
        replace(
            grid,
            rows=tuple(
                (number, _mended(cells, by_row.get((grid.shown_as, number), {})))
                for number, cells in grid.rows
            ),
        )
        for grid in grids
    )


def _mended(cells: tuple[Scalar, ...], said: Mapping[int, str]) -> tuple[Scalar, ...]:
    if not said:
        return cells
    wide = list(cells) + [None] * (max(said) - len(cells))
    for column, text in said.items():
        wide[column - 1] = text or None
    return tuple(wide)


def meant(problem: Problem) -> str:
    """What a problem guesses was meant; empty when it does not guess."""
    found = _MEANT.search(problem.hint)
    return found[1] if found else ""


def with_fix(fixes: Sequence[Fix], fix: Fix) -> tuple[Fix, ...]:
    """`fixes` and one more, in the place of an earlier one for the same cell."""
    cell = (fix.sheet, fix.row, fix.column)
    return (*(one for one in fixes if (one.sheet, one.row, one.column) != cell), fix)
