"""What is asked about somebody's own list."""

from __future__ import annotations

from ng911risk.importers.own_choices import LEAVE_OUT, OWN, USUAL, Choices, Said, list_with, meaning
from ng911risk.importers.own_list import Role
from tests.importers.test_own_list import grids


def test_each_kind_place_and_owner_is_asked_once_with_a_guess() -> None:
    said = meaning(grids(), Choices())

    kinds = {one.text: one for one in said.kinds}
    assert kinds["Dispatch PC (Workstation)"].means == "call-position"
    assert kinds["Dispatch PC (Workstation)"].count == 3
    assert (
        kinds["Coffee machine (Appliance)"].means,
        kinds["Coffee machine (Appliance)"].sure,
    ) == (
        LEAVE_OUT,
        False,
    )
    assert [one.text for one in said.zones] == [
        "Server room", "Dispatch floor", "Basement", "Kitchen",
    ]  # fmt: skip
    assert {one.means for one in said.zones} == {OWN}
    assert {one.text: one.means for one in said.owners}["County IT"] == "county-it"


def test_one_place_for_everything_is_no_network() -> None:
    said = meaning(grids(b"Device,Location\nCAD,HQ\nRMS,HQ\n"), Choices())

    assert [one.means for one in said.zones] == [USUAL]


def test_what_was_chosen_wins_over_the_guess() -> None:
    out = (Role.NAME, Role.KIND, Role.OUT, Role.OUT, Role.OUT, Role.OUT)
    choices = Choices(
        columns=tuple(map(str, out)), kinds=(Said(text="Firewall", means="vpn-gateway"),)
    )

    said = meaning(grids(), choices)

    assert said.zones == said.owners == ()
    assert {one.text: one.means for one in said.kinds}["Firewall"] == "vpn-gateway"


def test_choices_that_do_not_fit_the_file_are_guessed_again() -> None:
    found, roles = list_with(grids(), Choices(sheet=7, head_row=99, columns=("name",)))

    assert found is not None
    assert found.head_row == 3
    assert roles[0] is Role.NAME
    assert meaning((), Choices()).kinds == ()
