"""What hangs on what: hosting, power and circuits, the services, and how they go on without."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.engine.coins import Coins
from ng911risk.engine.graph import Coin
from ng911risk.engine.states import EXPOSED, States, effect_name, service_name
from ng911risk.model.consistency import DEPENDENCE
from ng911risk.model.grammar import EffectKind, Recovery
from ng911risk.model.inventory import Asset, FallbackKind, Inventory, Service
from ng911risk.model.kinds import KindGroup
from ng911risk.model.scales import Band

PRACTISED_WITHIN_DAYS = 400
OTHER_CHANNEL_FAILS = {
    True: Band(low=0.1, likely=0.3, high=0.6),
    False: Band(low=0.3, likely=0.6, high=0.9),
}
"""Chance that another channel does not carry a service, practised or not. Judgement."""

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


@dataclass(frozen=True, slots=True)
class Harms:
    """Leads from what happens to assets to what happens to services."""

    inventory: Inventory
    states: States
    coins: Coins

    def dependences(self) -> None:
        """A target stops when every source of one relation and one kind has stopped."""
        for target in self.inventory.assets:
            for relation in DEPENDENCE:
                groups: dict[object, list[Asset]] = {}
                for source in self.states.near.sources(relation, target):
                    groups.setdefault(source.kind, []).append(source)
                for kind, sources in sorted(groups.items(), key=lambda item: str(item[0])):
                    for recovery in Recovery:
                        stopped = [
                            self.states.effect(one, EffectKind.STOPPED, recovery) for one in sources
                        ]
                        name = f"without:{target.id}:{relation.value}:{kind}:{recovery.value}"
                        node = self.states.grow.all_of(name, stopped)
                        self.states.grow.feed(
                            self.states.effect(target, EffectKind.STOPPED, recovery), node
                        )

    def exposure(self) -> None:
        """Records of many people are read; listening to a radio channel is not that."""
        for asset in self.inventory.assets:
            if asset.kind.group in _HOLDS_RECORDS:
                name = effect_name(asset.id, EffectKind.READ)
                if name in self.states.grow.index:
                    self.states.grow.any_of(EXPOSED, [self.states.grow.index[name]])

    def service(self, service: Service) -> None:
        """A service degrades when a need is unmet, and is lost when its fallback fails too."""
        passes = self._fallback_fails(service)
        assets = {name for need in service.needs for name in need.any_of}
        for recovery in Recovery:
            degraded = self.states.grow.any_of(service_name("degraded", service.kind, recovery))
            for place, need in enumerate(service.needs):
                gone = [
                    self.states.effect(self.states.near.by_id[name], EffectKind.STOPPED, recovery)
                    for name in need.any_of
                ]
                name = f"unmet:{service.kind.value}:{place}:{recovery.value}"
                self.states.grow.feed(degraded, self.states.grow.all_of(name, gone))
            self.states.grow.all_of(
                service_name("lost", service.kind, recovery), [degraded, *passes]
            )
            misled = self.states.grow.any_of(service_name("misled", service.kind, recovery))
            touched = self.states.grow.any_of(service_name("touched", service.kind, recovery))
            for name in sorted(assets):
                self.states.grow.feed(
                    misled,
                    self.states.effect(self.states.near.by_id[name], EffectKind.ALTERED, recovery),
                )
                self.states.grow.feed(touched, self.states.touched(name, recovery))

    def _fallback_fails(self, service: Service) -> list[int]:
        """Coins that must all fall before a degraded service is lost."""
        if service.fallback.kind is FallbackKind.NONE:
            return []
        coins = []
        for name, mitigation in sorted(self.coins.catalog.mitigations.items()):
            for place, sustains in enumerate(mitigation.sustains):
                if sustains.service is service.kind and name not in self.coins.standing.unavailable:
                    where = f"sustains[{place}].effect"
                    coins.append(self.coins.control(name, None, sustains.effect, where))
        nodes = [self.states.grow.index[coin] for coin in coins]
        if service.fallback.kind is FallbackKind.OTHER_CHANNEL:
            last = service.fallback.practised
            fresh = last is not None and (self.states.near.at - last).days <= PRACTISED_WITHIN_DAYS
            chance = OTHER_CHANNEL_FAILS[fresh]
            name = f"fallback:{service.kind.value}"
            nodes.append(
                self.states.grow.coin(name, Coin(uniform=name, chance=chance, inherent=chance))
            )
        return nodes
