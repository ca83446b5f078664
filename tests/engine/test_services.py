from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ng911risk.engine.services import OTHER_CHANNEL_FAILS
from ng911risk.model.catalog import Catalog, Sustains
from ng911risk.model.grammar import EffectGift, EffectKind, Gift, Recovery
from ng911risk.model.inventory import Asset, Fallback, FallbackKind, Relation, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status
from tests.engine.small import (
    asset,
    built_of,
    catalog,
    inventory,
    mitigation,
    said,
    service,
    share,
    step,
    stopped,
    trust,
    vector,
)

CAD = asset("cad")
HOST, SPARE = asset("host", AssetKind.HYPERVISOR), asset("spare", AssetKind.HYPERVISOR)
UPS, LINK = asset("ups", AssetKind.POWER), asset("link", AssetKind.CIRCUIT)
OTHER_LINK = asset("link2", AssetKind.CIRCUIT)


def _stops(*kinds: AssetKind, recovery: Recovery = Recovery.REPAIR) -> Catalog:
    """A catalogue in which exactly these kinds of assets stop."""
    return catalog(
        {
            f"stop-{kind.value}": vector(
                step("stop", kind, (), stopped(recovery), actors=("crook",))
            )
            for kind in kinds
        }
    )


def _gone(name: str, content: Catalog, *assets: Asset, **more: object) -> bool:
    return built_of(inventory(*assets, **more), content).graph.get(name) is not None


def test_whatever_runs_on_a_host_stops_with_it() -> None:
    trusts = (trust("host", Relation.HOSTS, "cad"),)
    content = _stops(AssetKind.HYPERVISOR)

    assert _gone("stopped:cad:repair", content, CAD, HOST, trusts=trusts)
    assert not _gone("stopped:cad:repair", content, CAD, HOST)
    assert not _gone("stopped:cad:restore", content, CAD, HOST, trusts=trusts)


def test_two_of_one_kind_are_spares_for_each_other() -> None:
    """Both hosts must stop; take away the only thing that stops the second, and the CAD stays."""
    trusts = (trust("host", Relation.HOSTS, "cad"), trust("spare", Relation.HOSTS, "cad"))
    both = built_of(inventory(CAD, HOST, SPARE, trusts=trusts), _stops(AssetKind.HYPERVISOR)).graph
    node = both.index["stopped:cad:repair"]
    [gate] = [both.names[int(one)] for one in both.before[node]]

    assert {both.names[int(one)] for one in both.before[both.index[gate]]} == {
        "stopped:host:repair",
        "stopped:spare:repair",
    }


def test_two_of_different_kinds_or_relations_are_both_needed() -> None:
    trusts = (trust("ups", Relation.POWERS, "cad"), trust("link", Relation.CARRIES, "cad"))
    one = {"trusts": trusts}

    assert _gone("stopped:cad:repair", _stops(AssetKind.POWER), CAD, UPS, LINK, **one)
    assert _gone("stopped:cad:repair", _stops(AssetKind.CIRCUIT), CAD, UPS, LINK, **one)


def test_a_spare_that_cannot_stop_saves_what_hangs_on_it() -> None:
    trusts = (trust("link", Relation.CARRIES, "cad"), trust("link2", Relation.CARRIES, "cad"))
    only_one = catalog(
        {
            "dig": vector(
                step("dig", AssetKind.POWER, (), stopped(Recovery.REPAIR), actors=("crook",))
            )
        }
    )
    powered = (trust("ups", Relation.POWERS, "link"),)

    assert not _gone(
        "stopped:cad:repair", only_one, CAD, LINK, OTHER_LINK, UPS, trusts=trusts + powered
    )
    both = (trust("ups", Relation.POWERS, "link", "link2"),)
    assert _gone("stopped:cad:repair", only_one, CAD, LINK, OTHER_LINK, UPS, trusts=trusts + both)


@pytest.mark.parametrize("relation", [Relation.MANAGES, Relation.AUTHENTICATES, Relation.SUPPLIES])
def test_other_trust_does_not_make_a_thing_stop(relation: Relation) -> None:
    trusts = (trust("host", relation, "cad"),)

    assert not _gone("stopped:cad:repair", _stops(AssetKind.HYPERVISOR), CAD, HOST, trusts=trusts)


