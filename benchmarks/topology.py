"""
Synthetic NG911 networks of any size: centres, regions and a state, as columns of numbers.

A centre has seven zones and some sixty assets; twenty centres share a region
with its own call routing; all regions share the state's core. Calls cross from
centre to region to state and back, neighbours transfer calls to each other, and
a vendor reaches everybody. Zones stand for all their assets, so edges grow with
the assets and not with their square.

The chances are made up; what counts is the shape. The same size and seed give
the same network on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SEED = 911


class Size(NamedTuple):
    """How large a network is."""

    centres: int
    assets_per_centre: int


SIZES = {
    "2.3k": Size(1, 12),
    "10k": Size(4, 60),
    "105k": Size(50, 60),
    "1M": Size(500, 60),
    "10M": Size(5_000, 60),
    "35M": Size(6_000, 180),
}
"""Sizes by about how many edges their attack graphs have."""

CENTRES_PER_REGION = 20
GROUPS_PER_CENTRE = 3
ASSETS_PER_REGION_ZONE = 4
ASSETS_PER_STATE_ZONE = 10


class Talk(IntEnum):
    """What is spoken over a flow."""

    SIP = 0
    WEB = 1
    ADMIN = 2
    DATA = 3


class Outer(IntEnum):
    """Zones that everybody shares: three outside, four of the state."""

    INTERNET = 0
    VENDOR = 1
    CARRIER = 2
    EDGE = 3
    CORE = 4
    OPERATIONS = 5
    MAPS = 6


STATE_ZONES = (Outer.EDGE, Outer.CORE, Outer.OPERATIONS, Outer.MAPS)


class Regional(IntEnum):
    """Zones of one region."""

    EDGE = 0
    CORE = 1
    OPERATIONS = 2


class Local(IntEnum):
    """Zones of one centre."""

    EDGE = 0
    CALL_HANDLING = 1
    CALL_TAKERS = 2
    DISPATCH = 3
    OFFICE = 4
    RECORDING = 5
    MANAGEMENT = 6


NOT_LOCAL = -1
"""Instead of a `Local`: the asset belongs to a region or to the state."""

_SHARE_OF_ASSETS = (0.05, 0.15, 0.30, 0.15, 0.20, 0.05, 0.10)
"""Of a centre's assets, by `Local`."""

_INSIDE = (
    (Local.EDGE, Local.CALL_HANDLING, Talk.SIP, 1.0),
    (Local.CALL_HANDLING, Local.EDGE, Talk.SIP, 1.0),
    (Local.CALL_HANDLING, Local.CALL_TAKERS, Talk.SIP, 1.0),
    (Local.CALL_TAKERS, Local.CALL_HANDLING, Talk.SIP, 1.0),
    (Local.CALL_TAKERS, Local.CALL_HANDLING, Talk.WEB, 1.0),
    (Local.CALL_TAKERS, Local.DISPATCH, Talk.WEB, 1.0),
    (Local.DISPATCH, Local.CALL_TAKERS, Talk.WEB, 0.3),
    (Local.DISPATCH, Local.CALL_HANDLING, Talk.DATA, 0.5),
    (Local.OFFICE, Local.DISPATCH, Talk.WEB, 0.4),
    (Local.OFFICE, Local.CALL_TAKERS, Talk.ADMIN, 0.15),
    (Local.CALL_HANDLING, Local.RECORDING, Talk.DATA, 1.0),
    (Local.CALL_TAKERS, Local.RECORDING, Talk.WEB, 0.5),
    (Local.RECORDING, Local.CALL_HANDLING, Talk.DATA, 0.2),
    (Local.MANAGEMENT, Local.EDGE, Talk.ADMIN, 1.0),
    (Local.MANAGEMENT, Local.CALL_HANDLING, Talk.ADMIN, 1.0),
    (Local.MANAGEMENT, Local.CALL_TAKERS, Talk.ADMIN, 1.0),
    (Local.MANAGEMENT, Local.DISPATCH, Talk.ADMIN, 1.0),
    (Local.MANAGEMENT, Local.OFFICE, Talk.ADMIN, 1.0),
    (Local.MANAGEMENT, Local.RECORDING, Talk.ADMIN, 1.0),
    (Local.OFFICE, Local.MANAGEMENT, Talk.ADMIN, 0.1),
    (Local.OFFICE, Local.RECORDING, Talk.DATA, 0.3),
    (Local.CALL_TAKERS, Local.OFFICE, Talk.WEB, 0.5),
)
"""Flows between the zones of a centre, each with the chance that it is open."""

