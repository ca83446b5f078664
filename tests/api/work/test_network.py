from __future__ import annotations

from dataclasses import replace

from ng911risk.model.inventory import Asset, DataFlow, Inventory, Relation, Trust, Zone
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk_api.work.network import (
    CLOSED_FROM,
    OPEN_MOST,
    OUTSIDE,
    Network,
    map_data,
    network_of,
    ways_of,
)
from tests.engine.runs import report_of
from tests.engine.small import story
from tests.store.sample import INVENTORY

SITE: Inventory = replace(
    INVENTORY,
    zones=(Zone(id="floor", name="Dispatch floor", live_call_path=True), Zone(id="empty")),
    assets=(
        Asset(id="cad", name="CAD server", kind=AssetKind.CAD, zone="floor", owner="us"),
        Asset(id="pc", kind=AssetKind.WORKSTATION, zone="floor", owner="us", count=4),
        Asset(id="phone", kind=AssetKind.WORKSTATION, zone="on-site", owner="us"),
    ),
    flows=(
        DataFlow(source="internet", target="pc", protocol=Protocol.SMTP),
        DataFlow(source="floor", target="cad", protocol=Protocol.HTTPS),
    ),
    trusts=(Trust(source="pc", relation=Relation.MANAGES, targets=("cad",)),),
)


def test_every_system_stands_in_its_zone_and_what_is_used_outside_is_there() -> None:
    outside, floor = network_of(SITE).areas

    assert outside.id == OUTSIDE
    assert [one.label for one in outside.spots] == [
        "The Internet", "Anybody who can walk in", "phone",
    ]  # fmt: skip
    assert (floor.label, floor.live) == ("Dispatch floor", True)
    assert [one.label for one in floor.spots] == ["CAD server", "pc (x4)"]


def test_who_reaches_a_system_and_what_it_depends_on_is_told_in_words() -> None:
    (_, floor) = network_of(SITE).areas

    assert floor.spots[0].incoming == ("Dispatch floor (zone): HTTPS (web)", "pc: administers")


def test_every_link_ends_at_something_that_is_drawn() -> None:
    network = network_of(SITE)
    drawn = map_data(network, (), pending=False)
    known = {spot.id for area in network.areas for spot in area.spots}
    known |= {area.id for area in network.areas}

    assert {end for one in network.links for end in (one.source, one.target)} <= known
    assert {one["zone"] for one in _list(drawn, "spots")} <= {
        one["id"] for one in _list(drawn, "zones")
    }


def _list(drawn: dict[str, object], name: str) -> list[dict[str, object]]:
    found = drawn[name]
    assert isinstance(found, list)
    return found


def _many(number: int) -> Network:
    assets = tuple(replace(SITE.assets[0], id=f"a{place}") for place in range(number))
    return network_of(replace(SITE, assets=assets, flows=(), trusts=()))


def test_a_zone_with_much_in_it_is_drawn_closed_and_so_is_every_zone_of_a_large_network() -> None:
    for number, opened in ((OPEN_MOST, True), (OPEN_MOST + 1, False)):
        network = _many(number)
        assert network.opened(network.areas[0]) is opened
    large = _many(CLOSED_FROM)
    assert not large.opened(replace(large.areas[0], spots=()))


def test_ways_name_the_systems_they_go_through_in_order() -> None:
    report = report_of(story())
    (first, *_) = ways_of(report)

    assert first.spots == tuple(stop.asset for stop in report.paths[0].stops)
    assert first.words.startswith(report.paths[0].actor_title)
