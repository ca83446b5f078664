"""
One inventory as arrays: a number for every word, a column for every field the engine asks about.

An asset is its place in the inventory, 0 to n - 1, everywhere in the builder.
Whatever is read here is read once; `n` below is the number of assets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ng911risk.model.inventory import Asset, Carries, DataFlow, Direction, Inventory, Relation
from ng911risk.model.kinds import AssetKind, Interface, Protocol
from ng911risk.model.scales import Status

Numbers = NDArray[np.int32]
NOBODY: Final = -1
"""Where no asset, place or product is meant."""

KINDS: Final = {kind: place for place, kind in enumerate(AssetKind)}
CARRIED: Final = {carries: place for place, carries in enumerate(Carries)}
YES, PARTLY, UNKNOWN, NO = range(4)
STATUSES: Final = {Status.YES: YES, Status.PARTLY: PARTLY, Status.UNKNOWN: UNKNOWN, Status.NO: NO}
"""The lowest wins: yes beats unknown beats no."""

INTERFACES: Final = {interface: place for place, interface in enumerate(Interface)}


class Words:
    """Words by number, in order of first use."""

    def __init__(self) -> None:
        self.code: dict[str, int] = {}

    def codes(self, words: Sequence[str]) -> Numbers:
        """Number of every word; a new word gets the next one."""
        code = self.code
        for word in dict.fromkeys(words):
            code.setdefault(word, len(code))
        return np.array([code[word] for word in words], dtype=np.int32)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.code)

    def listed(self) -> list[str]:
        """Every word, at its number."""
        return list(self.code)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrivals:
    """Every way a flow opens into an asset; one that either side may open arrives twice."""

    target: Numbers
    """Asset that is opened."""

    opener: Numbers
    """Asset that opens, or NOBODY where a whole place may."""

    place: Numbers
    """Place whose assets may open, or NOBODY."""

    interface: NDArray[np.int8]
    """What is spoken, by INTERFACES."""

    flow: Numbers
    """Place of the flow in the inventory, rising."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Releases:
    """Every line of software of every asset."""

    asset: Numbers
    place: Numbers
    """Which line of the asset it is."""

    product: Numbers
    """What shares a coin, by `Columns.products`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """Everything that is said about a weakness of an asset."""

    asset: Numbers
    place: Numbers
    """Which answer of the asset it is."""

    name: Numbers
    """Weakness, by `Columns.weaknesses`."""

    status: NDArray[np.int8]
    """By STATUSES."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """The inventory, column by column."""

    inventory: Inventory
    ids: list[str]
    number: dict[str, int]
    """Asset of each id."""

    kind: NDArray[np.int16]
    """[n] by KINDS."""

    carries: NDArray[np.int8]
    """[n] by CARRIED, or NOBODY."""

    count: Numbers
    """[n] machines behind one line."""

    zone: Numbers
    """[n] by `places`."""

    owner: Numbers
    """[n] by `owners`."""

    product: Numbers
    """[n] first line of software by `products`, or NOBODY."""

    places: Words
    """Zones and outside zones that an asset stands in or a flow starts from."""

    owners: Words
    products: list[str]
    weaknesses: Words
    arrivals: Arrivals
    releases: Releases
    answers: Answers
    trusts: dict[Relation, tuple[Numbers, Numbers]]
    """Source and target asset of every trust, in the order of the inventory."""

    def __len__(self) -> int:
        """Return the number of assets."""
        return len(self.ids)


def columns_of(inventory: Inventory) -> Columns:
    """
    Read `inventory` into columns.

    Args:
        inventory: Consistent (see model.consistency).
    """
    assets = inventory.assets
    ids = [asset.id for asset in assets]
    number = {name: place for place, name in enumerate(ids)}
    places, owners, products, weaknesses = Words(), Words(), Words(), Words()
    zone = places.codes([asset.zone for asset in assets])
    releases = _releases(assets, products)
    product = np.full(len(ids), NOBODY, dtype=np.int32)
    first = releases.place == 0
    product[releases.asset[first]] = releases.product[first]
    return Columns(
        inventory=inventory,
        ids=ids,
        number=number,
        kind=np.array([KINDS[asset.kind] for asset in assets], dtype=np.int16),
        carries=np.array(
            [CARRIED[asset.carries] if asset.carries else NOBODY for asset in assets],
            dtype=np.int8,
        ),
        count=np.array([asset.count for asset in assets], dtype=np.int32),
        zone=zone,
        owner=owners.codes([asset.owner for asset in assets]),
        product=product,
        places=places,
        owners=owners,
        products=products.listed(),
        weaknesses=weaknesses,
        arrivals=_arrivals(inventory.flows, number, places),
        releases=releases,
        answers=_answers(assets, weaknesses),
        trusts=_trusts(inventory, number),
    )


def _releases(assets: tuple[Asset, ...], products: Words) -> Releases:
    owner, place = _lines([len(asset.software) for asset in assets])
    software = chain.from_iterable(asset.software for asset in assets)
    return Releases(
        asset=owner, place=place, product=products.codes([one.product for one in software])
    )


def _answers(assets: tuple[Asset, ...], weaknesses: Words) -> Answers:
    owner, place = _lines([len(asset.weaknesses) for asset in assets])
    said = [one for asset in assets for one in asset.weaknesses]
    return Answers(
        asset=owner,
        place=place,
        name=weaknesses.codes([one.name for one in said]),
        status=np.array([STATUSES[one.status] for one in said], dtype=np.int8),
    )


def _lines(lengths: list[int]) -> tuple[Numbers, Numbers]:
    """For every line of every asset: the asset, and which of its lines it is."""
    asset = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    first = np.cumsum([0, *lengths])[:-1]
    return asset, (np.arange(asset.size) - first[asset]).astype(np.int32)


def _arrivals(flows: tuple[DataFlow, ...], number: dict[str, int], places: Words) -> Arrivals:
    source = np.array([number.get(flow.source, NOBODY) for flow in flows], dtype=np.int32)
    target = np.array([number[flow.target] for flow in flows], dtype=np.int32)
    speaks = {id(one): INTERFACES[one.interface] for one in Protocol}  # members are singletons
    spoken = np.array([speaks[id(flow.protocol)] for flow in flows], dtype=np.int8)
    place = np.full(source.size, NOBODY, dtype=np.int32)
    nameless = np.flatnonzero(source == NOBODY)
    place[nameless] = places.codes([flows[flow].source for flow in nameless.tolist()])
    either = Direction.BOTH
    both = np.array([flow.direction is either for flow in flows], dtype=np.bool_)
    back = np.flatnonzero(both & (source != NOBODY))
    every = np.concatenate([np.arange(source.size), back])
    order = np.argsort(every, kind="stable")  # each flow's own way first, then its way back
    flow = every[order]
    turned = order >= source.size
    return Arrivals(
        target=np.where(turned, source[flow], target[flow]),
        opener=np.where(turned, target[flow], source[flow]),
        place=np.where(turned, NOBODY, place[flow]).astype(np.int32),
        interface=spoken[flow],
        flow=flow.astype(np.int32),
    )


def _trusts(
    inventory: Inventory, number: dict[str, int]
) -> dict[Relation, tuple[Numbers, Numbers]]:
    trusts = inventory.trusts
    lengths = [len(trust.targets) for trust in trusts]
    sources = np.repeat(
        np.array([number[trust.source] for trust in trusts], dtype=np.int32), lengths
    )
    targets = np.array([number[name] for trust in trusts for name in trust.targets], dtype=np.int32)
    code = {relation: place for place, relation in enumerate(Relation)}
    relations = np.repeat(
        np.array([code[trust.relation] for trust in trusts], dtype=np.int8), lengths
    )
    held = {relation: np.flatnonzero(relations == place) for relation, place in code.items()}
    return {
        relation: (sources[rows], targets[rows]) for relation, rows in held.items() if rows.size
    }
