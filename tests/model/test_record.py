from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

import pytest

from ng911risk.model import catalog, evidence, grammar, inventory, report, scales
from ng911risk.model.record import Record

RECORDS = sorted(
    {
        one
        for module in (catalog, evidence, grammar, inventory, report, scales)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Record) and one is not Record
    },
    key=lambda one: one.__name__,
)


def test_there_are_records() -> None:
    assert {inventory.Asset, grammar.Step, report.Finding, scales.Range} <= set(RECORDS)


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: one.__name__)
def test_a_record_is_frozen_slotted_and_named_by_keyword(record: type[Record]) -> None:
    assert is_dataclass(record)
    settings = record.__dataclass_params__
    assert settings.frozen
    assert not hasattr(record, "__dict__") or "__dict__" not in record.__dict__
    assert "__slots__" in record.__dict__
    assert all(one.kw_only for one in fields(record))


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: one.__name__)
def test_a_record_can_be_a_key(record: type[Record]) -> None:
    assert record.__hash__ is not None


def test_the_mark_takes_no_room_and_says_how_to_read() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Small(Record):
        number: int

    assert not hasattr(Small(number=1), "__dict__")
    assert Small.__pydantic_config__ == {"extra": "forbid", "use_attribute_docstrings": True}
