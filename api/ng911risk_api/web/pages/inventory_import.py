"""Drop in the file you have: bad cells are shown in place, mended there, or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.differences import differences
from ng911risk.errors import ConflictError, InputError, Problem, column_letters
from ng911risk.importers import ReadInventory, endings, workbook
from ng911risk.importers.own_list import find_list, in_our_form
from ng911risk.importers.repair import Checked, Fix, cells_of, check, meant, with_fix
from ng911risk.importers.sheets.cells import as_text, is_blank
from ng911risk.importers.sheets.grid import Grid
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory
from ng911risk.records import json_bytes, to_tree
from ng911risk.records.read import adapter_of
from ng911risk.store import places_of
from ng911risk.store.uploads import Upload
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.forms import TEXT_MAX, Form, Posted
from ng911risk_api.web.pages.inventory import XLSX
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.edits import newest, save_version, version_in

router = APIRouter(include_in_schema=False)

_FIXES_MAX: Final = 2_000
_ROWS_AROUND: Final = 12
"""Rows that are shown of a sheet with mistakes: those with one, then the first others."""

_LINES_SHOWN: Final = 60
_LINE_MAX: Final = 500
_CELL: Final = re.compile(r"cell:([0-9]{1,7}):([0-9]{0,3}):([^\n]{0,200})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a sheet as it is shown."""

    letters: str
    text: str
    problem: Problem | None = None
    meant: str = ""
    name: str = ""
    """Name of its field; empty where nothing is wrong with it or its row."""
    id: str = ""
    """Id of its field on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row as it is shown."""

    number: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    """What is wrong with the row, not with one of its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """One sheet with mistakes."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]
    """What is wrong with the sheet as such."""
    hidden: int
    """Rows that are not shown, in all of which nothing is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line of a text with mistakes."""

    number: int
    text: str
    problems: tuple[Problem, ...]


_BASE = "/sites/{id}/inventory/import"


@router.get(_BASE, dependencies=[allow(Permission.EDIT_INVENTORY)])
def ask(request: Request, id: str, stored: Stored) -> Response:
    """Ask for a file."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        latest = newest(rooms, id)
    return page(
        request,
        "inventory/import.html",
        site=site,
        head=latest.head if latest else None,
        endings=endings(),
        wrong="",
    )


@router.get(f"{_BASE}/template.xlsx", dependencies=[allow(Permission.READ_SITE)])
def template(id: str, stored: Stored) -> Response:
    """Give the empty form."""
    with stored.read() as rooms:
        rooms.sites.get(id)
    return Response(
        workbook.workbook_template(),
        media_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="ng911risk-inventory.xlsx"'},
    )


@router.post(_BASE, dependencies=[allow(Permission.EDIT_INVENTORY)])
def receive(request: Request, id: str, form: Posted, stored: Stored, parts: Using) -> Response:
    """Keep a file until it is taken; a file that cannot be opened at all is not kept."""
    sent = form.file("file")
    wrong: tuple[Problem, ...] = ()
    if sent is None:
        wrong = (Problem(file="", message="Choose a file first."),)
    else:
        try:
            cells(sent.content, sent.name)
        except InputError as error:
            wrong = error.problems
    if sent is None or wrong:
        return _refused(request, id, stored, wrong)
    with stored.write() as rooms:
        made = rooms.uploads.add(id, file=sent.name, content=sent.content, at=parts.now())
    return see_other(f"/sites/{id}/inventory/import/{made}")


@router.get(f"{_BASE}/{{upload}}", dependencies=[allow(Permission.EDIT_INVENTORY)])
def show(request: Request, id: str, upload: str, stored: Stored, parts: Using) -> Response:
    """Show what is wrong in place, or what would change."""
    return _shown(request, id, upload, stored, parts)


def _shown(
    request: Request, id: str, upload: str, stored: Desk, parts: Parts, *, newer: bool = False
) -> Response:
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        waiting = rooms.uploads.get(id, upload)
        latest = newest(rooms, id)
    if is_own_list(waiting):
        return see_other(f"/sites/{id}/inventory/import/{upload}/columns")
    fixes = _fixes(waiting)
    found = _check(parts.catalog, waiting, fixes)
    taken = found.whole or found.good
    before = latest.inventory if latest else None
    after = over(before, taken.inventory, site.name) if taken else None
    return page(
        request,
        "inventory/check.html",
        site=site,
        upload=waiting,
        number=latest.head.number if latest else 0,
        fixes=len(fixes),
        problems=found.problems,
        whole=found.whole is not None,
        sheets=tuple(_sheets(found)),
        lines=tuple(_lines(found)),
        elsewhere=_elsewhere(found),
        left_out=taken.left_out if taken and found.whole is None else (),
        rows_out=_rows_out(taken) if taken and found.whole is None else 0,
        after=after,
        kept=after is not None and taken is not None and after.controls != taken.inventory.controls,
        changes=differences(before, after) if before is not None and after is not None else None,
        can_mark=waiting.file.lower().endswith((".xlsx", ".xlsm")),
        newer=newer,
        status=HTTPStatus.CONFLICT if newer else HTTPStatus.OK,
    )


@router.post(f"{_BASE}/{{upload}}/fix", dependencies=[allow(Permission.EDIT_INVENTORY)])
def fix(id: str, upload: str, form: Posted, stored: Stored) -> Response:
    """Note corrections: those of the fields, or the one of a button."""
    with stored.write() as rooms:
        waiting = rooms.uploads.get(id, upload)
        fixes = _fixes(waiting)
        for one in _sent_fixes(form):
            fixes = with_fix(fixes, one)
        tree = [to_tree(one, omit_defaults=False) for one in fixes[-_FIXES_MAX:]]
        rooms.uploads.correct(id, upload, fixes_json=json_bytes(tree))
    return see_other(f"/sites/{id}/inventory/import/{upload}")


@router.post(f"{_BASE}/{{upload}}/take", dependencies=[allow(Permission.EDIT_INVENTORY)])
def take(
    request: Request, id: str, upload: str, form: Posted, stored: Stored, parts: Using
) -> Response:
    """Make a new version of what the file says, if nothing changed since it was shown."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        waiting = rooms.uploads.get(id, upload)
    found = _check(parts.catalog, waiting, _fixes(waiting))
    read = found.whole or (found.good if form.flag("good_rows_only") else None)
    if read is None:
        return show(request, id, upload, stored, parts)
    try:
        with stored.write() as rooms:
            latest = newest(rooms, id)
            rooms.uploads.remove(id, upload)
            head = save_version(
                rooms,
                id,
                over(latest.inventory if latest else None, read.inventory, site.name),
                file=waiting.file,
                places=places_of(read.inventory, read.place),
                why=f"imported {waiting.file}"[:200],
                at=parts.now(),
                seen=version_in(form.text("number")),
            )
    except ConflictError:
        return _shown(request, id, upload, stored, parts, newer=True)
    return see_other(f"/sites/{id}/inventory?saved={head.number}")


