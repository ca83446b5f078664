"""
A child process: bytes of a workbook in, cells as JSON out.

Started by its path, not as part of the package, so that it loads nothing but the
reader. Answers ``{"sheets": [{"name", "rows": [[number, [cell, ...]], ...]}]}`` or
``{"fault", "hint"}``. Dates are ISO 8601 text.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

CELLS_MAX = 200_000
TEXT_MAX = 10_001
"""Longer text in a cell is cut: one character more than is allowed tells enough."""

ALL_TEXT_MAX = 30_000_000
MEMORY_MAX = 512 * 1024 * 1024
SECONDS_MAX = 10

_ERROR_CELL = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>.{0,2000}?<v>([^<]{1,20})</v>', re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_SHEET = re.compile(r'<(?:\w+:)?sheet\b[^>]*\bname="([^"]*)"[^>]*\b\w+:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship\b[^>]*>")


class Refused(Exception):  # noqa: N818 - becomes the answer
    """What is wrong with the file, and what to do about it."""


def main() -> None:
    """Read standard input, write standard output."""
    sys.path[:] = json.loads(sys.argv[1])
    limit(MEMORY_MAX, SECONDS_MAX, written=0)
    try:
        answer: dict[str, Any] = {"sheets": list(_sheets(sys.stdin.buffer.read()))}
    except Refused as refused:
        fault, hint = refused.args
        answer = {"fault": fault, "hint": hint}
    sys.stdout.write(json.dumps(answer))


def limit(memory: int, seconds: int, written: int) -> None:
    """
    Bound this process, where the system can; elsewhere the parent's clock has to do.

    Args:
        memory: Bytes of address space.
        seconds: Processor time.
        written: Bytes of the largest file it may write.
    """
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, written),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows the name of a limit that it does not keep
            continue


def _sheets(data: bytes) -> Iterator[dict[str, Any]]:
    import python_calamine as calamine  # noqa: PLC0415 - only now is the search path known

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        broken = _error_cells(data)
        budget = Budget()
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = list(_rows(sheet, broken.get(name, {}), budget))
            yield {"name": name[:100], "rows": rows}
    except calamine.PasswordError:
        raise Refused("the file is protected with a password", "Save it without one.") from None
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError, KeyError):
        raise Refused(
            "the file is damaged, or is not the workbook its name says",
            "Open it in your spreadsheet program and save it again as .xlsx.",
        ) from None


class Budget:
    """Counts what goes out: a small file can repeat one long text two hundred thousand times."""

    def __init__(self) -> None:
        self._cells = 0
        self._text = 0

    def take(self, cell: object) -> None:
        """
        Count one cell.

        Raises:
            Refused: There are too many, or too much text in them.
        """
        self._cells += 1
        self._text += len(cell) if isinstance(cell, str) else 0
        if self._cells > CELLS_MAX or self._text > ALL_TEXT_MAX:
            raise Refused(
                f"more than {CELLS_MAX:,} filled cells, or too much text in them",
                "Keep only the inventory in the file.",
            )


def _rows(
    sheet: Any,  # noqa: ANN401 - the reader is typed only where it is installed
    broken: dict[tuple[int, int], str],
    budget: Budget,
) -> Iterator[tuple[int, list[Any]]]:
    if sheet.start is None:
        return
    row0, column0 = sheet.start
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), start=row0 + 1):
        cells: list[Any] = [None] * column0 + [_plain(value) for value in values]
        for (row, column), text in broken.items():
            if row == number and column <= len(cells):
                cells[column - 1] = text
        while cells and cells[-1] is None:
            cells.pop()
        for cell in cells:
            if cell is not None:
                budget.take(cell)
        if cells:
            yield number, cells


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value[:TEXT_MAX] or None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value if isinstance(value, bool | int | float) else str(value)


def _error_cells(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Cells that show an error such as ``#REF!``, which the reader takes for blank."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {}
    book = zipfile.ZipFile(io.BytesIO(data))
    if "xl/workbook.xml" not in book.namelist():
        return {}
    targets = {}
    for relation in _RELATION.findall(_text(book, "xl/_rels/workbook.xml.rels")):
        found = dict(re.findall(r'\b(Id|Target)="([^"]*)"', relation))
        if len(found) == 2:  # noqa: PLR2004 - both were there
            targets[found["Id"]] = "xl/" + found["Target"].removeprefix("/xl/")
    return {
        html.unescape(name): _errors_in(book, targets[sheet_id])
        for name, sheet_id in _SHEET.findall(_text(book, "xl/workbook.xml"))
        if targets.get(sheet_id) in book.namelist()
    }


def _errors_in(book: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    found = {}
    for attributes, text in _ERROR_CELL.findall(book.read(part)):
        if place := _REFERENCE.search(attributes):
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - ord("A") + 1
            found[int(place[2]), column] = text.decode("utf-8", "replace")
    return found


def _text(book: zipfile.ZipFile, part: str) -> str:
    return book.read(part).decode("utf-8", "replace") if part in book.namelist() else ""


if __name__ == "__main__":
    main()
