"""Where a field was read, and what an inventory is known by."""

from __future__ import annotations

import pytest

from ng911risk.importers import ReadInventory, read_inventory
from ng911risk.importers.result import nearest
from ng911risk.importers.start import template_inventory
from ng911risk.importers.workbook import inventory_workbook
from ng911risk.records import Place, to_json, to_yaml


@pytest.fixture(scope="module")
def read() -> ReadInventory:
    return read_inventory(to_yaml(template_inventory("legacy")), file="folder/site.yaml")


def test_a_field_has_its_line_and_column(read: ReadInventory) -> None:
    lines = to_yaml(read.inventory).decode().splitlines()

    file, row, column = read.place("assets[1].kind").split(":")

    assert file == "site.yaml"
    assert lines[int(row) - 1][int(column) - 1 :] == read.inventory.assets[1].kind.value


def test_an_asset_is_found_by_its_id_too(read: ReadInventory) -> None:
    number = [asset.id for asset in read.inventory.assets].index("cad")

    assert read.place("assets[cad].kind") == read.place(f"assets[{number}].kind")


def test_a_field_that_was_left_out_has_the_place_of_what_is_around_it(read: ReadInventory) -> None:
    assert read.place("assets[0].note") == read.place("assets[0]")
    assert read.place("nothing[3].like.this") == read.place("")


def test_a_workbook_has_cells() -> None:
    data = inventory_workbook(template_inventory("legacy"))

    read = read_inventory(data, file="inventory.xlsx")

    assert read.place("assets[0].kind") == "inventory.xlsx Assets!C2"
    assert read.place("site.stage") == "inventory.xlsx Site!B5"
    assert read.place("assets[0]") == "inventory.xlsx Assets!2"


def test_the_digest_is_that_of_the_inventory_not_of_the_file(read: ReadInventory) -> None:
    json = read_inventory(to_json(read.inventory), file="site.json")

    assert json.digest == read.digest
    assert len(read.digest) == 64


def test_nearest_knows_nothing_of_nothing() -> None:
    assert nearest({}, "assets[0].kind") == Place()
