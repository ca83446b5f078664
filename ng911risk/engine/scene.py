"""
One incident on one site: only the steps it took, and its cause true in every world.

The graph is built from a catalogue that holds nothing but the chain, so that no other vector can
help or hinder. Every rate read from these worlds is a chance: given that somebody tries, or that
the event that began it happens here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL, WORD, stream_of
from ng911risk.andor.wilson import wilson
from ng911risk.engine.build import Built, Flood, build
from ng911risk.engine.controls import Controls, left_by
from ng911risk.engine.floods import FloodMeter
from ng911risk.engine.harm import HarmMeter
from ng911risk.engine.layout import ENDS, End, Layout, Rates, Stretch
from ng911risk.engine.ranges import ordered
from ng911risk.engine.states import service_name
from ng911risk.engine.worlds import Worlds
from ng911risk.model.catalog import Catalog, Category, Incident, Outcome
from ng911risk.model.grammar import Recovery, Step
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.replay import Chance
from ng911risk.model.scales import Band, Status

WORLDS = 8192
"""Worlds of one incident; 64 share a word."""

_SCOUTS = 1024
"""Worlds of one event while the worst of several is looked for."""

_MOST_EVENTS = 64

_NODES = {Outcome.STOPPED: "degraded", Outcome.MISLED: "misled"}
"""How a service that was hit is called in the graph; floods have nodes of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One incident, ready to be asked."""

    incident: Incident
    inventory: Inventory
    catalog: Catalog
    """The chain and nothing else."""

    controls: Controls
    built: Built
    worlds: Worlds | None
    """None: nothing on the site can begin it."""

    causes: tuple[str, ...]
    """Nodes that are true in every world; empty when nothing can begin it."""

    aim: tuple[ServiceKind, Outcome]
    """What `reach` asks for: the service hit then, or the one hit hardest here instead."""

    beginnings: tuple[tuple[str, ...], ...]
    """Every way it could begin here, of which `causes` is the worst."""

    meter: HarmMeter
    floods: FloodMeter
    rates: Mapping[End, Rates]
    """Chance of every node at each end."""

    @property
    def watched(self) -> NDArray[np.int64]:
        """Nodes that `reach` and `weighted` read."""
        aim = [] if (node := self.node(self.aim)) is None else [node]
        known = (*self.meter.watched, *self.floods.nodes, *aim)
        return np.array(sorted({int(one) for one in known}), dtype=np.int64)

    def node(self, aim: tuple[ServiceKind, Outcome]) -> int | None:
        """Node of a service that is hit; None for floods and where it can never be true."""
        service, outcome = aim
        if outcome not in _NODES:
            return None
        return self.built.graph.get(service_name(_NODES[outcome], service, Recovery.FAILOVER))

    def chance(self, node: int | None) -> Chance:
        """Chance of a node with both of its uncertainties; exactly 0 where there is no way."""
        if node is None or self.worlds is None:
            return Chance(
                likely=0.0, low=0.0, high=0.0, sampled_low=0.0, sampled_high=0.0, exact=True
            )
        band = ordered(*(float(self.rates[end][node]) for end in ENDS))
        worlds = self.worlds.layout.worlds
        low, high = wilson(round(band.likely * worlds), worlds)
        return Chance(
            likely=band.likely,
            low=band.low,
            high=band.high,
            sampled_low=low,
            sampled_high=high,
            exact=False,
        )

    def hit(self) -> Chance:
        """Chance that what is asked for is hit."""
        if self.aim[1] is Outcome.FLOODED:
            worst = next(iter(self.flooded()), None)
            return self.chance(None if worst is None else self._flood_node(worst))
        return self.chance(self.node(self.aim))

    def reach(self, rates: Rates, said: Mapping[str, Status] | None = None) -> float:
        """Chance of the hit, or for floods the expected share of genuine callers lost."""
        if self.aim[1] is Outcome.FLOODED:
            lost = [
                float(rates[self._flood_node(one)])
                * self.floods.sizes(one, said)["likely"].callers_lost
                for one in self.built.floods
            ]
            return max(lost, default=0.0)
        node = self.node(self.aim)
        return 0.0 if node is None else float(rates[node])

    def weighted(self, rates: Rates, said: Mapping[str, Status] | None = None) -> float:
        """Weighted lost hours of one such incident, floods included."""
        floods = 0.0
        if self.floods.nodes.size:
            floods = float(rates[self.floods.nodes] @ self.floods.hours("likely", said))
        return self.meter.read(rates, "likely").weighted + floods

    def hours(self, service: ServiceKind, outcome: str) -> Band:
        """Hours of an outcome of a service where it happens at all."""
        node = self.built.graph.get(service_name(outcome, service, Recovery.FAILOVER))
        if node is None or self.rates["likely"][node] <= 0.0:
            return Band(low=0.0, likely=0.0, high=0.0)
        each = {
            end: self.meter.read(self.rates[end], end).services[service].hours[outcome]
            / float(self.rates[end][node])
            for end in ENDS
            if self.rates[end][node] > 0.0
        }
        return ordered(each.get("low", each["likely"]), each["likely"], each["high"])

    def flooded(self) -> tuple[Flood, ...]:
        """Floods that the incident can bring, the worst for genuine callers first."""
        rates = self.rates["likely"]

        def cost(flood: Flood) -> float:
            lost = self.floods.sizes(flood)["likely"].callers_lost
            return float(rates[self._flood_node(flood)]) * lost

        return tuple(sorted(self.built.floods, key=lambda one: (-cost(one), one.attempt.id)))

    def flood_chance(self, flood: Flood) -> Chance:
        """Chance of one flood."""
        return self.chance(self._flood_node(flood))

    def coins(self, said: Mapping[str, Status]) -> dict[int, float]:
        """Chance of every control coin that changes when mitigations have other statuses."""
        graph = self.built.graph
        return {
            graph.index[coin]: left_by(use.effect, said[use.mitigation]).likely
            for coin, use in self.built.control_uses.items()
            if use.mitigation in said and coin in graph.index
        }

    def _flood_node(self, flood: Flood) -> int:
        return self.built.graph.index[flood.attempt.node]


def scene_of(
    incident: Incident,
    inventory: Inventory,
    catalog: Catalog,
    controls: Controls,
    *,
    at: date,
    seed: int,
) -> Scene:
    """
    The scene of one incident.

    Args:
        incident: Of the library.
        inventory: Of the site, folded.
        catalog: The whole catalogue.
        controls: What stands on the site.
        at: Day it speaks of.
        seed: Of the worlds.
    """
    chain = chain_only(incident, catalog)
    built = build(inventory, chain, controls, at)
    services = tuple(service.kind for service in inventory.services)
    meter = HarmMeter(built, chain, services)
    nothing = np.zeros(len(built.graph))
    begun = beginnings(incident, built)
    scene = Scene(
        incident=incident,
        inventory=inventory,
        catalog=chain,
        controls=controls,
        built=built,
        worlds=None,
        causes=(),
        aim=(incident.hit[0].service, incident.hit[0].outcome),
        beginnings=begun,
        meter=meter,
        floods=FloodMeter(built, inventory, chain, controls),
        rates=dict.fromkeys(ENDS, nothing),
    )
    if not begun:
        return scene
    causes = _worst(scene, seed)
    worlds = _worlds(built, causes, WORLDS, seed)
    rates = {end: worlds.rates(end) for end in ENDS}
    return _aimed(replace(scene, worlds=worlds, causes=causes, rates=rates))


def _aimed(scene: Scene) -> Scene:
    """Ask for the service that is hit hardest where the one of the incident is not hit at all."""
    rates = scene.rates["likely"]
    if scene.reach(rates) > 0.0:
        return scene
    harm = scene.meter.read(rates, "likely").services
    hardest = max(harm, key=lambda one: harm[one].weighted, default=None)
    if hardest is None or harm[hardest].weighted <= 0.0:
        return scene
    hit = [replace(scene, aim=(hardest, outcome)) for outcome in _NODES]
    return next((one for one in hit if one.reach(rates) > 0.0), scene)


def chain_only(incident: Incident, catalog: Catalog) -> Catalog:
    """The catalogue with the steps of the incident and, where nobody tells it, every way in."""
    links = {link.vector: link for link in incident.chain}
    vectors = {}
    for name, vector in catalog.vectors.items():
        if name in links:
            taken = links[name].steps or tuple(step.id for step in vector.steps)
            steps = tuple(step for step in vector.steps if step.id in taken)
            vectors[name] = replace(vector, steps=steps)
        elif not incident.entry_told and vector.category is Category.INTRUSION:
            vectors[name] = vector
    return replace(catalog, vectors=vectors)


def beginnings(incident: Incident, built: Built) -> tuple[tuple[str, ...], ...]:
    """
    Every way the incident may begin here, each as the nodes that are then true.

    The attacker; each event of the first link; or, where a replay begins after the first step,
    the attacker and one thing that this step has struck.
    """
    first, actor = incident.chain[0], f"actor:{incident.actor}"
    tries = [one for one in built.tries.values() if one.vector == first.vector]
    events = {
        one.cause
        for one in tries
        if one.cause in built.events and incident.actor in built.events[one.cause].actors
    }
    if events:
        return tuple((name,) for name in sorted(filter(None, events)))
    if built.graph.get(actor) is None:
        return ()
    if first.given:
        struck = {one.luck for one in tries if one.luck and _begins(one.step)}
        return tuple((actor, name) for name in sorted(struck))
    attacks = any(one.step.success is not None for one in built.tries.values())
    return ((actor,),) if attacks else ()


def _begins(step: Step) -> bool:
    """Needs nothing that another step would have to give first."""
    return all(need.position or need.weakness for need in step.needs)


def _worst(scene: Scene, seed: int) -> tuple[str, ...]:
    """The beginning that hits most, then costs most; the first of several alike."""
    begun, graph = scene.beginnings, scene.built.graph
    if len(begun) < 2:  # noqa: PLR2004 -- nothing to choose
        return begun[0]
    hurting = graph.leading_to(scene.watched)
    harmful = [names for names in begun if hurting[graph.index[names[-1]]]] or list(begun)

    def cost(names: tuple[str, ...]) -> tuple[float, float]:
        rates = _worlds(scene.built, names, _SCOUTS, seed).rates("likely")
        return scene.reach(rates), scene.weighted(rates)

    return max(harmful[:_MOST_EVENTS], key=cost)


def _worlds(built: Built, causes: tuple[str, ...], worlds: int, seed: int) -> Worlds:
    words, name = worlds // WORD, "+".join(causes)
    layout = Layout(
        causes=dict.fromkeys(causes, Stretch(start=0, stop=words, mask=ALL)),
        keys=np.array(
            [stream_of(f"world:{seed}:replay:{name}:{word}") for word in range(words)],
            dtype=np.uint64,
        ),
        weights={end: np.full(words, 1.0 / worlds) for end in ENDS},
        worlds=worlds,
    )
    return Worlds(built, layout, seed)
