"""The form as a workbook: heads, help, drop-downs, and the rows that somebody has already."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ng911risk.importers.sheets.cells import CellKind, cell_type
from ng911risk.importers.sheets.form import LISTS, SHEETS, Column, Layout, Sheet
from ng911risk.importers.workbook.cells_of import Cell
from ng911risk.importers.workbook.dropdowns import Dropdowns
from ng911risk.importers.workbook.help import help_for

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_AUTHOR = "ng911risk"
_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""One fixed moment: the same form is the same bytes."""

_HEAD = PatternFill("solid", start_color="1F3A5F")
_NEEDED = PatternFill("solid", start_color="7A1F1F")
_HEAD_FONT = Font(bold=True, color="FFFFFF")
_ACTS = ("=", "+", "-", "@")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_WIDE = {"Note", "Answer", "Targets", "Needs any of", "Holds for", "Why", "Fallback note", "Help"}


def write_form(rows: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """
    Workbook with every sheet of the form.

    Args:
        rows: Name of a sheet to its rows, in the order of its columns; Site has one row.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = _AUTHOR
    book.properties.created = _MADE
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        given = rows.get(sheet.name, ())
        (_write_fields if sheet.layout is Layout.FIELDS else _write_table)(page, sheet, given)
    Dropdowns(book, LISTS).add({name: len(given) for name, given in rows.items()})
    held = io.BytesIO()
    book.save(held)
    return settled(held.getvalue())


def settled(data: bytes) -> bytes:
    """Return the same workbook without the moment at which it was written."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                stamp = _MADE.isoformat().encode() + b"Z"
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content, count=1
                )
            info = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return held.getvalue()


def _write_table(page: Worksheet, sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        _head(page, number, column.header, needed=sheet.needs(column))
        comment = Comment(help_for(sheet, column), _AUTHOR, height=120, width=320)
        page.cell(1, number).comment = comment
        if _is_text(sheet, column):
            page.column_dimensions[get_column_letter(number)].number_format = "@"
    page.freeze_panes = "A2"
    for row_number, row in enumerate(rows, start=2):
        for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True), start=1):
            _write(page, row_number, number, value, text=_is_text(sheet, column))


def _write_fields(page: Worksheet, sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> None:
    for number, head in enumerate(("Question", "Answer", "Help"), start=1):
        _head(page, number, head, needed=False)
        page.column_dimensions[get_column_letter(number)].width = 40
    page.freeze_panes = "A2"
    values = rows[0] if rows else [None] * len(sheet.columns)
    for number, (value, column) in enumerate(zip(values, sheet.columns, strict=True), start=2):
        page.cell(number, 1, column.header).font = Font(bold=sheet.needs(column))
        _write(page, number, 2, value, text=_is_text(sheet, column))
        said = page.cell(number, 3, help_for(sheet, column))
        said.alignment = Alignment(wrap_text=True, vertical="top")


def _head(page: Worksheet, number: int, text: str, *, needed: bool) -> None:
    cell = page.cell(1, number, text)
    cell.font = _HEAD_FONT
    cell.fill = _NEEDED if needed else _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    width = 36 if text in _WIDE else 18
    page.column_dimensions[get_column_letter(number)].width = width


def _write(page: Worksheet, row: int, number: int, value: Cell, *, text: bool) -> None:
    cell = page.cell(row, number)
    if text:
        cell.number_format = "@"
    if value is None:
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if isinstance(value, str):
        # Never a formula, whatever it begins with; and never read as an escape.
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_ACTS)


def _is_text(sheet: Sheet, column: Column) -> bool:
    return cell_type(sheet.record, column).kind in (CellKind.TEXT, CellKind.LIST)
