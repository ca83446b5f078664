"""The network of a site as a map reads it: zones, systems, links, and the worst ways through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ng911risk.editing.wording import Names, names_in, words_for
from ng911risk.model.inventory import Asset, Inventory, OutsideZone
from ng911risk.model.report import RiskReport

OPEN_MOST: Final = 15
"""Systems of a zone that is drawn open at first."""

CLOSED_FROM: Final = 31
"""Entries of a network whose zones are all drawn closed at first: more cannot be read at once."""

OUTSIDE: Final = "::outside"
"""Zone of everybody who is not of this network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One system, or one place outside."""

    id: str
    label: str
    kind: str
    """What it is, in words."""

    zone: str
    owner: str
    """Who runs it, in words."""

    incoming: tuple[str, ...]
    """Who reaches it and what it stands on, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One zone and what stands in it."""

    id: str
    label: str
    live: bool
    """Whether real 9-1-1 calls pass."""

    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One permitted conversation, or one trust."""

    source: str
    """Id of a system, a zone or a place outside."""

    target: str
    words: str
    trust: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of the worst attack paths."""

    words: str
    spots: tuple[str, ...]
    """Ids of systems, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything that is drawn."""

    areas: tuple[Area, ...]
    links: tuple[Link, ...]

    def opened(self, area: Area) -> bool:
        """Whether `area` is drawn open at first."""
        few = sum(len(one.spots) for one in self.areas) < CLOSED_FROM
        return few and len(area.spots) <= OPEN_MOST


def network_of(inventory: Inventory) -> Network:
    """Zones in their own order, what lies outside first."""
    names = names_in(inventory, places=True, outside=True)
    links = tuple(_links(inventory))
    incoming: dict[str, list[str]] = {}
    for link in links:
        incoming.setdefault(link.target, []).append(f"{names[link.source]}: {link.words}")
    owners = {one.id: one.name or one.id for one in inventory.owners}
    areas = [_outside(links, inventory)]
    for zone in inventory.zones:
        spots = [
            _spot(one, owners, names, incoming) for one in inventory.assets if one.zone == zone.id
        ]
        label = zone.name or zone.id
        areas.append(Area(id=zone.id, label=label, live=zone.live_call_path, spots=tuple(spots)))
    return Network(areas=tuple(one for one in areas if one.spots), links=links)


def ways_of(report: RiskReport) -> tuple[Way, ...]:
    """The worst attack paths of a report, worst first."""
    return tuple(
        Way(
            words=f"{one.actor_title}: {one.outcome}",
            spots=tuple(stop.asset for stop in one.stops),
        )
        for one in report.paths
    )


def map_data(network: Network, ways: Iterable[Way], *, pending: bool) -> dict[str, object]:
    """What the script draws, as plain JSON."""
    return {
        "zones": [
            {"id": area.id, "label": area.label, "live": area.live,
             "open": network.opened(area)}
            for area in network.areas
        ],
        "spots": [
            {"id": spot.id, "label": spot.label, "kind": spot.kind, "zone": area.id,
             "owner": spot.owner}
            for area in network.areas
            for spot in area.spots
        ],
        "links": [
            {"source": one.source, "target": one.target, "words": one.words, "trust": one.trust}
            for one in network.links
        ],
        "ways": [{"words": one.words, "spots": list(one.spots)} for one in ways],
        "pending": pending,
    }  # fmt: skip


def _links(inventory: Inventory) -> Iterable[Link]:
    for flow in inventory.flows:
        yield Link(
            source=flow.source, target=flow.target, words=words_for(flow.protocol), trust=False
        )
    for trust in inventory.trusts:
        for target in trust.targets:
            yield Link(
                source=trust.source, target=target, words=words_for(trust.relation), trust=True
            )


def _outside(links: Iterable[Link], inventory: Inventory) -> Area:
    """Places outside that something leads from, or that a system stands in."""
    used = {one.source for one in links} | {one.zone for one in inventory.assets}
    places = [
        Spot(
            id=one.value,
            label=words_for(one)[:1].upper() + words_for(one)[1:],
            kind="outside",
            zone=OUTSIDE,
            owner="nobody here",
            incoming=(),
        )
        for one in OutsideZone
        if one.value in used
    ]
    outside = {one.value for one in OutsideZone}
    owners = {one.id: one.name or one.id for one in inventory.owners}
    names = names_in(inventory)
    there = [_spot(one, owners, names, {}) for one in inventory.assets if one.zone in outside]
    return Area(id=OUTSIDE, label="Outside", live=False, spots=(*places, *there))


def _spot(
    asset: Asset, owners: dict[str, str], names: Names, incoming: dict[str, list[str]]
) -> Spot:
    name = names[asset.id]
    return Spot(
        id=asset.id,
        label=f"{name} (x{asset.count})" if asset.count > 1 else name,
        kind=words_for(asset.kind),
        zone=asset.zone,
        owner=owners.get(asset.owner, asset.owner),
        incoming=tuple(incoming.get(asset.id, ())),
    )
