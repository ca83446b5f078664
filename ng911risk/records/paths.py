"""Steps from the root of a record to one of its fields: as text, in its tree, in its types."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from ng911risk.records.text import ECHO_MAX, shown
from ng911risk.records.tree import Loc, Mark, Plain


def path_of(loc: Loc) -> str:
    """``assets[2].software[0].end_of_life``."""
    parts: list[str] = []
    for step in loc:
        if isinstance(step, int):
            parts.append(f"[{step}]")
            continue
        name = step if step.isprintable() and len(step) <= ECHO_MAX else shown(step)[1:-1]
        parts.append(f".{name}" if parts else name)
    return "".join(parts)


def real_steps(loc: Loc, tree: Plain, *, missing: bool = False) -> Loc:
    """
    `loc` without the steps that pydantic adds for the members of a union.

    Args:
        loc: Steps as pydantic gives them.
        tree: What was validated.
        missing: The last step names a field that is not there; it is kept.
    """
    kept: list[str | int] = []
    for number, step in enumerate(loc):
        absent = missing and number == len(loc) - 1
        if isinstance(tree, dict) and isinstance(step, str) and (step in tree or absent):
            kept.append(step)
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            kept.append(step)
            tree = tree[step]
    return tuple(kept)


def value_at(loc: Loc, tree: Plain) -> Plain:
    """Value at `loc`, None if there is none."""
    for step in loc:
        tree = _child(tree, step)
    return tree


def mark_at(loc: Loc, mark: Mark) -> Mark:
    """Mark of the node at `loc`, or of the innermost node around it that exists."""
    for step in loc:
        inner = _child(mark.items, step)
        if inner is None:
            break
        mark = inner
    return mark


def _child(node: object, step: str | int) -> Any:  # noqa: ANN401 - whatever the node holds
    if isinstance(node, dict) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def places_of(mark: Mark) -> dict[str, tuple[int, int]]:
    """Row and column of every node below `mark`, by path; the root is the empty path."""
    return dict(_walk("", mark))


def _walk(path: str, mark: Mark) -> Iterator[tuple[str, tuple[int, int]]]:
    yield path, (mark.row, mark.column)
    if isinstance(mark.items, dict):
        for name, item in mark.items.items():
            yield from _walk(f"{path}.{name}" if path else name, item)
    elif mark.items:
        for number, item in enumerate(mark.items):
            yield from _walk(f"{path}[{number}]", item)


def types_at(cls: object, loc: Loc) -> tuple[object, ...]:
    """Types that the value at `loc` of a `cls` may have; several for a union, none if unknown."""
    found = _members(cls)
    for step in loc:
        found = tuple(inner for one in found for inner in _inner(one, step))
    return found


def _members(hint: object) -> tuple[object, ...]:
    """Types in a hint, without Annotated, NewType, type aliases and unions around them."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return _members(typing.get_args(hint)[0])
    if origin in (typing.Union, types.UnionType):
        return tuple(one for part in typing.get_args(hint) for one in _members(part))
    return (hint,)


@cache
def _hints(record: type) -> dict[str, object]:
    hints = typing.get_type_hints(record)
    return {one.name: hints[one.name] for one in fields(record)}


def _inner(hint: object, step: str | int) -> tuple[object, ...]:
    if isinstance(hint, type) and is_dataclass(hint):
        return _members(_hints(hint)[str(step)]) if step in _hints(hint) else ()
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if not isinstance(origin, type) or not arguments:
        return ()
    if issubclass(origin, Mapping) and isinstance(step, str):
        return _members(arguments[-1])
    if issubclass(origin, Sequence) and isinstance(step, int):
        if origin is tuple and arguments[-1] is not Ellipsis and step < len(arguments):
            return _members(arguments[step])
        return _members(arguments[0])
    return ()


def record_types(cls: type) -> dict[str, type]:
    """`cls` and every dataclass that its fields mention, by name."""
    found: dict[str, type] = {}
    waiting: list[object] = [cls]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and is_dataclass(one):
            if one.__name__ not in found:
                found[one.__name__] = one
                waiting.extend(_hints(one).values())
        else:
            waiting.extend(_members(one) if _members(one) != (one,) else typing.get_args(one))
    return found
