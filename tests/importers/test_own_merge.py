"""Somebody's own list and a template become an inventory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.importers.own_choices import Choices, Said, meaning
from ng911risk.importers.own_merge import Merged, merge
from ng911risk.importers.start import template_inventory
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.kinds import AssetKind
from tests.importers.test_own_list import LIST, grids


def _merged(choices: Choices | None = None, data: bytes = LIST) -> Merged:
    chosen = choices or Choices()
    said = meaning(grids(data), chosen)
    return merge(said, chosen, name="Cedar", file="list.csv", sheet="", site=None)


def test_the_list_takes_the_place_of_the_template_and_keeps_its_connections() -> None:
    inventory = _merged().read.inventory

    cad = inventory.asset("cad")
    assert (cad.name, cad.note) == ("CAD server", "10.1.1.5")
    assert {zone.id: zone.name for zone in inventory.zones}[cad.zone] == "Server room"
    assert {one.id: one.name for one in inventory.owners}[cad.owner] == "Acme CAD"
    assert ("positions", "cad") in {(flow.source, flow.target) for flow in inventory.flows}
    assert inventory.site.name == "Cedar"


def test_rows_that_differ_in_their_number_are_one_system_with_a_count() -> None:
    merged = _merged()

    [pcs] = [one for one in merged.read.inventory.assets if one.kind is AssetKind.CALL_POSITION]
    assert (pcs.name, pcs.count) == ("Dispatch PC", 3)
    assert "Made by Dell" in pcs.note
    assert merged.gathered == 3
    assert merged.read.inventory.site.positions == 3
    assert merged.read.inventory.site.trunks_911 == 6
    assert "site.positions" not in merged.read.inventory.assumed


def test_two_of_a_kind_are_both_needed_until_somebody_says_otherwise() -> None:
    inventory = _merged().read.inventory

    dispatch = inventory.service(ServiceKind.DISPATCH)
    assert dispatch is not None
    assert [need.any_of for need in dispatch.needs] == [("cad",), ("cad-test-server",)]
    assert ("positions", "cad-test-server") in {
        (flow.source, flow.target) for flow in inventory.flows
    }


def test_what_the_list_does_not_have_is_assumed_or_left_out() -> None:
    merged = _merged()
    assumed = {one.id for one in merged.assumed}

    assert "sirens" in assumed
    assert "assets[sirens]" in merged.read.inventory.assumed
    assert "assets[cad]" not in merged.read.inventory.assumed
    without = _merged(Choices(without=("sirens", "cad")))
    assert "sirens" not in {one.id for one in without.read.inventory.assets}
    assert "sirens" in {one.id for one in without.offered}
    assert without.read.inventory.asset("cad").name == "CAD server"


def test_places_name_the_row_of_the_list() -> None:
    merged = _merged()

    assert merged.read.place("assets[cad]") == "list.csv:4"
    assert [one.id for one in merged.unconnected] == ["main-firewall"]
    assert [row for row, _ in merged.left_out] == [13, 17]


def test_a_place_can_be_one_of_the_template() -> None:
    merged = _merged(Choices(zones=(Said(text="Server room", means="dispatch"),)))

    assert merged.read.inventory.asset("cad").zone == "dispatch"


@pytest.mark.parametrize("arrival", ["phone-lines", "gateway", "state-network", "own-network"])
def test_every_way_of_arrival_gives_an_inventory_that_holds_together(arrival: str) -> None:
    merged = _merged(Choices(arrival=arrival))

    assert "cad" in merged.listed
    assert "site.stage" not in merged.read.inventory.assumed


def test_connections_from_a_zone_follow_its_systems() -> None:
    rows = [b"Device,Type,Location", b"Front PC,Office PC,Annex", b"Map server,GIS,Annex"]
    rows += [b"Mail,E-mail,Annex", b"Sign-in,Domain controller,Annex", b"CAD,CAD,Hall"]

    inventory = _merged(data=b"\n".join(rows)).read.inventory

    flows = [flow for flow in inventory.flows if flow.protocol.value == "rdp"]
    assert ("annex", "cad") in {(flow.source, flow.target) for flow in flows}
    assert "office" not in {zone.id for zone in inventory.zones}


def test_numbers_that_are_known_already_stay() -> None:
    site = replace(template_inventory("legacy").site, name="Cedar", positions=9)
    said = meaning(grids(), Choices())

    merged = merge(said, Choices(), name="Cedar", file="list.csv", sheet="", site=site)

    assert merged.read.inventory.site == site
    assert not any(path.startswith("site.") for path in merged.read.inventory.assumed)
