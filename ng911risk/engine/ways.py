"""
Ways to lose a service: what is worth deriving, and the likeliest derivations of it.

For every attacker class, and for events without one, the likeliest way to
each requirement of each service is derived; then again without its first
step, so that a second door is seen behind the first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ng911risk.engine.build import Try
from ng911risk.engine.coins import Event
from ng911risk.engine.derive import Derivations, Deriver
from ng911risk.engine.harm import EXPOSED_HOURS, WEIGHTS
from ng911risk.engine.layout import ENDS, attempts_of
from ng911risk.engine.ranges import ends
from ng911risk.engine.run import Run
from ng911risk.engine.states import EXPOSED, service_name
from ng911risk.model.grammar import Recovery
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.scales import Band

_ROUNDS = 4
_SHARED = 24
"""Events that strike several assets are looked at alone, the most frequent first."""

_MEETS = math.log(8760.0 / 4.0)
"""Cost of meeting something that lasts about four hours of a year."""

BLAMELESS = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A node worth deriving, what it does to which service, and what an event of it weighs."""

    node: int
    service: ServiceKind
    outcome: str
    hours: Band
    weight: float
    misleads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One derivation of one goal by one actor class."""

    actor: str
    goal: Goal
    tries: tuple[Try, ...]
    rate: Band
    coins: tuple[int, ...] = ()
    """Node of every coin on it; the rate has each number once, at its least chance."""

    def rate_after(self, run: Run, chances: Mapping[int, float]) -> float:
        """Events a year (likely) by this very way once some coins have other chances, by node."""
        now = _least(run, self.coins, {})
        after = _least(run, self.coins, chances)
        left = (after[one] / now[one] if now[one] > 0.0 else 0.0 for one in now)
        return self.rate.likely * math.prod(left)

    @property
    def harm(self) -> float:
        """Weighted hours a year that this very way stands for."""
        return self.harm_at(self.rate)

    def harm_at(self, rate: Band) -> float:
        """The same if it, or what it stands for, happened at another rate."""
        return rate.likely * self.goal.weight * self.calls

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
        theft = self.goal.hours.likely == 0.0  # nothing stops: which machine it is hardly matters
        steps = (
            f"{one.vector}.{one.step.id}" + ("" if theft else f"@{one.asset.kind.value}")
            for one in self.tries
        )
        return (self.actor, self.goal.service.value, *steps)

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What makes two derivations the same way."""
        return self.actor, tuple(one.id for one in self.tries)


def goals_of(run: Run) -> Iterator[Goal]:
    """Everything worth deriving, with what one event of it weighs."""
    yield from _service_goals(run)
    exposed = run.built.graph.get(EXPOSED)
    if exposed is not None:
        yield Goal(
            node=exposed,
            service=ServiceKind.RECORDS,
            outcome="confidential data is taken",
            hours=Band(low=0.0, likely=0.0, high=0.0),
            weight=EXPOSED_HOURS,
        )
    for flood in run.built.floods:
        sizes = run.floods.sizes(flood)
        size = sizes["likely"]
        yield Goal(
            node=run.built.graph.index[flood.attempt.node],
            service=ServiceKind.ANSWER,
            outcome=f"{size.callers_lost:.0%} of callers are not answered while it lasts",
            hours=Band(**{end: sizes[end].hours for end in ENDS}),
            weight=size.hours * size.callers_lost,
        )


def _service_goals(run: Run) -> Iterator[Goal]:
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
                    yield Goal(
                        node=node,
                        service=service.kind,
                        outcome=f"{service.kind.words} is lost or on its fallback",
                        hours=hours,
                        weight=an_hour * hours.likely,
                    )
            node = graph.get(service_name("misled", service.kind, recovery))
            if node is not None:
                yield Goal(
                    node=node,
                    service=service.kind,
                    outcome=f"{service.kind.words} works on wrong data",
                    hours=hours,
                    weight=weight.misled * hours.likely,
                    misleads=True,
                )


