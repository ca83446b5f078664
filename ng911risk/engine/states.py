"""
What an attacker can have, and what can happen to an asset: the OR nodes of the graph.

Built in, once for all vectors: administrators are users, control of an asset
is a position in its zone, a position reaches its neighbours and whoever a
flow lets it reach, and stopped for long is stopped for a while too.

A state is a family with one node for every asset; a column is [m] nodes, one
for each of m targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.columns import NOBODY, Numbers
from ng911risk.engine.graph import Node
from ng911risk.engine.growth import Family, GraphBuilder
from ng911risk.engine.neighbours import Neighbours, Relatives
from ng911risk.model.catalog import ActorClass
from ng911risk.model.grammar import Access, EffectKind, PositionNeed, Recovery
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.kinds import Interface

EXPOSED = "exposed"
"""Node: records of many people are read."""

HOLDS = -1
"""Instead of a node: a need that is met anyway."""

NEVER = -2
"""Instead of a node: a need that can never be met."""

_NEVER_BY_NEIGHBOURHOOD = frozenset({Interface.TELEPHONE, Interface.RADIO, Interface.PHYSICAL})


def effect_name(asset: str, kind: EffectKind, recovery: Recovery = Recovery.FAILOVER) -> str:
    """Node: `asset` suffers `kind` for at least the time of `recovery`."""
    return f"{kind.value}:{asset}:{recovery.value}"


def service_name(outcome: str, service: ServiceKind, recovery: Recovery) -> str:
    """Node: `service` is degraded, lost or misled for at least the time of `recovery`."""
    return f"{outcome}:{service.value}:{recovery.value}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Reach:
    """Positions from which assets can be sent to, for one interface class and outside zone."""

    nodes: Family
    neighbours: NDArray[np.bool_]
    """[n] whether a position in the asset's own zone is enough."""

    speaks: NDArray[np.bool_]
    """[arrivals] whether a flow is a way in."""

    there: NDArray[np.bool_]
    """[n] whether there is any way."""

    asked: NDArray[np.bool_]
    """[n] whether some step asks."""


