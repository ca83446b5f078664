from __future__ import annotations

from dataclasses import fields
from typing import get_args, get_type_hints

from ng911risk.model import state
from ng911risk.model.record import Record
from ng911risk.model.state import SiteRow, StateReport


def _parts(record: type[Record], seen: set[type[Record]]) -> set[type[Record]]:
    """Every record that hangs below one."""
    if record not in seen:
        seen.add(record)
        for hint in get_type_hints(record).values():
            for inner in (hint, *get_args(hint)):
                if isinstance(inner, type) and issubclass(inner, Record):
                    _parts(inner, seen)
    return seen


def test_every_part_is_part_of_a_row_or_a_view() -> None:
    """What neither holds has no place in this module."""
    declared = {
        one
        for one in vars(state).values()
        if isinstance(one, type) and issubclass(one, Record) and one.__module__ == state.__name__
    }
    held = _parts(SiteRow, set()) | _parts(StateReport, set())

    assert declared == {one for one in held if one.__module__ == state.__name__}


def test_people_served_are_not_even_known_to_the_view() -> None:
    """A small centre cannot be ranked down by a number that is not there."""
    for one in _parts(SiteRow, set()) | _parts(StateReport, set()):
        names = {field.name for field in fields(one)}  # type: ignore[arg-type]
        assert not names & {"population", "people", "positions"}
