"""The workbook form: what is written is read back, and what is wrong is named by cell."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ng911risk.errors import InputError, Problem
from ng911risk.importers import read_inventory
from ng911risk.importers.start import Template, template_inventory
from ng911risk.importers.workbook import inventory_workbook, marked_copy, workbook_template
from ng911risk.model.inventory import (
    Asset,
    Carries,
    ControlAnswer,
    Fallback,
    FallbackKind,
    Inventory,
    KnownWeakness,
    Owner,
    OwnerClass,
    Requirement,
    Service,
    ServiceKind,
    Software,
)
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status
from ng911risk.records.text import FORBIDDEN, tidy

FILE = "inventory.xlsx"
Value = str | int | float | bool | date | None


def _changed(data: bytes, changes: dict[str, Value]) -> bytes:
    """`data` with cells such as ``Assets!D7`` set."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in changes.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _problems(data: bytes) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        read_inventory(data, file=FILE)
    return {one.place.removeprefix(f"{FILE} "): str(one) for one in caught.value.problems}


@pytest.fixture(scope="module")
def legacy() -> bytes:
    return inventory_workbook(template_inventory("legacy"))


class TestRoundTrip:
    @pytest.mark.parametrize("name", Template)
    def test_a_template_survives(self, name: str) -> None:
        inventory = template_inventory(name)

        read = read_inventory(inventory_workbook(inventory), file=FILE)

        assert read.inventory == inventory

    def test_a_sample_site_survives(self, repository: Path) -> None:
        sample = repository / "ng911risk" / "samples" / "pine-county.yaml"
        inventory = read_inventory(sample.read_bytes(), file=sample.name).inventory

        read = read_inventory(inventory_workbook(inventory), file=FILE)

        assert read.inventory == inventory

    def test_the_same_inventory_is_the_same_bytes(self) -> None:
        inventory = template_inventory("hosted")

        assert inventory_workbook(inventory) == inventory_workbook(inventory)
        assert workbook_template() == workbook_template()

    # A workbook takes a sixth of a second, so a failing example is not made smaller.
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(st.data())
    def test_whatever_people_write_survives(self, data: st.DataObject) -> None:
        inventory = _with_text(data.draw)

        read = read_inventory(inventory_workbook(inventory), file=FILE)

        assert read.inventory == inventory


_texts = (
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "=1+1",
                "+x",
                "-1",
                "@a",
                "007",
                "4.0",
                "1e5",
                "TRUE",
                "2026-01-02",
                "_x0041_",
                "a, b;c",
                "'x",
                '"quoted"',
                "none ",
                "yes",
            ]
        ),
    )
    .map(lambda text: tidy(text).strip())
    .filter(lambda text: not FORBIDDEN.search(text) and not text.startswith("#"))
)
_ids = _texts.filter(bool)
_dates = st.none() | st.dates(min_value=date(1905, 1, 1), max_value=date(2200, 1, 1))


def _with_text(draw: object) -> Inventory:
    """A small inventory in which everything that people may write is whatever they may write."""
    take = draw  # hypothesis gives a function that draws from a strategy
    assert callable(take)
    base = template_inventory("legacy")
    zone, owner = base.zones[0].id, base.owners[0].id
    ids = take(st.lists(_ids, min_size=2, max_size=4, unique=True))
    taken = {one.id for one in base.zones} | {one.id for one in base.owners}
    ids = [f"{number}{one}" for number, one in enumerate(ids) if one not in taken]
    assets = tuple(
        Asset(
            id=one,
            name=take(_texts),
            kind=AssetKind.CIRCUIT,
            zone=zone,
            owner=owner,
            count=take(st.integers(1, 100_000)),
            tsp_code=take(st.sampled_from([None, "", "TSP0A1B2C"])),
            software=tuple(
                Software(
                    name=take(_ids),
                    version=take(_texts),
                    end_of_life=take(_dates),
                    known_exploited=take(st.sampled_from(Status)),
                )
                for _ in range(take(st.integers(0, 2)))
            ),
            weaknesses=(KnownWeakness(name="end-of-life", status=take(st.sampled_from(Status))),),
            note=take(_texts),
        )
        for one in ids
    )
    needs = tuple(Requirement(any_of=(one, *ids), why=take(_texts)) for one in ids)
    return replace(
        base,
        site=replace(base.site, name=take(_ids), hold_s=take(st.floats(0.1, 86_400.0))),
        owners=(*base.owners, Owner(id="x", owner_class=OwnerClass.CARRIER, contact=take(_texts))),
        assets=assets,
        flows=(),
        trusts=(),
        services=(
            Service(kind=ServiceKind.RADIO, needs=()),
            Service(
                kind=ServiceKind.ANSWER,
                needs=needs,
                fallback=Fallback(
                    kind=FallbackKind.MANUAL, practised=take(_dates), note=take(_texts)
                ),
            ),
        ),
        controls=(
            ControlAnswer(
                mitigation="x",
                status=Status.PARTLY,
                scope=tuple(ids),
                on=take(_dates),
                note=take(_texts),
            ),
        ),
        assumed=("site.hold_s", "assets[cad]"),
    )


