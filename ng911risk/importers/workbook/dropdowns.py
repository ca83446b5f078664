"""Drop-downs: words of the fields on a hidden sheet, and ids that other sheets hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ng911risk.importers.sheets.cells import CellKind, CellType, cell_type
from ng911risk.importers.sheets.form import SHEETS, Column, Layout, Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

_SPARE_ROWS = 1_000
"""Rows below the filled ones that have drop-downs too."""


class Dropdowns:
    """Adds them to one workbook."""

    def __init__(self, book: Workbook, lists: str) -> None:
        self._book = book
        self._page = book.create_sheet(lists)
        self._page.sheet_state = "hidden"
        self._names: dict[str, str] = {}

    def add(self, filled: Mapping[str, int]) -> None:
        """Add drop-downs to every sheet; `filled` is the number of rows each has."""
        for sheet in SHEETS:
            last = 1 + _SPARE_ROWS + filled.get(sheet.name, 0)
            for number, column in enumerate(sheet.columns, start=1):
                rule = self._rule(sheet, column, filled)
                if rule is None:
                    continue
                if sheet.layout is Layout.FIELDS:
                    rule.add(f"B{number + 1}")
                else:
                    letter = get_column_letter(number)
                    rule.add(f"{letter}2:{letter}{last}")
                self._book[sheet.name].add_data_validation(rule)

    def _rule(
        self, sheet: Sheet, column: Column, filled: Mapping[str, int]
    ) -> DataValidation | None:
        wanted = cell_type(sheet.record, column)
        if column.refers and wanted.kind is CellKind.TEXT:
            last = 1 + _SPARE_ROWS + filled.get(column.refers[0], 0)
            # Only the commonest sheet of ids fits into one list, so others may be typed.
            return DataValidation(
                type="list",
                formula1=f"{column.refers[0]}!$A$2:$A${last}",
                allow_blank=True,
                showErrorMessage=False,
            )
        name = self._named(wanted)
        if name is None:
            return None
        return DataValidation(
            type="list",
            formula1=name,
            allow_blank=True,
            showErrorMessage=True,
            # A warning, not a stop: people may type an everyday word that we know.
            errorStyle="warning",
            errorTitle="Not in the list",
            error="Choose from the list, or keep it if it is an everyday word for one of these.",
        )

    def _named(self, wanted: CellType) -> str | None:
        """Name of the list with the words for `wanted`, written when first asked for."""
        if wanted.kind is CellKind.YES_NO:
            return self._list("Words_YesNo", ("yes", "no"))
        if wanted.words is None:
            return None
        return self._list(f"Words_{wanted.words.__name__}", _words(wanted.words))

    def _list(self, name: str, words: tuple[str, ...]) -> str:
        if name not in self._names:
            number = len(self._names) + 1
            for row, word in enumerate((name, *words), start=1):
                self._page.cell(row, number, word)
            letter = get_column_letter(number)
            area = f"{self._page.title}!${letter}$2:${letter}${len(words) + 1}"
            self._book.defined_names[name] = DefinedName(name, attr_text=area)
            self._names[name] = name
        return self._names[name]


def _words(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(one.value) for one in kind)
