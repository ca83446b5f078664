"""
Everything that becomes an inventory: YAML, JSON, workbooks, CSV, and answers to questions.

`read_inventory` is the way in for files, and `known_to` holds what was read against the
catalogue. `ng911risk.importers.workbook` writes the
empty form, fills it from an inventory and marks bad cells; it is imported only where
that is wanted, because the library behind it is slow to load.
`ng911risk.importers.start` makes an inventory from about 25 answers.
"""

from __future__ import annotations

from ng911risk.importers.format import endings
from ng911risk.importers.reading import read_inventory
from ng911risk.importers.result import ReadInventory
from ng911risk.importers.strangers import known_to

__all__ = ["ReadInventory", "endings", "known_to", "read_inventory"]
