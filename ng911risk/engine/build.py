"""
Inventory x catalogue -> attack graph.

No vector has code of its own: every step of every vector is tried against
every asset its target names, and what it needs and gives becomes nodes.
docs/method.md, "From a vector to attack steps", tells the same in prose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ng911risk.engine.controls import Controls, left_by
from ng911risk.engine.graph import CERTAIN, AttackGraph, Coin, GraphBuilder
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.possible import possible
from ng911risk.engine.ranges import ends
from ng911risk.engine.weaknesses import Known, weakness_of
from ng911risk.model.catalog import (
    Access,
    ActsOn,
    Catalog,
    EffectKind,
    FloodGift,
    Gift,
    Need,
    Per,
    PositionNeed,
    Recovery,
    Step,
    ThreatVector,
)
from ng911risk.model.inventory import (
    Asset,
    FallbackKind,
    Inventory,
    Relation,
    Service,
    ServiceKind,
)
from ng911risk.model.kinds import Interface, KindGroup
from ng911risk.model.scales import Band, Range, Share, Status

PARTLY_WEAK = Band(low=0.25, likely=0.5, high=0.75)
"""Chance that a weakness which is partly there serves the attacker. Judgement."""

PRACTISED_WITHIN_DAYS = 400
OTHER_CHANNEL_FAILS = {
    True: Band(low=0.1, likely=0.3, high=0.6),
    False: Band(low=0.3, likely=0.6, high=0.9),
}
"""Chance that another channel does not carry a service, practised or not. Judgement."""

_NEVER_BY_NEIGHBOURHOOD = frozenset({Interface.TELEPHONE, Interface.RADIO, Interface.PHYSICAL})
_HOLDS_RECORDS = frozenset(
    {
        KindGroup.I3,
        KindGroup.GATEWAY,
        KindGroup.CALL_HANDLING,
        KindGroup.DISPATCH,
        KindGroup.ALERTING,
        KindGroup.ENTERPRISE,
    }
)
_YEAR = 8760.0
_DEPENDENCE = (Relation.HOSTS, Relation.POWERS, Relation.CARRIES)


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
    return _Building(inventory, catalog, controls, Neighbours(inventory, at)).run()


def effect_name(asset: str, kind: EffectKind, recovery: Recovery = Recovery.FAILOVER) -> str:
    """Node: `asset` suffers `kind` for at least the time of `recovery`."""
    return f"{kind.value}:{asset}:{recovery.value}"


def service_name(outcome: str, service: ServiceKind, recovery: Recovery) -> str:
    """Node: `service` is degraded, lost or misled for at least the time of `recovery`."""
    return f"{outcome}:{service.value}:{recovery.value}"


EXPOSED = "exposed"


@dataclass(slots=True)
class _Building:
    inventory: Inventory
    catalog: Catalog
    controls: Controls
    near: Neighbours
    grow: GraphBuilder = field(default_factory=GraphBuilder)
    tries: dict[str, Try] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    control_uses: dict[str, ControlUse] = field(default_factory=dict)
    weakness_uses: dict[str, tuple[str, str, Known]] = field(default_factory=dict)
    floods: list[Flood] = field(default_factory=list)

    def run(self) -> Built:
        for name, vector in sorted(self.catalog.vectors.items()):
            self._vector(name, vector)
        self._dependences()
        for service in self.inventory.services:
            self._service(service)
        self._exposure()
        graph = self.grow.freeze()
        alive = possible(
            graph,
            {name: event.actors for name, event in self.events.items()},
            frozenset(name for name, event in self.events.items() if event.down.high > 0.0),
        )
        happens = {name for name, node in graph.index.items() if alive[node]}
        return Built(
            graph=graph,
            tries={name: one for name, one in self.tries.items() if one.node in happens},
            events=self.events,
            control_uses=self.control_uses,
            weakness_uses=self.weakness_uses,
            floods=tuple(one for one in self.floods if one.attempt.node in happens),
        )

    # --- steps ---------------------------------------------------------------

    def _vector(self, name: str, vector: ThreatVector) -> None:
        stage = self.inventory.site.stage
        for step in vector.steps:
            if step.stages and stage not in step.stages:
                continue
            for asset in self.near.targets_of(step.target):
                self._try(name, step, asset)

    def _try(self, vector: str, step: Step, asset: Asset) -> None:
        weak: list[str] = []
        needs = [self._need(need, asset, weak) for need in step.needs]
        if any(need is None for need in needs):
            return
        before = [need for need in needs if need is not None and need >= 0]
        luck, cause = self._luck(vector, step, asset), self._cause(vector, step, asset)
        before += [self.grow.index[name] for name in (luck, cause) if name]
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
        self.tries[attempt.id] = attempt
        made = self.grow.all_of(attempt.node, before)
        self.grow.any_of(f"finding:{attempt.finding}", [made])
        for gift in step.gives:
            self._give(gift, attempt, made)

    def _luck(self, vector: str, step: Step, asset: Asset) -> str | None:
        if step.success is None:
            return None
        unit = self.near.unit(step.success.per, asset)
        chance = ends(step.success)
        name = f"luck:{vector}.{step.id}|{unit}"
        self.grow.coin(name, Coin(uniform=name, chance=chance, inherent=chance))
        return name

    def _cause(self, vector: str, step: Step, asset: Asset) -> str | None:
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

    def _controls(
        self, vector: str, step: Step, asset: Asset
    ) -> tuple[tuple[str, ...], int | None]:
        acts: tuple[ActsOn, ...] = (ActsOn.LIKELIHOOD, ActsOn.DETECTION)
        if not any(gift.flooded for gift in step.gives):
            acts += (ActsOn.LOAD,)  # less load on what is not a channel: the step works less often
        coins = self._control_coins(vector, step.id, asset, acts)
        if not coins:
            return (), None
        name = f"controls:{vector}.{step.id}|" + "|".join(
            self.control_uses[coin].scope for coin in coins
        )
        return coins, self.grow.all_of(name, [self.grow.index[coin] for coin in coins])

    def _control_coins(
        self, vector: str, step: str, asset: Asset, acts: tuple[ActsOn, ...]
    ) -> tuple[str, ...]:
        names = []
        for mitigation, place, answer in self.near.answers(self.catalog, vector):
            if answer.acts_on not in acts or (answer.steps and step not in answer.steps):
                continue
            if mitigation in self.controls.unavailable:
                continue
            names.append(
                self._control_coin(mitigation, asset, answer.effect, f"answers[{place}].effect")
            )
        return tuple(names)

    def _control_coin(
        self, mitigation: str, asset: Asset | None, effect: Share, answer: str
    ) -> str:
        control = self.controls.on(mitigation, asset)
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

    # --- needs ---------------------------------------------------------------

    def _need(self, need: Need, asset: Asset, weak: list[str]) -> int | None:
        """Node of a need; -1 when it holds anyway, None when it can never hold."""
        if need.position:
            return self._reach(asset, need.position)
        if need.control:
            return self._one_of(
                self._control(one, need.control.level)
                for one in self.near.meant(need.control.of, asset)
            )
        if need.credential:
            return self._one_of(
                self._credential(one, need.credential.level)
                for one in self.near.meant(need.credential.realm, asset)
            )
        if need.effect:
            kind = need.effect.kind
            return self._one_of(
                self._effect(one, kind, Recovery.FAILOVER)
                for one in self.near.meant(need.effect.on, asset)
            )
        if need.flooded:
            return self._one_of(
                self.grow.any_of(f"flooded:{one.id}")
                for one in self.near.meant(need.flooded.on, asset)
            )
        assert need.weakness  # noqa: S101 -- a Need has exactly one field
        found = [
            self._weakness(need.weakness.name, one, weak)
            for one in self.near.meant(need.weakness.of, asset)
        ]
        if any(one == -1 for one in found):
            return -1
        return self._one_of(one for one in found if one is not None)

    def _one_of(self, nodes: Iterable[int]) -> int | None:
        unique = sorted(set(nodes))
        if len(unique) < 2:  # noqa: PLR2004 -- nothing to choose
            return unique[0] if unique else None
        name = "any:" + "|".join(str(node) for node in unique)
        if name not in self.grow.index:
            self.grow.any_of(name, unique)
        return self.grow.index[name]

    def _reach(self, asset: Asset, need: PositionNeed) -> int | None:
        name = f"reach:{asset.id}:{need.over.value}:{need.outside.value if need.outside else ''}"
        if name in self.grow.index:
            return self.grow.index[name]
        ways = self._ways(asset, need)
        return self.grow.any_of(name, ways) if ways else None

    def _ways(self, asset: Asset, need: PositionNeed) -> list[int]:
        if need.outside:
            zone = need.outside.value
            there = asset.zone == zone or zone in self.near.openers(asset, need.over)
            return [self._position(zone)] if there else []
        ways = []
        if need.over not in _NEVER_BY_NEIGHBOURHOOD and asset.zone not in self.near.isolated:
            ways.append(self._position(asset.zone))
        for source in self.near.openers(asset, need.over):
            opener = self.near.by_id.get(source)
            ways.append(self._control(opener, Access.USER) if opener else self._position(source))
        return ways

    def _position(self, zone: str) -> int:
        name = f"position:{zone}"
        if name in self.grow.index:
            return self.grow.index[name]
        node = self.grow.any_of(name)
        for actor, one in sorted(self.catalog.actors.items()):
            if not one.blameless and zone in {outside.value for outside in one.positions}:
                self.grow.feed(node, self.grow.cause(f"actor:{actor}"))
        for asset in self.near.in_zone.get(zone, ()):
            self.grow.feed(node, self._control(asset, Access.USER))
        return node

    def _control(self, asset: Asset, level: Access) -> int:
        return self._access("control", asset, level)

    def _credential(self, asset: Asset, level: Access) -> int:
        return self._access("credential", asset, level)

    def _access(self, what: str, asset: Asset, level: Access) -> int:
        """Administrators are users too."""
        user = f"{what}:{asset.id}:{Access.USER.value}"
        admin = f"{what}:{asset.id}:{Access.ADMIN.value}"
        if user not in self.grow.index:
            self.grow.any_of(user, [self.grow.any_of(admin)])
        return self.grow.index[admin if level is Access.ADMIN else user]

    def _effect(self, asset: Asset, kind: EffectKind, recovery: Recovery) -> int:
        """Stopped for long is stopped for a while too."""
        if kind is EffectKind.READ:
            recovery = Recovery.FAILOVER
        name = effect_name(asset.id, kind, recovery)
        if name not in self.grow.index:
            node = self.grow.any_of(name)
            if recovery.rank:
                shorter = list(Recovery)[recovery.rank - 1]
                self.grow.feed(self._effect(asset, kind, shorter), node)
        return self.grow.index[name]

    def _weakness(self, name: str, asset: Asset, weak: list[str]) -> int | None:
        known = weakness_of(name, self.near.surroundings(asset))
        if known.status is Status.NO:
            return None
        coin = f"weakness:{name}@{asset.id}"
        weak.append(coin)
        self.weakness_uses[coin] = (name, asset.id, known)
        if known.status is Status.YES:
            return -1
        share = self.catalog.weaknesses[name].if_unknown
        unknown = known.status is Status.UNKNOWN
        chance = ends(share) if unknown else PARTLY_WEAK
        uniform = f"weakness:{name}|{known.shared or asset.id}"
        return self.grow.coin(coin, Coin(uniform=uniform, chance=chance, inherent=chance))

    # --- gifts ---------------------------------------------------------------

    def _give(self, gift: Gift, attempt: Try, made: int) -> None:
        asset = attempt.asset
        if gift.position:
            for one in self.near.meant(gift.position.zone_of, asset):
                self.grow.feed(self._position(one.zone), made)
        if gift.control:
            for one in self.near.meant(gift.control.of, asset):
                self.grow.feed(self._control(one, gift.control.level), made)
        if gift.credential:
            for one in self.near.meant(gift.credential.realm, asset):
                self.grow.feed(self._credential(one, gift.credential.level), made)
        if gift.flooded:
            for one in self.near.meant(gift.flooded.on, asset):
                self.grow.feed(self.grow.any_of(f"flooded:{one.id}"), made)
                self.floods.append(Flood(attempt=attempt, channel=one, gift=gift.flooded))
        if gift.effect:
            recovery = gift.effect.recovery or Recovery.FAILOVER
            for one in self.near.meant(gift.effect.on, asset):
                self._strike(one, gift.effect.kind, recovery, attempt, made)
                if gift.effect.kind is EffectKind.ALTERED:
                    self._touch(one, recovery, gift.effect.calls, attempt, made)

    def _touched(self, asset: str, recovery: Recovery) -> int:
        """A single call is touched by what was altered at `asset`."""
        name = f"touched:{asset}:{recovery.value}"
        if name not in self.grow.index:
            node = self.grow.any_of(name)
            if recovery.rank:
                shorter = list(Recovery)[recovery.rank - 1]
                self.grow.feed(self._touched(asset, shorter), node)
        return self.grow.index[name]

    def _touch(
        self, asset: Asset, recovery: Recovery, calls: Share | None, attempt: Try, made: int
    ) -> None:
        """What is altered touches a share of the calls: one more coin, for hours but not odds."""
        if calls is not None:
            name = f"touches:{attempt.vector}.{attempt.step.id}|{asset.id}"
            chance = ends(calls)
            coin = self.grow.coin(name, Coin(uniform=name, chance=chance, inherent=chance))
            made = self.grow.all_of(f"one call:{attempt.id}:{asset.id}", [made, coin])
        self.grow.feed(self._touched(asset.id, recovery), made)

    def _strike(
        self, asset: Asset, kind: EffectKind, recovery: Recovery, attempt: Try, made: int
    ) -> None:
        """An effect; controls of recovery turn a long repair into the next shorter class."""
        coins: tuple[str, ...] = ()
        if recovery.rank and kind is EffectKind.STOPPED:
            coins = self._control_coins(attempt.vector, attempt.step.id, asset, (ActsOn.RECOVERY,))
        if coins:
            passed = [self.grow.index[coin] for coin in coins]
            long = self.grow.all_of(f"long:{attempt.id}:{asset.id}", [made, *passed])
            self.grow.feed(self._effect(asset, kind, recovery), long)
            shorter = list(Recovery)[recovery.rank - 1]
            self.grow.feed(self._effect(asset, kind, shorter), made)
        else:
            self.grow.feed(self._effect(asset, kind, recovery), made)

    # --- what hangs on what --------------------------------------------------

    def _dependences(self) -> None:
        """A target stops when every source of one relation and one kind has stopped."""
        for target in self.inventory.assets:
            for relation in _DEPENDENCE:
                groups: dict[object, list[Asset]] = {}
                for source in self.near.sources(relation, target):
                    groups.setdefault(source.kind, []).append(source)
                for kind, sources in sorted(groups.items(), key=lambda item: str(item[0])):
                    for recovery in Recovery:
                        stopped = [
                            self._effect(one, EffectKind.STOPPED, recovery) for one in sources
                        ]
                        name = f"without:{target.id}:{relation.value}:{kind}:{recovery.value}"
                        node = self.grow.all_of(name, stopped)
                        self.grow.feed(self._effect(target, EffectKind.STOPPED, recovery), node)

    def _exposure(self) -> None:
        """Records of many people are read; listening to a radio channel is not that."""
        for asset in self.inventory.assets:
            if asset.kind.group in _HOLDS_RECORDS:
                name = effect_name(asset.id, EffectKind.READ)
                if name in self.grow.index:
                    self.grow.any_of(EXPOSED, [self.grow.index[name]])

    def _service(self, service: Service) -> None:
        passes = self._fallback_fails(service)
        assets = {name for need in service.needs for name in need.any_of}
        for recovery in Recovery:
            degraded = self.grow.any_of(service_name("degraded", service.kind, recovery))
            for place, need in enumerate(service.needs):
                gone = [
                    self._effect(self.near.by_id[name], EffectKind.STOPPED, recovery)
                    for name in need.any_of
                ]
                name = f"unmet:{service.kind.value}:{place}:{recovery.value}"
                self.grow.feed(degraded, self.grow.all_of(name, gone))
            self.grow.all_of(service_name("lost", service.kind, recovery), [degraded, *passes])
            misled = self.grow.any_of(service_name("misled", service.kind, recovery))
            touched = self.grow.any_of(service_name("touched", service.kind, recovery))
            for name in sorted(assets):
                self.grow.feed(
                    misled, self._effect(self.near.by_id[name], EffectKind.ALTERED, recovery)
                )
                self.grow.feed(touched, self._touched(name, recovery))

    def _fallback_fails(self, service: Service) -> list[int]:
        """Coins that must all fall before a degraded service is lost."""
        if service.fallback.kind is FallbackKind.NONE:
            return []
        coins = []
        for name, mitigation in sorted(self.catalog.mitigations.items()):
            for place, sustains in enumerate(mitigation.sustains):
                if sustains.service is service.kind and name not in self.controls.unavailable:
                    where = f"sustains[{place}].effect"
                    coins.append(self._control_coin(name, None, sustains.effect, where))
        nodes = [self.grow.index[coin] for coin in coins]
        if service.fallback.kind is FallbackKind.OTHER_CHANNEL:
            last = service.fallback.practised
            fresh = last is not None and (self.near.at - last).days <= PRACTISED_WITHIN_DAYS
            chance = OTHER_CHANNEL_FAILS[fresh]
            name = f"fallback:{service.kind.value}"
            nodes.append(self.grow.coin(name, Coin(uniform=name, chance=chance, inherent=chance)))
        return nodes


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