_OUTSIDE = (
    (Outer.INTERNET, Outer.EDGE, Talk.SIP, 1.0),
    (Outer.INTERNET, Outer.EDGE, Talk.WEB, 1.0),
    (Outer.CARRIER, Outer.EDGE, Talk.SIP, 1.0),
    (Outer.CARRIER, Outer.INTERNET, Talk.WEB, 1.0),
    (Outer.EDGE, Outer.CORE, Talk.SIP, 1.0),
    (Outer.OPERATIONS, Outer.CORE, Talk.ADMIN, 1.0),
    (Outer.MAPS, Outer.CORE, Talk.DATA, 1.0),
    (Outer.INTERNET, Outer.MAPS, Talk.WEB, 0.3),
    (Outer.VENDOR, Outer.OPERATIONS, Talk.ADMIN, 0.5),
)
"""Flows between the zones that everybody shares."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Zones:
    """Zones are numbered: first the shared ones, then by region, then by centre."""

    centres: int
    regions: int

    def __len__(self) -> int:
        """Return the number of zones."""
        return len(Outer) + len(Regional) * self.regions + len(Local) * self.centres

    def of_region(self, region: Ints, zone: int) -> Ints:
        """Number of zone `zone` of each region."""
        return len(Outer) + len(Regional) * region + zone

    def of_centre(self, centre: Ints, zone: int | Ints) -> Ints:
        """Number of zone `zone` of each centre."""
        return len(Outer) + len(Regional) * self.regions + len(Local) * centre + zone

    def site(self) -> Ints:
        """[zones] Site of each: first the centres, then the regions, then the state."""
        state = np.full(len(Outer), self.centres + self.regions)
        regions = np.repeat(self.centres + np.arange(self.regions), len(Regional))
        centres = np.repeat(np.arange(self.centres), len(Local))
        return np.concatenate([state, regions, centres])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flows:
    """Who may talk to whom: one entry a flow."""

    source: Ints
    """Zone."""

    target: Ints
    """Zone."""

    talk: Ints
    """`Talk`."""

    chance: Floats
    """Chance that it is open."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assets:
    """One entry an asset: those of the centres, of the regions, of the state."""

    zone: Ints
    site: Ints
    centre: Ints
    """-1 for those of regions and the state."""

    local: Ints
    """`Local`, or NOT_LOCAL."""

    group: Ints
    """Group of accounts that may sign in."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flaws:
    """Flaws that somebody on the network can use: one entry a flaw."""

    asset: Ints
    talk: Ints
    """`Talk` that it is reached over."""

    works: Floats
    """Chance that an attack succeeds."""

    open: Floats
    """Chance that it is not patched."""

    gives_user: NDArray[np.bool_]
    """Whether it makes the attacker a user; else an administrator."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rises:
    """Ways from user to administrator of one asset: one entry a way."""

    asset: Ints
    works: Floats
    open: Floats
    """Chance that the machine is not hardened."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaks:
    """Passwords that lie on an asset: one entry a leak."""

    asset: Ints
    group: Ints
    """Group whose accounts they open."""

    chance: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lures:
    """Assets whose users read mail: one entry an asset."""

    asset: Ints
    opens: Floats
    """Chance that somebody opens the attachment."""

    runs: Floats
    """Chance that nothing stops it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """One entry an asset that it can happen to."""

    asset: Ints
    chance: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """A whole network."""

    zones: Zones
    flows: Flows
    assets: Assets
    groups: int
    flaws: Flaws
    rises: Rises
    own_leaks: Leaks
    """Passwords of an asset's own group."""

    other_leaks: Leaks
    """Passwords of other groups: of the same centre, or of the region's staff."""

    one_factor: Chances
    """Chance that a password alone is enough."""

    lures: Lures
    floods: Chances
    """Chance that a flood of traffic stops a server."""

    @property
    def sites(self) -> int:
        """Centres, regions and the state."""
        return self.zones.centres + self.zones.regions + 1

    @property
    def group_site(self) -> Ints:
        """[groups] Site of each: three a centre, one a region, the state's, the vendor's."""
        centres = np.repeat(np.arange(self.zones.centres), GROUPS_PER_CENTRE)
        regions = self.zones.centres + np.arange(self.zones.regions)
        return np.concatenate([centres, regions, np.full(2, self.sites - 1)])


def region_of(centre: Ints) -> Ints:
    """Region of each centre."""
    return centre // CENTRES_PER_REGION


