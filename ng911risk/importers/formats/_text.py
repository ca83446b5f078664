"""What YAML and JSON have in common here."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from ng911risk.importers.result import Draft
from ng911risk.model.inventory import Inventory
from ng911risk.records import Place, read_record


def read_text(data: bytes, file: str, kind: Literal["yaml", "json"]) -> Draft:
    """
    Read one inventory from text.

    Raises:
        InputError: Every problem, with line and column.
    """
    located = read_record(Inventory, data, file=file, format=kind)
    places = {path: Place(row=row, column=col) for path, (row, col) in located.places.items()}
    return Draft(inventory=located.value, file=file, places=MappingProxyType(places))
