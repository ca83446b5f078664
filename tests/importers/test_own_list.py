"""Where the headings of somebody's own list are, and which column is which."""

from __future__ import annotations

import pytest

from ng911risk.importers.own_list import Role, find_list, in_our_form, read_lines
from ng911risk.importers.repair import cells_of
from ng911risk.importers.sheets.grid import Grid
from ng911risk.records.tree import Scalar
from tests.importers.test_repair import CSV as IN_OUR_FORM

LIST = b"""Cedar County 911 - equipment list,,,,,
,,,,,
Device,Type,Location,Vendor,IP address,Qty
CAD server,Server,Server room,Acme CAD,10.1.1.5,1
CAD test server,Server,Server room,Acme CAD,10.1.1.6,
Dispatch PC 1,Workstation,Dispatch floor,Dell,10.1.2.1,1
Dispatch PC 2,Workstation,Dispatch floor,Dell,10.1.2.2,1
Dispatch PC 3,Workstation,Dispatch floor,Dell,10.1.2.3,1
Main firewall,Firewall,Server room,County IT,10.1.1.1,1
911 phone system,Phone,Server room,RingCo,,1
UPS,Power,Server room,APC,,two
Generator,Power,Basement,Kohler,,1
Coffee machine,Appliance,Kitchen,,,1
911 trunks,Trunk,Server room,PhoneCo Telephone,,6
Core switch,Switch,Server room,Cisco,,-2
,Switch,,,,
,,Attic,,,
"""


def grids(data: bytes = LIST, file: str = "list.csv") -> tuple[Grid, ...]:
    """Cells of a file."""
    found = cells_of(data, file)
    assert found is not None
    return found


def _grid(*rows: tuple[Scalar, ...], name: str = "Sheet1") -> Grid:
    return Grid(name=name, shown_as=name, rows=tuple(enumerate(rows, start=1)))


def test_the_headings_are_found_below_a_title_and_the_columns_by_their_words() -> None:
    found = find_list(grids())

    assert found is not None
    assert (found.sheet, found.head_row, found.rows) == (0, 3, 14)
    assert [one.role for one in found.columns] == [
        Role.NAME, Role.KIND, Role.ZONE, Role.OWNER, Role.NOTE, Role.COUNT,
    ]  # fmt: skip
    assert found.columns[1].examples == ("Server", "Workstation", "Firewall")


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("HOSTNAME", Role.NOTE),  # a second name
        ("Primary Location", Role.ZONE),
        ("Managed-by", Role.OWNER),
        ("O.S.", Role.SOFTWARE),
        ("Serial No. of tag", Role.OUT),
        ("Firmware Version", Role.VERSION),
    ],
)
def test_headings_are_known_in_the_words_people_use(heading: str, role: Role) -> None:
    found = find_list([_grid(("Asset name", heading), ("CAD", "abc"), ("RMS", "def"))])

    assert found is not None
    assert found.columns[1].role is role


def test_a_column_of_words_is_the_name_where_no_heading_says_so() -> None:
    found = find_list([_grid(("Thing", "Qty"), ("CAD", 1), ("RMS", 2))])

    assert found is not None
    assert [one.role for one in found.columns] == [Role.NAME, Role.COUNT]


def test_the_sheet_with_the_list_is_found_among_others_and_can_be_chosen() -> None:
    cover = _grid(("Prepared by", "IT"), ("2024", None), name="Cover")
    listed = _grid(("Device", "Type", "Qty"), ("CAD", "Server", 1), name="Gear")

    found, chosen = find_list([cover, listed]), find_list([cover, listed], sheet=0, head_row=1)

    assert found is not None
    assert found.sheet == 1
    assert chosen is not None
    assert chosen.sheet == 0


def test_a_sheet_with_nothing_below_headings_is_no_list() -> None:
    assert find_list([_grid(("Device", "Type"))]) is None
    assert find_list([]) is None


def test_our_own_form_is_not_taken_for_somebodys_list() -> None:
    assert in_our_form(grids(IN_OUR_FORM))
    assert not in_our_form(grids())


def test_rows_say_what_they_say_and_doubtful_numbers_are_told() -> None:
    found = find_list(grids())
    assert found is not None
    lines = read_lines(grids()[0], found.head_row, {one.number: one.role for one in found.columns})

    first = lines.lines[0]
    assert (first.row, first.name, first.kind, first.note) == (
        4,
        "CAD server",
        "Server",
        "10.1.1.5",
    )
    assert [line.count for line in lines.lines if line.name == "911 trunks"] == [6]
    assert [row for row, _ in lines.doubts] == [11, 15]
    assert lines.left_out == ((17, "it has no name"),)
    assert lines.lines[-1].name == "Switch"
