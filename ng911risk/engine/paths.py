"""
The worst ways to lose a service: found by Knuth, scored on distinct coins, told in few stops.

For every attacker class, and for events without one, the likeliest way to
each requirement of each service is derived; then again without its first
step, so that a second door is seen behind the first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.build import Try
from ng911risk.engine.coins import Event
from ng911risk.engine.derive import Derivations, Deriver
from ng911risk.engine.graph import Node
from ng911risk.engine.harm import EXPOSED_HOURS, WEIGHTS
from ng911risk.engine.ranges import ends
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import odds
from ng911risk.engine.states import EXPOSED, service_name
from ng911risk.engine.trace import Tracer
from ng911risk.engine.worlds import ENDS
from ng911risk.model.catalog import Recovery
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.report import AttackPath, PathStop
from ng911risk.model.scales import Band

MOST = 10
_LONGEST = 8
_ROUNDS = 4
_WAYS_TO_ONE_END = 2
_LARGE = 12_000
"""Nodes above which only the first round is derived."""

BLAMELESS = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    """A node worth deriving, what it does to which service, and what an event of it weighs."""

    node: int
    service: ServiceKind
    outcome: str
    hours: Band
    weight: float
    misleads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One derivation of one goal by one actor class."""

    actor: str
    goal: _Goal
    tries: tuple[Try, ...]
    rate: Band

    @property
    def harm(self) -> float:
        """Weighted hours a year that this very way stands for."""
        return self.rate.likely * self.goal.weight * self.calls

    @property
    def calls(self) -> float:
        """Share of the calls that its end touches."""
        if not self.goal.misleads:
            return 1.0
        shares = [
            gift.effect.calls.likely
            for gift in self.tries[-1].step.gives
            if gift.effect and gift.effect.calls
        ]
        return max(shares, default=1.0)

    @property
    def end(self) -> tuple[str, str]:
        """Ways of one actor to one last step are one family."""
        return self.actor, self.tries[-1].id

    @property
    def kind(self) -> tuple[str, ...]:
        """Ways of one kind read alike: the same actor and steps, the same kinds of assets."""
        steps = (f"{one.vector}.{one.step.id}@{one.asset.kind.value}" for one in self.tries)
        return (self.actor, self.goal.service.value, *steps)

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        return self.actor, tuple(one.id for one in self.tries)


def worst_paths(run: Run, tracer: Tracer) -> tuple[AttackPath, ...]:
    """
    At most ten paths, worst first by weighted hours a year.

    The likeliest way to an end stands for every way of that actor to it, so
    its odds come from the worlds; a second way is listed with its own.
    """
    ways: dict[tuple[str, tuple[str, ...]], _Way] = {}
    for way in _ways(run, list(_goals(run))):
        known = ways.get(way.key)
        if known is None or way.harm > known.harm:
            ways[way.key] = way
    families: dict[tuple[str, str], list[_Way]] = {}
    for way in sorted(ways.values(), key=lambda one: (-one.harm, one.key)):
        families.setdefault(way.end, []).append(way)
    heads = [family[0] for family in families.values()]
    by_end = dict(zip(families, _rates_of_ends(heads, run), strict=True))
    listed = [
        (way, way.rate if place else by_end[end])
        for end, family in families.items()
        for place, way in enumerate(family[:_WAYS_TO_ONE_END])
    ]
    listed.sort(key=lambda pair: (-_harm(*pair), pair[0].key))
    worst: dict[tuple[str, ...], tuple[_Way, Band]] = {}
    for way, rate in listed:
        if _harm(way, rate) > 0.0:
            worst.setdefault(way.kind, (way, rate))  # look-alikes are told once
    return tuple(_told(way, rate, run, tracer) for way, rate in list(worst.values())[:MOST])


def _harm(way: _Way, rate: Band) -> float:
    return rate.likely * way.goal.weight * way.calls


def _rates_of_ends(ways: list[_Way], run: Run) -> list[Band]:
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


def _goals(run: Run) -> Iterator[_Goal]:
    yield from _service_goals(run)
    exposed = run.built.graph.get(EXPOSED)
    if exposed is not None:
        yield _Goal(
            node=exposed,
            service=ServiceKind.RECORDS,
            outcome="confidential data is taken",
            hours=Band(low=0.0, likely=0.0, high=0.0),
            weight=EXPOSED_HOURS,
        )
    for flood in run.built.floods:
        sizes = run.sizes(flood)
        size = sizes["likely"]
        yield _Goal(
            node=run.built.graph.index[flood.attempt.node],
            service=ServiceKind.ANSWER,
            outcome=f"{size.callers_lost:.0%} of callers are not answered while it lasts",
            hours=Band(**{end: sizes[end].hours for end in ENDS}),
            weight=size.hours * size.callers_lost,
        )