def network(size: Size, seed: int = SEED) -> Network:
    """
    Grow a network.

    Args:
        size: How large.
        seed: Of everything that is drawn.
    """
    rng = np.random.default_rng(seed)
    zones = Zones(centres=size.centres, regions=-(-size.centres // CENTRES_PER_REGION))
    assets = _assets(rng, zones, size.assets_per_centre)
    flaws = _flaws(rng, assets)
    rises = _rises(rng, assets)
    own_leaks = _own_leaks(rng, assets)
    other_leaks = _other_leaks(rng, assets, zones)
    everything = np.arange(assets.zone.size)
    return Network(
        zones=zones,
        flows=_flows(zones),
        assets=assets,
        groups=GROUPS_PER_CENTRE * zones.centres + zones.regions + 2,
        flaws=flaws,
        rises=rises,
        own_leaks=own_leaks,
        other_leaks=other_leaks,
        one_factor=Chances(asset=everything, chance=rng.uniform(0.2, 0.8, everything.size)),
        lures=_lures(rng, assets),
        floods=_floods(rng, assets),
    )


def _assets(rng: np.random.Generator, zones: Zones, per_centre: int) -> Assets:
    centre = np.repeat(np.arange(zones.centres), per_centre)
    local = rng.choice(len(Local), centre.size, p=_SHARE_OF_ASSETS)
    region = np.repeat(np.arange(zones.regions), len(Regional) * ASSETS_PER_REGION_ZONE)
    regional = np.repeat(np.arange(len(Regional)), ASSETS_PER_REGION_ZONE)
    of_region = zones.of_region(region, 0) + np.tile(regional, zones.regions)
    of_state = np.repeat(np.array(STATE_ZONES), ASSETS_PER_STATE_ZONE)
    zone = np.concatenate([zones.of_centre(centre, local), of_region, of_state])
    shared = of_region.size + of_state.size
    group = np.concatenate(
        [
            GROUPS_PER_CENTRE * centre,
            GROUPS_PER_CENTRE * zones.centres + region,
            np.full(of_state.size, GROUPS_PER_CENTRE * zones.centres + zones.regions),
        ]
    )
    group[: centre.size] += rng.integers(0, GROUPS_PER_CENTRE, zone.size)[: centre.size]
    return Assets(
        zone=zone,
        site=zones.site()[zone],
        centre=np.concatenate([centre, np.full(shared, NOT_LOCAL)]),
        local=np.concatenate([local, np.full(shared, NOT_LOCAL)]),
        group=group,
    )


def _flaws(rng: np.random.Generator, assets: Assets) -> Flaws:
    count = 1 + rng.poisson(3, assets.zone.size)
    asset = np.repeat(np.arange(count.size), count)
    return Flaws(
        asset=asset,
        talk=rng.integers(0, len(Talk), asset.size),
        works=rng.beta(0.6, 6.0, asset.size).clip(0.002, 0.97),
        open=rng.uniform(0.3, 0.95, asset.size),
        gives_user=rng.random(asset.size) < 0.6,  # noqa: PLR2004 -- made up
    )


def _rises(rng: np.random.Generator, assets: Assets) -> Rises:
    count = 1 + (rng.random(assets.zone.size) < 0.5)  # noqa: PLR2004 -- made up
    asset = np.repeat(np.arange(count.size), count)
    open_ = rng.uniform(0.2, 0.9, asset.size)
    return Rises(asset=asset, works=rng.beta(1.2, 3, asset.size).clip(0.01, 0.95), open=open_)


def _own_leaks(rng: np.random.Generator, assets: Assets) -> Leaks:
    asset = np.arange(assets.zone.size)
    return Leaks(asset=asset, group=assets.group, chance=rng.uniform(0.1, 0.5, asset.size))


def _other_leaks(rng: np.random.Generator, assets: Assets, zones: Zones) -> Leaks:
    asset = np.flatnonzero(rng.random(assets.zone.size) < 0.3)  # noqa: PLR2004 -- made up
    centre = assets.centre[asset]
    same_centre = GROUPS_PER_CENTRE * centre + rng.integers(0, GROUPS_PER_CENTRE, asset.size)
    of_region = GROUPS_PER_CENTRE * zones.centres + region_of(centre)
    staff = rng.random(asset.size) < 0.03  # noqa: PLR2004 -- made up
    group = np.where(staff, of_region, same_centre)
    group = np.where(centre == NOT_LOCAL, assets.group[asset], group)
    return Leaks(asset=asset, group=group, chance=rng.uniform(0.05, 0.4, asset.size))


def _lures(rng: np.random.Generator, assets: Assets) -> Lures:
    asset = np.flatnonzero(np.isin(assets.local, (Local.CALL_TAKERS, Local.OFFICE)))
    opens = rng.uniform(0.01, 0.10, asset.size)
    return Lures(asset=asset, opens=opens, runs=rng.uniform(0.2, 0.7, asset.size))


def _floods(rng: np.random.Generator, assets: Assets) -> Chances:
    servers = (Local.EDGE, Local.CALL_HANDLING, NOT_LOCAL)
    asset = np.flatnonzero(np.isin(assets.local, servers))
    return Chances(asset=asset, chance=rng.uniform(0.05, 0.4, asset.size))


@dataclass(slots=True)
class _FlowList:
    """Flows while they are collected."""

    parts: list[tuple[Ints, Ints, Ints, Floats]]

    def add(self, source: int | Ints, target: int | Ints, talk: Talk, chance: float) -> None:
        """Flows between zones that stand at the same place of both."""
        source, target = np.broadcast_arrays(np.atleast_1d(source), np.atleast_1d(target))
        size = source.size
        self.parts.append((source, target, np.full(size, talk), np.full(size, chance)))

    def columns(self) -> Flows:
        """All of them."""
        source, target, talk, chance = (
            np.concatenate(column) for column in zip(*self.parts, strict=True)
        )
        return Flows(source=source, target=target, talk=talk, chance=chance)


def _flows(zones: Zones) -> Flows:
    flows = _FlowList([])
    _within(flows, zones)
    _between(flows, zones)
    return flows.columns()


def _within(flows: _FlowList, zones: Zones) -> None:
    """Flows inside each centre, and inside every zone."""
    centres, regions = np.arange(zones.centres), np.arange(zones.regions)
    for source, target, talk, chance in _INSIDE:
        inside = zones.of_centre(centres, source), zones.of_centre(centres, target)
        flows.add(*inside, talk, chance)
    every: tuple[int | Ints, ...] = (
        *(zones.of_centre(centres, zone) for zone in Local),
        *(zones.of_region(regions, zone) for zone in Regional),
        *STATE_ZONES,
    )
    for zone in every:
        for talk in Talk:
            flows.add(zone, zone, talk, 1.0)


def _between(flows: _FlowList, zones: Zones) -> None:
    """Flows from the outside, and between centre, region and state."""
    centres, regions = np.arange(zones.centres), np.arange(zones.regions)
    mine = {zone: zones.of_centre(centres, zone) for zone in Local}
    above = {zone: zones.of_region(region_of(centres), zone) for zone in Regional}
    region = {zone: zones.of_region(regions, zone) for zone in Regional}
    flows.add(Outer.INTERNET, mine[Local.EDGE], Talk.SIP, 0.3)
    flows.add(Outer.INTERNET, mine[Local.OFFICE], Talk.WEB, 0.2)
    flows.add(Outer.VENDOR, mine[Local.MANAGEMENT], Talk.ADMIN, 0.8)
    flows.add(mine[Local.EDGE], above[Regional.CORE], Talk.SIP, 1.0)
    flows.add(above[Regional.CORE], mine[Local.EDGE], Talk.SIP, 1.0)
    flows.add(above[Regional.OPERATIONS], mine[Local.MANAGEMENT], Talk.ADMIN, 0.6)
    flows.add(mine[Local.MANAGEMENT], above[Regional.OPERATIONS], Talk.WEB, 0.1)
    flows.add(region[Regional.CORE], Outer.CORE, Talk.SIP, 1.0)
    flows.add(Outer.CORE, region[Regional.CORE], Talk.SIP, 1.0)
    flows.add(Outer.OPERATIONS, region[Regional.OPERATIONS], Talk.ADMIN, 0.9)
    flows.add(region[Regional.OPERATIONS], region[Regional.CORE], Talk.ADMIN, 1.0)
    flows.add(region[Regional.EDGE], region[Regional.CORE], Talk.SIP, 1.0)
    flows.add(Outer.INTERNET, region[Regional.EDGE], Talk.SIP, 0.5)
    for source, target, talk, chance in _OUTSIDE:
        flows.add(source, target, talk, chance)
    if zones.centres > 1:  # neighbours transfer calls to each other, all round
        next_one = (centres + 1) % zones.centres
        flows.add(mine[Local.CALL_HANDLING], zones.of_centre(next_one, Local.EDGE), Talk.SIP, 0.5)
