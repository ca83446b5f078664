"""
An inventory in CSV: the sheets of the workbook form as text.

Either a ``.zip`` with one file for each sheet (``site.csv``, ``assets.csv``, ...,
in a folder or not), or one ``.csv`` in which a line with only the name of a sheet
in brackets, ``[Assets]``, begins each sheet. Columns are those of the workbook
(`ng911risk.importers.sheets.form`). Separated by commas, semicolons or tabs; UTF-8,
or Windows-1252 as older spreadsheet programs write it.
"""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath

from ng911risk.errors import InputError, Problem
from ng911risk.importers.archive import check_size, open_zip, refused
from ng911risk.importers.format import InventoryFormat
from ng911risk.importers.result import Draft
from ng911risk.importers.sheets.grid import CELLS_MAX, Grid
from ng911risk.importers.sheets.read import read_sheets
from ng911risk.records.text import FORBIDDEN, name_of, shown

_HEADING = re.compile(r"\s*\[([^\[\]]{1,60})\][\s,;]*")
_EMPTY = " ,;\t\r\n"
_ROW = tuple[int, tuple[str, ...]]


def read(data: bytes, file: str, good_rows_only: bool) -> Draft:  # noqa: FBT001 - the protocol
    """
    Read one file with headings, or a zip file with one file for each sheet.

    Raises:
        InputError: Every problem, with line and column.
    """
    return read_sheets(grids_of(data, file), file, good_rows_only=good_rows_only)


def grids_of(data: bytes, file: str) -> list[Grid]:
    """
    Cells of one file with headings, or of a zip file with one file for each sheet.

    Raises:
        InputError: Not CSV, damaged, or too large.
    """
    check_size(data, file=file)
    grids = _zipped(data, file) if file.lower().endswith(".zip") else _headed(data, file)
    if sum(len(cells) for grid in grids for _, cells in grid.rows) > CELLS_MAX:
        raise refused(file, f"more than {CELLS_MAX:,} cells", "")
    return grids


def any_grids_of(data: bytes, file: str) -> list[Grid]:
    """
    Cells as `grids_of`, and one sheet without a name for a file with headings of its own.

    Raises:
        InputError: Not CSV, damaged, or too large.
    """
    if file.lower().endswith(".zip"):
        return grids_of(data, file)
    check_size(data, file=file)
    lines = _text(data, file, "").splitlines(keepends=True)
    if any(map(_HEADING.fullmatch, lines)) or not any(line.strip(_EMPTY) for line in lines):
        return grids_of(data, file)
    grid = Grid(name="", shown_as="", rows=tuple(_rows(lines, file, "")))
    if sum(len(cells) for _, cells in grid.rows) > CELLS_MAX:
        raise refused(file, f"more than {CELLS_MAX:,} cells", "")
    return [grid]


FORMAT = InventoryFormat(name="CSV", endings=(".csv", ".zip"), read=read, grids=any_grids_of)


def _zipped(data: bytes, file: str) -> list[Grid]:
    opened = open_zip(data, file=file)
    grids: list[Grid] = []
    for part in opened.infolist():
        path = PurePath(part.filename.replace("\\", "/"))
        if part.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        shown_as = shown(path.name)[1:-1]
        if path.suffix.lower() != ".csv":
            raise refused(
                file,
                f"the zip file holds {shown(path.name)}, which is not CSV",
                "Put one CSV file for each sheet into it, and nothing else.",
            )
        try:
            text = _text(opened.read(part), file, shown_as)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
            raise refused(file, f"{shown(path.name)} in it is damaged", "Pack it again.") from None
        rows = tuple(_rows(text.splitlines(keepends=True), file, shown_as))
        grids.append(Grid(name=path.stem, shown_as=shown_as, rows=rows))
    return grids


def _headed(data: bytes, file: str) -> list[Grid]:
    lines = _text(data, file, "").splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if _HEADING.fullmatch(line)]
    before = "".join(lines[: starts[0]] if starts else lines)
    if before.strip(_EMPTY):
        raise InputError(
            [
                Problem(
                    file=file,
                    row=1,
                    message="this belongs to no sheet",
                    hint="Begin each sheet with a line like [Assets], or send a zip file "
                    "with one CSV file for each sheet.",
                )
            ]
        )
    if not starts:
        raise refused(file, "the file is empty", "")
    grids: list[Grid] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found = _HEADING.fullmatch(lines[start])
        name = found[1] if found else ""
        rows = tuple(_rows(lines[start + 1 : end], file, "", first=start + 2))
        grids.append(Grid(name=name, shown_as="", rows=rows))
    return grids


def _text(data: bytes, file: str, sheet: str) -> str:
    """
    Text of a file.

    Raises:
        InputError: In another encoding than the two that are read, or with hidden characters.
    """
    if b"\0" in data:
        message = "the file is not UTF-8 text (it holds zero bytes, as UTF-16 does)"
        row = data.count(b"\n", 0, data.index(b"\0")) + 1
        hint = "Save it again as CSV UTF-8."
        raise InputError([Problem(file=file, sheet=sheet, row=row, message=message, hint=hint)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := FORBIDDEN.search(text):
        row = text.count("\n", 0, found.start()) + 1
        message = f"the text contains {name_of(found.group())}"
        raise InputError(
            [Problem(file=file, sheet=sheet, row=row, message=message, hint="Delete it.")]
        )
    return text


def _rows(lines: list[str], file: str, sheet: str, first: int = 1) -> Iterator[_ROW]:
    """Rows with the number of the line on which each begins."""
    reader = csv.reader(lines, delimiter=_separator(lines), strict=True)
    while True:
        row = reader.line_num + first
        try:
            cells = next(reader, None)
        except csv.Error as error:
            message = f"not CSV: {error}"
            hint = "Look for a quotation mark that is not closed."
            raise InputError(
                [Problem(file=file, sheet=sheet, row=row, message=message, hint=hint)]
            ) from None
        if cells is None:
            return
        yield row, tuple(cells)


def _separator(lines: list[str]) -> str:
    """What separates the heads: the commonest of comma, semicolon and tab; a title has none."""
    filled = [line for line in lines if line.strip()]
    heads = next((line for line in filled if any(map(line.count, ",;\t"))), "")
    return max(",;\t", key=heads.count)