def _service_goals(run: Run) -> Iterator[_Goal]:
    """Each unmet requirement and each misled service, at each recovery class."""
    graph = run.built.graph
    harm = run.harm("likely")
    for service in run.inventory.services:
        weight = WEIGHTS[service.kind]
        rate = harm.services[service.kind].rate
        fails = rate["lost"] / rate["degraded"] if rate["degraded"] else 1.0
        an_hour = weight.degraded + (weight.lost - weight.degraded) * fails
        for recovery in Recovery:
            hours = ends(run.catalog.recoveries[recovery].hours)
            for place in range(len(service.needs)):
                node = graph.get(f"unmet:{service.kind.value}:{place}:{recovery.value}")
                if node is not None:
                    yield _Goal(
                        node=node,
                        service=service.kind,
                        outcome=f"{service.kind.words} is lost or on its fallback",
                        hours=hours,
                        weight=an_hour * hours.likely,
                    )
            node = graph.get(service_name("misled", service.kind, recovery))
            if node is not None:
                yield _Goal(
                    node=node,
                    service=service.kind,
                    outcome=f"{service.kind.words} works on wrong data",
                    hours=hours,
                    weight=weight.misled * hours.likely,
                    misleads=True,
                )


def _ways(run: Run, goals: list[_Goal]) -> Iterator[_Way]:
    deriver = Deriver(run.built.graph)
    large = len(run.built.graph) > _LARGE
    for actor, causes in _causes(run):
        banned: set[int] = set()
        for _ in range(1 if large else _ROUNDS):
            found = deriver.derive(causes, banned, shared_once=not large)
            ways = [way for goal in goals if (way := _way(actor, goal, found, run))]
            yield from ways
            firsts = {run.built.graph.index[way.tries[0].node] for way in _worst_few(ways)}
            if not firsts:
                break
            banned |= firsts


def _worst_few(ways: list[_Way]) -> list[_Way]:
    """The worst way to each service, so that a second door is seen behind each first."""
    worst: dict[ServiceKind, _Way] = {}
    for way in sorted(ways, key=lambda way: (-way.harm, way.key)):
        worst.setdefault(way.goal.service, way)
    return list(worst.values())


def _causes(run: Run) -> Iterator[tuple[str, dict[int, float]]]:
    """Costs of the causes each class may use; events cost the logarithm of their rate."""
    graph = run.built.graph
    for actor, one in sorted(run.catalog.actors.items()):
        node = graph.get(f"actor:{actor}")
        if node is not None and not one.blameless:
            yield actor, {node: 0.0}
    rates = {
        graph.index[name]: event.rate.likely
        for name, event in sorted(run.built.events.items())
        if name in graph.index and event.rate.likely > 0.0
    }
    if rates:
        top = max(rates.values())
        costs = {node: math.log(top / rate) for node, rate in rates.items()}
        for actor, one in sorted(run.catalog.actors.items()):
            node = graph.get(f"actor:{actor}")
            if one.blameless and node is not None:
                # a class that goes on after its event costs what its likeliest event costs
                costs[node] = 0.0
        yield BLAMELESS, costs


def _way(actor: str, goal: _Goal, found: Derivations, run: Run) -> _Way | None:
    if not found.reaches(goal.node):
        return None
    parts = found.parts(goal.node)
    names = [run.built.graph.names[part] for part in parts]
    steps = [name.removeprefix("step:") for name in names if name.startswith("step:")]
    if not steps or any(step not in run.built.tries for step in steps):
        return None  # nothing happens, or two causes that no world holds together
    tries = tuple(run.built.tries[step] for step in steps)
    events = [run.built.events[name] for name in names if name in run.built.events]
    if actor == BLAMELESS and not events:
        return None
    rate = _rate(actor, parts, events, run)
    return _Way(actor=events[0].actors[0] if events else actor, goal=goal, tries=tries, rate=rate)


def _rate(actor: str, parts: list[int], events: list[Event], run: Run) -> Band:
    """Events a year: attempts, or the rate of the first event, times every distinct coin."""
    coins: dict[str, Band] = {}
    for part in parts:
        if run.built.graph.kind[part] == Node.COIN:
            coin = run.built.graph.coins[part]
            known = coins.get(coin.uniform)
            if known is None or coin.chance.likely < known.likely:
                coins[coin.uniform] = coin.chance
    # what else must be broken at that moment counts with the share of time that it is
    chances = [*coins.values(), *(event.down for event in events[1:])]
    first = events[0].rate if events else attempts_of(actor, run)
    return Band(
        **{
            end: getattr(first, end) * math.prod(getattr(one, end) for one in chances)
            for end in ENDS
        }
    )


def attempts_of(actor: str, run: Run) -> Band:
    """Campaigns a year of an attacker class."""
    attempts = run.catalog.actors[actor].attempts_per_year
    if attempts is None:
        raise ValueError(f"{actor} makes no attempts")
    return ends(attempts)


def _told(way: _Way, rate: Band, run: Run, tracer: Tracer) -> AttackPath:
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
        harm=_harm(way, rate),
    )


def _stops(way: _Way, run: Run) -> tuple[PathStop, ...]:
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
