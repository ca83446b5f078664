"""Lines of an inventory, put in and taken out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.editing.parts import (
    Part,
    confirmed,
    held_by,
    key_of,
    line_at,
    lines_of,
    new_id,
    same_line,
    with_line,
    without_line,
)
from ng911risk.errors import NotFoundError
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Asset, ControlAnswer, Inventory
from ng911risk.model.scales import Status
from tests.editing.sample import sample


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return sample()


@pytest.mark.parametrize("part", list(Part))
def test_every_line_is_found_by_its_key(inventory: Inventory, part: Part) -> None:
    for line in lines_of(inventory, part):
        assert line_at(inventory, part, key_of(inventory, part, line)) == line


@pytest.mark.parametrize("key", ["", "no-such", "999999", "-1", "1.5", "٣"])
@pytest.mark.parametrize("part", list(Part))
def test_a_key_of_nothing_finds_nothing(inventory: Inventory, part: Part, key: str) -> None:
    with pytest.raises(NotFoundError):
        line_at(inventory, part, key)


@pytest.mark.parametrize("part", list(Part))
def test_whatever_is_taken_out_leaves_nothing_that_speaks_of_it(
    inventory: Inventory, part: Part
) -> None:
    for line in lines_of(inventory, part):
        left = without_line(inventory, part, line)

        assert list(contradictions(left)) == []
        assert len(lines_of(left, part)) == len(lines_of(inventory, part)) - 1


def test_systems_of_a_zone_that_goes_move_to_the_one_that_was_chosen(inventory: Inventory) -> None:
    zone, other = inventory.zones[:2]

    left = without_line(inventory, Part.ZONES, zone, move_to=other.id)

    assert len(left.assets) == len(inventory.assets)
    assert held_by(left, zone) == ()
    assert list(contradictions(left)) == []


def test_an_answer_about_what_is_gone_goes_too_rather_than_speak_of_everything(
    inventory: Inventory,
) -> None:
    asset = inventory.assets[0]
    answer = ControlAnswer(mitigation="m", status=Status.YES, scope=(asset.id,))
    both = replace(answer, scope=(asset.id, inventory.zones[0].id))
    before = replace(inventory, controls=(answer, both), assumed=(f"assets[{asset.id}]",))

    left = without_line(before, Part.ASSETS, asset)

    assert [one.scope for one in left.controls] == [(inventory.zones[0].id,)]
    assert left.assumed == ()


def test_a_line_stays_where_it_was_when_it_changes_and_is_confirmed_by_that(
    inventory: Inventory,
) -> None:
    asset = inventory.assets[3]
    before = replace(inventory, assumed=(f"assets[{asset.id}]", "flows"))

    after = with_line(before, Part.ASSETS, replace(asset, name="Other"), asset)

    assert after.assets[3].name == "Other"
    assert after.assumed == ("flows",)
    assert confirmed(after, ["nothing"]) is after


def test_a_line_is_the_same_by_its_id_and_a_link_only_while_nothing_changed(
    inventory: Inventory,
) -> None:
    asset, flow = inventory.assets[0], inventory.flows[0]
    newer = with_line(inventory, Part.ASSETS, replace(asset, name="Other"), asset)
    shorter = replace(inventory, flows=inventory.flows[1:])

    found = same_line(newer, Part.ASSETS, asset)
    assert isinstance(found, Asset)
    assert found.name == "Other"
    assert same_line(shorter, Part.FLOWS, inventory.flows[1]) == inventory.flows[1]
    assert same_line(shorter, Part.FLOWS, flow) is None


def test_an_id_is_made_from_the_name_and_never_used_twice() -> None:
    taken = {"cad-server", "cad-server-2"}

    assert new_id("CAD server!", taken.__contains__) == "cad-server-3"
    assert new_id("  ", taken.__contains__) == "item"
    assert len(new_id("x" * 500, taken.__contains__)) == 40
