"""
The coins of a step: luck, weaknesses, controls that fail, and the cause that starts it.

What shares a coin falls together: a product, an owner, one answer about one
control. Each coin remembers what it rests on, for the trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ng911risk.engine.controls import Controls, left_by
from ng911risk.engine.graph import CERTAIN, Coin, GraphBuilder
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.ranges import ends
from ng911risk.engine.weaknesses import Known, weakness_of
from ng911risk.model.catalog import ActsOn, Catalog
from ng911risk.model.grammar import EffectKind, Per, Step
from ng911risk.model.inventory import Asset
from ng911risk.model.scales import Band, Range, Share, Status

PARTLY_WEAK = Band(low=0.25, likely=0.5, high=0.75)
"""Chance that a weakness which is partly there serves the attacker. Judgement."""

HOLDS = -1
"""Instead of a node: a need that is met anyway."""

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


@dataclass(slots=True)
class Coins:
    """Throws nothing: names the coins and says how small their numbers must be."""

    grow: GraphBuilder
    near: Neighbours
    catalog: Catalog
    standing: Controls
    events: dict[str, Event] = field(default_factory=dict)
    control_uses: dict[str, ControlUse] = field(default_factory=dict)
    weakness_uses: dict[str, tuple[str, str, Known]] = field(default_factory=dict)

    def luck(self, vector: str, step: Step, asset: Asset) -> str | None:
        """Coin: the try succeeds once everything needed is there; None for events."""
        if step.success is None:
            return None
        unit = self.near.unit(step.success.per, asset)
        chance = ends(step.success)
        name = f"luck:{vector}.{step.id}|{unit}"
        self.grow.coin(name, Coin(uniform=name, chance=chance, inherent=chance))
        return name

    def cause(self, vector: str, step: Step, asset: Asset) -> str | None:
        """What starts the step: an event of its own, actor classes, or None: whoever gets there."""
        if step.rate is not None:
            return self._event(vector, step, asset)
        if not step.actors:
            return None
        name = "actors:" + "|".join(step.actors)
        if name not in self.grow.index:
            self.grow.any_of(name, [self.grow.cause(f"actor:{actor}") for actor in step.actors])
        return name

    def _event(self, vector: str, step: Step, asset: Asset) -> str:
        rate = step.rate
        assert rate is not None  # noqa: S101 -- the caller has looked
        name = f"event:{vector}.{step.id}|{self.near.unit(rate.per, asset)}"
        if name not in self.events:
            hours = [
                self.catalog.recoveries[gift.effect.recovery].hours
                for gift in step.gives
                if gift.effect and gift.effect.recovery and gift.effect.kind is EffectKind.STOPPED
            ]
            stays = (
                max(hours, key=lambda one: one.likely) if len(hours) == len(step.gives) else None
            )
            often, down = ends(rate), _share_of_time(rate, stays)
            if rate.per is Per.TARGET and stays is not None:
                often = _all_at_once(often, down, asset.count)
            self.events[name] = Event(actors=step.actors, rate=often, down=down)
            self.grow.cause(name)
        return name

    def controls(
        self, vector: str, step: str, asset: Asset, acts: tuple[ActsOn, ...]
    ) -> tuple[str, ...]:
        """Coins of every control that acts on this step in one of these ways."""
        names = []
        for mitigation, place, answer in self.catalog.by_vector.get(vector, ()):
            if answer.acts_on not in acts or (answer.steps and step not in answer.steps):
                continue
            if mitigation in self.standing.unavailable:
                continue
            names.append(self.control(mitigation, asset, answer.effect, f"answers[{place}].effect"))
        return tuple(names)

    def control(self, mitigation: str, asset: Asset | None, effect: Share, answer: str) -> str:
        """Coin: this control does not stop the attacker."""
        control = self.standing.on(mitigation, asset)
        name = f"control:{mitigation}|{control.scope}|{answer}"
        if name not in self.control_uses:
            self.control_uses[name] = ControlUse(
                mitigation=mitigation,
                scope=control.scope,
                effect=effect,
                status=control.status,
                said_by=control.said_by,
                place=control.place,
                answer=answer,
            )
            coin = Coin(
                uniform=control.uniform, chance=left_by(effect, control.status), inherent=CERTAIN
            )
            self.grow.coin(name, coin)
        return name

    def weakness(self, name: str, asset: Asset, weak: list[str]) -> int | None:
        """Node of a weakness; HOLDS when it is known to be there, None when it is not."""
        known = weakness_of(name, self.near.surroundings(asset))
        if known.status is Status.NO:
            return None
        coin = f"weakness:{name}@{asset.id}"
        weak.append(coin)
        self.weakness_uses[coin] = (name, asset.id, known)
        if known.status is Status.YES:
            return HOLDS
        share = self.catalog.weaknesses[name].if_unknown
        unknown = known.status is Status.UNKNOWN
        chance = ends(share) if unknown else PARTLY_WEAK
        uniform = f"weakness:{name}|{known.shared or asset.id}"
        return self.grow.coin(coin, Coin(uniform=uniform, chance=chance, inherent=chance))


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
