"""
A graph with doors that are shut today: coins that never fall, until somebody asks what if.

A zone gets a coin "somebody from outside can send from here". A weakness that
is answered "no" becomes one with a coin. All of them have a chance of 0, so that the
graph says what it said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from ng911risk.andor.ragged import Ragged
from ng911risk.engine.build import Built, build
from ng911risk.engine.columns import NO, columns_of
from ng911risk.engine.controls import Controls
from ng911risk.engine.graph import AttackGraph, Coin, Node
from ng911risk.engine.names import Index
from ng911risk.engine.weaknesses import Weaknesses
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Asset, Inventory, KnownWeakness, OutsideZone
from ng911risk.model.scales import Band, Status

NEVER = Band(low=0.0, likely=0.0, high=0.0)
POSITION = "position:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The same site with every shut door as a coin that never falls."""

    built: Built
    zones: Mapping[str, int]
    """Zone -> coin of a foothold there."""

    weaknesses: Mapping[tuple[str, str], int]
    """Weakness and asset -> coin of its being there after all."""

    places: Mapping[tuple[str, str], str]
    """Weakness and asset -> field path that says that it is not there."""


def opened(inventory: Inventory, catalog: Catalog, controls: Controls, at: date) -> Opened:
    """
    Build the graph of a site with its shut doors.

    Args:
        inventory: Consistent.
        catalog: Checked content.
        controls: Standing of every control.
        at: Day the assessment speaks of.
    """
    shut = dict(_answered_no(inventory, catalog, at))
    by_asset: dict[str, list[str]] = {}
    for name, owner in shut:
        by_asset.setdefault(owner, []).append(name)
    assets = tuple(_doubted(asset, by_asset.get(asset.id, ())) for asset in inventory.assets)
    built = build(replace(inventory, assets=assets), catalog, controls, at)
    coins = {
        key: node
        for key in shut
        if (node := built.graph.get(f"weakness:{key[0]}@{key[1]}")) is not None
    }
    graph = _never(built.graph, coins.values())
    outside = sorted(
        f"actor:{name}"
        for name, one in catalog.actors.items()
        if OutsideZone.INTERNET in one.positions
    )
    graph, zones = _with_footholds(graph, outside)
    return Opened(
        built=built.over(graph),
        zones=zones,
        weaknesses=coins,
        places={key: shut[key] for key in coins},
    )


def _answered_no(
    inventory: Inventory, catalog: Catalog, at: date
) -> Iterator[tuple[tuple[str, str], str]]:
    known = Weaknesses(columns_of(inventory), at)
    names = sorted(catalog.weaknesses)
    sound = np.array([known.told(name).status == NO for name in names], dtype=np.bool_)
    sound = sound.reshape(len(names), len(inventory.assets))  # also without any weakness
    for number, asset in enumerate(inventory.assets):
        for place in np.flatnonzero(sound[:, number]).tolist():
            yield (names[place], asset.id), known.known(names[place], number).place


def _doubted(asset: Asset, names: Sequence[str]) -> Asset:
    """`asset` with what is answered "no" as "partly", so that it gets a coin."""
    said = [one for one in asset.weaknesses if one.name not in names]
    added = [KnownWeakness(name=name, status=Status.PARTLY) for name in names]
    return replace(asset, weaknesses=(*said, *added)) if names else asset


def _never(graph: AttackGraph, nodes: Iterable[int]) -> AttackGraph:
    """`graph` with coins that never fall."""
    never = {node: replace(graph.coins[node], chance=NEVER, inherent=NEVER) for node in nodes}
    return replace(graph, coins=graph.coins.changed(never))


def _with_footholds(
    graph: AttackGraph, causes: Sequence[str]
) -> tuple[AttackGraph, dict[str, int]]:
    """`graph` with a coin for each zone: who can send from the internet can send from it too."""
    starts = [node for name in causes if (node := graph.get(name)) is not None]
    zones = sorted(graph.index.under("position"), key=graph.index.__getitem__)
    if not starts or not zones:
        return graph, {}
    size = len(graph)
    coins = {zone.removeprefix(POSITION): size + place for place, zone in enumerate(zones)}
    tries = range(size + len(zones), size + 2 * len(zones))
    somebody = size + 2 * len(zones)
    names = graph.names.followed_by(
        [
            *(f"foothold:{zone}" for zone in coins),
            *(f"step into:{zone}" for zone in coins),
            "somebody outside",
        ]
    )
    needs = graph.before.lists()
    for zone, way in zip(zones, tries, strict=True):
        needs[graph.index[zone]].append(way)
    needs += [[] for _ in zones]
    needs += [[coin, somebody] for coin in coins.values()]
    needs.append(starts)
    before = Ragged.of(needs)
    kinds = [Node.COIN] * len(zones) + [Node.AND] * len(zones) + [Node.OR]
    closed = {
        coin: Coin(uniform=f"foothold:{zone}", chance=NEVER, inherent=NEVER)
        for zone, coin in coins.items()
    }
    grown = AttackGraph(
        names=names,
        index=Index(names),
        kind=np.concatenate([graph.kind, np.array(kinds, dtype=np.int8)]),
        before=before,
        after=before.turned(len(names)),
        coins=graph.coins.changed(closed),
    )
    return grown, coins