def ways_of(run: Run, goals: list[Goal]) -> Iterator[Way]:
    """The likeliest ways of every actor to every goal, with second doors."""
    deriver = Deriver(run.built.graph)
    for actor, causes in _causes(run):
        banned: set[int] = set()
        for _ in range(1 if run.large else _ROUNDS):
            found = deriver.derive(causes, banned, shared_once=not run.large)
            ways = [way for goal in goals if (way := _way(actor, goal, found, run))]
            yield from ways
            firsts = {run.built.graph.index[way.tries[0].node] for way in _worst_few(ways)}
            if not firsts:
                break
            banned |= firsts
    for causes in [] if run.large else _shared_events(run):
        found = deriver.derive(causes)
        yield from (way for goal in goals if (way := _way(BLAMELESS, goal, found, run)))


def _shared_events(run: Run) -> Iterator[dict[int, float]]:
    """
    Each event that strikes several assets, as the only one.

    Among all events every spare part has a likelier trouble of its own, and
    what takes the part and its spare together would never be told.
    """
    struck: dict[str, set[str]] = {}
    for one in run.built.tries.values():
        if one.cause in run.built.events:
            struck.setdefault(one.cause, set()).add(one.asset.id)
    shared = [name for name, assets in struck.items() if len(assets) > 1]
    shared.sort(key=lambda name: (-run.built.events[name].rate.likely, name))
    for name in shared[:_SHARED]:
        yield {run.built.graph.index[name]: 0.0}


def _worst_few(ways: list[Way]) -> list[Way]:
    """The worst way to each service, so that a second door is seen behind each first."""
    worst: dict[ServiceKind, Way] = {}
    for way in sorted(ways, key=lambda way: (-way.harm, way.key)):
        worst.setdefault(way.goal.service, way)
    return list(worst.values())


def _causes(run: Run) -> Iterator[tuple[str, dict[int, float]]]:
    """
    Costs of the causes each class may use; events cost the logarithm of their rate.

    A second event of one way must meet the first while it lasts, so every event
    also costs that; what the first one pays too much is the same for all ways.
    """
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
        costs = {node: math.log(top / rate) + _MEETS for node, rate in rates.items()}
        for actor, one in sorted(run.catalog.actors.items()):
            node = graph.get(f"actor:{actor}")
            if one.blameless and node is not None:
                # a class that goes on after its event costs what its likeliest event costs
                costs[node] = 0.0
        yield BLAMELESS, costs


def _way(actor: str, goal: Goal, found: Derivations, run: Run) -> Way | None:
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
    return Way(
        actor=events[0].actors[0] if events else actor,
        goal=goal,
        tries=tries,
        rate=rate,
        coins=tuple(part for part in parts if part in run.built.graph.coins),
    )


def _least(run: Run, coins: Iterable[int], chances: Mapping[int, float]) -> dict[str, float]:
    """Likely chance by number drawn: coins of one number fall together, the least decides."""
    least: dict[str, float] = {}
    for node in coins:
        coin = run.built.graph.coins[node]
        chance = chances.get(node, coin.chance.likely)
        least[coin.uniform] = min(chance, least.get(coin.uniform, 1.0))
    return least


def _rate(actor: str, parts: list[int], events: list[Event], run: Run) -> Band:
    """Events a year: attempts, or the rate of the first event, times every distinct coin."""
    coins: dict[str, Band] = {}
    for part in parts:
        coin = run.built.graph.coins.get(part)
        known = coins.get(coin.uniform) if coin else None
        if coin and (known is None or coin.chance.likely < known.likely):
            coins[coin.uniform] = coin.chance
    # what else must be broken at that moment counts with the share of time that it is
    chances = [*coins.values(), *(event.down for event in events[1:])]
    first = events[0].rate if events else attempts_of(actor, run.catalog)
    return Band(
        **{
            end: getattr(first, end) * math.prod(getattr(one, end) for one in chances)
            for end in ENDS
        }
    )
