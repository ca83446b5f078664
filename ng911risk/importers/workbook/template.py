"""The form, empty or filled."""

from __future__ import annotations

from ng911risk.importers.workbook.cells_of import rows_by_sheet
from ng911risk.importers.workbook.write import write_form
from ng911risk.model.inventory import Inventory


def workbook_template() -> bytes:
    """Return the empty form as .xlsx, the same bytes each time."""
    return write_form({})


def inventory_workbook(inventory: Inventory) -> bytes:
    """
    Return the form filled with `inventory` as .xlsx, the same bytes each time.

    Reading it gives an equal inventory, but for spaces at the ends of a text.
    """
    return write_form(rows_by_sheet(inventory))