def test_a_service_degrades_when_one_need_is_gone_altogether() -> None:
    apart = (service(ServiceKind.DISPATCH, ("cad",), ("link",)),)
    spares = (service(ServiceKind.DISPATCH, ("cad", "link")),)
    name, content = "degraded:dispatch:repair", _stops(AssetKind.CIRCUIT)

    assert _gone(name, content, CAD, LINK, services=apart)
    assert not _gone(name, content, CAD, LINK, services=spares)
    both = _stops(AssetKind.CIRCUIT, AssetKind.CAD)
    assert _gone(name, both, CAD, LINK, services=spares)


def test_what_is_altered_misleads_and_does_not_degrade() -> None:
    wrong = Gift(effect=EffectGift(kind=EffectKind.ALTERED, recovery=Recovery.RESTART))
    content = catalog({"lie": vector(step("lie", AssetKind.CAD, (), wrong, actors=("crook",)))})
    graph = built_of(
        inventory(CAD, services=(service(ServiceKind.LOCATE, ("cad",)),)), content
    ).graph

    assert graph.get("misled:locate:restart") is not None
    assert graph.get("misled:locate:repair") is None
    assert graph.get("degraded:locate:failover") is None


@pytest.mark.parametrize(
    ("kind", "coins"),
    [
        (FallbackKind.NONE, []),
        (FallbackKind.MANUAL, ["control:paper|the whole site|sustains[0].effect"]),
        (
            FallbackKind.OTHER_CHANNEL,
            ["control:paper|the whole site|sustains[0].effect", "fallback:dispatch"],
        ),
    ],
)
def test_a_degraded_service_is_lost_when_its_fallback_fails(
    kind: FallbackKind, coins: list[str]
) -> None:
    paper = Sustains(service=ServiceKind.DISPATCH, effect=share(0.7))
    content = replace(_stops(AssetKind.CAD), mitigations={"paper": mitigation(sustains=(paper,))})
    one = inventory(CAD, services=(service(ServiceKind.DISPATCH, ("cad",), fallback=kind),))
    graph = built_of(one, content).graph
    before = graph.before[graph.index["lost:dispatch:repair"]]

    assert sorted(graph.names[int(b)] for b in before) == sorted(
        [*coins, "degraded:dispatch:repair"]
    )


@pytest.mark.parametrize(
    ("practised", "fresh"),
    [(None, False), (date(2024, 1, 1), False), (date(2025, 12, 1), True)],
)
def test_another_channel_holds_better_when_it_was_practised(
    practised: date | None, fresh: bool
) -> None:
    way = Fallback(kind=FallbackKind.OTHER_CHANNEL, practised=practised)
    needs = replace(service(ServiceKind.DISPATCH, ("cad",)), fallback=way)
    graph = built_of(inventory(CAD, services=(needs,)), _stops(AssetKind.CAD)).graph

    assert graph.coins[graph.index["fallback:dispatch"]].chance == OTHER_CHANNEL_FAILS[fresh]
    assert OTHER_CHANNEL_FAILS[True].likely < OTHER_CHANNEL_FAILS[False].likely


def test_records_are_exposed_where_records_are_held() -> None:
    read = Gift(effect=EffectGift(kind=EffectKind.READ))
    content = catalog(
        {
            f"read-{kind.value}": vector(step("read", kind, (), read, actors=("crook",)))
            for kind in (AssetKind.CAD, AssetKind.TOWER)
        }
    )

    assert _gone("exposed", content, CAD)
    assert not _gone("exposed", content, asset("tower", AssetKind.TOWER))


def test_paper_that_is_there_makes_a_loss_rarer() -> None:
    paper = Sustains(service=ServiceKind.DISPATCH, effect=share(0.7, 0.0))
    content = replace(_stops(AssetKind.CAD), mitigations={"paper": mitigation(sustains=(paper,))})
    needs = (service(ServiceKind.DISPATCH, ("cad",), fallback=FallbackKind.MANUAL),)
    one = inventory(CAD, services=needs, controls=(said("paper", Status.YES),))
    graph = built_of(one, content).graph
    coin = graph.coins[graph.index["control:paper|the whole site|sustains[0].effect"]]

    assert coin.chance.likely == pytest.approx(0.3)
    assert coin.inherent.likely == 1.0
