"""
The workbook form: written with openpyxl, read with calamine in a child process.

The names below load openpyxl when they are first asked for: reading does not need it,
and it takes a quarter of a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ng911risk.importers.workbook.marked import marked_copy
    from ng911risk.importers.workbook.template import inventory_workbook, workbook_template

__all__ = ["inventory_workbook", "marked_copy", "workbook_template"]

_HOMES = {
    "inventory_workbook": "template",
    "workbook_template": "template",
    "marked_copy": "marked",
}


def __getattr__(name: str) -> object:
    """Load what writes workbooks."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
