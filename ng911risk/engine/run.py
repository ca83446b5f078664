"""One assessment in progress: the inputs, the graph and the worlds that were drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ng911risk.engine.build import Built, Flood
from ng911risk.engine.controls import Controls
from ng911risk.engine.floods import FloodSize, flood_sizes
from ng911risk.engine.harm import HarmMeter, SiteHarm
from ng911risk.engine.worlds import ENDS, End, Outcome, Worlds
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory
from ng911risk.model.scales import Band, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything the parts of a report are made from."""

    inventory: Inventory
    catalog: Catalog
    controls: Controls
    built: Built
    worlds: Worlds
    meter: HarmMeter
    outcomes: Mapping[End, Outcome]
    inherent: Outcome
    place: Callable[[str], str]

    def harm(self, outcome: Outcome, end: End) -> SiteHarm:
        """Harm of the services, floods apart."""
        return self.meter.read(outcome, end)

    def rates(self, nodes: list[int]) -> list[Band]:
        """Events a year of some nodes at every end of the ranges."""
        rows = np.array(nodes, dtype=np.int64)
        found = [self.outcomes[end].rates(rows) for end in ENDS]
        return [
            Band(low=min(a, b), likely=b, high=max(b, c))
            for a, b, c in zip(*(one.tolist() for one in found), strict=True)
        ]

    def weighted(
        self, outcome: Outcome, end: End, said: Mapping[str, Status] | None = None
    ) -> float:
        """Weighted lost hours a year, floods included."""
        return self.harm(outcome, end).weighted + self.flooded(outcome, end, said)

    def flooded(
        self, outcome: Outcome, end: End, said: Mapping[str, Status] | None = None
    ) -> float:
        """Weighted lost hours a year through floods: rate x hours x share of callers lost."""
        floods = self.built.floods
        if not floods:
            return 0.0
        rows = np.array(
            [self.built.graph.index[one.attempt.node] for one in floods], dtype=np.int64
        )
        rates = outcome.rates(rows)
        return sum(
            float(rate) * size.hours * size.callers_lost
            for rate, size in zip(
                rates, (self.sizes(one, said)[end] for one in floods), strict=True
            )
        )

    def sizes(self, flood: Flood, said: Mapping[str, Status] | None = None) -> dict[End, FloodSize]:
        """Size of one flood at every end."""
        return flood_sizes(flood, self.inventory, self.catalog, self.controls, said)
