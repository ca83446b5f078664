from __future__ import annotations

import datetime as dt
import json
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.model.inventory import (
    Asset,
    Inventory,
    Owner,
    OwnerClass,
    Shift,
    SiteProfile,
    Software,
    Zone,
)
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Level, Stage
from ng911risk.records import read_record, to_json, to_tree, to_yaml
from tests.records.sample import Part, PartId, Whole, wholes

PART = Part(id=PartId("p"), kind=AssetKind.BCF, grid=((1,), ()), end=dt.date(2026, 3, 31))


def test_a_tree_holds_only_what_differs_from_the_defaults() -> None:
    assert to_tree(Whole(title="t", level=Level.LOW, parts=(PART,))) == {
        "title": "t",
        "parts": [{"id": "p", "kind": "bcf", "grid": [[1], []], "end": "2026-03-31"}],
        "level": "low",
    }


def test_a_tree_holds_everything_if_asked() -> None:
    assert to_tree(PART, omit_defaults=False) == {
        "id": "p",
        "kind": "bcf",
        "tags": [],
        "grid": [[1], []],
        "end": "2026-03-31",
        "cost": None,
    }


def test_equal_to_the_default_but_of_another_type_is_written() -> None:
    assert to_tree(Whole(title="t", count=False)) == {"title": "t", "count": False}


def test_json_is_readable_and_ends_with_a_line_end() -> None:
    assert to_json(Part(id=PartId("\u00e9"), kind=AssetKind.BCF)) == (
        '{\n  "id": "\u00e9",\n  "kind": "bcf"\n}\n'.encode()
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_not_written(number: float) -> None:
    for write in (to_json, to_yaml):
        with pytest.raises(ValueError, match="not a finite number"):
            write(Whole(title="t", ratio=number))


def test_text_that_cannot_be_read_back_is_not_written() -> None:
    with pytest.raises(ValueError, match=r"U\+0000"):
        to_yaml(Whole(title="a\x00"))


def test_a_type_no_file_can_hold_is_a_defect() -> None:
    with pytest.raises(TypeError, match="object"):
        to_tree(object())


@given(wholes)
@settings(max_examples=300)
def test_yaml_reads_back_the_same(whole: Whole) -> None:
    written = to_yaml(whole)

    read = read_record(Whole, written, file="f").value

    assert read == whole
    assert to_yaml(read) == written


@given(wholes, st.booleans())
def test_json_reads_back_the_same(whole: Whole, omit: bool) -> None:
    written = to_json(whole, omit_defaults=omit)

    read = read_record(Whole, written, file="f", format="json").value

    assert read == whole
    assert to_json(read, omit_defaults=omit) == written
    assert json.loads(written) == to_tree(whole, omit_defaults=omit)


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_equal_records_are_equal_bytes(form: Literal["yaml", "json"]) -> None:
    write = to_yaml if form == "yaml" else to_json
    spelled = Whole(title="e\u0301", ratio=0.5, live=False, parts=())

    assert write(spelled) == write(Whole(title="\u00e9"))


INVENTORY = Inventory(
    site=SiteProfile(
        name="Example County 9-1-1",
        stage=Stage.I3,
        positions=4,
        shifts=(Shift(from_hour=0, to_hour=24, on_duty=3, calls_per_hour=12.5),),
        trunks_911=6,
        trunks_ten_digit=4,
    ),
    owners=(Owner(id="us", owner_class=OwnerClass.PSAP),),
    zones=(Zone(id="core", live_call_path=True),),
    assets=(
        Asset(
            id="border",
            kind=AssetKind.BCF,
            zone="core",
            owner="us",
            software=(Software(name="NO", version="010", end_of_life=dt.date(2026, 3, 31)),),
            note="Two lines:\n- of text\n",
        ),
    ),
)


def test_an_inventory_reads_back_the_same() -> None:
    written = to_yaml(INVENTORY)

    read = read_record(Inventory, written, file="site.yaml")

    assert read.value == INVENTORY
    assert to_yaml(read.value) == written
    assert read.place("assets[0].software[0].end_of_life").startswith("site.yaml:")
    assert read_record(Inventory, to_json(INVENTORY), file="f", format="json").value == INVENTORY
