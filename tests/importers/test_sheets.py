"""The form, and how single cells are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.importers.sheets.cells import CellKind, CellType, join, read_cell, split
from ng911risk.importers.sheets.form import SHEETS, Column
from ng911risk.importers.sheets.words import key, member
from ng911risk.model.inventory import Inventory
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status
from ng911risk.records import json_schema
from ng911risk.records.tree import Plain, Scalar


class TestForm:
    def test_every_field_of_the_inventory_has_a_column(self) -> None:
        covered = {
            (sheet.path.replace("site.shifts", "shifts"), str(column.steps[0]))
            for sheet in SHEETS
            for column in sheet.columns
        }
        schema = json_schema(Inventory, title="Inventory")["$defs"]
        parts = {"site": "SiteProfile", "shifts": "Shift", "owners": "Owner", "zones": "Zone",
                 "assets": "Asset", "flows": "DataFlow", "trusts": "Trust", "services": "Service",
                 "controls": "ControlAnswer"}  # fmt: skip
        fields = {
            (path, field) for path, name in parts.items() for field in schema[name]["properties"]
        }

        assert fields - covered == {("site", "shifts")}

    def test_no_two_columns_of_a_sheet_have_the_same_head(self) -> None:
        for sheet in SHEETS:
            heads = [key(column.header) for column in sheet.columns]
            assert len(set(heads)) == len(heads), sheet.name

    def test_no_other_word_for_a_sheet_is_another_sheet(self) -> None:
        names = [name for sheet in SHEETS for name in sheet.keys]

        assert len(set(names)) == len(names)

    def test_steps_lead_into_lists(self) -> None:
        assert Column(field="software[].name", header="x").steps == ("software", 0, "name")


class TestCells:
    @pytest.mark.parametrize(
        ("kind", "cell", "value"),
        [
            (CellKind.TEXT, 12.0, "12"),
            (CellKind.TEXT, True, "TRUE"),
            (CellKind.TEXT, "  x ", "x"),
            (CellKind.WHOLE, 4.0, 4),
            (CellKind.WHOLE, "1,200", 1200),
            (CellKind.WHOLE, 4.5, 4.5),
            (CellKind.WHOLE, "four", "four"),
            (CellKind.WHOLE, "9" * 400, "9" * 400),
            (CellKind.NUMBER, "2.5", 2.5),
            (CellKind.NUMBER, "90 %", 0.9),
            (CellKind.NUMBER, "1e999", "1e999"),
            (CellKind.YES_NO, "Yes", True),
            (CellKind.YES_NO, False, False),
            (CellKind.LIST, "a; b,\nc", ["a", "b", "c"]),
            (CellKind.DATE, "2026-03-31", "2026-03-31"),
        ],
    )
    def test_what_people_write(self, kind: CellKind, cell: Scalar, value: Plain) -> None:
        assert read_cell(cell, CellType(kind=kind)) == (value, "")

    def test_a_failed_formula_is_a_fault_everywhere(self) -> None:
        for kind in CellKind:
            assert "failed (#REF!)" in read_cell("#REF!", CellType(kind=kind))[1]

    @pytest.mark.parametrize(
        ("text", "word"), [("YES", "yes"), ("partially", "partly"), ("Don't know", "unknown")]
    )
    def test_status_in_everyday_words(self, text: str, word: str) -> None:
        assert member(Status, text) == word

    def test_titles_of_kinds_are_words_too(self) -> None:
        assert member(AssetKind, "emergency services routing proxy") == "esrp"
        assert member(AssetKind, "something else") == "something else"

    @given(st.lists(st.text(min_size=1, max_size=20), max_size=5))
    def test_lists_survive_a_cell(self, items: list[str]) -> None:
        assert split(join(tuple(items))) == tuple(items)
