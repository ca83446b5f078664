"""A tree that somebody else built -> a clean copy of plain values, under the same limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum

from ng911risk.records.text import shown, tidy
from ng911risk.records.tree import (
    DEPTH_MAX,
    NODES_MAX,
    Complaint,
    Loc,
    Plain,
    fault_of_name,
    fault_of_scalar,
)


def tidy_tree(tree: object) -> tuple[Plain, tuple[Complaint, ...]]:
    """Return a copy with dates and enums as text and tidy strings, and what is wrong with it."""
    tidier = _Tidier()
    return tidier.copy(tree, ()), tuple(tidier.complaints)


class _Tidier:
    """Copies a tree; recursion is safe because the depth is checked on the way down."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []
        self._left = NODES_MAX

    def copy(self, value: object, loc: Loc) -> Plain:
        """Return a plain copy of `value`; a faulty part is noted and replaced by None."""
        self._left -= 1
        if self._left <= 0 or len(loc) > DEPTH_MAX:
            if self._left >= 0:
                self._complain(loc, "too many values, or too deep inside each other")
            return None
        if isinstance(value, Mapping):
            return self._mapping(value, loc)
        if isinstance(value, list | tuple):
            return [self.copy(item, (*loc, number)) for number, item in enumerate(value)]
        return self._scalar(value, loc)

    def _mapping(self, value: Mapping[object, object], loc: Loc) -> Plain:
        plain: dict[str, Plain] = {}
        for key, inner in value.items():
            name = tidy(str(key))
            fault = fault_of_name(name) if isinstance(key, str) else "the name must be text"
            if fault or name in plain:
                self._complain((*loc, name), fault or f"{shown(name)} is given twice")
            else:
                plain[name] = self.copy(inner, (*loc, name))
        return plain

    def _scalar(self, value: object, loc: Loc) -> Plain:
        if isinstance(value, Enum):
            value = value.value
        if isinstance(value, dt.datetime) and value.tzinfo is None and value.time() == dt.time():
            value = value.date()  # a workbook has no other way to write a date
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, str):
            value = tidy(value)
        if not (value is None or isinstance(value, bool | int | float | str)):
            self._complain(loc, f"a {type(value).__name__} cannot be read here")
            return None
        fault, hint = fault_of_scalar(value)
        if fault:
            self._complain(loc, fault, hint)
            return None
        return value

    def _complain(self, loc: Loc, message: str, hint: str = "") -> None:
        self.complaints.append(Complaint(loc=loc, message=message, hint=hint))
