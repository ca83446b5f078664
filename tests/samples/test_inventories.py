"""The sample centres are complete, consistent, and written as the format is meant."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Inventory, Relation, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Stage, Status
from ng911risk.records import read_record, to_yaml

NAMES: Final = (
    "prairie-hosted",
    "hollow-legacy",
    "pine-county",
    "harbor-metro",
    "state/esinet",
    "state/north",
    "state/south",
)


@cache
def sample(name: str) -> Inventory:
    """One sample, as the package carries it."""
    data = (files("ng911risk") / "samples" / f"{name}.yaml").read_bytes()
    return read_record(Inventory, data, file=f"{name}.yaml").value


@pytest.mark.parametrize("name", NAMES)
def test_nothing_contradicts_itself(name: str) -> None:
    assert [*contradictions(sample(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_back_from_canonical_form(name: str) -> None:
    inventory = sample(name)
    data = to_yaml(inventory)

    assert read_record(Inventory, data, file=name).value == inventory


@pytest.mark.parametrize("name", NAMES)
def test_every_service_says_what_it_needs(name: str) -> None:
    services = {service.kind: service for service in sample(name).services}

    assert set(services) == set(ServiceKind)
    assert all(need.why for service in services.values() for need in service.needs)


@pytest.mark.parametrize("name", NAMES)
def test_every_owner_and_zone_is_used(name: str) -> None:
    inventory = sample(name)

    assert {owner.id for owner in inventory.owners} == {one.owner for one in inventory.assets}
    assert {zone.id for zone in inventory.zones} == {one.zone for one in inventory.assets}


@pytest.mark.parametrize("name", NAMES)
def test_positions_are_one_line_with_a_count(name: str) -> None:
    inventory = sample(name)
    counts = [one.count for one in inventory.assets if one.kind is AssetKind.CALL_POSITION]

    assert inventory.site.positions in counts


@pytest.mark.parametrize("name", NAMES)
def test_circuits_say_whether_they_have_a_restoration_code(name: str) -> None:
    circuits = [one for one in sample(name).assets if one.kind is AssetKind.CIRCUIT]

    assert circuits
    assert name == "prairie-hosted" or any(one.tsp_code for one in circuits)


@pytest.mark.parametrize("name", NAMES)
def test_answers_name_measures_and_weaknesses_of_the_catalogue(name: str) -> None:
    inventory, catalog = sample(name), load_catalog()
    known = {weakness.name for asset in inventory.assets for weakness in asset.weaknesses}

    assert {answer.mitigation for answer in inventory.controls} <= set(catalog.mitigations)
    assert known <= set(catalog.weaknesses)
    assert all(answer.said_by for answer in inventory.controls)


def test_every_trust_relation_and_stage_is_shown_somewhere() -> None:
    relations = {trust.relation for name in NAMES for trust in sample(name).trusts}

    assert relations == set(Relation)
    assert {sample(name).site.stage for name in NAMES} == set(Stage)


def test_small_centres_leave_most_questions_open_and_the_large_one_hardly_any() -> None:
    every = len(load_catalog().mitigations)

    assert len(sample("prairie-hosted").controls) < every / 2
    assert len(sample("hollow-legacy").controls) < every / 2
    assert len(sample("harbor-metro").controls) >= every - 3


def test_answers_are_mixed_where_centres_are_ordinary() -> None:
    for name in ("prairie-hosted", "hollow-legacy", "pine-county", "state/south"):
        said = {answer.status for answer in sample(name).controls}
        assert {Status.YES, Status.PARTLY, Status.NO} <= said, name


def test_state_sites_share_the_ids_of_what_they_depend_on() -> None:
    esinet, north, south = (sample(f"state/{one}") for one in ("esinet", "north", "south"))
    core = {"bcf-east", "bcf-west", "esrp-east", "esrp-west", "policy-store", "summit-staff"}

    for site in (esinet, north, south):
        assert core <= {asset.id for asset in site.assets}
        assert {asset.owner for asset in site.assets if asset.id in core} == {"summit-ngcs"}
    shared = {"rockface-cloud", "rockface-phones", "rockface-staff"}
    assert all(shared <= {asset.id for asset in site.assets} for site in (north, south))
    products = [
        {asset.id: asset.software for asset in site.assets if asset.id in core}
        for site in (esinet, north, south)
    ]
    assert products[0] == products[1] == products[2]