class TestWhatPeopleTypeInstead:
    def test_everyday_words_and_numbers_as_text(self, legacy: bytes) -> None:
        data = _changed(
            legacy,
            {
                "Assets!C2": "trunks",
                "Assets!C3": "Call Handling Functional Element",
                "Assets!F3": "4.0",
                "Site!B3": "ky",
                "Site!B4": "12,400",
                "Site!B5": "Legacy",
                "Site!B11": "95%",
                "Site!B17": "PARTIALLY",
                "Zones!D2": True,
            },
        )

        read = read_inventory(data, file=FILE).inventory

        assert [asset.kind for asset in read.assets[:2]] == [AssetKind.TRUNK_GROUP, AssetKind.CHFE]
        assert read.assets[0].carries is Carries.NINE_ONE_ONE
        assert read.assets[1].count == 4
        assert read.site.population == 12_400
        assert read.site.answer_standard.share == pytest.approx(0.95)
        assert read.site.backup_site.diversion is Status.PARTLY
        assert read.zones[0].live_call_path

    def test_other_headings_another_order_and_blank_rows(self, legacy: bytes) -> None:
        book = openpyxl.load_workbook(io.BytesIO(legacy))
        page = book["Owners"]
        page.insert_rows(1)
        page.insert_rows(4)
        page["A2"], page["C2"] = "ID", "owner class"
        page.move_range(f"A2:A{page.max_row}", cols=5)
        held = io.BytesIO()
        book.save(held)

        read = read_inventory(held.getvalue(), file=FILE)

        assert read.inventory.owners == template_inventory("legacy").owners
        assert read.place("owners[0].id") == f"{FILE} Owners!F3"


class TestBadCells:
    def test_each_is_named_with_a_guess(self, legacy: bytes) -> None:
        found = _problems(
            _changed(
                legacy,
                {
                    "Assets!C4": "selective ruoter",
                    "Assets!D5": "centr",
                    "Assets!F6": "a few",
                    "Zones!D2": "perhaps",
                    "Software!A2": "cadd",
                    "Software!B2": "Product",
                    "Site!B6": None,
                },
            )
        )

        assert set(found) == {
            "Assets!C4",
            "Assets!D5",
            "Assets!F6",
            "Zones!D2",
            "Software!A2",
            "Site!B6",
        }
        assert (
            "Did you mean 'selective-router'" in found["Assets!C4"]
            or "router" in found["Assets!C4"]
        )
        assert "whole number" in found["Assets!F6"]
        assert "yes or no" in found["Zones!D2"]
        assert "Did you mean 'cad'?" in found["Software!A2"]

    def test_unknown_ids_are_named_beside_wrong_words(self, legacy: bytes) -> None:
        found = _problems(_changed(legacy, {"Assets!C4": "nonsense", "Assets!D5": "centr"}))

        assert set(found) == {"Assets!C4", "Assets!D5"}
        assert "Did you mean 'centre'?" in found["Assets!D5"]

    def test_unknown_columns_and_sheets_are_named_and_nothing_is_read(self, legacy: bytes) -> None:
        book = openpyxl.load_workbook(io.BytesIO(legacy))
        book["Assets"]["K1"] = "Kindd"
        book.create_sheet("Asets")["A1"] = "cad"
        book.create_sheet("Sheet9")
        held = io.BytesIO()
        book.save(held)

        found = _problems(held.getvalue())

        assert set(found) == {"Assets!K1", "Asets"}
        assert "Did you mean 'Kind'?" in found["Assets!K1"]
        assert "Did you mean 'Assets'?" in found["Asets"]

    def test_a_missing_column_is_one_problem(self, legacy: bytes) -> None:
        book = openpyxl.load_workbook(io.BytesIO(legacy))
        book["Assets"].delete_cols(3)
        held = io.BytesIO()
        book.save(held)

        found = _problems(held.getvalue())

        assert list(found) == ["Assets!1"]
        assert "the column 'Kind' is missing" in found["Assets!1"]

    def test_two_rows_of_a_service_that_disagree(self, legacy: bytes) -> None:
        found = _problems(_changed(legacy, {"Services!D3": "manual", "Services!D4": "none"}))

        assert list(found) == ["Services!D4"]

    def test_the_empty_form_says_what_to_fill(self) -> None:
        found = _problems(workbook_template())

        assert {"Site!B2", "Site!B5", "Site!B6", "Site!B9", "Site!B10"} <= set(found)


