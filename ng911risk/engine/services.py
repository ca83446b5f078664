"""What hangs on what: hosting, power and circuits, the services, and how they go on without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.ragged import Ragged
from ng911risk.engine.columns import KINDS
from ng911risk.engine.control_coins import ControlCoins
from ng911risk.engine.graph import Coin, Node
from ng911risk.engine.growth import Family
from ng911risk.engine.states import EXPOSED, States, service_name
from ng911risk.model.catalog import Catalog
from ng911risk.model.consistency import DEPENDENCE
from ng911risk.model.grammar import EffectKind, Recovery
from ng911risk.model.inventory import FallbackKind, Relation, Service
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
class _Without:
    """Names of the nodes "all that a target hangs on by one relation and kind has stopped"."""

    ids: Sequence[str]
    target: NDArray[np.int64]
    relation: Relation
    kind: NDArray[np.int64]
    recovery: Recovery

    def __call__(self, group: int) -> str:
        asset, kind = self.ids[self.target[group]], list(KINDS)[self.kind[group]]
        return f"without:{asset}:{self.relation.value}:{kind}:{self.recovery.value}"


@dataclass(frozen=True, slots=True)
class Harms:
    """Leads from what happens to assets to what happens to services."""

    states: States
    controls: ControlCoins
    catalog: Catalog
    at: date

    def dependences(self) -> None:
        """A target stops when every source of one relation and one kind has stopped."""
        for relation in DEPENDENCE:
            self._depend(relation)

    def exposure(self) -> None:
        """Records of many people are read; listening to a radio channel is not that."""
        holds = np.array([kind.group in _HOLDS_RECORDS for kind in KINDS], dtype=np.bool_)
        assets = np.flatnonzero(holds[self.states.near.columns.kind])
        read = self.states.effect(EffectKind.READ)
        self.states.grow.lead(read.nodes(assets), self.states.grow.any_of(EXPOSED))

    def service(self, service: Service) -> None:
        """A service degrades when a need is unmet, and is lost when its fallback fails too."""
        grow, number = self.states.grow, self.states.near.columns.number
        passes = self._fallback_fails(service)
        groups = Ragged.of([[number[name] for name in need.any_of] for need in service.needs])
        assets = np.unique(groups.items)
        for recovery in Recovery:
            stopped = self.states.effect(EffectKind.STOPPED, recovery)
            unmet = self._unmet(service, recovery)
            grow.lead(stopped.nodes(groups.items), unmet.nodes(groups.owners))
            degraded = grow.any_of(service_name("degraded", service.kind, recovery))
            grow.lead(unmet.nodes(np.arange(unmet.size)), degraded)
            grow.all_of(service_name("lost", service.kind, recovery), [degraded, *passes])
            misled = grow.any_of(service_name("misled", service.kind, recovery))
            altered = self.states.effect(EffectKind.ALTERED, recovery)
            grow.lead(altered.nodes(assets), misled)
            touched = grow.any_of(service_name("touched", service.kind, recovery))
            grow.lead(self.states.touched(recovery).nodes(assets), touched)

    def _unmet(self, service: Service, recovery: Recovery) -> Family:
        """For each need of a service: all that would be enough has stopped."""
        kind, last = service.kind.value, recovery.value
        return self.states.grow.family(
            Node.AND, len(service.needs), "unmet", lambda place: f"unmet:{kind}:{place}:{last}"
        )

    def _depend(self, relation: Relation) -> None:
        """Groups are numbered by target, and in it by kind; one AND node for each."""
        columns, grow = self.states.near.columns, self.states.grow
        if relation not in columns.trusts:
            return
        sources, targets = columns.trusts[relation]
        keys = targets * np.int64(len(KINDS)) + columns.kind[sources]
        groups, member = np.unique(keys, return_inverse=True)
        target, kind = groups // len(KINDS), groups % len(KINDS)
        for recovery in Recovery:
            stopped = self.states.effect(EffectKind.STOPPED, recovery)
            name = _Without(columns.ids, target, relation, kind, recovery)
            without = grow.family(Node.AND, groups.size, "without", name)
            grow.lead(stopped.nodes(sources), without.nodes(member))
            grow.lead(without.nodes(np.arange(groups.size)), stopped.nodes(target))

    def _fallback_fails(self, service: Service) -> list[int]:
        """Coins that must all fall before a degraded service is lost."""
        if service.fallback.kind is FallbackKind.NONE:
            return []
        coins = [
            self.controls.on_site(name, sustains.effect, f"sustains[{place}].effect")
            for name, mitigation in sorted(self.catalog.mitigations.items())
            for place, sustains in enumerate(mitigation.sustains)
            if sustains.service is service.kind and self.controls.available(name)
        ]
        if service.fallback.kind is FallbackKind.OTHER_CHANNEL:
            last = service.fallback.practised
            fresh = last is not None and (self.at - last).days <= PRACTISED_WITHIN_DAYS
            chance = OTHER_CHANNEL_FAILS[fresh]
            name = f"fallback:{service.kind.value}"
            coins.append(
                self.states.grow.coin(name, Coin(uniform=name, chance=chance, inherent=chance))
            )
        return coins
