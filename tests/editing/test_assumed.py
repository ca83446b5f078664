"""What nobody confirmed, in words."""

from __future__ import annotations

from ng911risk.editing.assumed import assumptions
from ng911risk.editing.parts import confirmed
from ng911risk.importers.start import build_inventory


def test_everything_that_is_assumed_stands_in_one_group_with_words_of_its_own() -> None:
    inventory = build_inventory({"arrival": "phone-lines"})

    groups = assumptions(inventory)

    items = [one for group in groups for one in group.items]
    assert {one.path for one in items} == set(inventory.assumed)
    assert all(one.title and "." not in one.title and "[" not in one.title for one in items)
    assert {one.path: one.value for one in items}["site.positions"] == "4"


def test_what_is_confirmed_is_in_no_group() -> None:
    inventory = build_inventory({"arrival": "phone-lines"})

    assert assumptions(confirmed(inventory, inventory.assumed)) == ()
