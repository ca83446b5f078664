"""The worst ways to lose a service: scored by worlds that reach their end, told in few stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ng911risk.engine.build import Try
from ng911risk.engine.run import Run
from ng911risk.engine.sampling import Interval
from ng911risk.engine.scoring import odds
from ng911risk.engine.trace import Tracer
from ng911risk.engine.ways import Way, goals_of, ways_of
from ng911risk.model.report import AttackPath, Found, Odds, PathStop
from ng911risk.model.scales import Band

MOST = 10
_LONGEST = 8
_WAYS_TO_ONE_END = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """One of the worst ways, with how often it is told to happen."""

    way: Way
    odds: Odds
    stands_for_all: bool
    """Its odds are those of every way of this actor to this end; else of this way alone."""


def worst_paths(run: Run, tracer: Tracer) -> tuple[AttackPath, ...]:
    """At most ten paths, worst first by weighted hours a year."""
    return told(run, tracer, worst_ways(run))


def told(run: Run, tracer: Tracer, worst: Iterable[Worst]) -> tuple[AttackPath, ...]:
    """Paths of the report, in the same order."""
    return tuple(_told(one.way, one.odds, run, tracer) for one in worst)


def worst_ways(run: Run) -> tuple[Worst, ...]:
    """
    At most ten ways, worst first by weighted hours a year.

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
    by_end = dict(zip(families, _odds_of_ends(heads, run), strict=True))
    listed = [
        Worst(
            way=way,
            odds=odds(way.rate, Found.PRODUCT) if place else by_end[end],
            stands_for_all=not place,
        )
        for end, family in families.items()
        for place, way in enumerate(family[:_WAYS_TO_ONE_END])
    ]
    listed.sort(key=lambda one: (-one.way.harm_at(one.odds.rate), one.way.key))
    worst: dict[tuple[str, ...], Worst] = {}
    for one in listed:
        if one.way.harm_at(one.odds.rate) > 0.0:
            worst.setdefault(one.way.kind, one)  # look-alikes are told once
    return tuple(worst.values())[:MOST]


def _odds_of_ends(ways: list[Way], run: Run) -> list[Odds]:
    """Odds that each actor's last step leads to the goal, by any way."""
    if not ways:
        return []
    causes = causes_of_actors(run)
    pairs = [(run.built.graph.index[way.tries[-1].node], way.goal.node) for way in ways]
    counted = run.sampling.together(pairs, [causes[way.actor] for way in ways])
    return [_odds(way, *one) for way, one in zip(ways, counted, strict=True)]


def _odds(way: Way, found: float, interval: Interval) -> Odds:
    """
    The band of the way itself, moved to how often worlds reach its end.

    Worlds miss what is rarer than one in their number; the way is a lower bound.
    """
    if found <= way.rate.likely:
        return odds(way.rate, Found.PRODUCT)
    times = found / way.rate.likely if way.rate.likely > 0.0 else 1.0
    rate = Band(
        low=way.rate.low * times, likely=way.rate.likely * times, high=way.rate.high * times
    )
    return odds(rate, Found.SAMPLED, interval)


def causes_of_actors(run: Run) -> dict[str, set[str]]:
    """Causes of each actor class: itself, or the events it is first to blame for."""
    causes: dict[str, set[str]] = {}
    for cause in run.worlds.layout.causes:
        event = run.built.events.get(cause)
        actor = event.actors[0] if event else cause.removeprefix("actor:")
        causes.setdefault(actor, set()).add(cause)
    return causes


def _told(way: Way, often: Odds, run: Run, tracer: Tracer) -> AttackPath:
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
        odds=often,
        this_way=odds(way.rate, Found.PRODUCT),
        hours=way.goal.hours,
        harm=way.harm_at(often.rate),
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
