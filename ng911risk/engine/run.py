"""One assessment in progress: the inputs, the graph, and how often each node comes true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ng911risk.engine.build import Built, Flood
from ng911risk.engine.controls import Controls
from ng911risk.engine.floods import FloodSize, flood_sizes, load_controls
from ng911risk.engine.harm import HarmMeter, SiteHarm
from ng911risk.engine.layout import ENDS, End, Rates
from ng911risk.engine.worlds import Worlds
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
    rates: Mapping[End, Rates]
    """Events a year of every node at each end."""

    inherent: Mapping[End, Rates]
    """The same without any control."""

    place: Callable[[str], str]

    known_sizes: dict[object, dict[End, FloodSize]] = field(default_factory=dict)
    """Sizes of floods, each worked out once."""

    def band(self, node: int, *, inherent: bool = False) -> Band:
        """Events a year of one node at every end; `inherent` as if no control stood."""
        rates = self.inherent if inherent else self.rates
        low, likely, high = (float(rates[end][node]) for end in ENDS)
        return Band(low=min(low, likely), likely=likely, high=max(likely, high))

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
        floods = sum(
            float(rates[self.built.graph.index[flood.attempt.node]])
            * size.hours
            * size.callers_lost
            for flood in self.built.floods
            for size in (self.sizes(flood, said)[end],)
        )
        return self.meter.read(rates, end).weighted + floods

    def sizes(self, flood: Flood, said: Mapping[str, Status] | None = None) -> dict[End, FloodSize]:
        """Size of one flood at every end; what is tried matters only where it acts on its load."""
        acting = load_controls(flood, self.catalog)
        tried = {name: status for name, status in (said or {}).items() if name in acting}
        key = (flood.attempt.id, flood.channel.id, *sorted(tried.items()))
        if key not in self.known_sizes:
            self.known_sizes[key] = flood_sizes(
                flood, self.inventory, self.catalog, self.controls, tried
            )
        return self.known_sizes[key]
