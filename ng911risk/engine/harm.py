"""
From states to harm: hours without a service, callers lost, and one sum to order things by.

The sum ("weighted lost hours a year") is a judgement and orders paths and
actions; the report always prints the hours and odds it is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.build import Built
from ng911risk.engine.layout import End
from ng911risk.engine.ranges import ends
from ng911risk.engine.states import EXPOSED, service_name
from ng911risk.model.catalog import Catalog
from ng911risk.model.grammar import Recovery
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.scales import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What an hour of trouble with one service counts, and how bad it is called."""

    degraded: float
    lost: float
    misled: float
    impact_degraded: Level
    impact_lost: Level

    def of(self, outcome: str) -> float:
        """What an hour of one of `OUTCOMES` adds; hours degraded hold those that are lost."""
        each = {
            "degraded": self.degraded,
            "lost": self.lost - self.degraded,
            "touched": self.misled,
        }
        return each.get(outcome, 0.0)


WEIGHTS: Mapping[ServiceKind, Weight] = {
    ServiceKind.RECEIVE: Weight(
        degraded=0.3, lost=1.0, misled=0.3, impact_degraded=Level.HIGH, impact_lost=Level.VERY_HIGH
    ),
    ServiceKind.ANSWER: Weight(
        degraded=0.3, lost=1.0, misled=0.2, impact_degraded=Level.HIGH, impact_lost=Level.VERY_HIGH
    ),
    ServiceKind.LOCATE: Weight(
        degraded=0.1, lost=0.3, misled=0.3, impact_degraded=Level.MODERATE, impact_lost=Level.HIGH
    ),
    ServiceKind.DISPATCH: Weight(
        degraded=0.2, lost=1.0, misled=0.3, impact_degraded=Level.HIGH, impact_lost=Level.VERY_HIGH
    ),
    ServiceKind.RADIO: Weight(
        degraded=0.2, lost=0.8, misled=0.3, impact_degraded=Level.HIGH, impact_lost=Level.VERY_HIGH
    ),
    ServiceKind.RECORDS: Weight(
        degraded=0.01, lost=0.03, misled=0.05, impact_degraded=Level.LOW, impact_lost=Level.MODERATE
    ),
    ServiceKind.PUBLIC_ALERT: Weight(
        degraded=0.02, lost=0.05, misled=0.1, impact_degraded=Level.LOW, impact_lost=Level.MODERATE
    ),
}
"""Weights an hour and impact words. Judgement, argued in docs/method.md, "One sum"."""

EXPOSED_HOURS = 3.0
"""Weighted hours that one theft of confidential data counts. Judgement."""

NOTICED = Recovery.RESTART
"""Odds count outages of this class or longer; hours count all of them."""


def counted_from(outcome: str) -> Recovery:
    """Shortest class that odds of an outcome count: a wrong alert misleads at once."""
    return NOTICED if outcome in {"degraded", "lost"} else Recovery.FAILOVER


OUTCOMES = ("degraded", "lost", "misled", "touched")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHarm:
    """Events a year and hours a year of one service at one end of the ranges."""

    rate: Mapping[str, float]
    """Events a year: degraded (which includes lost), lost, misled, and one call touched."""

    hours: Mapping[str, float]
    """Hours a year of the same."""

    weighted: float
    """Weighted lost hours a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHarm:
    """All services of one site at one end of the ranges, floods apart."""

    services: Mapping[ServiceKind, ServiceHarm]
    exposed: float
    """Thefts of confidential data a year."""

    @property
    def weighted(self) -> float:
        """Weighted lost hours a year."""
        return sum(one.weighted for one in self.services.values()) + self.exposed * EXPOSED_HOURS


class HarmMeter:
    """Reads harm from the rates of one graph; node look-ups are done once."""

    def __init__(self, built: Built, catalog: Catalog, services: tuple[ServiceKind, ...]) -> None:
        self._long = {one: ends(catalog.recoveries[one].hours) for one in Recovery}
        self._services = services
        self._nodes: dict[tuple[ServiceKind, str, Recovery], int] = {}
        for service in services:
            for outcome in OUTCOMES:
                for recovery in Recovery:
                    node = built.graph.get(service_name(outcome, service, recovery))
                    if node is not None:
                        self._nodes[service, outcome, recovery] = node
        self._exposed = built.graph.get(EXPOSED)
        floods = [built.graph.index[flood.attempt.node] for flood in built.floods]
        exposed = [] if self._exposed is None else [self._exposed]
        self.hurting = np.array(sorted({*self._nodes.values(), *exposed}), dtype=np.int64)
        self.watched = np.array(sorted({*self.hurting.tolist(), *floods}), dtype=np.int64)

    def read(self, rates: NDArray[np.float64], end: End) -> SiteHarm:
        """Harm of every service at one end, from events a year by node."""
        return SiteHarm(
            services={one: self._service(one, rates, end) for one in self._services},
            exposed=0.0 if self._exposed is None else float(rates[self._exposed]),
        )

    def worth(self, long: Mapping[Recovery, float]) -> NDArray[np.float64]:
        """
        What one event a year of every watched node weighs: the sum is linear in the rates.

        Args:
            long: Hours of each recovery class.

        Returns:
            [watched] weighted hours; 0 for floods.
        """
        beyond: dict[Recovery, float] = {}
        before = 0.0
        for recovery in Recovery:
            beyond[recovery] = max(0.0, long[recovery] - before)
            before = max(before, long[recovery])
        weighed = np.zeros(self.watched.size)
        for (service, outcome, recovery), node in self._nodes.items():
            place = int(np.searchsorted(self.watched, node))
            weighed[place] += WEIGHTS[service].of(outcome) * beyond[recovery]
        if self._exposed is not None:
            weighed[np.searchsorted(self.watched, self._exposed)] += EXPOSED_HOURS
        return weighed

    def _service(self, service: ServiceKind, rates: NDArray[np.float64], end: End) -> ServiceHarm:
        rate = {one: self._rate(service, one, counted_from(one), rates) for one in OUTCOMES}
        hours = {one: self._hours(service, one, rates, end) for one in OUTCOMES}
        weight = WEIGHTS[service]
        weighted = (
            weight.degraded * (hours["degraded"] - hours["lost"])
            + weight.lost * hours["lost"]
            + weight.misled * hours["touched"]
        )
        return ServiceHarm(rate=rate, hours=hours, weighted=weighted)

    def _rate(
        self,
        service: ServiceKind,
        outcome: str,
        recovery: Recovery,
        rates: NDArray[np.float64],
    ) -> float:
        node = self._nodes.get((service, outcome, recovery))
        return 0.0 if node is None else float(rates[node])

    def _hours(
        self, service: ServiceKind, outcome: str, rates: NDArray[np.float64], end: End
    ) -> float:
        """Sum over classes of (events at least that long) x (hours beyond the class below)."""
        total = before = 0.0
        for recovery in Recovery:
            hours = getattr(self._long[recovery], end)
            total += self._rate(service, outcome, recovery, rates) * max(0.0, hours - before)
            before = max(before, hours)
        return total
