"""An inventory in a workbook: the form that `ng911risk template` writes, filled by people."""

from __future__ import annotations

from ng911risk.importers.format import InventoryFormat
from ng911risk.importers.result import Draft
from ng911risk.importers.sheets.read import read_sheets
from ng911risk.importers.workbook.open import grids_of


def read(data: bytes, file: str, good_rows_only: bool) -> Draft:  # noqa: FBT001 - the protocol
    """
    Read the sheets of the form.

    Raises:
        InputError: Every problem, with sheet, row and column.
    """
    return read_sheets(grids_of(data, file), file, good_rows_only=good_rows_only)


FORMAT = InventoryFormat(
    name="a workbook",
    endings=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    read=read,
    grids=grids_of,
)
