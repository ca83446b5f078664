from __future__ import annotations

from dataclasses import fields
from typing import get_args, get_type_hints

from ng911risk.model import report
from ng911risk.model.record import Record
from ng911risk.model.report import RiskReport


def _parts(record: type[Record], seen: set[type[Record]]) -> set[type[Record]]:
    """Every record that hangs below one."""
    if record not in seen:
        seen.add(record)
        for hint in get_type_hints(record).values():
            for inner in (hint, *get_args(hint)):
                if isinstance(inner, type) and issubclass(inner, Record):
                    _parts(inner, seen)
    return seen


def test_every_part_is_part_of_a_report() -> None:
    """What no report holds has no place in this module."""
    declared = {
        one
        for one in vars(report).values()
        if isinstance(one, type) and issubclass(one, Record) and one.__module__ == report.__name__
    }

    assert declared == {
        one for one in _parts(RiskReport, set()) if one.__module__ == report.__name__
    }


def test_lists_are_tuples_so_that_a_sealed_report_cannot_be_changed() -> None:
    for one in _parts(RiskReport, set()):
        hints = get_type_hints(one)
        assert not {
            field.name
            for field in fields(one)  # type: ignore[arg-type]
            if getattr(hints[field.name], "__origin__", None) in (list, dict, set)
        }