@router.post(f"{_BASE}/{{upload}}/discard", dependencies=[allow(Permission.EDIT_INVENTORY)])
def discard(id: str, upload: str, form: Posted, stored: Stored) -> Response:  # noqa: ARG001 - the form carries the token
    """Throw the file away."""
    with stored.write() as rooms:
        rooms.uploads.remove(id, upload)
    return see_other(f"/sites/{id}/inventory/import")


@router.get(f"{_BASE}/{{upload}}/marked.xlsx", dependencies=[allow(Permission.EDIT_INVENTORY)])
def marked(id: str, upload: str, stored: Stored, parts: Using) -> Response:
    """Give the workbook back with the bad cells marked, and those that were mended here."""
    with stored.read() as rooms:
        waiting = rooms.uploads.get(id, upload)
    fixes = _fixes(waiting)
    found = _check(parts.catalog, waiting, fixes)
    said = [
        Problem(
            file=waiting.file,
            sheet=one.sheet,
            row=one.row,
            column=one.column,
            message=f"you wrote '{one.text[:200]}' here in the page",
            hint="Write it here too.",
        )
        for one in fixes
    ]
    return Response(
        workbook.marked_copy(waiting.content, [*found.problems, *said]),
        media_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="marked.xlsx"'},
    )


def _refused(request: Request, id: str, stored: Stored, wrong: Sequence[Problem]) -> Response:
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        latest = newest(rooms, id)
    return page(
        request,
        "inventory/import.html",
        site=site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        head=latest.head if latest else None,
        endings=endings(),
        wrong=wrong,
    )


@lru_cache(maxsize=8)
def cells(content: bytes, file: str) -> tuple[Grid, ...] | None:
    """Cells of a file; opening one takes a process of its own, so the last few are kept."""
    return cells_of(content, file)


def _check(catalog: Catalog, waiting: Upload, fixes: Sequence[Fix]) -> Checked:
    return check(
        catalog, waiting.content, waiting.file, fixes, cells(waiting.content, waiting.file)
    )


def is_own_list(waiting: Upload) -> bool:
    """Whether a file is a list in somebody's own form, of which is asked what it means."""
    found = cells(waiting.content, waiting.file)
    return found is not None and not in_our_form(found) and find_list(found) is not None


def _fixes(waiting: Upload) -> tuple[Fix, ...]:
    if waiting.fixes_json.startswith(b"{"):
        return ()  # what was chosen for a list in somebody's own form
    kind: Any = tuple[Fix, ...]
    read: tuple[Fix, ...] = adapter_of(kind).validate_json(waiting.fixes_json)
    return read


def _sent_fixes(form: Form) -> Iterator[Fix]:
    """Corrections in the fields ``cell:row:column:sheet``, last the one of a button."""
    for name in form.names:
        if name.startswith("cell:"):
            before = form.text(f"was:{name}")
            if form.text(name) != before:
                yield from _fix(name, form.texts(name)[0].strip("\n"))
    place, _, text = form.text("use").partition("\n")
    yield from _fix(place, text)


