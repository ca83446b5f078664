"""
The AND/OR graph of a synthetic network, and what may be bought against it.

One block for each kind of step; a block adds its nodes and edges all at once,
so that a nation takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from benchmarks.topology import (
    ASSETS_PER_REGION_ZONE,
    NOT_LOCAL,
    Chances,
    Floats,
    Ints,
    Leaks,
    Local,
    Network,
    Outer,
    Regional,
    Talk,
    region_of,
)
from ng911risk.andor.graph import AndOrGraph, Kind
from ng911risk.andor.options import Option
from ng911risk.andor.ragged import Ragged

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Numbered(Sequence[str]):
    """Names ``n0``, ``n1``, ... made when somebody asks."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        """Return how many there are."""
        return self._size

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Name of node `index`."""
        if isinstance(index, slice):
            return [f"n{number}" for number in range(self._size)[index]]
        return f"n{range(self._size)[index]}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """Leaves that one kind of measure acts on, each with the site that would take it."""

    name: str
    leaves: Ints
    site: Ints
    """[leaves] Centre, or the number of centres for everything that is shared."""

    cost: float
    left: float
    """Share of each chance that is left."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attacks:
    """A network's graph, with the nodes that mean something."""

    graph: AndOrGraph
    start: int
    """Leaf: an attacker on the Internet, always there."""

    goals: Ints
    """[centres] Call-taking is lost."""

    groups: tuple[Group, ...]
    """What measures act on."""


def attacks_on(network: Network) -> Attacks:
    """Every attack on `network`."""
    return _Blocks.of(network).attacks()


def options_of(attacks: Attacks) -> list[Option]:
    """Each measure at each site that can take it: six kinds, 305 options at 50 centres."""
    return [_option(group, int(site)) for group in attacks.groups for site in np.unique(group.site)]


def _option(group: Group, site: int) -> Option:
    dearer = 1.0 + (site * 7919 % 5) / 8.0  # prices differ, so that the best choice is no tie
    leaves = group.leaves[group.site == site].tolist()
    return Option(
        name=f"{group.name} at {site}",
        cost=group.cost * dearer,
        effects=dict.fromkeys(leaves, group.left),
    )


# --- growing ----------------------------------------------------------------------


@dataclass(slots=True)
class _Growing:
    """Nodes and edges while they are collected."""

    size: int = 0
    kinds: list[NDArray[np.int8]] = field(default_factory=list)
    chances: list[Floats] = field(default_factory=list)
    sites: list[NDArray[np.int32]] = field(default_factory=list)
    streams: list[NDArray[np.uint64]] = field(default_factory=list)
    sources: list[NDArray[np.int32]] = field(default_factory=list)
    targets: list[NDArray[np.int32]] = field(default_factory=list)

    def nodes(self, kind: Kind, chance: float | Floats, site: Ints) -> Ints:
        """
        Numbers of new nodes, one for each entry of `site`.

        Their streams are keyed by the number of this block and the place in it, so they do
        not move when another block grows.
        """
        block, count = np.uint64(len(self.kinds) + 1), site.size
        self.kinds.append(np.full(count, kind, dtype=np.int8))
        self.chances.append(np.broadcast_to(np.asarray(chance, dtype=np.float64), (count,)))
        self.sites.append(site.astype(np.int32))
        self.streams.append(_mixed(_mixed(block) + np.arange(count, dtype=np.uint64) * _GOLDEN))
        first, self.size = self.size, self.size + count
        return np.arange(first, self.size)

    def edges(self, sources: Ints, targets: Ints) -> None:
        """Edges between entries at the same place of both; one entry stands for all."""
        sources, targets = np.broadcast_arrays(sources, targets)
        self.sources.append(sources.astype(np.int32))
        self.targets.append(targets.astype(np.int32))

    def step(self, before: Sequence[Ints], chance: float | Floats, site: Ints, gives: Ints) -> Ints:
        """Attack steps that need one of each of `before` and lead to `gives`."""
        nodes = self.nodes(Kind.AND, chance, site)
        for needed in before:
            self.edges(needed, nodes)
        self.edges(nodes, gives)
        return nodes

    def graph(self) -> AndOrGraph:
        """All of it as one graph."""
        targets, sources = np.concatenate(self.targets), np.concatenate(self.sources)
        return AndOrGraph(
            kind=np.concatenate(self.kinds),
            chance=np.concatenate(self.chances),
            before=Ragged.grouped(self.size, targets, sources),
            stream=np.concatenate(self.streams),
            site=np.concatenate(self.sites),
            names=Numbered(self.size),
        )


