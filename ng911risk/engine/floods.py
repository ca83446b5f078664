"""Call floods: how often, how many callers are lost, and what a control changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.build import Built, Flood
from ng911risk.engine.capacity import felt
from ng911risk.engine.controls import Controls, left_by
from ng911risk.engine.erlang import erlang_b
from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.ranges import ends
from ng911risk.engine.waiting import Load, lost_share
from ng911risk.model.catalog import ActsOn, Answer, Catalog
from ng911risk.model.grammar import Callers
from ng911risk.model.inventory import BackupSite, Carries, Inventory, Shift, SiteProfile
from ng911risk.model.scales import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodSize:
    """One flood at one end of the ranges."""

    calls_per_hour: float
    hold_s: float
    hours: float
    callers_lost: float
    """Share of genuine callers lost beyond an ordinary hour."""

    genuine_per_hour: float
    """Genuine 9-1-1 calls an hour while it lasts."""


def flood_sizes(
    flood: Flood,
    inventory: Inventory,
    catalog: Catalog,
    controls: Controls,
    said: Mapping[str, Status] | None = None,
) -> dict[End, FloodSize]:
    """
    The flood at each end of the ranges, with the controls that act on its load.

    Args:
        said: Other statuses for some mitigations, for what-ifs.
    """
    left = _left(flood, catalog, controls, said or {})
    gift = flood.gift
    per_hour, holds, hours = ends(gift.calls_per_hour), ends(gift.hold_s), ends(gift.hours)
    genuine = gift.callers is Callers.GENUINE
    on_911 = flood.channel.carries is Carries.NINE_ONE_ONE
    sizes: dict[End, FloodSize] = {}
    for end in ENDS:
        calls = getattr(per_hour, end) * left[end]
        hold = getattr(holds, end)
        extra = Load(per_hour=calls, hold_s=hold)
        sizes[end] = FloodSize(
            calls_per_hour=calls,
            hold_s=hold,
            hours=getattr(hours, end),
            callers_lost=_callers_lost(inventory.site, extra, genuine=genuine, on_911=on_911),
            genuine_per_hour=mean_calls(inventory.site) + (calls if genuine else 0.0),
        )
    return sizes


def load_controls(flood: Flood, catalog: Catalog) -> frozenset[str]:
    """Mitigations that act on the load of a flood."""
    return frozenset(name for name, _ in _load_answers(flood, catalog))


def mean_calls(site: SiteProfile) -> float:
    """9-1-1 calls in a mean hour."""
    return sum(shift.calls_per_hour * shift.hours for shift in site.shifts) / 24.0


def _left(
    flood: Flood, catalog: Catalog, controls: Controls, said: Mapping[str, Status]
) -> dict[End, float]:
    left: dict[End, float] = dict.fromkeys(ENDS, 1.0)
    for name, answer in _load_answers(flood, catalog):
        if name in controls.unavailable:
            continue
        status = said.get(name, controls.on(name, flood.channel).status)
        share = left_by(answer.effect, status)
        for end in ENDS:
            left[end] *= getattr(share, end)
    return left


def _load_answers(flood: Flood, catalog: Catalog) -> list[tuple[str, Answer]]:
    step = flood.attempt.step.id
    return [
        (name, answer)
        for name, answer in catalog.answers_to(flood.attempt.vector)
        if answer.acts_on is ActsOn.LOAD and (not answer.steps or step in answer.steps)
    ]


@lru_cache(maxsize=4096)
def _callers_lost(site: SiteProfile, extra: Load, *, genuine: bool, on_911: bool) -> float:
    """Share of genuine callers lost beyond an ordinary hour, over the day's calls."""
    helpers = neighbours_people(site.backup_site, disaster=genuine)
    total = weight = 0.0
    for shift in site.shifts:
        loads = _ordinary(site, shift)
        trunks = site.trunks_911 + site.trunks_ten_digit
        before = lost_share(loads, on_duty=shift.on_duty, trunks=trunks)
        after = lost_share(
            (*loads, extra if on_911 else felt(extra, site.trunks_ten_digit)),
            on_duty=shift.on_duty + helpers,
            trunks=trunks,
        )
        if on_911:
            offered = extra.erlangs + shift.calls_per_hour * site.hold_s / 3600.0
            after = max(after, erlang_b(site.trunks_911, offered))
        calls = shift.calls_per_hour * shift.hours
        total += calls * max(0.0, after - before)
        weight += calls
    return total / weight if weight else 0.0


def neighbours_people(backup: BackupSite, *, disaster: bool) -> int:
    """
    People of the backup centre who answer what overflows.

    Only where calls really went there once. A neighbour who must be telephoned first, or who has
    the same storm, lends every second of the positions it can staff; both, every fourth.
    """
    if backup.tested is None or backup.diversion not in (Status.YES, Status.PARTLY):
        return 0
    share = (1.0 if backup.diversion is Status.YES else 0.5) * (0.5 if disaster else 1.0)
    return int((backup.spare_positions or 0) * share)


def _ordinary(site: SiteProfile, shift: Shift) -> tuple[Load, ...]:
    return (
        Load(per_hour=shift.calls_per_hour, hold_s=site.hold_s),
        Load(per_hour=shift.admin_calls_per_hour, hold_s=site.admin_hold_s),
    )


class FloodMeter:
    """Sizes of the floods of one graph; each is worked out once for what acts on its load."""

    def __init__(
        self, built: Built, inventory: Inventory, catalog: Catalog, controls: Controls
    ) -> None:
        self._floods = built.floods
        self._inputs = (inventory, catalog, controls)
        self._acting = {flood.attempt.id: load_controls(flood, catalog) for flood in built.floods}
        self._known: dict[object, dict[End, FloodSize]] = {}
        nodes = [built.graph.index[flood.attempt.node] for flood in built.floods]
        self.nodes = np.array(nodes, dtype=np.int64)
        """Node of every flood."""

    def sizes(self, flood: Flood, said: Mapping[str, Status] | None = None) -> dict[End, FloodSize]:
        """Size of one flood at every end; what is tried matters only where it acts on its load."""
        acting = self._acting[flood.attempt.id]
        tried = {name: status for name, status in (said or {}).items() if name in acting}
        key = (flood.attempt.id, flood.channel.id, *sorted(tried.items()))
        if key not in self._known:
            self._known[key] = flood_sizes(flood, *self._inputs, tried)
        return self._known[key]

    def hours(self, end: End, said: Mapping[str, Status] | None = None) -> NDArray[np.float64]:
        """Weighted hours that one of every flood costs, in the order of `nodes`."""
        sizes = (self.sizes(flood, said)[end] for flood in self._floods)
        return np.array([size.hours * size.callers_lost for size in sizes])