def _fix(name: str, text: str) -> Iterator[Fix]:
    found = _CELL.fullmatch(name)
    if found and len(text) <= TEXT_MAX:
        row, column, sheet = found.groups()
        yield Fix(sheet=sheet, row=int(row), column=int(column) if column else None, text=text)


def over(before: Inventory | None, after: Inventory, name: str = "") -> Inventory:
    """
    `after`, with what the file says nothing of kept from `before`.

    That is the answers about protection, and the numbers of the centre where the file has
    none; its name is `name` where there was nothing before.
    """
    if "site.name" in after.assumed:
        if before is not None:
            said = tuple(path for path in before.assumed if path.startswith("site."))
            rest = tuple(path for path in after.assumed if not path.startswith("site."))
            after = replace(after, site=before.site, assumed=(*said, *rest))
        elif name:
            after = replace(after, site=replace(after.site, name=name))
    if before is None or after.controls or not before.controls:
        return after
    holders = {one.id for part in (after.assets, after.zones, after.owners) for one in part}
    return replace(
        after, controls=tuple(one for one in before.controls if holders.issuperset(one.scope))
    )


def _rows_out(read: ReadInventory) -> int:
    return len({(one.sheet, one.row) for one in read.left_out if one.row is not None})


def _sheets(found: Checked) -> Iterator[SheetView]:
    """Sheets in which something is wrong, each with its rows."""
    for position, grid in enumerate(found.grids):
        rows = {number for number, _ in grid.rows}
        here = [
            one
            for one in found.problems
            if one.sheet == grid.shown_as and (one.row in rows or (one.sheet and one.row is None))
        ]
        if here:
            yield _view(grid, here, position)


def _view(grid: Grid, problems: Sequence[Problem], position: int) -> SheetView:
    filled = list(grid.filled_rows())
    bad = {one.row for one in problems}
    first = filled[0][0] if filled else 0
    chosen = [number for number, _ in filled if number in bad or number == first]
    chosen += [number for number, _ in filled if number not in bad and number != first]
    shown = set(chosen[: max(_ROWS_AROUND, len(bad) + 1)])
    loose = {one.row for one in problems if one.column is None}  # one more cell to write into
    width = max(
        [len(cells) + (number in loose) for number, cells in filled if number in shown]
        + [one.column or 0 for one in problems],
        default=0,
    )
    rows = tuple(
        _row(grid, (position, number, first), cells, width, problems)
        for number, cells in filled
        if number in shown
    )
    return SheetView(
        name=grid.name,
        columns=tuple(column_letters(number + 1) for number in range(width)),
        rows=rows,
        problems=tuple(one for one in problems if one.row is None),
        hidden=len(filled) - len(rows),
    )


def _row(
    grid: Grid,
    where: tuple[int, int, int],
    cells: Sequence[Any],
    width: int,
    problems: Sequence[Problem],
) -> SheetRow:
    """One row; `where` is the position of the sheet, the row, and the row of its heads."""
    position, number, first = where
    taken = {as_text(value) for value in cells} if number == first else set()
    here = [one for one in problems if one.row == number]
    by_column: Mapping[int, Problem] = {one.column: one for one in reversed(here) if one.column}
    loose = any(not one.column for one in here)  # which cell it is about, nobody can say
    made = []
    for column in range(1, width + 1):
        value = cells[column - 1] if column <= len(cells) else None
        problem = by_column.get(column)
        guess = meant(problem) if problem else ""
        made.append(
            Cell(
                letters=column_letters(column),
                text="" if is_blank(value) else as_text(value)[:_LINE_MAX],
                problem=problem,
                meant="" if guess in taken else guess,
                name=f"cell:{number}:{column}:{grid.shown_as}" if problem or loose else "",
                id=f"cell-{position}-{number}-{column}",
            )
        )
    return SheetRow(
        number=number, cells=tuple(made), problems=tuple(one for one in here if not one.column)
    )


def _lines(found: Checked) -> Iterator[TextLine]:
    """Lines of a text in which something is wrong."""
    by_row: dict[int, list[Problem]] = {}
    for one in found.problems:
        if one.row is not None:
            by_row.setdefault(one.row, []).append(one)
    for number in sorted(by_row)[:_LINES_SHOWN]:
        if number <= len(found.lines) and len(found.lines[number - 1]) <= _LINE_MAX:
            yield TextLine(
                number=number, text=found.lines[number - 1], problems=tuple(by_row[number])
            )


def _elsewhere(found: Checked) -> tuple[Problem, ...]:
    """Problems that no cell and no line shows."""
    shown = {one for sheet in _sheets(found) for one in sheet.problems}
    for sheet in _sheets(found):
        for row in sheet.rows:
            shown |= set(row.problems) | {cell.problem for cell in row.cells if cell.problem}
    shown |= {one for line in _lines(found) for one in line.problems}
    return tuple(one for one in found.problems if one not in shown)