def _mixed(x: NDArray[np.uint64] | np.uint64) -> NDArray[np.uint64]:
    """Finalizer of SplitMix64 over whole arrays."""
    x = np.atleast_1d(x)
    x = (x ^ (x >> np.uint64(30))) * _MIX1
    x = (x ^ (x >> np.uint64(27))) * _MIX2
    return x ^ (x >> np.uint64(31))


@dataclass(slots=True)
class _Blocks:
    """The states of a network, and one method for each kind of step."""

    network: Network
    grow: _Growing
    groups: list[Group]
    foothold: Ints
    """[zones] The attacker can send from there."""

    reach: Ints
    """[zones, Talk] The attacker can talk to whoever is there."""

    user: Ints
    """[assets]"""

    root: Ints
    """[assets]"""

    stopped: Ints
    """[assets]"""

    account: Ints
    """[groups] The attacker holds accounts of the group."""

    @classmethod
    def of(cls, network: Network) -> _Blocks:
        """The states, without any step."""
        grow = _Growing()
        zone_site, site = network.zones.site(), network.assets.site
        return cls(
            network=network,
            grow=grow,
            groups=[],
            foothold=grow.nodes(Kind.OR, 1.0, zone_site),
            reach=grow.nodes(Kind.OR, 1.0, np.repeat(zone_site, len(Talk))).reshape(-1, len(Talk)),
            user=grow.nodes(Kind.OR, 1.0, site),
            root=grow.nodes(Kind.OR, 1.0, site),
            stopped=grow.nodes(Kind.OR, 1.0, site),
            account=grow.nodes(Kind.OR, 1.0, network.group_site),
        )

    def attacks(self) -> Attacks:
        """Add every step, and close the graph."""
        start = self._outsiders()
        self._moves()
        self._control()
        self._exploits()
        self._rises()
        self._leaks(self.network.own_leaks, "lsa")
        self._leaks(self.network.other_leaks, "")
        self._sign_ins()
        self._lures()
        self._floods()
        goals = self._missions()
        return Attacks(graph=self.grow.graph(), start=start, goals=goals, groups=tuple(self.groups))

    def _leaves(self, asset: Ints, chance: Floats) -> Ints:
        return self.grow.nodes(Kind.LEAF, chance, self.network.assets.site[asset])

    def _measure(self, name: str, leaves: Ints, asset: Ints, cost: float, left: float) -> None:
        """Let a kind of measure act on `leaves`."""
        centre = self.network.assets.centre[asset]
        site = np.where(centre == NOT_LOCAL, self.network.zones.centres, centre)
        self.groups.append(Group(name=name, leaves=leaves, site=site, cost=cost, left=left))

    def _outsiders(self) -> int:
        """Who stands where before anything happens."""
        chance = np.array([1.0, 0.05, 0.02])
        zones = np.array([Outer.INTERNET, Outer.VENDOR, Outer.CARRIER])
        leaves = self.grow.nodes(Kind.LEAF, chance, self.network.zones.site()[zones])
        self.grow.edges(leaves, self.foothold[zones])
        return int(leaves[0])

    def _moves(self) -> None:
        """From zone to zone over an open flow."""
        flows = self.network.flows
        site = self.network.zones.site()[flows.target]
        open_ = self.grow.nodes(Kind.LEAF, flows.chance, site)
        before = (self.foothold[flows.source], open_)
        self.grow.step(before, 1.0, site, self.reach[flows.target, flows.talk])

    def _control(self) -> None:
        """Whoever controls an asset stands in its zone, and an administrator is a user and more."""
        zone = self.foothold[self.network.assets.zone]
        for source, target in (
            (self.user, zone),
            (self.root, zone),
            (self.root, self.user),
            (self.root, self.stopped),
        ):
            self.grow.edges(source, target)

    def _exploits(self) -> None:
        flaws = self.network.flaws
        asset = flaws.asset
        leaves = self._leaves(asset, flaws.open)
        reach = self.reach[self.network.assets.zone[asset], flaws.talk]
        gives = np.where(flaws.gives_user, self.user[asset], self.root[asset])
        site = self.network.assets.site[asset]
        self.grow.step((reach, leaves), flaws.works, site, gives)
        self._measure("patch", leaves, asset, 20.0, 0.15)

    def _rises(self) -> None:
        rises = self.network.rises
        leaves = self._leaves(rises.asset, rises.open)
        site = self.network.assets.site[rises.asset]
        before = (self.user[rises.asset], leaves)
        self.grow.step(before, rises.works, site, self.root[rises.asset])
        self._measure("hardening", leaves, rises.asset, 8.0, 0.3)

    def _leaks(self, leaks: Leaks, measure: str) -> None:
        leaves = self._leaves(leaks.asset, leaks.chance)
        site = self.network.assets.site[leaks.asset]
        before = (self.root[leaks.asset], leaves)
        self.grow.step(before, 0.9, site, self.account[leaks.group])
        if measure:
            self._measure(measure, leaves, leaks.asset, 5.0, 0.3)

    def _sign_ins(self) -> None:
        asset, assets = self.network.one_factor.asset, self.network.assets
        leaves = self._leaves(asset, self.network.one_factor.chance)
        reach = self.reach[assets.zone[asset], Talk.ADMIN]
        before = (reach, self.account[assets.group[asset]], leaves)
        self.grow.step(before, 0.95, assets.site[asset], self.root[asset])
        self._measure("mfa", leaves, asset, 10.0, 0.1)

    def _lures(self) -> None:
        lures = self.network.lures
        opens, runs = self._leaves(lures.asset, lures.opens), self._leaves(lures.asset, lures.runs)
        site = self.network.assets.site[lures.asset]
        before = (self.foothold[Outer.INTERNET], opens, runs)
        self.grow.step(before, 0.9, site, self.user[lures.asset])
        self._measure("edr", runs, lures.asset, 12.0, 0.2)

    def _floods(self) -> None:
        floods: Chances = self.network.floods
        asset, assets = floods.asset, self.network.assets
        leaves = self._leaves(asset, floods.chance)
        before = (self.reach[assets.zone[asset], Talk.SIP], leaves)
        self.grow.step(before, 0.8, assets.site[asset], self.stopped[asset])
        self._measure("tdos", leaves, asset, 15.0, 0.2)

    def _missions(self) -> Ints:
        """Call-taking is lost with any two call servers that stand in for each other."""
        zones, assets = self.network.zones, self.network.assets
        centres = np.arange(zones.centres)
        goals = self.grow.nodes(Kind.OR, 1.0, centres)
        servers = np.flatnonzero(assets.local == Local.CALL_HANDLING)
        one, other = servers[:-1], servers[1:]
        pair = assets.centre[one] == assets.centre[other]
        one, other = one[pair], other[pair]
        centre = assets.centre[one]
        self.grow.step((self.stopped[one], self.stopped[other]), 1.0, centre, goals[centre])
        both = self._region_core_lost()
        self.grow.edges(both[region_of(centres)], goals)
        return goals

    def _region_core_lost(self) -> Ints:
        """[regions] Steps: the first two servers of a region's core are stopped."""
        zones = self.network.zones
        regions = np.arange(zones.regions)
        first = int((self.network.assets.centre != NOT_LOCAL).sum())
        per_region = len(Regional) * ASSETS_PER_REGION_ZONE
        core = first + per_region * regions + ASSETS_PER_REGION_ZONE * Regional.CORE
        both = self.grow.nodes(Kind.AND, 1.0, zones.centres + regions)
        self.grow.edges(self.stopped[core], both)
        self.grow.edges(self.stopped[core + 1], both)
        return both
