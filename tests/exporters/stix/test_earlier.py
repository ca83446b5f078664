"""Whether objects of an earlier export can be a history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ng911risk.errors import InputError
from ng911risk.exporters.exchange import indicators_export, stix_export
from ng911risk.exporters.stix.earlier import MOST, problems_of, require_history
from tests.exporters.stix.profiles.rich import INTELLIGENCE, rich_input

_ID = "note--00000000-1111-4222-8333-444444444444"
_GOOD: dict[str, Any] = {
    "type": "note",
    "id": _ID,
    "created": "2026-03-01T12:00:00.000Z",
    "modified": "2026-03-01T12:00:00.001Z",
    "object_refs": [_ID],
}


def test_our_own_export_and_what_others_wrote_in_it_can_be_a_history() -> None:
    made = stix_export.objects(rich_input(intelligence=INTELLIGENCE))

    assert problems_of((*made, _GOOD), "old.json") == ()
    require_history(made)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("modified", "garbage"),
        ("modified", 5),
        ("modified", None),
        ("modified", "2026-03-01"),
        ("modified", "2026-03-01T12:00:00"),
        ("modified", "2026-03-01T12:00:00+00:00"),
        ("modified", "2026-02-30T12:00:00Z"),
        ("modified", "9999-12-31T23:59:59.999Z"),
        ("modified", "2026-03-01T11:59:59Z"),
        ("created", "٢٠٢٦-03-01T12:00:00Z"),
        ("revoked", "yes"),
        ("revoked", 1),
        ("x_refs", 5),
        ("x_refs", _ID),
        ("x_refs[0]", [[1]]),
        ("x_refs[1]", [_ID, "somebody"]),
        ("created_by_ref", 5),
        ("created_by_ref", [_ID]),
        ("id", "note--1"),
        ("id", "report--00000000-1111-4222-8333-444444444444"),
        ("id", 7),
        ("type", 7),
        ("target_ref", None),
    ],
)
def test_what_cannot_be_a_history_is_told_with_its_place(field: str, value: object) -> None:
    broken = {**_GOOD, field.partition("[")[0]: value}

    problems = problems_of((_GOOD, broken), "old.json")

    assert f"objects[1].{field}" in [one.field for one in problems]
    assert all(one.file == "old.json" and one.message and one.hint for one in problems)


@pytest.mark.parametrize("field", ["created", "modified", "id", "type"])
def test_what_is_missing_is_told(field: str) -> None:
    broken = {key: value for key, value in _GOOD.items() if key != field}

    assert [one.field for one in problems_of((broken,), "f")] == [f"objects[0].{field}"]


def test_a_relationship_has_two_ends() -> None:
    broken = {**_GOOD, "type": "relationship", "id": _ID.replace("note", "relationship")}

    fields = [one.field for one in problems_of((broken,), "f")]

    assert fields == ["objects[0].source_ref", "objects[0].target_ref"]


def test_not_more_is_told_than_somebody_reads() -> None:
    with pytest.raises(InputError) as error:
        require_history([{"type": "note", "id": "x"}] * 200)

    assert len(error.value.problems) == MOST


@pytest.mark.parametrize("objects", [stix_export.objects, indicators_export.objects])
def test_every_export_with_a_history_looks_at_it_first(objects: Any) -> None:  # noqa: ANN401 -- two functions
    given = replace(rich_input(), previous=({**_GOOD, "modified": "garbage"},))

    with pytest.raises(InputError, match="earlier export"):
        objects(given)
