"""
Inventory x catalogue -> attack graph.

No vector has code of its own: every step of every vector is tried against
every asset its target names, and what it needs and gives becomes nodes.
docs/method.md, "From a vector to attack steps", tells the same in prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ng911risk.engine.coins import HOLDS, Coins, ControlUse, Event
from ng911risk.engine.controls import Controls
from ng911risk.engine.graph import AttackGraph, Coin, GraphBuilder
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.possible import possible
from ng911risk.engine.ranges import ends
from ng911risk.engine.services import Harms
from ng911risk.engine.states import States
from ng911risk.engine.weaknesses import Known
from ng911risk.model.catalog import ActsOn, Catalog, ThreatVector
from ng911risk.model.grammar import (
    EffectGift,
    EffectKind,
    FloodGift,
    Gift,
    Need,
    Recovery,
    Step,
    WeaknessNeed,
)
from ng911risk.model.inventory import Asset, Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One step of one vector against one asset, and the coins that decide it."""

    vector: str
    step: Step
    asset: Asset
    node: str
    luck: str | None
    cause: str | None
    controls: tuple[str, ...]
    weaknesses: tuple[str, ...]

    @property
    def id(self) -> str:
        """``vector.step@asset``."""
        return f"{self.vector}.{self.step.id}@{self.asset.id}"

    @property
    def finding(self) -> str:
        """``vector@asset``."""
        return f"{self.vector}@{self.asset.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """A step that floods a channel."""

    attempt: Try
    channel: Asset
    gift: FloodGift


@dataclass(slots=True)
class Built:
    """The graph and what its names stand for."""

    graph: AttackGraph
    tries: dict[str, Try]
    events: dict[str, Event]
    control_uses: dict[str, ControlUse]
    weakness_uses: dict[str, tuple[str, str, Known]]
    recoveries: dict[str, tuple[str, ...]]
    """Try -> coins of the controls that would shorten its outage."""

    floods: tuple[Flood, ...]


def build(inventory: Inventory, catalog: Catalog, controls: Controls, at: date) -> Built:
    """
    The attack graph of `inventory` under `catalog`.

    Args:
        inventory: Consistent (see model.consistency).
        catalog: Checked content.
        controls: Standing of every control.
        at: Day the assessment speaks of, for end of support and practice.
    """
    grow, near = GraphBuilder(), Neighbours(inventory, at)
    states = States(grow, near, catalog.actors)
    coins = Coins(grow, near, catalog, controls)
    tries = _Tries(inventory, states, coins)
    for name, vector in sorted(catalog.vectors.items()):
        tries.vector(name, vector)
    harms = Harms(inventory, states, coins)
    harms.dependences()
    for service in inventory.services:
        harms.service(service)
    harms.exposure()
    return _built(grow.freeze(), tries, coins)


def _built(graph: AttackGraph, tries: _Tries, coins: Coins) -> Built:
    """Keep the tries that some world can hold."""
    events = coins.events
    alive = possible(
        graph,
        {name: event.actors for name, event in events.items()},
        frozenset(name for name, event in events.items() if event.down.high > 0.0),
    )
    happens = {name for name, node in graph.index.items() if alive[node]}
    return Built(
        graph=graph,
        tries={name: one for name, one in tries.made.items() if one.node in happens},
        events=events,
        control_uses=coins.control_uses,
        weakness_uses=coins.weakness_uses,
        recoveries=tries.recoveries,
        floods=tuple(one for one in tries.floods if one.attempt.node in happens),
    )


@dataclass(slots=True)
class _Tries:
    """Every step of every vector against every asset that it can be tried against."""

    inventory: Inventory
    states: States
    coins: Coins
    made: dict[str, Try] = field(default_factory=dict)
    floods: list[Flood] = field(default_factory=list)
    recoveries: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def vector(self, name: str, vector: ThreatVector) -> None:
        """Try one vector against the whole inventory."""
        stage = self.inventory.site.stage
        for step in vector.steps:
            if not step.stages or stage in step.stages:
                for asset in self.states.near.targets_of(step.target):
                    self._try(name, step, asset)

    def _try(self, vector: str, step: Step, asset: Asset) -> None:
        weak: list[str] = []
        needs = [self._need(need, asset, weak) for need in step.needs]
        if any(need is None for need in needs):
            return
        index = self.coins.grow.index
        before = [need for need in needs if need is not None and need != HOLDS]
        luck, cause = self.coins.luck(vector, step, asset), self.coins.cause(vector, step, asset)
        before += [index[name] for name in (luck, cause) if name]
        controls, node = self._controls(vector, step, asset)
        before += [node] if node is not None else []
        attempt = Try(
            vector=vector,
            step=step,
            asset=asset,
            node=f"step:{vector}.{step.id}@{asset.id}",
            luck=luck,
            cause=cause,
            controls=controls,
            weaknesses=tuple(weak),
        )
        self.made[attempt.id] = attempt
        made = self.coins.grow.all_of(attempt.node, before)
        self.coins.grow.any_of(f"finding:{attempt.finding}", [made])
        for gift in step.gives:
            self._give(gift, attempt, made)

    def _controls(
        self, vector: str, step: Step, asset: Asset
    ) -> tuple[tuple[str, ...], int | None]:
        acts: tuple[ActsOn, ...] = (ActsOn.LIKELIHOOD, ActsOn.DETECTION)
        if not any(gift.flooded for gift in step.gives):
            acts += (ActsOn.LOAD,)  # less load on what is not a channel: the step works less often
        coins = self.coins.controls(vector, step.id, asset, acts)
        if not coins:
            return (), None
        name = f"controls:{vector}.{step.id}|" + "|".join(
            self.coins.control_uses[coin].scope for coin in coins
        )
        return coins, self.coins.grow.all_of(name, [self.coins.grow.index[coin] for coin in coins])

    def _need(self, need: Need, asset: Asset, weak: list[str]) -> int | None:
        """Node of a need; HOLDS when it is met anyway, None when it can never be."""
        if need.position:
            return self.states.reach(asset, need.position)
        if need.weakness:
            return self._weakness(need.weakness, asset, weak)
        return self.states.one_of(self._had(need, asset))

    def _had(self, need: Need, asset: Asset) -> Iterator[int]:
        """Every state that meets a need."""
        states, meant = self.states, self.states.near.meant
        if need.control:
            yield from (
                states.control(a, need.control.level) for a in meant(need.control.of, asset)
            )
        if need.credential:
            realms = meant(need.credential.realm, asset)
            yield from (states.credential(realm, need.credential.level) for realm in realms)
        if need.effect:
            kind = need.effect.kind
            yield from (
                states.effect(a, kind, Recovery.FAILOVER) for a in meant(need.effect.on, asset)
            )
        if need.flooded:
            yield from (states.flooded(channel) for channel in meant(need.flooded.on, asset))

    def _weakness(self, need: WeaknessNeed, asset: Asset, weak: list[str]) -> int | None:
        found = [
            self.coins.weakness(need.name, one, weak)
            for one in self.states.near.meant(need.of, asset)
        ]
        if HOLDS in found:
            return HOLDS
        return self.states.one_of(one for one in found if one is not None)

    def _give(self, gift: Gift, attempt: Try, made: int) -> None:
        for state in self._given(gift, attempt.asset):
            self.coins.grow.feed(state, made)
        if gift.flooded:
            for channel in self.states.near.meant(gift.flooded.on, attempt.asset):
                self.floods.append(Flood(attempt=attempt, channel=channel, gift=gift.flooded))
        if gift.effect:
            for asset in self.states.near.meant(gift.effect.on, attempt.asset):
                self._strike(asset, gift.effect, attempt, made)

    def _given(self, gift: Gift, asset: Asset) -> Iterator[int]:
        """Every state that a gift gives, effects apart."""
        states, meant = self.states, self.states.near.meant
        if gift.position:
            yield from (states.position(a.zone) for a in meant(gift.position.zone_of, asset))
        if gift.control:
            yield from (
                states.control(a, gift.control.level) for a in meant(gift.control.of, asset)
            )
        if gift.credential:
            realms = meant(gift.credential.realm, asset)
            yield from (states.credential(realm, gift.credential.level) for realm in realms)
        if gift.flooded:
            yield from (states.flooded(channel) for channel in meant(gift.flooded.on, asset))

    def _strike(self, asset: Asset, effect: EffectGift, attempt: Try, made: int) -> None:
        """An effect; controls of recovery turn a long repair into the next shorter class."""
        recovery = effect.recovery or Recovery.FAILOVER
        coins: tuple[str, ...] = ()
        if recovery.rank and effect.kind is EffectKind.STOPPED:
            acts = (ActsOn.RECOVERY,)
            coins = self.coins.controls(attempt.vector, attempt.step.id, asset, acts)
        feed, state = self.coins.grow.feed, self.states.effect
        if coins:
            self.recoveries[attempt.id] = coins
            passed = [self.coins.grow.index[coin] for coin in coins]
            long = self.coins.grow.all_of(f"long:{attempt.id}:{asset.id}", [made, *passed])
            feed(state(asset, effect.kind, recovery), long)
            feed(state(asset, effect.kind, list(Recovery)[recovery.rank - 1]), made)
        else:
            feed(state(asset, effect.kind, recovery), made)
        if effect.kind is EffectKind.ALTERED:
            self._touch(asset, effect, attempt, made)

    def _touch(self, asset: Asset, effect: EffectGift, attempt: Try, made: int) -> None:
        """What is altered touches a share of the calls: one more coin, for hours but not odds."""
        grow = self.coins.grow
        if effect.calls is not None:
            name = f"touches:{attempt.vector}.{attempt.step.id}|{asset.id}"
            chance = ends(effect.calls)
            coin = grow.coin(name, Coin(uniform=name, chance=chance, inherent=chance))
            made = grow.all_of(f"one call:{attempt.id}:{asset.id}", [made, coin])
        grow.feed(self.states.touched(asset.id, effect.recovery or Recovery.FAILOVER), made)
