"""A tree of plain values with the place of every node, and the limits it is built under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ng911risk.records.text import fault_of, shown, tidy

Plain: TypeAlias = "None | bool | int | float | str | list[Plain] | dict[str, Plain]"
"""What YAML and JSON have in common; dates are text here."""

Loc: TypeAlias = "tuple[str | int, ...]"
"""Steps from the root to a node: keys and positions."""

SIZE_MAX = 5 * 1024 * 1024
"""Largest file, in bytes."""

DEPTH_MAX = 32
"""Most lists and mappings inside each other."""

NODES_MAX = 200_000
"""Most values in one file."""

KEY_MAX = 200
"""Longest name of a field, in characters."""

INT_MAX = 2**63 - 1
"""Largest whole number; the smallest is its negative minus one."""


@dataclass(slots=True)
class Mark:
    """Where a node of the tree stands (counted from 1) and the marks of what it holds."""

    row: int
    column: int
    items: list[Mark] | dict[str, Mark] | None = None
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something wrong at a node, before it is known how the input calls that place."""

    loc: Loc
    message: str
    hint: str = ""
    at: tuple[int, int] | None = None
    """Row and column when they are not those of the node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What a text holds, where each part stands, and what is wrong with it so far."""

    value: Plain
    mark: Mark
    complaints: tuple[Complaint, ...]


class Refused(Exception):  # noqa: N818 - stops the parse; never leaves this package
    """The rest of the text cannot be read."""

    def __init__(self, complaint: Complaint, earlier: tuple[Complaint, ...] = ()) -> None:
        super().__init__(complaint.message)
        self.complaints = (*earlier, complaint)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being filled."""

    value: list[Plain] | dict[str, Plain]
    mark: Mark
    key: str | None = None
    seen: bool = False
    """The open key stands in the mapping already, so its value is dropped."""


class Builder:
    """Builds a Tree from a stream of opens, keys, scalars and closes, iteratively."""

    def __init__(self) -> None:
        self._stack: list[_Open] = []
        self._complaints: list[Complaint] = []
        self._nodes = 0
        self._root: tuple[Plain, Mark] | None = None

    def wants_key(self) -> bool:
        """Whether the next scalar names a field."""
        return (
            bool(self._stack)
            and isinstance(self._stack[-1].value, dict)
            and (self._stack[-1].key is None)
        )

    def open(self, value: list[Plain] | dict[str, Plain], row: int, column: int) -> None:
        """Begin the empty list or mapping `value`."""
        if len(self._stack) >= DEPTH_MAX:
            self.refuse(f"more than {DEPTH_MAX} lists and mappings inside each other", row, column)
        mark = Mark(row, column, {} if isinstance(value, dict) else [])
        self._put(value, mark)
        self._stack.append(_Open(value, mark))

    def key(self, name: str, row: int, column: int) -> None:
        """Name the field whose value comes next."""
        top = self._stack[-1]
        name = tidy(name)
        if len(name) > KEY_MAX or (fault := fault_of(name)):
            fault = fault if len(name) <= KEY_MAX else f"the name is over {KEY_MAX} characters long"
            self.complain(f"not a name of a field: {fault}", row, column)
        top.key = name
        top.seen = name in top.mark.keys
        if top.seen:
            first = top.mark.keys[name][0]
            self.complain(
                f"{shown(name)} stands twice, in line {first} and in line {row}",
                row,
                column,
                "Keep one of the two.",
            )
        else:
            top.mark.keys[name] = (row, column)

    def scalar(self, value: None | bool | float | str, row: int, column: int) -> None:  # noqa: FBT001 - a value is no flag
        """Add one value."""
        if isinstance(value, str):
            value = tidy(value)
        self._put(value, Mark(row, column))
        fault, hint = fault_of_scalar(value)
        if fault:
            self._complaints.append(
                Complaint(loc=(*self.loc(), *self._last()), message=fault, hint=hint, at=(row, column))
            )
        self._after()

    def close(self) -> None:
        """End the innermost list or mapping."""
        self._stack.pop()
        self._after()

    def complain(self, message: str, row: int, column: int, hint: str = "") -> None:
        """Note a problem that does not stop the reading."""
        self._complaints.append(
            Complaint(loc=self.loc(), message=message, hint=hint, at=(row, column))
        )

    def refuse(self, message: str, row: int, column: int, hint: str = "") -> None:
        """Stop the reading.

        Raises:
            Refused: Always.
        """
        raise Refused(
            Complaint(loc=(), message=message, hint=hint, at=(row, column)),
            tuple(self._complaints),
        )

    def done(self) -> Tree:
        """Return the finished tree.

        Raises:
            Refused: There was nothing in the text.
        """
        if self._root is None:
            self.refuse("the file is empty", 1, 1)
            raise AssertionError
        value, mark = self._root
        return Tree(value=value, mark=mark, complaints=tuple(self._complaints))
