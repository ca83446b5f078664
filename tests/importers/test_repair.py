"""Files with mistakes, corrected cell by cell."""

from __future__ import annotations

import pytest

from ng911risk.content import load_catalog
from ng911risk.importers.repair import Fix, cells_of, check, meant, with_fix
from ng911risk.model.catalog import Catalog

CSV = b"""[Site]
Question,Answer
Name of the centre,Cedar County
Stage,legacy
Call-taking positions,2
9-1-1 trunks,4
Ten-digit trunks,2
[Shifts]
From hour,To hour,People on duty,9-1-1 calls per hour
0,24,two,3
[Owners]
Owner id,Name,Class
us,Us,psap
[Zones]
Zone id,Name
floor,The floor
[Assets]
Asset id,Name,Kind,Zone,Owner
cad,CAD,cadd,floor,us
radio,Radio,radio-console,flor,us
mail,Mail,email,floor,us
[Controls]
Measure,Status
tested-offline-backup,yes
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def _check(catalog: Catalog, *fixes: Fix, data: bytes = CSV, file: str = "site.csv"):  # type: ignore[no-untyped-def] # noqa: ANN202 - of this file
    return check(catalog, data, file, fixes, cells_of(data, file))


def test_cells_ids_and_measures_that_are_wrong_are_told_at_once(catalog: Catalog) -> None:
    found = _check(catalog)

    assert found.whole is None
    assert {(one.row, one.column) for one in found.problems} == {(10, 3), (19, 3), (20, 4), (24, 1)}
    guesses = {one.row: meant(one) for one in found.problems}
    assert (guesses[19], guesses[20], guesses[24]) == ("cad", "floor", "tested-offline-backups")


def test_corrections_are_read_as_if_they_stood_in_the_file(catalog: Catalog) -> None:
    fixes = [
        Fix(row=10, column=3, text="2"),
        Fix(row=19, column=3, text="cad"),
        Fix(row=20, column=4, text="floor"),
        Fix(row=24, column=1, text="tested-offline-backups"),
    ]

    found = _check(catalog, *fixes)

    assert found.problems == ()
    assert found.whole is not None
    assert [asset.zone for asset in found.whole.inventory.assets] == ["floor"] * 3
    assert found.whole.place("assets[cad].kind") == "site.csv:19:3"


def test_good_rows_are_offered_where_leaving_out_helps(catalog: Catalog) -> None:
    found = _check(catalog, Fix(row=10, column=3, text="2"))

    assert found.good is not None
    assert [asset.id for asset in found.good.inventory.assets] == ["mail"]
    assert {one.row for one in found.good.left_out} == {19, 20, 24}


def test_where_the_only_shift_is_wrong_the_shifts_are_assumed(catalog: Catalog) -> None:
    good = _check(catalog).good

    assert good is not None
    assert good.inventory.assumed == ("site.shifts",)
    assert good.inventory.site.name == "Cedar County"
    assert sum(one.to_hour - one.from_hour for one in good.inventory.site.shifts) == 24
    assert "Shifts is not read" in good.left_out[0].message


def test_without_the_numbers_of_the_centre_the_rest_is_still_good(catalog: Catalog) -> None:
    data = CSV[CSV.index(b"[Owners]") :]

    good = _check(catalog, data=data).good

    assert good is not None
    assert [asset.id for asset in good.inventory.assets] == ["mail"]
    assert {"site.name", "site.stage", "site.shifts"} < set(good.inventory.assumed)


def test_a_sheet_that_cannot_be_read_is_left_out(catalog: Catalog) -> None:
    data = CSV + b"[Flows]\nFrom,Protocol\nmail,sip\n"

    good = _check(catalog, data=data).good

    assert good is not None
    assert any("'To' is missing" in one.message for one in good.left_out)


def test_names_of_zones_and_owners_are_understood_and_numbers_below_nothing_marked(
    catalog: Catalog,
) -> None:
    data = CSV.replace(b"mail,Mail,email,floor,us", b"mail,Mail,e-mail,The floor,US")
    data = data.replace(b"2\n9-1-1 trunks,4", b"-2\n9-1-1 trunks,4")

    found = _check(catalog, data=data)

    assert (5, 2) in {(one.row, one.column) for one in found.problems}
    assert 21 not in {one.row for one in found.problems}


def test_a_later_correction_of_the_same_cell_wins() -> None:
    first, second = Fix(row=1, column=1, text="a"), Fix(row=1, column=1, text="b")

    assert with_fix([first], second) == (second,)


def test_a_correction_may_fill_a_cell_beyond_the_end_of_its_row(catalog: Catalog) -> None:
    found = _check(catalog, Fix(row=21, column=7, text="x"))

    row = next(row for grid in found.grids for number, row in grid.rows if number == 21)
    assert row == ("mail", "Mail", "email", "floor", "us", None, "x")


def test_a_line_of_yaml_is_corrected_too(catalog: Catalog) -> None:
    data = b"site:\n  nam: Cedar\n"

    found = _check(catalog, Fix(row=2, text="  name: Cedar"), data=data, file="site.yaml")

    assert found.lines == ("site:", "  name: Cedar")
    assert not any("nam:" in one.message for one in found.problems)
    assert found.grids == ()
