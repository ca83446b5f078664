"""A tree of plain values with the place of every node, and the limits it is built under."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from ng911risk.records.text import fault_of, shown, tidy

Scalar: TypeAlias = bool | int | float | str | None
"""One value; dates are text here."""

Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
"""What YAML and JSON have in common."""

Loc: TypeAlias = tuple[str | int, ...]
"""Steps from the root to a node: keys and positions."""

SIZE_MAX = 5 * 1024 * 1024
"""Largest file, in bytes."""

DEPTH_MAX = 32
"""Most lists and mappings inside each other."""

NODES_MAX = 200_000
"""Most values in one file."""

KEY_MAX = 200
"""Longest name of a field, in characters."""

INT_DIGITS_MAX = 19
"""Longest whole number worth converting; the exact bound is that of 64 bits."""

COMPLAINTS_MAX = 200
"""After so many problems the rest of a file is not looked at."""


@dataclass(slots=True)
class Mark:
    """Where a node stands (counted from 1), where its name stands, and the marks it holds."""

    row: int
    column: int
    name_at: tuple[int, int] | None = None
    items: list[Mark] | dict[str, Mark] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something wrong at a node, before it is known what the input calls that place."""

    loc: Loc
    message: str
    hint: str = ""
    at: tuple[int, int] | None = None
    """Row and column, when they are not those of the node."""

    points_at_name: bool = False
    """It is the name of the field that is wrong, not its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What a text holds, where each part stands, and what is wrong with it so far."""

    value: Plain
    mark: Mark
    complaints: tuple[Complaint, ...]


class Refused(Exception):  # noqa: N818 - stops one parse and never leaves this package
    """The rest of the text cannot be read."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(complaints[-1].message)
        self.complaints = complaints


def fault_of_scalar(value: Scalar) -> tuple[str, str]:
    """What is wrong with a tidy value and what to do about it; both empty if it may stay."""
    if isinstance(value, str):
        return fault_of(value), ""
    if isinstance(value, bool) or value is None:
        return "", ""
    if isinstance(value, float):
        return ("", "") if math.isfinite(value) else ("not a finite number", "")
    if not -(2**63) <= value < 2**63:
        return "the number is too large", 'If it is an identifier, put it in quotes: "...".'
    return "", ""


def fault_of_name(name: str) -> str:
    """What is wrong with a tidy name of a field; empty if it may stay."""
    if len(name) > KEY_MAX:
        return f"the name of the field is over {KEY_MAX} characters long"
    fault = fault_of(name)
    return f"in the name of the field, {fault}" if fault else ""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being filled."""

    value: list[Plain] | dict[str, Plain]
    mark: Mark
    key: str | None = None
    name_at: tuple[int, int] | None = None
    dropped: bool = False
    """The key is faulty, so the value to come is read but not kept."""

    @property
    def step(self) -> str | int:
        """Key or position of the node that was put last."""
        return (self.key or "") if isinstance(self.value, dict) else len(self.value) - 1


class Builder:
    """Builds a Tree from a stream of opens, keys, scalars and closes, without recursion."""

    def __init__(self) -> None:
        self._stack: list[_Open] = []
        self._complaints: list[Complaint] = []
        self._nodes = 0
        self._root: tuple[Plain, Mark] | None = None

    @property
    def has_root(self) -> bool:
        """Whether anything was put."""
        return self._root is not None

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar names a field."""
        if not self._stack:
            return False
        top = self._stack[-1]
        return top.key is None and isinstance(top.value, dict)

    def open(self, value: list[Plain] | dict[str, Plain], row: int, column: int) -> None:
        """Begin a list or mapping; `value` is that list or mapping, empty."""
        if self.wants_key:
            self.refuse("a list or mapping cannot be the name of a field", row, column)
        if len(self._stack) >= DEPTH_MAX:
            self.refuse(f"more than {DEPTH_MAX} lists and mappings inside each other", row, column)
        mark = Mark(row, column, items={} if isinstance(value, dict) else [])
        self._put(value, mark)
        self._stack.append(_Open(value, mark))

    def key(self, name: str, row: int, column: int) -> None:
        """Name the field whose value comes next."""
        top = self._stack[-1]
        top.key, top.name_at, top.dropped = tidy(name), (row, column), False
        marks = top.mark.items
        fault, hint = fault_of_name(top.key), ""
        if not fault and isinstance(marks, dict) and top.key in marks:
            first, _ = marks[top.key].name_at or (row, column)
            fault = f"{shown(top.key)} is given twice, in line {first} and in line {row}"
            hint = "Keep one of the two."
        if fault:
            top.dropped = True
            self.complain(fault, row, column, hint)

    def scalar(self, value: Scalar, row: int, column: int) -> None:
        """Add one value."""
        if isinstance(value, str):
            value = tidy(value)
        fault, hint = fault_of_scalar(value)
        self._put(None if fault else value, Mark(row, column))
        if fault:
            self.complain(fault, row, column, hint)
        self._after()

    def close(self) -> None:
        """End the innermost list or mapping."""
        self._stack.pop()
        self._after()

    def complain(self, message: str, row: int, column: int, hint: str = "") -> None:
        """Note a problem of the node that was put last; reading goes on."""
        loc = tuple(part.step for part in self._stack)
        self._complaints.append(Complaint(loc=loc, message=message, hint=hint, at=(row, column)))
        if len(self._complaints) >= COMPLAINTS_MAX:
            self.refuse("too many problems; the rest of the file was not read", row, column)

    def refuse(self, message: str, row: int, column: int, hint: str = "") -> NoReturn:
        """
        Stop reading.

        Raises:
            Refused: Always, with everything noted so far.
        """
        last = Complaint(loc=(), message=message, hint=hint, at=(row, column))
        raise Refused(*self._complaints, last)

    def done(self) -> Tree:
        """
        Return the finished tree.

        Raises:
            Refused: The text holds nothing.
        """
        if self._root is None:
            self.refuse("the file is empty", 1, 1)
        value, mark = self._root
        return Tree(value=value, mark=mark, complaints=tuple(self._complaints))

    def _put(self, value: Plain, mark: Mark) -> None:
        self._nodes += 1
        if self._nodes > NODES_MAX:
            self.refuse(f"more than {NODES_MAX:,} values in one file", mark.row, mark.column)
        if not self._stack:
            self._root = (value, mark)
            return
        top = self._stack[-1]
        if isinstance(top.value, list) and isinstance(top.mark.items, list):
            top.value.append(value)
            top.mark.items.append(mark)
        elif isinstance(top.value, dict) and isinstance(top.mark.items, dict) and not top.dropped:
            mark.name_at = top.name_at
            top.value[top.key or ""] = value
            top.mark.items[top.key or ""] = mark

    def _after(self) -> None:
        if self._stack:
            self._stack[-1].key = None
