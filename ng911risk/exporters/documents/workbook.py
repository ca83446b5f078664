"""Tables -> an Excel workbook: filters, a header that stays, and no cell that becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ng911risk.exporters.documents.plain_text import straight
from ng911risk.exporters.documents.settled import settled

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | int | float | date | None

_LONGEST: Final = 32_000
"""Signs that fit in a cell; Excel allows 32,767."""

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a workbook."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    widths: tuple[int, ...]
    """In characters, one for each column."""


def xlsx(sheets: Sequence[Sheet], *, title: str, marking: str, at: datetime) -> bytes:
    """
    A workbook; same tables, same bytes.

    Args:
        sheets: Its tables, in order.
        title: In its properties.
        marking: Who may read it, at the foot of each printed sheet.
        at: What its properties call the moment of making; UTC.
    """
    from openpyxl import Workbook  # noqa: PLC0415 -- slow, and most commands never need it

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "ng911risk"
    book.properties.title = straight(title)[:250]
    book.properties.subject = straight(marking)[:250]
    book.properties.created = at.astimezone(UTC).replace(tzinfo=None)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, marking)
    held = io.BytesIO()
    book.save(held)
    return settled(held.getvalue(), at)


def _write(page: Worksheet, sheet: Sheet, marking: str) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 -- as in `xlsx`
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- as in `xlsx`

    for column, (name, width) in enumerate(zip(sheet.header, sheet.widths, strict=True), start=1):
        head = page.cell(1, column)
        _put(head, name)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", start_color="1F3A5F")
        page.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(sheet.rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(page.cell(number, column), value)
    page.freeze_panes = "B2"
    last = get_column_letter(len(sheet.header))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    setup: Any = page
    setup.sheet_properties.pageSetUpPr.fitToPage = True
    setup.oddFooter.left.text = straight(marking).replace("&", "&&")[:120]
    setup.oddFooter.right.text = "Page &P of &N"


def _put(cell: Any, value: Value) -> None:  # noqa: ANN401 -- a cell of a library that is loaded late
    """Put a value; text stays text whatever it begins with, also when the file is saved as CSV."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 -- as in `xlsx`
    from openpyxl.styles import Alignment  # noqa: PLC0415 -- as in `xlsx`

    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        return
    if not value:
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", straight(value))[:_LONGEST]
    bare = text.lstrip(" \u00a0\u200b\u3000\ufeff")
    cell.value = f"'{text}" if bare.startswith(_STARTS) else text
    cell.data_type = "s"
