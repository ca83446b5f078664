"""The content as far as it can be read: records by folder and id, and what is wrong so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from ng911risk.content.locate import Content
from ng911risk.content.shelves import SHELVES, ContentFile, files_of
from ng911risk.errors import InputError, Problem
from ng911risk.model.record import Record
from ng911risk.records import Located, read_record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[R]):
    """One record and its file."""

    id: str
    """File name without .yaml."""

    located: Located[R]
    """The record with the places of its fields."""

    @property
    def record(self) -> R:
        """The record."""
        return self.located.value

    def problem(self, field: str, message: str, hint: str = "") -> Problem:
        """Something wrong at the field with that path."""
        row, column = self.located.position(field)
        return Problem(
            file=self.located.file,
            row=row,
            column=column,
            field=field,
            message=message,
            hint=hint,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that could be read, sound or not."""

    files: tuple[ContentFile, ...]
    """Every content file, in path order."""

    entries: Mapping[str, Mapping[str, Entry[Record]]]
    """Folder -> id -> entry; files that could not be read are missing."""

    problems: tuple[Problem, ...]
    """What is wrong with single files."""

    def shelf(self, folder: str, cls: type[R]) -> Mapping[str, Entry[R]]:
        """Entries of one folder, all of class `cls`, in id order."""
        if SHELVES[folder] is not cls:
            raise TypeError(f"{folder} does not hold {cls.__name__}")
        return cast("Mapping[str, Entry[R]]", self.entries[folder])

    def ids(self, folder: str) -> frozenset[str]:
        """Ids of one folder, those of unreadable files included."""
        return frozenset(file.id for file in self.files if file.folder == folder)


def read_draft(content: Content) -> Draft:
    """Read every file, and remember every problem instead of stopping at the first."""
    files, strays = files_of(content)
    entries: dict[str, dict[str, Entry[Record]]] = {folder: {} for folder in SHELVES}
    problems = list(strays)
    for file in files:
        try:
            located = read_record(SHELVES[file.folder], file.data, file=file.path)
        except InputError as error:
            problems += error.problems
        else:
            entries[file.folder][file.id] = Entry(id=file.id, located=located)
    return Draft(files=files, entries=entries, problems=tuple(problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as an editor would walk through them."""
    return tuple(sorted(problems, key=lambda one: (one.file, one.row or 0, one.column or 0)))
