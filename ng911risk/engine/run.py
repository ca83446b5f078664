"""One assessment in progress: the inputs, the graph, and how often each node comes true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.build import Built, Flood
from ng911risk.engine.controls import Controls
from ng911risk.engine.floods import FloodSize, flood_sizes, load_controls
from ng911risk.engine.harm import HarmMeter, SiteHarm
from ng911risk.engine.layout import ENDS, End, Rates
from ng911risk.engine.worlds import Worlds
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Asset, Inventory, OwnerClass
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
    rates: Mapping[End, Rates]
    """Events a year of every node at each end."""

    inherent: Mapping[End, Rates]
    """The same without any control."""

    place: Callable[[str], str]

    known: dict[object, Any] = field(default_factory=dict)
    """What about floods is worked out once."""

    def band(self, node: int, *, inherent: bool = False) -> Band:
        """Events a year of one node at every end; `inherent` as if no control stood."""
        rates = self.inherent if inherent else self.rates
        low, likely, high = (float(rates[end][node]) for end in ENDS)
        return Band(low=min(low, likely), likely=likely, high=max(likely, high))

    def owner_class(self, asset: Asset) -> OwnerClass:
        """What kind of organisation runs `asset`."""
        owners = self.inventory.owners
        return next(one.owner_class for one in owners if one.id == asset.owner)

    def harm(self, end: End) -> SiteHarm:
        """Harm of the services as things stand, floods apart."""
        return self.meter.read(self.rates[end], end)

    def weighted(self, rates: Rates, end: End, said: Mapping[str, Status] | None = None) -> float:
        """
        Weighted lost hours a year, floods included.

        Args:
            rates: Events a year by node, at least of the nodes this run watches.
            end: Of the ranges.
            said: Statuses of mitigations that are tried.
        """
        nodes, hours = self.flood_hours(end, said)
        return self.meter.read(rates, end).weighted + float(rates[nodes] @ hours)

    def flood_hours(
        self, end: End, said: Mapping[str, Status] | None = None
    ) -> tuple[NDArray[np.int64], Rates]:
        """Node of every flood, and the weighted hours that one of it costs."""
        acting = self._acting_on_floods
        tried = tuple(sorted((name, one) for name, one in (said or {}).items() if name in acting))
        key = ("flood hours", end, tried)
        if key not in self.known:
            sizes = [self.sizes(flood, dict(tried))[end] for flood in self.built.floods]
            index = self.built.graph.index
            self.known[key] = (
                np.array([index[one.attempt.node] for one in self.built.floods], dtype=np.int64),
                np.array([size.hours * size.callers_lost for size in sizes]),
            )
        found: tuple[NDArray[np.int64], Rates] = self.known[key]
        return found

    @property
    def _acting_on_floods(self) -> frozenset[str]:
        key = "acting on floods"
        if key not in self.known:
            acting = (load_controls(flood, self.catalog) for flood in self.built.floods)
            self.known[key] = frozenset().union(*acting)
        found: frozenset[str] = self.known[key]
        return found

    def sizes(self, flood: Flood, said: Mapping[str, Status] | None = None) -> dict[End, FloodSize]:
        """Size of one flood at every end; what is tried matters only where it acts on its load."""
        acting = load_controls(flood, self.catalog)
        tried = {name: status for name, status in (said or {}).items() if name in acting}
        key = (flood.attempt.id, flood.channel.id, *sorted(tried.items()))
        if key not in self.known:
            self.known[key] = flood_sizes(flood, self.inventory, self.catalog, self.controls, tried)
        found: dict[End, FloodSize] = self.known[key]
        return found
