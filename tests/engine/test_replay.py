from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.replay import replay
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.replay import IncidentReplay, Replay
from tests.incidents.cases import inventory_of
from tests.samples.test_stories import sample

AT: Final = datetime(2026, 11, 24, tzinfo=UTC)


def tried(inventory: Inventory, *incidents: str) -> Replay:
    """A replay of some incidents, or of all."""
    return replay(
        inventory,
        load_catalog(),
        at=AT,
        tool_version="test",
        inventory_digest="0" * 64,
        incidents=incidents,
    )


@cache
def on_sample(name: str) -> dict[str, IncidentReplay]:
    """Every incident on one sample centre, by id."""
    return {one.id: one for one in tried(sample(name)).incidents}


def test_the_whole_library_is_tried_the_costliest_first() -> None:
    found = tried(sample("hollow-legacy"))

    assert {one.id for one in found.incidents} == set(load_catalog().incidents)
    costs = [one.weighted for one in found.incidents]
    assert costs == sorted(costs, reverse=True)


def test_some_can_be_asked_for() -> None:
    wanted = ("carrier-2018", "bucks-county-2024")

    assert {one.id for one in tried(sample("hollow-legacy"), *wanted).incidents} == set(wanted)
    with pytest.raises(KeyError):
        tried(sample("hollow-legacy"), "atlantis")


def test_the_same_arguments_give_the_same() -> None:
    wanted = ("bucks-county-2024", "carrier-2018")

    assert tried(sample("hollow-legacy"), *wanted) == tried(sample("hollow-legacy"), *wanted)


def test_bucks_county_is_likelier_in_pine_county_than_in_the_well_kept_centre() -> None:
    pine, harbor = (
        on_sample(name)["bucks-county-2024"] for name in ("pine-county", "harbor-metro")
    )

    assert harbor.chance.sampled_high < pine.chance.sampled_low
    assert pine.service is ServiceKind.DISPATCH
    assert 48.0 < pine.hours.likely < 24.0 * 30
    assert "tested-offline-backups" in {name for one in pine.shortens for name in one.mitigations}


def test_phones_and_radio_outlive_ransomware_on_dispatch() -> None:
    services = {one.service: one for one in on_sample("pine-county")["bucks-county-2024"].services}

    dispatch = services[ServiceKind.DISPATCH].stopped.likely
    assert services[ServiceKind.ANSWER].stopped.likely < dispatch / 2
    assert services[ServiceKind.RADIO].stopped.likely < dispatch / 10


def test_a_link_that_spreads_drowns_the_small_and_not_the_large() -> None:
    small, large = (
        on_sample(name)["mobile-links-2016"].floods[0].callers_lost.likely
        for name in ("hollow-legacy", "harbor-metro")
    )

    assert large < 0.01
    assert small > 0.05


def test_a_service_that_is_not_described_is_not_called_safe() -> None:
    inventory = inventory_of("henry-county-2016")
    less = tuple(one for one in inventory.services if one.kind is not ServiceKind.DISPATCH)
    [one] = tried(replace(inventory, services=less), "henry-county-2016").incidents

    assert not one.described


def test_what_begins_it_is_said() -> None:
    found = on_sample("hollow-legacy")

    assert found["carrier-2018"].begins.startswith("given that this happens, where it hurts most")
    assert found["bucks-county-2024"].begins.startswith("given one campaign against you: crim")
    assert found["massachusetts-2024"].begins == "nothing that is listed here can begin it"
