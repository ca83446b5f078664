"""What is wrong with the objects of a file: counted all, told for the first fifty."""

from __future__ import annotations

from typing import Final

from ng911risk.errors import Problem
from ng911risk.importers.intel.pieces import Fault, Pieces
from ng911risk.records.json_text import parse_json
from ng911risk.records.paths import mark_at, path_of
from ng911risk.records.tree import Loc, Refused

PROBLEMS_MAX: Final = 50
"""Most problems that are listed; the rest is counted."""

_SEARCHED_MAX = 1024 * 1024


class Faults:
    """Collects what is wrong; looks for row and column only when asked to tell."""

    def __init__(self, pieces: Pieces, name: str) -> None:
        self.bad: set[int] = set()
        """Positions in the list of objects that have something wrong."""

        self.count = 0
        self._pieces = pieces
        self._name = name
        self._kept: list[tuple[int | None, Loc, str, str]] = []
        self._fatal = False

    def add(self, index: int, loc: Loc, message: str, hint: str = "") -> None:
        """
        Note one problem of an object.

        Args:
            index: Position of the object in its list.
            loc: Steps from the object to the field.
            message: What is wrong.
            hint: What to do about it.
        """
        self.bad.add(index)
        self._note(index, loc, message, hint)

    def add_whole(self, loc: Loc, message: str, hint: str = "") -> None:
        """Note a problem of the file, which no left-out object takes away."""
        self._fatal = True
        self._note(None, loc, message, hint)

    @property
    def of_the_file(self) -> bool:
        """Whether leaving out objects would not help."""
        return self._fatal

    def problems(self) -> tuple[Problem, ...]:
        """Return the first of them with their places, and how many more there are."""
        told = [self._problem(*one) for one in self._kept]
        if self.count > len(told):
            message = f"{self.count - len(told):,} more problems are not shown"
            told.append(Problem(file=self._pieces.file, message=message))
        return tuple(told)

    def _note(self, index: int | None, loc: Loc, message: str, hint: str) -> None:
        self.count += 1
        if len(self._kept) < PROBLEMS_MAX:
            self._kept.append((index, loc, message, hint))

    def _problem(self, index: int | None, loc: Loc, message: str, hint: str) -> Problem:
        row, column = self._place(index, loc)
        path = loc if index is None else (self._name, index, *loc)
        return Problem(
            file=self._pieces.file,
            row=row,
            column=column,
            field=path_of(path),
            message=message,
            hint=hint,
        )

    def _place(self, index: int | None, loc: Loc) -> tuple[int | None, int | None]:
        pieces = self._pieces
        entry = pieces.lists[self._name][index] if index is not None else None
        if entry is None:
            return None, None
        at = entry.start
        try:
            pieces.load(entry)
        except Fault as fault:
            at += fault.at
            loc = ()
        row, column = pieces.position(at)
        if not loc or entry.end - entry.start > _SEARCHED_MAX:
            return row, column
        try:
            mark = mark_at(loc, parse_json(pieces.text(entry)).mark)
        except Refused:
            return row, column
        return row + mark.row - 1, mark.column + (column - 1 if mark.row == 1 else 0)
