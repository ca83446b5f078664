"""An inventory in YAML: the canonical form, and what people write by hand."""

from __future__ import annotations

from ng911risk.importers.format import InventoryFormat
from ng911risk.importers.formats._text import read_text
from ng911risk.importers.result import Draft


def read(data: bytes, file: str, good_rows_only: bool) -> Draft:  # noqa: FBT001 - the protocol
    """
    Read the file whole or not at all, whatever `good_rows_only` says: YAML has no rows.

    Raises:
        InputError: Every problem, with line and column.
    """
    del good_rows_only
    return read_text(data, file, "yaml")


FORMAT = InventoryFormat(name="YAML", endings=(".yaml", ".yml"), read=read)
