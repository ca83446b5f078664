"""Grids of cells -> an inventory, or every problem; on request without the rows that are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ng911risk.errors import InputError, Problem
from ng911risk.importers.result import Draft, contradictions_in
from ng911risk.importers.sheets.build import Built, build
from ng911risk.importers.sheets.form import SHEETS, Layout
from ng911risk.importers.sheets.grid import Grid
from ng911risk.importers.sheets.match import missing, sheets_of
from ng911risk.importers.sheets.rows import SheetRows
from ng911risk.model.inventory import Inventory, Shift, SiteProfile
from ng911risk.model.scales import Stage
from ng911risk.records import Place, read_tree, to_tree

_ROUNDS_MAX = 10
"""So many times rows are left out, at least 200 if there are so many, and what refers to them."""

_STAND_IN = SiteProfile(
    name="-",
    stage=Stage.LEGACY,
    positions=1,
    shifts=(Shift(from_hour=0, to_hour=24, on_duty=1, calls_per_hour=1.0),),
    trunks_911=1,
    trunks_ten_digit=1,
)

_SHOWN_MAX = 500
"""Most problems in one list; whoever has more has made one mistake many times."""


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
    sheets, unknown = sheets_of(grids, file)
    if good_rows_only:
        # a sheet that cannot be read at all, and is not needed, is left out like a row
        unknown += [one for found in sheets if not found.sheet.needed for one in found.fatal]
        sheets = [found for found in sheets if found.sheet.needed or not found.fatal]
    fatal = [problem for found in sheets for problem in found.fatal]
    fatal += missing(sheets, file, grids)
    unknown += [problem for found in sheets for problem in found.unknown]
    attempt = _attempt(sheets, file, frozenset())
    if good_rows_only and not fatal:
        return _with_good_rows(sheets, file, attempt, unknown)
    found = attempt.problems
    if attempt.draft is None:
        found += _beyond(sheets, file, found)
    problems = [*fatal, *unknown, *_news(found, fatal, sheets)]
    if problems or attempt.draft is None:
        raise InputError(_shown(problems, file))
    return attempt.draft


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
    raise InputError(_shown([*left_out, *attempt.problems], file))


def _attempt(sheets: Sequence[SheetRows], file: str, without: frozenset[Place]) -> _Attempt:
    built = build(sheets, file, without)
    inventory, problems = _record(built, file)
    if inventory is None:
        return _Attempt(draft=None, problems=problems)
    draft = Draft(inventory=inventory, file=file, places=MappingProxyType(built.places))
    problems += tuple(contradictions_in(draft))
    return _Attempt(draft=None if problems else draft, problems=problems)


def _beyond(
    sheets: Sequence[SheetRows], file: str, known: Iterable[Problem]
) -> tuple[Problem, ...]:
    """
    Contradictions between the rows that are right, so that nobody mends a file twice.

    What only says that a row with `known` problems is not there is no news.
    """
    bad = frozenset(map(_row_of, known))
    built = build(sheets, file, bad)
    # Nothing contradicts the numbers of the centre, so they need not be right for this.
    built.tree["site"] = to_tree(_STAND_IN)
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


def _shown(problems: Iterable[Problem], file: str) -> list[Problem]:
    """The first problems in the order of the form, and how many more there are."""
    ordered = _in_order(problems)
    more = len(ordered) - _SHOWN_MAX
    if more > 0:
        message = f"{more:,} more problems are not shown"
        ordered[_SHOWN_MAX:] = [Problem(file=file, message=message)]
    return ordered


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