class TestGoodRows:
    def test_bad_rows_and_what_refers_to_them_are_left_out_and_reported(
        self, legacy: bytes
    ) -> None:
        cad = [asset.id for asset in template_inventory("legacy").assets].index("cad")

        read = read_inventory(
            _changed(
                legacy,
                {f"Assets!C{cad + 2}": "nonsense", "Assets!M1": "Colour", "Assets!M2": "red"},
            ),
            file=FILE,
            good_rows_only=True,
        )

        assert "cad" not in [asset.id for asset in read.inventory.assets]
        assert "cad" not in [flow.source for flow in read.inventory.flows]
        reported = [one.place for one in read.left_out]
        assert f"{FILE} Assets!C{cad + 2}" in reported
        assert f"{FILE} Assets!M1" in reported
        assert any(place.startswith(f"{FILE} Flows!") for place in reported)
        assert any(place.startswith(f"{FILE} Services!") for place in reported)

    def test_a_fault_of_the_site_cannot_be_left_out(self, legacy: bytes) -> None:
        with pytest.raises(InputError, match="Site!B5"):
            read_inventory(_changed(legacy, {"Site!B5": "x"}), file=FILE, good_rows_only=True)


class TestMarkedCopy:
    def test_bad_cells_are_red_and_say_why(self, legacy: bytes) -> None:
        data = _changed(legacy, {"Assets!C4": "nonsense", "Assets!F5": "many"})
        with pytest.raises(InputError) as caught:
            read_inventory(data, file=FILE)

        book = openpyxl.load_workbook(io.BytesIO(marked_copy(data, caught.value.problems)))

        cell = book["Assets"]["C4"]
        assert cell.value == "nonsense"
        assert cell.fill.start_color.rgb == "00FF9C9C"
        assert "is not one of the words" in cell.comment.text
        assert book["Assets"]["C5"].fill.start_color.rgb != "00FF9C9C"
        assert book.worksheets[0].title == "Problems"
        assert [row[0].value for row in book["Problems"].iter_rows(min_row=2)] == [
            f"{FILE} Assets!C4",
            f"{FILE} Assets!F5",
        ]

    def test_a_mended_copy_is_read(self, legacy: bytes) -> None:
        data = _changed(legacy, {"Assets!F5": "many"})
        with pytest.raises(InputError) as caught:
            read_inventory(data, file=FILE)
        marked = marked_copy(data, caught.value.problems)

        read = read_inventory(_changed(marked, {"Assets!F5": 1}), file=FILE)

        assert read.inventory == template_inventory("legacy")

    def test_only_xlsx_can_be_marked(self) -> None:
        with pytest.raises(InputError, match=r"only \.xlsx"):
            marked_copy(b"", [Problem(file="site.csv", message="x")])


class TestForm:
    def test_it_has_help_and_drop_downs(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(workbook_template()))
        page = book["Assets"]

        assert page.freeze_panes == "A2"
        assert "NENA i3" in page["C1"].comment.text
        rules = {
            str(rule.sqref).split(":")[0]: rule.formula1
            for rule in page.data_validations.dataValidation
        }
        assert rules["C2"] == "Words_AssetKind"
        assert rules["D2"].startswith("Zones!$A$2")
        assert book["Lists"].sheet_state == "hidden"
        column = next(
            one for one in book["Lists"].iter_cols(values_only=True) if one[0] == "Words_AssetKind"
        )
        assert [word for word in column[1:] if word] == [kind.value for kind in AssetKind]

    def test_text_that_looks_like_a_formula_is_text(self) -> None:
        base = template_inventory("legacy")
        inventory = replace(base, site=replace(base.site, name='=HYPERLINK("http://x")'))

        book = openpyxl.load_workbook(io.BytesIO(inventory_workbook(inventory)))

        assert book["Site"]["B2"].data_type == "s"
        assert book["Site"]["B2"].quotePrefix
