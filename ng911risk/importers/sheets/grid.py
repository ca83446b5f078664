"""Cells as a workbook or a CSV file holds them, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ng911risk.importers.sheets.cells import is_blank
from ng911risk.records import Place
from ng911risk.records.tree import Scalar

CELLS_MAX = 200_000
"""Most filled cells in one inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet of cells."""

    name: str
    """Name by which its place in the form is found."""

    shown_as: str
    """Name in messages; empty when the file is this one sheet."""

    rows: tuple[tuple[int, tuple[Scalar, ...]], ...]
    """Number of each row, from 1 as people count, and its cells from column A on."""

    def filled_rows(self) -> Iterator[tuple[int, tuple[Scalar, ...]]]:
        """Rows in which somebody wrote anything."""
        for number, cells in self.rows:
            if not all(map(is_blank, cells)):
                yield number, cells

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """A cell, a row, or the sheet; `column` counts from 1."""
        return Place(sheet=self.shown_as, row=row, column=column)
