"""
What decides a try beside needs and controls: its luck, and the cause that starts it.

What shares a coin or an event falls together: one asset, a product, an owner, or the site.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ng911risk.engine.columns import Numbers
from ng911risk.engine.graph import Node
from ng911risk.engine.growth import CoinRows, Family, GraphBuilder, band_row
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.ranges import ends
from ng911risk.model.catalog import Catalog
from ng911risk.model.grammar import EffectKind, Per, Step
from ng911risk.model.scales import Band, Range, Share, Status

PARTLY_WEAK = Band(low=0.25, likely=0.5, high=0.75)
"""Chance that a weakness which is partly there serves the attacker. Judgement."""

_YEAR = 8760.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fault, error or act of nature: how often, who is to blame, how long it stays."""

    actors: tuple[str, ...]
    rate: Band
    down: Band
    """Share of the time it is there: rate x hours / 8760, for what stops something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlUse:
    """A coin that says: this control does not stop the attacker."""

    mitigation: str
    scope: str
    effect: Share
    status: Status
    said_by: str
    place: str
    answer: str
    """Field path in the mitigation's file."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventFamily:
    """The events of one step: one for each target, product, owner or the site."""

    nodes: Family
    actors: tuple[str, ...]
    name: Callable[[int], str]
    rate: list[Band]
    """[members]"""

    down: Band

    def events(self) -> dict[str, Event]:
        """Each event by name."""
        return {
            self.name(member): Event(actors=self.actors, rate=rate, down=self.down)
            for member, rate in enumerate(self.rate)
        }


class Coins:
    """Throws nothing: numbers the coins and says how small their uniform numbers must be."""

    def __init__(self, grow: GraphBuilder, near: Neighbours, catalog: Catalog) -> None:
        self.grow = grow
        self.events: list[EventFamily] = []
        self._near = near
        self._catalog = catalog

    def luck(self, name: str, step: Step, targets: Numbers) -> Numbers | None:
        """Column: the try succeeds once everything needed is there; None for events."""
        if step.success is None:
            return None
        shared = self._shared(f"luck:{name}", step.success.per, targets)
        chance = band_row(ends(step.success))
        coins = CoinRows(uniform=shared.name, chance=chance, inherent=chance)
        family = self.grow.family(Node.COIN, shared.units.size, "luck", shared.name, coins)
        return family.use(shared.members)

    def cause(self, name: str, step: Step, targets: Numbers) -> Numbers | None:
        """Column: events of its own, or actor classes; None: whoever gets there."""
        if step.rate is not None:
            return self._event(name, step, targets)
        if not step.actors:
            return None
        actors = "actors:" + "|".join(step.actors)
        causes = [self.grow.cause(f"actor:{actor}") for actor in step.actors]
        if actors not in self.grow.index:
            self.grow.any_of(actors, causes)
        return np.full(targets.size, self.grow.index[actors], dtype=np.int32)

    def _event(self, name: str, step: Step, targets: Numbers) -> Numbers:
        rate = step.rate
        assert rate is not None  # noqa: S101 -- the caller has looked
        shared = self._shared(f"event:{name}", rate.per, targets)
        stays = self._stays(step)
        often, down = ends(rate), _share_of_time(rate, stays)
        rates = [often] * shared.units.size
        if rate.per is Per.TARGET and stays is not None:
            counts = self._near.columns.count[shared.units].tolist()
            last = {many: _all_at_once(often, down, many) for many in set(counts)}
            rates = [last[many] for many in counts]
        family = self.grow.family(Node.CAUSE, shared.units.size, "event", shared.name)
        self.events.append(
            EventFamily(nodes=family, actors=step.actors, name=shared.name, rate=rates, down=down)
        )
        return family.use(shared.members)

    def _stays(self, step: Step) -> Range | None:
        """How long what an event stops stays stopped; None where it does not only stop things."""
        hours = [
            self._catalog.recoveries[gift.effect.recovery].hours
            for gift in step.gives
            if gift.effect and gift.effect.recovery and gift.effect.kind is EffectKind.STOPPED
        ]
        return max(hours, key=lambda one: one.likely) if len(hours) == len(step.gives) else None

    def _shared(self, first: str, per: Per, targets: Numbers) -> _Shared:
        units = self._near.units(per)
        if per is Per.TARGET:
            found, members = targets, np.arange(targets.size)
        else:
            found, members = np.unique(units.code[targets], return_inverse=True)
        return _Shared(
            units=found,
            members=members.astype(np.int32),
            name=lambda member: f"{first}|{units.name(int(found[member]))}",
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shared:
    """Targets by what they share."""

    units: Numbers
    members: Numbers
    """[targets] place of each target's unit among `units`."""

    name: Callable[[int], str]


def _all_at_once(rate: Band, down: Band, many: int) -> Band:
    """Events a year in which the last of `many` stops while all the others are down already."""
    return Band(
        low=many * rate.low * down.low ** (many - 1),
        likely=many * rate.likely * down.likely ** (many - 1),
        high=many * rate.high * down.high ** (many - 1),
    )


def _share_of_time(rate: Range, hours: Range | None) -> Band:
    if hours is None:
        return Band(low=0.0, likely=0.0, high=0.0)
    often, long = ends(rate), ends(hours)
    return Band(
        low=min(1.0, often.low * long.low / _YEAR),
        likely=min(1.0, often.likely * long.likely / _YEAR),
        high=min(1.0, often.high * long.high / _YEAR),
    )
