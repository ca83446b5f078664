"""
Near misses: what single change would open a way that is closed today.

Each shut door is opened alone, in the same worlds; what it adds to the harm is
what keeping it shut is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from ng911risk.engine.floods import FloodMeter
from ng911risk.engine.harm import HarmMeter
from ng911risk.engine.layout import ENDS, End, layout_of
from ng911risk.engine.openings import Opened, opened
from ng911risk.engine.ranges import ordered
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import chance_in_a_year
from ng911risk.engine.whatif import Result, WhatIf, tried
from ng911risk.engine.worlds import Worlds
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.near_miss import NearMiss, NearMissKind

MOST = 8
"""Near misses that are told."""

_TRIED = 48
"""Doors that are opened one by one."""

LEAST = 0.02
"""Share of today's harm that a change must add to be told. Judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """One shut door."""

    kind: NearMissKind
    subject: str
    change: str
    place: str
    coin: int


def near_misses(run: Run, at: date, place: Callable[[str], str] = str) -> tuple[NearMiss, ...]:
    """
    The shut doors that matter most, worst first.

    Args:
        run: The assessment in progress.
        at: Day the assessment speaks of.
        place: Turns a field path into a line or cell for people.
    """
    shut = opened(run.inventory, run.catalog, run.controls, at)
    doors = [*_footholds(run, shut, place), *_weaknesses(run, shut, place)]
    if not doors:
        return ()
    worst = _worst(run, shut, doors)
    changes = [_opened(shut, door) for door in worst]
    other = _run_with(run, shut)
    results = {end: tried(other, changes, end) for end in ENDS}
    now, after = results["likely"]
    made = [
        _told(door, now, after[place], {end: _added(results[end], place) for end in ENDS})
        for place, door in enumerate(worst)
    ]
    made.sort(key=lambda one: (-one.harm_added.likely, one.subject))
    return tuple(one for one in made if one.harm_added.likely > LEAST * now.weighted)


def _worst(run: Run, shut: Opened, doors: Sequence[_Door]) -> list[_Door]:
    """The doors that add most in a few worlds; what is told of them comes from all."""
    few = _run_with(run, shut, few=not run.large)  # a large graph has few worlds anyway
    busy = _busiest(few, doors)
    now, after = tried(few, [_opened(shut, door) for door in busy], "likely")
    order = sorted(
        range(len(busy)),
        key=lambda place: (now.weighted - after[place].weighted, busy[place].subject),
    )
    return [busy[place] for place in order[:MOST]]


def _busiest(run: Run, doors: Sequence[_Door]) -> Sequence[_Door]:
    """The doors that most would go through if all of them were open, and that lead to harm."""
    if len(doors) <= _TRIED:
        return doors
    graph = run.built.graph
    harmful = graph.leading_to(run.meter.watched)
    steps = [graph.after[door.coin] for door in doors]
    watched = np.unique(np.concatenate(steps)).astype(np.int64)
    _, (rates,) = run.worlds.what_ifs("likely", watched, [{door.coin: 1.0 for door in doors}])
    rates = np.where(harmful[watched], rates, 0.0)
    busy = [float(rates[np.searchsorted(watched, one)].max(initial=0.0)) for one in steps]
    order = sorted(range(len(doors)), key=lambda place: (-busy[place], doors[place].subject))
    return [doors[place] for place in order[:_TRIED]]


def _run_with(run: Run, shut: Opened, *, few: bool = False) -> Run:
    """The same assessment on the graph with shut doors, as far as what-ifs need it."""
    layout = layout_of(shut.built, run.catalog, run.worlds.seed, few=few)
    return replace(
        run,
        built=shut.built,
        worlds=Worlds(shut.built, layout, run.worlds.seed),
        meter=HarmMeter(shut.built, run.catalog, tuple(one.kind for one in run.inventory.services)),
        floods=FloodMeter(shut.built, run.inventory, run.catalog, run.controls),
    )


def _footholds(run: Run, shut: Opened, place: Callable[[str], str]) -> list[_Door]:
    """Zones of the site; those outside are where attackers are anyway."""
    return [
        _Door(
            kind=NearMissKind.FOOTHOLD,
            subject=zone.id,
            change=f"Somebody from outside gets into {zone.name or zone.id}: "
            "by a new firewall rule, a modem, or a laptop that is plugged in.",
            place=place(f"zones[{number}]"),
            coin=shut.zones[zone.id],
        )
        for number, zone in enumerate(run.inventory.zones)
        if zone.id in shut.zones
    ]


def _weaknesses(run: Run, shut: Opened, place: Callable[[str], str]) -> list[_Door]:
    labels = {asset.id: asset.label for asset in run.inventory.assets}
    titles = run.catalog.weaknesses
    return [
        _Door(
            kind=NearMissKind.WEAKNESS,
            subject=f"{name}@{asset}",
            change=f"{labels[asset]} is said not to have this weakness, and has it: "
            f"{titles[name].title}.",
            place=place(shut.places[name, asset]),
            coin=coin,
        )
        for (name, asset), coin in sorted(shut.weaknesses.items())
    ]


def _opened(shut: Opened, door: _Door) -> WhatIf:
    return WhatIf(said={}, coins={shut.built.graph.names[door.coin]: 1.0})


def _added(result: tuple[Result, tuple[Result, ...]], place: int) -> float:
    """Weighted hours a year that one change adds."""
    now, after = result
    return max(0.0, after[place].weighted - now.weighted)


def _told(door: _Door, now: Result, after: Result, added: dict[End, float]) -> NearMiss:
    service = _most_hurt(now, after)
    return NearMiss(
        kind=door.kind,
        subject=door.subject,
        change=door.change,
        place=door.place,
        service=service,
        chance_before=_chance(now, service),
        chance_after=_chance(after, service),
        harm_added=ordered(*(added[end] for end in ENDS)),
    )


def _most_hurt(now: Result, after: Result) -> ServiceKind | None:
    """The service whose weighted hours rise most; None where none does."""
    rise = {
        kind: one.weighted - now.harm.services[kind].weighted
        for kind, one in after.harm.services.items()
    }
    worst = max(rise, key=lambda kind: (rise[kind], kind.value), default=None)
    return worst if worst is not None and rise[worst] > 0.0 else None


def _chance(result: Result, service: ServiceKind | None) -> float:
    if service is None:
        return chance_in_a_year(result.harm.exposed)
    return chance_in_a_year(result.harm.services[service].rate["degraded"])
