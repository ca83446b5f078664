"""Text or tree -> Record: every problem at once, each with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import RLock
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from ng911risk.errors import InputError, Problem
from ng911risk.records.aliases import respell
from ng911risk.records.explain import explain
from ng911risk.records.json_text import parse_json
from ng911risk.records.paths import mark_at, path_of, places_of, value_at
from ng911risk.records.plain import tidy_tree
from ng911risk.records.tree import COMPLAINTS_MAX, Complaint, Loc, Mark, Plain, Refused
from ng911risk.records.yaml_text import parse_yaml

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value stands in its input; rows and columns are counted from 1."""

    sheet: str = ""
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Located(Generic[T]):
    """A record and where each of its fields was read."""

    value: T
    file: str
    places: Mapping[str, tuple[int, int]]
    """Path of a field, for instance ``assets[2].kind`` -> row and column, from 1."""

    def place(self, path: str) -> str:
        """``site.yaml:12:5``; the place of what is around it if the field was left out."""
        row, column = self.position(path)
        return f"{self.file}:{row}:{column}"

    def position(self, path: str) -> tuple[int, int]:
        """Row and column, those of what is around it if the field was left out."""
        return self.places[_nearest(path, self.places)]


def read_record(
    cls: type[T],
    data: bytes,
    *,
    file: str,
    format: Literal["yaml", "json"] = "yaml",  # noqa: A002 - the word everyone uses
) -> Located[T]:
    """
    Read one record.

    Args:
        cls: A dataclass of the model, marked as Record.
        data: The bytes as they came, at most 5 MiB of UTF-8.
        file: Name of the file as its author knows it.
        format: What the bytes are.

    Raises:
        InputError: The text cannot be read, or does not fit `cls`; carries every problem.
    """
    try:
        tree = parse_yaml(data) if format == "yaml" else parse_json(data)
    except Refused as refused:
        problems = (_problem(one, file, _unplaced(one)) for one in refused.complaints)
        raise InputError(_in_order(problems)) from None
    value = _checked(
        cls, tree.value, tree.complaints, lambda one: _problem(one, file, _marked(one, tree.mark))
    )
    places = MappingProxyType(places_of(tree.mark))
    return Located(value=value, file=file, places=places)


def read_tree(
    cls: type[T],
    tree: object,
    *,
    file: str,
    places: Callable[[str], Place | None] = lambda _: None,
) -> T:
    """
    Read one record from plain values: dicts, lists, tuples, text, numbers, bools, dates, None.

    Args:
        cls: A dataclass of the model, marked as Record.
        tree: The values; nothing in it is changed.
        file: Name of the file as its author knows it.
        places: Says where the field at a path (``assets[2].kind``) stands, or None; asked
            for the field of a problem first, then for what is around it. ``dict.get`` will do.

    Raises:
        InputError: The tree does not fit `cls`; carries every problem.
    """
    plain, faults = tidy_tree(tree)
    return _checked(cls, plain, faults, lambda one: _problem(one, file, _asked(one.loc, places)))


def adapter_of(cls: type) -> TypeAdapter[Any]:
    """Return the validator of `cls`, built once, by one thread at a time."""
    with _BUILDING:
        return _built(cls)


# Two threads that build validators of the same dataclasses at once see each other's halves.
_BUILDING = RLock()


@cache
def _built(cls: type) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def _checked(
    cls: type[T],
    tree: Plain,
    known: tuple[Complaint, ...],
    problem: Callable[[Complaint], Problem],
) -> T:
    """
    Value of a tree that has the `known` complaints already.

    Raises:
        InputError: There are complaints, known or new.
    """
    value, errors = _attempt(cls, tree)
    if errors and respell(cls, tree, errors):
        value, errors = _attempt(cls, tree)
    # A faulty value stands in the tree as None; what follows from that is no news.
    faulty = {one.loc for one in known if value_at(one.loc, tree) is None}
    new = (one for one in explain(errors[:COMPLAINTS_MAX], cls, tree) if one.loc not in faulty)
    problems = _in_order(map(problem, (*known, *new)))
    if len(errors) > COMPLAINTS_MAX:
        more = f"{len(errors) - COMPLAINTS_MAX:,} more problems are not shown"
        problems.append(problem(Complaint(loc=(), message=more)))
    if problems:
        raise InputError(problems)
    return cast("T", value)


def _attempt(cls: type, tree: Plain) -> tuple[object, Sequence[Mapping[str, Any]]]:
    """
    Validate by way of JSON: the value, or errors.

    Only there does strict mean what a file needs: no coercion, but dates from
    text, enums by value and tuples from lists.
    """
    try:
        return adapter_of(cls).validate_json(json.dumps(tree), strict=True), ()
    except ValidationError as error:
        return None, error.errors(include_url=False, include_input=False)


def _problem(complaint: Complaint, file: str, place: Place) -> Problem:
    return Problem(
        file=file,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        field=path_of(complaint.loc),
        message=complaint.message,
        hint=complaint.hint,
    )


def _unplaced(complaint: Complaint) -> Place:
    row, column = complaint.at or (None, None)
    return Place(row=row, column=column)


def _marked(complaint: Complaint, root: Mark) -> Place:
    if complaint.at:
        return _unplaced(complaint)
    mark = mark_at(complaint.loc, root)
    row, column = (mark.row, mark.column)
    if complaint.points_at_name and mark.name_at:
        row, column = mark.name_at
    return Place(row=row, column=column)


def _asked(loc: Loc, places: Callable[[str], Place | None]) -> Place:
    for length in range(len(loc), -1, -1):
        if place := places(path_of(loc[:length])):
            return place
    return Place()


def _nearest(path: str, places: Mapping[str, tuple[int, int]]) -> str:
    while path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return path


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: (one.sheet, one.row or 0, one.column or 0))
