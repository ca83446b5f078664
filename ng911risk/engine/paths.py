"""The worst ways to lose a service: scored by worlds that reach their end, told in few stops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.build import Try
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import odds
from ng911risk.engine.trace import Tracer
from ng911risk.engine.ways import Way, goals_of, ways_of
from ng911risk.model.report import AttackPath, PathStop
from ng911risk.model.scales import Band

MOST = 10
_LONGEST = 8
_WAYS_TO_ONE_END = 2


def worst_paths(run: Run, tracer: Tracer) -> tuple[AttackPath, ...]:
    """
    At most ten paths, worst first by weighted hours a year.

    The likeliest way to an end stands for every way of that actor to it, so
    its odds come from the worlds; a second way is listed with its own.
    """
    ways: dict[tuple[str, tuple[str, ...]], Way] = {}
    for way in ways_of(run, list(goals_of(run))):
        known = ways.get(way.key)
        if known is None or way.harm > known.harm:
            ways[way.key] = way
    families: dict[tuple[str, str], list[Way]] = {}
    for way in sorted(ways.values(), key=lambda one: (-one.harm, one.key)):
        families.setdefault(way.end, []).append(way)
    heads = [family[0] for family in families.values()]
    by_end = dict(zip(families, _rates_of_ends(heads, run), strict=True))
    listed = [
        (way, way.rate if place else by_end[end])
        for end, family in families.items()
        for place, way in enumerate(family[:_WAYS_TO_ONE_END])
    ]
    listed.sort(key=lambda pair: (-pair[0].harm_at(pair[1]), pair[0].key))
    worst: dict[tuple[str, ...], tuple[Way, Band]] = {}
    for way, rate in listed:
        if way.harm_at(rate) > 0.0:
            worst.setdefault(way.kind, (way, rate))  # look-alikes are told once
    return tuple(_told(way, rate, run, tracer) for way, rate in list(worst.values())[:MOST])


def _rates_of_ends(ways: list[Way], run: Run) -> list[Band]:
    """Events a year in which each actor's last step leads to the goal, by any way."""
    lasts = [run.built.graph.index[way.tries[-1].node] for way in ways]
    masks = _words_by_actor(run)
    total = [0.0] * len(ways)
    for block in run.worlds.blocks("likely"):
        for place, way in enumerate(ways):
            mine = np.where(masks[way.actor][block.words], block.weights, 0.0)
            if mine.any():
                pair = np.array([lasts[place]]), np.array([way.goal.node])
                total[place] += float(replace(block, weights=mine).joint(*pair)[0, 0])
    return [_scaled(way.rate, found) for way, found in zip(ways, total, strict=True)]


def _scaled(way: Band, found: float) -> Band:
    """
    The band of the way itself, moved to how often worlds reach its end.

    Worlds miss what is rarer than one in their number; the way is a lower bound.
    """
    times = max(1.0, found / way.likely) if way.likely > 0.0 else 1.0
    return Band(low=way.low * times, likely=way.likely * times, high=way.high * times)


def _words_by_actor(run: Run) -> dict[str, NDArray[np.bool_]]:
    """Words of each actor class, events with their first actor."""
    layout = run.worlds.layout
    words: dict[str, NDArray[np.bool_]] = {}
    for cause, stretch in layout.causes.items():
        event = run.built.events.get(cause)
        actor = event.actors[0] if event else cause.removeprefix("actor:")
        mask = words.setdefault(actor, np.zeros(layout.words, dtype=np.bool_))
        mask[stretch.start : stretch.stop] = True
    return words


def _told(way: Way, rate: Band, run: Run, tracer: Tracer) -> AttackPath:
    steps = tuple(tracer.step(one) for one in way.tries)
    first, last = way.tries[0].id, way.tries[-1].id
    return AttackPath(
        id=f"{way.actor}:{first}:{last}:{way.goal.service.value}",
        actor=way.actor,
        actor_title=run.catalog.actors[way.actor].title,
        service=way.goal.service,
        outcome=way.goal.outcome,
        stops=_stops(way, run),
        steps=steps,
        odds=odds(rate.low, rate.likely, rate.high),
        this_way=odds(way.rate.low, way.rate.likely, way.rate.high),
        hours=way.goal.hours,
        harm=way.harm_at(rate),
    )


def _stops(way: Way, run: Run) -> tuple[PathStop, ...]:
    """Consecutive steps on one asset, then in one zone, fold until the path is short enough."""
    groups: list[list[Try]] = []
    for one in way.tries:
        if groups and groups[-1][-1].asset.id == one.asset.id:
            groups[-1].append(one)
        else:
            groups.append([one])
    while len(groups) > _LONGEST:
        pairs = range(len(groups) - 1)
        best = min(
            pairs, key=lambda i: (groups[i][-1].asset.zone != groups[i + 1][0].asset.zone, i)
        )
        groups[best : best + 2] = [groups[best] + groups[best + 1]]
    return tuple(_stop(group, run) for group in groups)


def _stop(group: list[Try], run: Run) -> PathStop:
    last = group[-1]
    names = {zone.id: zone.name or zone.id for zone in run.inventory.zones}
    return PathStop(
        asset=last.asset.id,
        label=last.asset.label,
        zone=last.asset.zone,
        zone_label=names.get(last.asset.zone, last.asset.zone),
        title=last.step.title.replace("{target}", last.asset.label),
        steps=tuple(one.id for one in group),
    )
