from __future__ import annotations

import datetime as dt
import time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.errors import InputError, Problem
from ng911risk.model.inventory import Inventory
from ng911risk.model.kinds import AssetKind
from ng911risk.records import Place, read_record, read_tree
from tests.records.sample import Whole

GOOD = b"""\
title: The whole
parts:
  - id: one
    kind: SBC
    end: 2026-03-31
  - id: two
    kind: esrp
    tags: [NO, "2"]
    cost: {low: 0, likely: 1.5, high: 2, basis: seen}
level: high
live: true
"""


def problems(data: bytes, form: Literal["yaml", "json"] = "yaml") -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_record(Whole, data, file="whole.yaml", format=form)
    return caught.value.problems


def test_reads_a_record_and_the_place_of_each_field() -> None:
    located = read_record(Whole, GOOD, file="whole.yaml")

    one, two = located.value.parts
    assert (one.kind, one.end) == (AssetKind.BCF, dt.date(2026, 3, 31))
    assert two.tags == ("NO", "2")
    assert located.places["parts[1].cost.likely"] == (9, 28)
    assert located.place("parts[0].end") == "whole.yaml:5:10"
    assert located.place("parts[0].cost.low") == "whole.yaml:3:5"
    assert located.place("level") == "whole.yaml:10:8"
    assert located.place("count") == "whole.yaml:1:1"


@pytest.mark.parametrize(
    ("old", "new", "field", "at"),
    [
        (b"esrp", b"esrq", "parts[1].kind", (7, 11)),
        (b"2026-03-31", b"2026-02-30", "parts[0].end", (5, 10)),
        (b"[NO, ", b"[1, ", "parts[1].tags[0]", (8, 12)),
        (b"likely: 1.5", b"likely: x", "parts[1].cost.likely", (9, 28)),
        (b"likely: 1.5", b"likely: 9", "parts[1].cost", (9, 11)),
        (b"live", b"life", "life", (11, 1)),
        (b"  - id: two\n    kind", b"  - kind", "parts[1].id", (6, 5)),
        (b"title: The whole\n", b"", "title", (1, 1)),
    ],
)
def test_a_mistake_is_found_where_it_was_made(
    old: bytes, new: bytes, field: str, at: tuple[int, int]
) -> None:
    [problem] = problems(GOOD.replace(old, new))

    assert (problem.file, problem.field) == ("whole.yaml", field)
    assert (problem.row, problem.column) == at


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file() -> None:
    data = b"title: 5\ncount: .inf\nlevel: x\nlevel: y\nzzz: 1\nparts: [{}]\n"

    found = [(one.field, one.row) for one in problems(data)]

    assert found == [
        ("title", 1),
        ("count", 2),
        ("level", 3),
        ("level", 4),
        ("zzz", 5),
        ("parts[0].id", 6),
        ("parts[0].kind", 6),
    ]


def test_of_very_many_mistakes_the_first_are_shown_and_the_others_counted() -> None:
    found = problems(b"title: x\nparts:\n" + b"  - 1\n" * 500)

    assert len(found) == 201
    assert found[-1].message == "300 more problems are not shown"


def test_many_aliases_are_read_in_good_time() -> None:
    data = b"title: x\nparts:\n" + b"  - {id: q, kind: SBC}\n" * 20_000
    begin = time.process_time()

    read = read_record(Whole, data, file="f").value

    assert {part.kind for part in read.parts} == {AssetKind.BCF}
    assert time.process_time() - begin < 6


def test_json_has_places_too() -> None:
    [problem] = problems(b'{"title": "x",\n "count": "7"}', "json")

    assert (problem.row, problem.column, problem.field) == (2, 11, "count")


@pytest.mark.parametrize("data", [b"", b"5", b"[]", b"null", b'"x"', b"\xff", b"{"])
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_what_is_no_record_at_all_is_one_problem(
    data: bytes, form: Literal["yaml", "json"]
) -> None:
    assert len(problems(data, form)) == 1


def test_a_tree_of_a_workbook_is_located_in_its_sheet() -> None:
    places = {
        "parts[0]": Place(sheet="Parts", row=2),
        "parts[0].kind": Place(sheet="Parts", row=2, column=3),
    }
    tree = {"title": "x", "parts": [{"kind": "???", "zone": "z"}]}

    with pytest.raises(InputError) as caught:
        read_tree(Whole, tree, file="w.xlsx", places=places.get)

    assert [(one.field, one.place) for one in caught.value.problems] == [
        ("parts[0].id", "w.xlsx Parts!2"),
        ("parts[0].zone", "w.xlsx Parts!2"),
        ("parts[0].kind", "w.xlsx Parts!C2"),
    ]


def test_a_tree_without_places_is_read_too() -> None:
    assert read_tree(Whole, {"title": "x"}, file="form") == Whole(title="x")
    with pytest.raises(InputError, match="form: title: missing"):
        read_tree(Whole, {}, file="form")


@given(st.binary(), st.sampled_from(["yaml", "json"]))
def test_no_bytes_raise_anything_but_an_input_error(
    data: bytes, form: Literal["yaml", "json"]
) -> None:
    with pytest.raises(InputError):
        read_record(Whole, data, file="f", format=form)


def test_many_files_are_read_in_a_second() -> None:
    part = b"  - id: part number %d of the whole\n    kind: esrp\n    tags:\n      - a tag\n"
    lines = b"title: x\nparts:\n" + b"".join(part % number for number in range(90))
    assert len(lines) > 6_000
    read_record(Whole, lines, file="warm")

    begin = time.process_time()
    for _ in range(120):
        read_record(Whole, lines, file="f")

    # A third of this on a quiet machine; the bound is for a busy one.
    assert time.process_time() - begin < 6


def test_a_typing_error_in_an_inventory_is_located() -> None:
    with pytest.raises(InputError) as caught:
        read_record(Inventory, b"site: {}\nassets:\n  - kind: SBC\n    zoen: x\n", file="site.yaml")

    [typo] = [one for one in caught.value.problems if one.field == "assets[0].zoen"]
    assert typo.place == "site.yaml:4:5"
    assert typo.hint == "Did you mean 'zone'?"
