"""Targets: read strictly, drafted from the inventory, refused near real calls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ng911risk.errors import InputError
from ng911risk.importers import read_inventory
from ng911risk.lab.running.targets import drafted, read_targets, too_close
from ng911risk.model.inventory import Environment, Inventory
from ng911risk.model.lab import LabTarget
from tests.lab.lab_files import scope, target


@pytest.fixture(scope="module")
def inventory(repository: Path) -> Inventory:
    path = repository / "ng911risk" / "samples" / "prairie-hosted.yaml"
    return read_inventory(path.read_bytes(), file=path.name).inventory


def with_address(inventory: Inventory, text: str, *, lab: bool, calls: bool = False) -> Inventory:
    first = inventory.assets[0]
    zones = tuple(
        replace(
            zone,
            environment=Environment.LAB if lab else Environment.PRODUCTION,
            live_call_path=calls,
        )
        if zone.id == first.zone
        else replace(zone, live_call_path=False)
        for zone in inventory.zones
    )
    others = tuple(replace(asset, addresses=()) for asset in inventory.assets[1:])
    return replace(inventory, zones=zones, assets=(replace(first, addresses=(text,)), *others))


def about(inventory: Inventory, **changed: str) -> LabTarget:
    return target(**({"asset": inventory.assets[0].id} | changed))


def test_a_target_of_a_lab_zone_is_taken(inventory: Inventory) -> None:
    own = with_address(inventory, "10.91.0.30", lab=True)

    assert list(too_close(scope(), (about(own),), own)) == []


@pytest.mark.parametrize(("lab", "calls"), [(False, False), (True, True), (False, True)])
def test_production_and_live_calls_are_refused(
    inventory: Inventory, *, lab: bool, calls: bool
) -> None:
    own = with_address(inventory, "10.91.0.30", lab=lab, calls=calls)

    assert len(list(too_close(scope(), (about(own),), own))) >= 2


@pytest.mark.parametrize("text", ["10.91.0.77", "10.91.0.0/28", "10.0.0.0/8", "::ffff:10.91.0.7"])
def test_production_in_the_networks_of_the_scope_is_refused_without_any_target(
    inventory: Inventory, text: str
) -> None:
    own = with_address(inventory, text, lab=False)

    assert list(too_close(scope(), (), own))


def test_what_is_excluded_does_not_stand_in_the_way(inventory: Inventory) -> None:
    own = with_address(inventory, "10.91.0.99", lab=False)

    assert list(too_close(scope(), (), own)) == []


def test_an_asset_that_nobody_knows_is_told(inventory: Inventory) -> None:
    own = with_address(inventory, "192.168.1.1", lab=True)

    (why,) = too_close(scope(), (about(own, asset="ghost"),), own)

    assert "ghost" in why


def test_a_draft_names_what_has_an_address_in_the_scope(inventory: Inventory) -> None:
    own = with_address(inventory, "10.91.0.30", lab=True)

    (found,) = drafted(scope(), own)

    assert (found.asset, found.address) == (own.assets[0].id, "10.91.0.30")


def test_every_fault_of_a_file_is_told_with_its_line() -> None:
    data = b"""
targets:
  - {id: a, kind: bcf, address: bcf.example, sip: 70000}
  - {id: a, kind: bcf, address: 10.91.0.30, closed_ports: [0]}
"""

    with pytest.raises(InputError) as caught:
        read_targets(data, file="targets.yaml")

    assert {one.field for one in caught.value.problems} == {
        "targets[0].address", "targets[0].sip", "targets[1].id", "targets[1].closed_ports",
    }  # fmt: skip
    assert {one.row for one in caught.value.problems} == {3, 4}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "bcf esinet"),
        ("dns_name", "a..b"),
        ("dns_name", "x" * 64),
        ("dns_zone", "esinet.lab\\r\\nX"),
        ("known_user", "known\\r\\nVia: x"),
        ("path", "lost"),
        ("path", "/a b"),
        ("test_call", "urn:service:sos"),
        ("test_call", "sip:911@10.91.0.40"),
    ],
)
def test_what_goes_into_messages_must_be_one_word(field: str, text: str) -> None:
    data = f"""
targets:
  - {{id: a, kind: bcf, address: 10.91.0.30, {field}: "{text}"}}
""".encode()

    with pytest.raises(InputError) as caught:
        read_targets(data, file="targets.yaml")

    assert [one.field for one in caught.value.problems] == [f"targets[0].{field}"]


def test_words_that_can_be_sent_are_taken() -> None:
    data = b"""
targets:
  - {id: a, kind: bcf, address: 10.91.0.30, name: bcf.esinet.lab, dns_name: _sips._tcp.esinet.lab,
     dns_zone: esinet.lab., known_user: known-1, path: /lost?a=b, test_call: "sip:echo@10.91.0.40"}
"""

    assert read_targets(data, file="targets.yaml").value.targets[0].known_user == "known-1"
