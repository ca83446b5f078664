from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.controls import controls_of
from ng911risk.engine.doors import Doors
from ng911risk.engine.scene import scene_of
from ng911risk.model.inventory import Inventory, KnownWeakness
from ng911risk.model.replay import Door, ReplayLink
from ng911risk.model.scales import Status
from tests.incidents.cases import NAMES, inventory_of

DAY: Final = date(2026, 1, 1)


def links(name: str, inventory: Inventory) -> tuple[ReplayLink, ...]:
    """The chain of one incident as it stands in an inventory."""
    catalog = load_catalog()
    controls = controls_of(inventory, catalog)
    scene = scene_of(catalog.incidents[name], inventory, catalog, controls, at=DAY, seed=1)
    return Doors(scene, DAY).links()


def reasons(link: ReplayLink) -> str:
    """Every reason of one link."""
    return "; ".join(reason for step in link.steps for reason in step.because)


@pytest.mark.parametrize("name", NAMES)
def test_no_link_is_closed_where_it_happened(name: str) -> None:
    chain = links(name, inventory_of(name))

    told = [link for link in chain if link.what]
    assert [link.vector for link in told] == [
        link.vector for link in load_catalog().incidents[name].chain
    ]
    assert all(link.door is not Door.CLOSED for link in chain)
    assert all(step.because for link in chain for step in link.steps if step.door is Door.CLOSED)


def test_what_is_not_listed_closes_a_door() -> None:
    [link] = links("massachusetts-2024", inventory_of("henry-county-2016"))

    assert link.door is Door.CLOSED
    assert "you list nothing it could be tried against: firewall" in reasons(link)


def test_a_flow_that_is_not_listed_closes_a_door() -> None:
    inventory = inventory_of("eas-hoax-2013")
    first, second = links("eas-hoax-2013", replace(inventory, flows=()))

    assert first.door is second.door is Door.CLOSED
    assert "nothing before it in this chain leads there" in reasons(second)


def test_a_weakness_that_is_denied_closes_a_door_and_says_who_said_so() -> None:
    inventory = inventory_of("eas-hoax-2013")
    [encoder] = inventory.assets
    [weak] = encoder.weaknesses
    denied = KnownWeakness(name=weak.name, status=Status.NO, said_by="radio shop")
    sound = replace(inventory, assets=(replace(encoder, weaknesses=(denied,)),))

    first, _ = links("eas-hoax-2013", sound)

    assert first.door is Door.CLOSED
    assert "EAS encoder does not have this weakness, said by radio shop" in reasons(first)


def test_a_trust_that_is_not_listed_closes_a_door() -> None:
    inventory = inventory_of("suffolk-county-2022")
    chain = links("suffolk-county-2022", replace(inventory, trusts=()))
    lateral = next(link for link in chain if link.vector == "lateral-movement-from-county")

    assert "nothing is listed that authenticates" in reasons(lateral)


def test_controls_in_place_hold_a_door_and_are_named() -> None:
    inventory, catalog = inventory_of("baltimore-2018"), load_catalog()
    everything = tuple(
        answer
        for answer in inventory_of("bucks-county-2024").controls[:1]
        for answer in (replace(answer, mitigation=name) for name in sorted(catalog.mitigations))
    )
    before = links("baltimore-2018", inventory)[-1]
    after = links("baltimore-2018", replace(inventory, controls=everything))[-1]

    assert before.door is Door.OPEN
    assert after.door is Door.HELD
    assert "nobody has said whether these are in place" in reasons(before)
    assert "of the tries" in reasons(after)


def test_where_nobody_tells_the_way_in_only_open_ones_are_shown() -> None:
    chain = links("bucks-county-2024", inventory_of("bucks-county-2024"))
    ways = [link for link in chain if not link.what]

    assert {"phishing"} <= {link.vector for link in ways}
    assert all(step.door is not Door.CLOSED for link in ways for step in link.steps)
