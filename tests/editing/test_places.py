"""Where fields were read, after a change."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from ng911risk.editing.parts import Part, with_line, without_line
from ng911risk.editing.places import carried
from ng911risk.importers import read_inventory
from ng911risk.store import place_in, places_of

_READ = read_inventory(
    files("ng911risk.samples").joinpath("pine-county.yaml").read_bytes(), file="pine.yaml"
)
_BEFORE = _READ.inventory
_PLACES = places_of(_BEFORE, _READ.place)


def test_without_a_change_every_place_stays() -> None:
    assert carried(_PLACES, _BEFORE, _BEFORE, note="new") == _PLACES


def test_what_moved_up_keeps_its_own_place_and_not_that_of_its_neighbour() -> None:
    after = without_line(_BEFORE, Part.ASSETS, _BEFORE.assets[0])

    place = place_in(carried(_PLACES, _BEFORE, after, note="new"), after)

    old = place_in(_PLACES, _BEFORE)
    for asset in after.assets:
        assert place(f"assets[{asset.id}].kind") == old(f"assets[{asset.id}].kind")


def test_what_somebody_entered_says_so() -> None:
    asset = _BEFORE.assets[2]
    after = with_line(_BEFORE, Part.ASSETS, replace(asset, name="Other"), asset)
    after = replace(after, site=replace(after.site, positions=99))

    place = place_in(carried(_PLACES, _BEFORE, after, note="entered by Pat"), after)

    assert place(f"assets[{asset.id}].kind") == "entered by Pat"
    assert place("site.positions") == "entered by Pat"
    assert place("site.trunks_911") == place_in(_PLACES, _BEFORE)("site.trunks_911")
