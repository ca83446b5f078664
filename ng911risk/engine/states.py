"""
What an attacker can have, and what can happen to an asset: the OR nodes of the graph.

Built in, once for all vectors: administrators are users, control of an asset
is a position in its zone, a position reaches its neighbours and whoever a
flow lets it reach, and stopped for long is stopped for a while too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ng911risk.engine.graph import GraphBuilder
from ng911risk.engine.neighbours import Neighbours
from ng911risk.model.catalog import ActorClass
from ng911risk.model.grammar import Access, EffectKind, PositionNeed, Recovery
from ng911risk.model.inventory import Asset, ServiceKind
from ng911risk.model.kinds import Interface

EXPOSED = "exposed"
"""Node: records of many people are read."""

_NEVER_BY_NEIGHBOURHOOD = frozenset({Interface.TELEPHONE, Interface.RADIO, Interface.PHYSICAL})


def effect_name(asset: str, kind: EffectKind, recovery: Recovery = Recovery.FAILOVER) -> str:
    """Node: `asset` suffers `kind` for at least the time of `recovery`."""
    return f"{kind.value}:{asset}:{recovery.value}"


def service_name(outcome: str, service: ServiceKind, recovery: Recovery) -> str:
    """Node: `service` is degraded, lost or misled for at least the time of `recovery`."""
    return f"{outcome}:{service.value}:{recovery.value}"


@dataclass(frozen=True, slots=True)
class States:
    """Nodes by what they mean; asking twice gives the same node."""

    grow: GraphBuilder
    near: Neighbours
    actors: Mapping[str, ActorClass]

    def one_of(self, nodes: Iterable[int]) -> int | None:
        """Any of `nodes`; None when there is none."""
        unique = sorted(set(nodes))
        if len(unique) < 2:  # noqa: PLR2004 -- nothing to choose
            return unique[0] if unique else None
        name = "any:" + "|".join(str(node) for node in unique)
        if name not in self.grow.index:
            self.grow.any_of(name, unique)
        return self.grow.index[name]

    def reach(self, asset: Asset, need: PositionNeed) -> int | None:
        """A position from which `asset` can be sent to; None when nothing leads there."""
        name = f"reach:{asset.id}:{need.over.value}:{need.outside.value if need.outside else ''}"
        if name in self.grow.index:
            return self.grow.index[name]
        ways = self._ways(asset, need)
        return self.grow.any_of(name, ways) if ways else None

    def _ways(self, asset: Asset, need: PositionNeed) -> list[int]:
        if need.outside:
            zone = need.outside.value
            there = asset.zone == zone or zone in self.near.openers(asset, need.over)
            return [self.position(zone)] if there else []
        ways = []
        if need.over not in _NEVER_BY_NEIGHBOURHOOD and asset.zone not in self.near.isolated:
            ways.append(self.position(asset.zone))
        for source in self.near.openers(asset, need.over):
            opener = self.near.by_id.get(source)
            ways.append(self.control(opener, Access.USER) if opener else self.position(source))
        return ways

    def position(self, zone: str) -> int:
        """Can send from `zone`."""
        name = f"position:{zone}"
        if name in self.grow.index:
            return self.grow.index[name]
        node = self.grow.any_of(name)
        for actor, one in sorted(self.actors.items()):
            if not one.blameless and zone in {outside.value for outside in one.positions}:
                self.grow.feed(node, self.grow.cause(f"actor:{actor}"))
        for asset in self.near.in_zone.get(zone, ()):
            self.grow.feed(node, self.control(asset, Access.USER))
        return node

    def control(self, asset: Asset, level: Access) -> int:
        """Acts as user or administrator of `asset`."""
        return self._access("control", asset, level)

    def credential(self, asset: Asset, level: Access) -> int:
        """Holds valid credentials that `asset` issues or accepts."""
        return self._access("credential", asset, level)

    def flooded(self, asset: Asset) -> int:
        """A channel carries extra load."""
        return self.grow.any_of(f"flooded:{asset.id}")

    def _access(self, what: str, asset: Asset, level: Access) -> int:
        """Administrators are users too."""
        user = f"{what}:{asset.id}:{Access.USER.value}"
        admin = f"{what}:{asset.id}:{Access.ADMIN.value}"
        if user not in self.grow.index:
            self.grow.any_of(user, [self.grow.any_of(admin)])
        return self.grow.index[admin if level is Access.ADMIN else user]

    def effect(self, asset: Asset, kind: EffectKind, recovery: Recovery) -> int:
        """Stopped for long is stopped for a while too."""
        if kind is EffectKind.READ:
            recovery = Recovery.FAILOVER
        name = effect_name(asset.id, kind, recovery)
        if name not in self.grow.index:
            node = self.grow.any_of(name)
            if recovery.rank:
                shorter = list(Recovery)[recovery.rank - 1]
                self.grow.feed(self.effect(asset, kind, shorter), node)
        return self.grow.index[name]

    def touched(self, asset: str, recovery: Recovery) -> int:
        """A single call is touched by what was altered at `asset`."""
        name = f"touched:{asset}:{recovery.value}"
        if name not in self.grow.index:
            node = self.grow.any_of(name)
            if recovery.rank:
                shorter = list(Recovery)[recovery.rank - 1]
                self.grow.feed(self.touched(asset, shorter), node)
        return self.grow.index[name]