class States:
    """Nodes by what they mean; asking twice gives the same nodes."""

    def __init__(
        self, grow: GraphBuilder, near: Neighbours, actors: Mapping[str, ActorClass]
    ) -> None:
        self.grow = grow
        self.near = near
        self._actors = actors
        self._each = np.arange(len(near.columns), dtype=np.int32)
        self._families: dict[tuple[str, str], Family] = {}
        self._reach: dict[tuple[Interface, str], _Reach] = {}
        self._choices: dict[tuple[int, ...], int] = {}
        self._places = near.columns.places.listed()
        self._positions = grow.family(
            Node.OR, len(self._places), "position", lambda place: f"position:{self._places[place]}"
        )
        self._stood = np.zeros(len(self._places), dtype=np.bool_)

    # --- one node for every asset ---------------------------------------------------

    def control(self, level: Access) -> Family:
        """Acts as user or administrator of each asset."""
        return self._access("control", level)

    def credential(self, level: Access) -> Family:
        """Holds valid credentials that each asset issues or accepts."""
        return self._access("credential", level)

    def flooded(self) -> Family:
        """A channel carries extra load."""
        return self._family("flooded", "")

    def effect(self, kind: EffectKind, recovery: Recovery = Recovery.FAILOVER) -> Family:
        """Stopped for long is stopped for a while too."""
        if kind is EffectKind.READ:
            recovery = Recovery.FAILOVER
        return self._lasting(kind.value, recovery)

    def touched(self, recovery: Recovery) -> Family:
        """A single call is touched by what was altered at each asset."""
        return self._lasting("touched", recovery)

    def _access(self, word: str, level: Access) -> Family:
        """Administrators are users too."""
        if (word, Access.USER.value) not in self._families:
            admin = self._family(word, Access.ADMIN.value)
            user = self._family(word, Access.USER.value)
            self.grow.lead(admin.nodes(self._each), user.nodes(self._each))
        return self._family(word, level.value)

    def _lasting(self, word: str, recovery: Recovery) -> Family:
        if (word, recovery.value) not in self._families:
            made = self._family(word, recovery.value)
            if recovery.rank:
                shorter = self._lasting(word, list(Recovery)[recovery.rank - 1])
                self.grow.lead(made.nodes(self._each), shorter.nodes(self._each))
        return self._family(word, recovery.value)

    def _family(self, word: str, last: str) -> Family:
        key = (word, last)
        if key not in self._families:
            ids, tail = self.near.columns.ids, f":{last}" if last else ""
            self._families[key] = self.grow.family(
                Node.OR, self._each.size, word, lambda asset: f"{word}:{ids[asset]}{tail}"
            )
        return self._families[key]

    # --- what a step needs --------------------------------------------------------

    def any_of(self, family: Family, meant: Relatives, targets: Numbers) -> Numbers:
        """
        Column: any relative of each target is in a state.

        Args:
            family: The state.
            meant: Whose state.
            targets: [m] assets.
        """
        alone, group = meant.alone[targets], meant.group[targets]
        column = np.where(alone == NOBODY, NEVER, family.nodes(alone)).astype(np.int32)
        several = np.flatnonzero(group != NOBODY)
        groups, member = np.unique(group[several], return_inverse=True)
        sets = (self.near.groups[one] for one in groups.tolist())
        nodes = np.array([self.choice(family.nodes(one)) for one in sets], dtype=np.int32)
        column[several] = nodes[member]
        return column

    def choice(self, nodes: Numbers) -> int:
        """Any of several different nodes."""
        key = tuple(sorted(nodes.tolist()))
        if key not in self._choices:
            name = self.grow.register.name
            made = self.grow.family(
                Node.OR, 1, "any", lambda _: "any:" + "|".join(sorted(map(name, key)))
            )
            self.grow.lead(key, made.start)
            self._choices[key] = made.start
        return self._choices[key]

    def reach(self, need: PositionNeed, targets: Numbers) -> Numbers:
        """Column: a position from which each target can be sent to."""
        key = (need.over, need.outside.value if need.outside else "")
        if key not in self._reach:
            self._reach[key] = self._ways(*key)
        reach = self._reach[key]
        there = reach.there[targets]
        reach.asked[targets[there]] = True
        return np.where(there, reach.nodes.nodes(targets), NEVER).astype(np.int32)

    def stand(self, assets: Numbers) -> Numbers:
        """Column: can send from the zone of each asset."""
        return self._positions.nodes(self._standing(self.near.columns.zone[assets]))

    def _ways(self, over: Interface, outside: str) -> _Reach:
        columns = self.near.columns
        arrivals = columns.arrivals
        speaks = self.near.speaks(over)
        neighbours = np.zeros(len(columns), dtype=np.bool_)
        if outside:
            place = columns.places.code.get(outside, NOBODY)
            speaks &= (arrivals.place == place) & (arrivals.place != NOBODY)
            neighbours = columns.zone == place
        elif over not in _NEVER_BY_NEIGHBOURHOOD:
            neighbours = ~self.near.isolated[columns.zone]
        there = neighbours.copy()
        there[arrivals.target[speaks]] = True
        ids = columns.ids
        return _Reach(
            nodes=self.grow.family(
                Node.OR,
                len(columns),
                "reach",
                lambda asset: f"reach:{ids[asset]}:{over.value}:{outside}",
            ),
            neighbours=neighbours,
            speaks=speaks,
            there=there,
            asked=np.zeros(len(columns), dtype=np.bool_),
        )

    def _standing(self, places: Numbers) -> Numbers:
        self._stood[places] = True
        return places

    # --- what leads to what was asked for -----------------------------------------

    def join(self) -> None:
        """Lead to every position and reach that was asked for."""
        for reach in self._reach.values():
            self._lead_to(reach)
        columns, user = self.near.columns, self.control(Access.USER)
        for actor, one in sorted(self._actors.items()):
            for outside in () if one.blameless else one.positions:
                place = columns.places.code.get(outside.value, NOBODY)
                if place != NOBODY and self._stood[place]:
                    cause = self.grow.cause(f"actor:{actor}")
                    self.grow.lead(cause, self._positions.nodes(place))
        there = np.flatnonzero(self._stood[columns.zone])
        self.grow.lead(user.nodes(there), self._positions.nodes(columns.zone[there]))

    def _lead_to(self, reach: _Reach) -> None:
        columns, lead = self.near.columns, self.grow.lead
        beside = np.flatnonzero(reach.asked & reach.neighbours)
        zones = self._standing(columns.zone[beside])
        lead(self._positions.nodes(zones), reach.nodes.nodes(beside))
        arrivals = columns.arrivals
        ways = reach.speaks & reach.asked[arrivals.target]
        opened = np.flatnonzero(ways & (arrivals.opener != NOBODY))
        user = self.control(Access.USER)
        lead(user.nodes(arrivals.opener[opened]), reach.nodes.nodes(arrivals.target[opened]))
        placed = np.flatnonzero(ways & (arrivals.place != NOBODY))
        places = self._standing(arrivals.place[placed])
        lead(self._positions.nodes(places), reach.nodes.nodes(arrivals.target[placed]))
