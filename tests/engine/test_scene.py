from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.controls import controls_of
from ng911risk.engine.scene import WORLDS, Scene, chain_only, scene_of
from ng911risk.model.catalog import Category, Outcome
from ng911risk.model.inventory import ControlAnswer, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status
from tests.incidents.cases import NAMES, inventory_of

DAY: Final = date(2026, 1, 1)


@cache
def scene(name: str, place: str = "", seed: int = 1) -> Scene:
    """One incident in the inventory of its own case, or of another."""
    catalog, inventory = load_catalog(), inventory_of(place or name)
    controls = controls_of(inventory, catalog)
    return scene_of(catalog.incidents[name], inventory, catalog, controls, at=DAY, seed=seed)


@pytest.mark.parametrize("name", NAMES)
def test_every_incident_can_happen_where_it_happened(name: str) -> None:
    one = scene(name)

    assert one.aim == (one.incident.hit[0].service, one.incident.hit[0].outcome)
    assert 0.0 < one.hit().likely <= 1.0
    assert one.weighted(one.rates["likely"]) > 0.0


@pytest.mark.parametrize("name", ["suffolk-county-2022", "bucks-county-2024"])
def test_only_the_chain_and_an_untold_way_in_are_in_the_graph(name: str) -> None:
    one = scene(name)
    told = {link.vector for link in one.incident.chain}
    vectors = load_catalog().vectors

    for vector in {attempt.vector for attempt in one.built.tries.values()} - told:
        assert not one.incident.entry_told
        assert vectors[vector].category is Category.INTRUSION


def test_steps_that_were_not_taken_are_not_there() -> None:
    steps = {one.step.id for one in scene("carrier-2018").built.tries.values()}

    assert steps == {"carrier-network-fails"}


def test_a_chance_is_given_that_somebody_tries() -> None:
    """No control of this case acts on likelihood; the flood succeeds with 0.45 of the catalogue."""
    one = scene("extortion-wave-2013")
    [flood] = one.built.floods
    luck = flood.attempt.step.success
    assert luck is not None
    left = 1.0
    for coin in flood.attempt.controls:
        left *= one.built.graph.coins[one.built.graph.index[coin]].chance.likely

    chance = one.hit()

    assert chance.sampled_low <= luck.likely * left <= chance.sampled_high
    assert chance.low <= chance.likely <= chance.high


def test_what_is_given_has_no_luck_any_more() -> None:
    assert scene("mobile-links-2016").hit().likely > 0.5
    assert scene("alert-vendor-2025").causes[0] == "actor:criminal"
    assert scene("alert-vendor-2025").causes[1].startswith("luck:vendor-compromise.vendor-falls|")


def test_of_several_beginnings_the_worst_is_taken() -> None:
    """The firewall before all calls, not the one before nothing."""
    inventory = inventory_of("massachusetts-2024")
    [firewall] = (one for one in inventory.assets if one.kind is AssetKind.FIREWALL)
    idle = replace(firewall, id="idle", name="Idle firewall", software=())
    both = replace(inventory, assets=(idle, *inventory.assets))
    catalog = load_catalog()
    incident = catalog.incidents["massachusetts-2024"]

    one = scene_of(incident, both, catalog, controls_of(both, catalog), at=DAY, seed=1)

    assert len(one.beginnings) == 2
    assert "idle" not in one.causes[0]
    assert one.hit().likely > 0.5


def test_where_nothing_begins_the_chance_is_exactly_none() -> None:
    one = scene("massachusetts-2024", "henry-county-2016")

    assert one.worlds is None
    assert one.hit().exact
    assert one.hit().high == one.hit().sampled_high == 0.0
    assert one.hours(ServiceKind.DISPATCH, "degraded").high == 0.0


def test_where_another_service_is_hit_that_one_is_asked_for() -> None:
    """A fallen vendor that manages dispatch but no alerting."""
    catalog = load_catalog()
    inventory = inventory_of("alert-vendor-2025")
    dispatch = replace(inventory.services[0], kind=ServiceKind.DISPATCH)
    changed = replace(inventory, services=(dispatch,))
    incident = catalog.incidents["alert-vendor-2025"]

    one = scene_of(incident, changed, catalog, controls_of(changed, catalog), at=DAY, seed=1)

    assert one.aim == (ServiceKind.DISPATCH, Outcome.STOPPED)
    assert one.reach(one.rates["likely"]) > 0.0


@pytest.mark.parametrize("name", ["baltimore-2018", "henry-county-2016", "extortion-wave-2013"])
def test_every_control_lowers_it_or_leaves_it(name: str) -> None:
    catalog, inventory = load_catalog(), inventory_of(name)
    before = scene(name)
    answers = tuple(
        ControlAnswer(mitigation=one, status=Status.YES) for one in sorted(catalog.mitigations)
    )
    better = replace(inventory, controls=answers)
    after = scene_of(before.incident, better, catalog, controls_of(better, catalog), at=DAY, seed=1)

    assert after.reach(after.rates["likely"]) < before.reach(before.rates["likely"])
    assert after.weighted(after.rates["likely"]) < before.weighted(before.rates["likely"])


def test_the_same_seed_gives_the_same_and_another_hardly_differs() -> None:
    first = scene("baltimore-2018").hit()
    again, other = scene("baltimore-2018", seed=1).hit(), scene("baltimore-2018", seed=2).hit()

    assert again == first
    assert other != first
    assert other.sampled_low < first.sampled_high
    assert first.sampled_low < other.sampled_high


def test_the_catalogue_of_a_chain_keeps_everything_but_vectors() -> None:
    catalog = load_catalog()
    chain = chain_only(catalog.incidents["carrier-2018"], catalog)

    assert [*chain.vectors] == ["carrier-or-power-outage"]
    assert chain.mitigations == catalog.mitigations
    assert chain.recoveries == catalog.recoveries


def test_the_sampling_interval_surrounds_the_chance() -> None:
    """A Wilson interval: by hand for 8,192 worlds and a half, 0.5 -+ 1.4 percent."""
    chance = scene("extortion-wave-2013").hit()

    assert chance.sampled_low < chance.likely < chance.sampled_high
    half = 2.5758 * (chance.likely * (1.0 - chance.likely) / WORLDS) ** 0.5
    assert chance.sampled_high - chance.sampled_low == pytest.approx(2.0 * half, rel=0.01)
