"""
A child process: a workbook and its problems in, a copy with the bad cells marked out.

Started by its path, like child_read. Standard input: four bytes of length, that
much JSON (``[[sheet, row, column, place, message, hint], ...]``), the workbook.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

MEMORY_MAX = 1024 * 1024 * 1024
SECONDS_MAX = 15
WRITTEN_MAX = 100 * 1024 * 1024
"""openpyxl writes each sheet into a temporary file first."""

SHEET = "Problems"


def main() -> None:
    """Read standard input, write standard output."""
    sys.path[:] = json.loads(sys.argv[1])
    # Only now is the search path known; the limits are those of the reader beside us.
    from ng911risk.importers.workbook.child_read import limit  # noqa: PLC0415

    limit(MEMORY_MAX, SECONDS_MAX, written=WRITTEN_MAX)
    payload = sys.stdin.buffer.read()
    length = 4 + int.from_bytes(payload[:4], "big")
    sys.stdout.buffer.write(marked(payload[length:], json.loads(payload[4:length])))


def marked(data: bytes, problems: list[list[Any]]) -> bytes:
    """Copy of a workbook with red cells, comments that say why, and a list of all problems."""
    import openpyxl  # noqa: PLC0415 - as above

    book = openpyxl.load_workbook(io.BytesIO(data))
    if SHEET in book.sheetnames:
        del book[SHEET]
    for sheet, row, column, _, message, hint in problems:
        if sheet in book.sheetnames and row and column and hasattr(book[sheet], "cell"):
            _mark(book[sheet].cell(row, column), f"{message}. {hint}".strip())
    page = book.create_sheet(SHEET, 0)
    page.append(["Where", "What is wrong", "What to do"])
    for number, (_, _, _, place, message, hint) in enumerate(problems, start=2):
        for column, text in enumerate((place, message, hint), start=1):
            cell = page.cell(number, column, text)
            cell.data_type = "s"
    for letter, width in (("A", 34), ("B", 70), ("C", 70)):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    book.active = 0
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _mark(cell: Any, text: str) -> None:  # noqa: ANN401 - a cell, or a part of merged cells
    from openpyxl.cell.cell import Cell  # noqa: PLC0415 - as above
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    if isinstance(cell, Cell):
        known = (
            f"{cell.comment.text}\n" if cell.comment and cell.fill.start_color.rgb == RED else ""
        )
        cell.fill = PatternFill("solid", start_color=RED)
        cell.comment = Comment(known + text, "ng911risk", height=140, width=340)


RED = "00FF9C9C"

if __name__ == "__main__":
    main()
