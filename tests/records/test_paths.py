from __future__ import annotations

import datetime as dt
from types import NoneType

from ng911risk.model.inventory import Inventory
from ng911risk.model.kinds import AssetKind
from ng911risk.records.paths import (
    mark_at,
    path_of,
    places_of,
    real_steps,
    record_types,
    types_at,
    value_at,
)
from ng911risk.records.yaml_text import parse_yaml
from tests.records.sample import Part, Whole

TREE = parse_yaml(b"a:\n  - b: 1\n  - 2\n")


def test_path_reads_like_code() -> None:
    assert (
        path_of(("assets", 2, "software", 0, "end_of_life")) == "assets[2].software[0].end_of_life"
    )
    assert path_of(()) == ""


def test_path_of_a_hostile_name_is_short_and_visible() -> None:
    assert path_of(("a\x1b[31m",)) == "a\\u001b[31m"
    assert len(path_of(("x" * 5000,))) <= 60


def test_steps_that_pydantic_made_up_are_dropped() -> None:
    assert real_steps(("a", "function-after", 0, "b", "int"), TREE.value) == ("a", 0, "b")


def test_the_name_of_a_missing_field_is_kept() -> None:
    assert real_steps(("a", 0, "zone"), TREE.value, missing=True) == ("a", 0, "zone")


def test_values_and_marks_are_found_by_steps() -> None:
    assert value_at(("a", 0, "b"), TREE.value) == 1
    assert value_at(("a", 7), TREE.value) is None
    assert value_at(("a", 0, "b", "c"), TREE.value) is None
    mark = mark_at(("a", 0, "gone"), TREE.mark)
    assert (mark.row, mark.column) == (2, 5)


def test_every_place_has_a_path() -> None:
    assert places_of(TREE.mark) == {
        "": (1, 1),
        "a": (2, 3),
        "a[0]": (2, 5),
        "a[0].b": (2, 8),
        "a[1]": (3, 5),
    }


def test_types_are_found_through_tuples_and_unions() -> None:
    assert types_at(Whole, ("parts", 3, "kind")) == (AssetKind,)
    assert types_at(Whole, ("parts", 3, "id")) == (str,)
    assert types_at(Whole, ("parts", 0, "grid", 1, 1)) == (int,)
    assert types_at(Whole, ("parts", 0, "end")) == (dt.date, NoneType)
    assert types_at(Whole, ("words", "anything")) == (str,)
    assert types_at(Whole, ("nothing", 1)) == ()


def test_every_record_that_a_file_mentions_is_found() -> None:
    assert set(record_types(Whole)) == {"Whole", "Part", "Range", "Share"}
    assert record_types(Whole)["Part"] is Part
    assert "Software" in record_types(Inventory)
