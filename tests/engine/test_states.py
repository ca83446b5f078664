from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.build import Built
from ng911risk.engine.states import effect_name, service_name
from ng911risk.model.catalog import Catalog
from ng911risk.model.grammar import EffectKind, Need, PositionNeed, Recovery
from ng911risk.model.inventory import Direction, Inventory, OutsideZone, ServiceKind, Zone
from ng911risk.model.kinds import AssetKind, Interface, Protocol
from ng911risk.model.scales import Status
from tests.engine.small import (
    GIVES_ADMIN,
    GIVES_USER,
    USER,
    asset,
    built_of,
    catalog,
    flow,
    from_outside,
    inventory,
    step,
    stopped,
    vector,
)

PC, CAD = asset("pc", AssetKind.WORKSTATION, "office"), asset("cad")
APART = inventory(PC, CAD)
TAKE_PC = step("take", AssetKind.WORKSTATION, (), GIVES_USER, actors=("crook",))


def _content(need: Need) -> Catalog:
    return catalog(
        {"in": vector(TAKE_PC), "go": vector(step("go", AssetKind.CAD, (need,), GIVES_USER))}
    )


def _over(interface: Interface, one: Inventory) -> bool:
    """Whether the CAD can be reached from the PC over `interface`."""
    content = _content(Need(position=PositionNeed(over=interface)))
    return "go.go@cad" in built_of(one, content).tries


def _before(built: Built, name: str) -> set[str]:
    graph = built.graph
    return {graph.names[int(one)] for one in graph.before[graph.index[name]]}


def test_nobody_is_reached_across_zones_without_a_flow() -> None:
    assert not _over(Interface.ANY, APART)
    assert _over(Interface.ANY, replace(APART, flows=(flow("pc", "cad"),)))


def test_a_flow_is_a_way_for_what_it_speaks_and_no_other() -> None:
    one = replace(APART, flows=(flow("pc", "cad", Protocol.RDP),))

    assert _over(Interface.ADMIN, one)
    assert _over(Interface.ANY, one)
    assert not _over(Interface.WEB, one)
    assert _over(Interface.WEB, replace(APART, flows=(flow("pc", "cad", Protocol.ANY),)))


def test_a_flow_leads_one_way_unless_either_side_may_open_it() -> None:
    assert not _over(Interface.ANY, replace(APART, flows=(flow("cad", "pc"),)))
    both = flow("cad", "pc", direction=Direction.BOTH)
    assert _over(Interface.ANY, replace(APART, flows=(both,)))


def test_a_flow_from_a_zone_is_open_to_whoever_stands_there() -> None:
    assert _over(Interface.WEB, replace(APART, flows=(flow("office", "cad"),)))


@pytest.mark.parametrize(
    ("interface", "reached"),
    [
        (Interface.ANY, True),
        (Interface.WEB, True),
        (Interface.TELEPHONE, False),
        (Interface.RADIO, False),
        (Interface.PHYSICAL, False),
    ],
)
def test_neighbours_reach_each_other_but_not_by_phone(interface: Interface, reached: bool) -> None:
    assert _over(interface, inventory(PC, replace(CAD, zone="office"))) == reached


@pytest.mark.parametrize("status", list(Status))
def test_only_a_zone_that_is_isolated_keeps_neighbours_apart(status: Status) -> None:
    zones = (Zone(id="office", isolated=status),)
    one = inventory(PC, replace(CAD, zone="office"), zones=zones)

    assert _over(Interface.ANY, one) == (status is not Status.YES)
    # a flow that is allowed stays a way
    assert _over(Interface.ANY, replace(one, flows=(flow("pc", "cad"),)))


def test_from_outside_means_directly_from_that_zone() -> None:
    content = _content(from_outside(OutsideZone.INTERNET, Interface.WEB))
    mail = flow("internet", "cad", Protocol.SMTP)
    behind = (flow("internet", "pc"), flow("pc", "cad"))

    assert "go.go@cad" in built_of(replace(APART, flows=(flow("internet", "cad"),)), content).tries
    assert "go.go@cad" not in built_of(replace(APART, flows=(mail,)), content).tries
    assert "go.go@cad" not in built_of(replace(APART, flows=behind), content).tries


def test_what_stands_in_an_outside_zone_is_reached_from_there() -> None:
    content = _content(from_outside(OutsideZone.INTERNET, Interface.WEB))

    assert "go.go@cad" in built_of(inventory(PC, replace(CAD, zone="internet")), content).tries


def test_only_those_who_can_be_somewhere_send_from_there() -> None:
    content = _content(from_outside(OutsideZone.RADIO_AIR, Interface.RADIO))
    one = replace(APART, flows=(flow("radio-air", "cad", Protocol.P25),))

    assert "go.go@cad" not in built_of(one, content).tries  # crooks of the story have no radio


def test_administrators_are_users_and_stand_in_the_zone() -> None:
    content = catalog(
        {
            "own": vector(step("own", AssetKind.WORKSTATION, (), GIVES_ADMIN, actors=("crook",))),
            "use": vector(step("use", AssetKind.WORKSTATION, (USER,), stopped(Recovery.REPAIR))),
            "go": vector(step("go", AssetKind.CAD, (Need(position=PositionNeed()),), GIVES_USER)),
        }
    )
    built = built_of(inventory(PC, replace(CAD, zone="office")), content)

    assert "control:pc:admin" in _before(built, "control:pc:user")
    assert {"control:pc:user", "control:cad:user"} <= _before(built, "position:office")
    assert sorted(built.tries) == ["go.go@cad", "own.own@pc", "use.use@pc"]


def test_stopped_for_long_is_stopped_for_every_shorter_time() -> None:
    stop = step("stop", AssetKind.CAD, (), stopped(Recovery.RESTORE), actors=("crook",))
    graph = built_of(APART, catalog({"stop": vector(stop)})).graph
    there = [graph.get(effect_name("cad", EffectKind.STOPPED, one)) for one in Recovery]

    assert [node is not None for node in there] == [True] * 5 + [False]


def test_names_of_nodes_are_stable() -> None:
    """Stored reports and seeds hang on them."""
    assert effect_name("cad", EffectKind.STOPPED) == "stopped:cad:failover"
    assert service_name("lost", ServiceKind.ANSWER, Recovery.REBUILD) == "lost:answer:rebuild"
