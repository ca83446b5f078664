"""
Whether objects of an earlier export can be a history: who they are, when, and what they name.

What an object says is not looked at here: it is compared, and little of it ever goes out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from ng911risk.errors import InputError, Problem

MOST: Final = 50
"""Problems that are told at once."""

YEAR_MAX: Final = 9998
"""Later ones have no version after them."""

_ID: Final = re.compile(
    r"([a-z0-9][a-z0-9-]{0,249})--[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII
)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z", re.ASCII)
_VERSIONED: Final = frozenset({
    "attack-pattern", "course-of-action", "extension-definition", "identity", "indicator",
    "infrastructure", "location", "note", "observed-data", "relationship", "report", "sighting",
    "vulnerability",
})  # fmt: skip
_BOTH: Final = ("created", "modified")
_ENDS: Final = ("source_ref", "target_ref")

_ID_HINT: Final = "An id is a type, two dashes and a UUID in lower case."
_MOMENT_HINT: Final = f"Write it in UTC as 2026-03-31T14:05:00.000Z, up to the year {YEAR_MAX}."
_AGAIN: Final = "Take the file as 'ng911risk export stix' wrote it."

_Complaint = tuple[str, str, str]
"""Field, what is wrong, what to do."""


def problems_of(objects: Iterable[Mapping[str, Any]], file: str) -> tuple[Problem, ...]:
    """
    What keeps objects from being a history; not more than `MOST`.

    Args:
        objects: In the order of the file.
        file: Its name.
    """
    found = (
        Problem(file=file, field=f"objects[{number}].{field}", message=message, hint=hint)
        for number, one in enumerate(objects)
        for field, message, hint in _complaints(one)
    )
    return tuple(islice(found, MOST))


def require_history(objects: Iterable[Mapping[str, Any]], file: str = "earlier export") -> None:
    """
    Go on only if objects can be a history.

    Raises:
        InputError: They cannot; carries what `problems_of` finds.
    """
    if problems := problems_of(objects, file):
        raise InputError(problems)


def _complaints(one: Mapping[str, Any]) -> Iterator[_Complaint]:
    yield from _who(one)
    yield from _when(one)
    if not isinstance(one.get("revoked", False), bool):
        yield "revoked", "expected true or false", "Write it without quotes."
    for key, value in one.items():
        if key.endswith("_ref") and not _is_id(value):
            yield key, "expected the id of an object", _ID_HINT
        elif key.endswith("_refs"):
            yield from _ids(key, value)
    if one.get("type") == "relationship" or any(key in one for key in _ENDS):
        for key in _ENDS:
            if key not in one:
                yield key, "a relationship has two ends, and this one is missing", _AGAIN


def _who(one: Mapping[str, Any]) -> Iterator[_Complaint]:
    kind, id_ = one.get("type"), one.get("id")
    if not isinstance(kind, str):
        yield "type", "expected the type of an object", _AGAIN
    if not _is_id(id_):
        yield "id", "expected the id of an object", _ID_HINT
    elif isinstance(kind, str) and str(id_).rpartition("--")[0] != kind:
        yield "id", "the id is of another type than the object", _ID_HINT


def _when(one: Mapping[str, Any]) -> Iterator[_Complaint]:
    moments = {key: _moment(one[key]) for key in _BOTH if key in one}
    for key, moment in moments.items():
        if moment is None:
            yield key, "expected a date with time in UTC", _MOMENT_HINT
    if one.get("type") in _VERSIONED or "modified" in one:
        for key in _BOTH:
            if key not in one:
                yield key, "it is missing, so nobody knows which version this is", _AGAIN
    created, modified = moments.get("created"), moments.get("modified")
    if created and modified and modified < created:
        yield "modified", "this version is older than the object", _AGAIN


def _ids(key: str, value: object) -> Iterator[_Complaint]:
    if not isinstance(value, list):
        yield key, "expected a list of ids", _ID_HINT
        return
    for number, each in enumerate(value):
        if not _is_id(each):
            yield f"{key}[{number}]", "expected the id of an object", _ID_HINT


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.year <= YEAR_MAX else None
