"""One assessment in progress: the inputs, the graph, and how often each node comes true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ng911risk.engine.build import Built
from ng911risk.engine.controls import Controls
from ng911risk.engine.floods import FloodMeter
from ng911risk.engine.harm import HarmMeter, SiteHarm
from ng911risk.engine.ignorance import Ignorance
from ng911risk.engine.layout import ENDS, End, Rates
from ng911risk.engine.ranges import ordered
from ng911risk.engine.sampling import Sampling
from ng911risk.engine.scoring import odds
from ng911risk.engine.weighted_counts import WeightedCounts
from ng911risk.engine.worlds import Worlds
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Asset, Inventory, OwnerClass
from ng911risk.model.report import Found, Odds
from ng911risk.model.scales import Band, Status

LARGE = 12_000
"""Nodes above which ways are derived once and few actions are tried at both ends."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Everything the parts of a report are made from."""

    inventory: Inventory
    catalog: Catalog
    controls: Controls
    built: Built
    worlds: Worlds
    meter: HarmMeter
    floods: FloodMeter
    rates: Mapping[End, Rates]
    """Events a year of every node at each end."""

    inherent: Mapping[End, Rates]
    """The same without any control."""

    @cached_property
    def sampling(self) -> Sampling:
        """Counts by cause for the nodes that are watched."""
        return Sampling(self.worlds, self.meter.watched.tolist())

    @cached_property
    def counts(self) -> WeightedCounts:
        """Sampling error of every other node."""
        return WeightedCounts(self.worlds)

    @cached_property
    def ignorance(self) -> Ignorance:
        """Every input that nobody knows exactly."""
        return Ignorance(
            inventory=self.inventory,
            catalog=self.catalog,
            built=self.built,
            causes=self.worlds.layout.causes,
            meter=self.meter,
            floods=self.floods,
        )

    def odds(self, node: int, *, inherent: bool = False) -> Odds:
        """Odds of any node, with how far sampling may be off."""
        watched = self.meter.watched
        place = int(np.searchsorted(watched, node))
        by_cause = place < watched.size and watched[place] == node
        error = self.sampling if by_cause else self.counts
        interval = error.interval(node, inherent=inherent)
        return odds(self.band(node, inherent=inherent), Found.SAMPLED, interval)

    def band(self, node: int, *, inherent: bool = False) -> Band:
        """Events a year of one node at every end; `inherent` as if no control stood."""
        rates = self.inherent if inherent else self.rates
        return ordered(*(float(rates[end][node]) for end in ENDS))

    @property
    def large(self) -> bool:
        """Whether the graph is so large that only the likeliest is looked at closely."""
        return len(self.built.graph) > LARGE

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
        floods = float(rates[self.floods.nodes] @ self.floods.hours(end, said))
        return self.meter.read(rates, end).weighted + floods
