"""Why a step of an incident is open, held or closed on a site, in words that teach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from ng911risk.andor.bits import ALL
from ng911risk.engine.build import Try
from ng911risk.engine.columns import columns_of
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import Node
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.scene import Scene
from ng911risk.engine.weaknesses import Weaknesses
from ng911risk.model.catalog import ThreatVector
from ng911risk.model.grammar import Need, Of, PositionNeed, Related, Step, WeaknessNeed
from ng911risk.model.inventory import Asset
from ng911risk.model.kinds import Interface
from ng911risk.model.replay import Door, ReplayLink, ReplayStep
from ng911risk.model.scales import Status

HELD_FROM = 0.5
"""Controls that let through at most this share of the tries hold a door. Judgement."""

_NAMED = 3


class Doors:
    """Tells how every step of one scene stands."""

    def __init__(self, scene: Scene, at: date) -> None:
        self._scene = scene
        columns = columns_of(scene.inventory)
        self._near = Neighbours(columns)
        self._weak = Weaknesses(columns, at)
        self._can = _derivable(scene)
        self._tries: dict[str, list[Try]] = {}
        for one in scene.built.tries.values():
            self._tries.setdefault(f"{one.vector}.{one.step.id}", []).append(one)

    def links(self) -> tuple[ReplayLink, ...]:
        """The chain in order; before it the ways in that are open, where nobody tells which."""
        scene = self._scene
        told = {link.vector: link.what for link in scene.incident.chain}
        ways = [
            link
            for name, vector in sorted(scene.catalog.vectors.items())
            if name not in told and (link := self._link(name, vector, "")).door is not Door.CLOSED
        ]
        vectors = scene.catalog.vectors
        return (*ways, *(self._link(name, vectors[name], what) for name, what in told.items()))

    def _link(self, name: str, vector: ThreatVector, what: str) -> ReplayLink:
        steps = [self._step(name, step) for step in vector.steps]
        if not what:  # a way in that nobody told: what is closed is of no interest
            steps = [step for step in steps if step.door is not Door.CLOSED]
        doors = {step.door for step in steps}
        widest = next((door for door in (Door.OPEN, Door.HELD) if door in doors), Door.CLOSED)
        return ReplayLink(
            vector=name, title=vector.title, what=what, door=widest, steps=tuple(steps)
        )

    def _step(self, vector: str, step: Step) -> ReplayStep:
        name = f"{vector}.{step.id}"
        scene, graph = self._scene, self._scene.built.graph
        taken = [one for one in self._tries.get(name, ()) if self._can[graph.index[one.node]]]
        if taken:
            taken.sort(key=lambda one: (-self._left(one), one.id))
            door, because = self._ajar(taken[0])
            assets = [one.asset for one in taken]
        else:
            found = self._near.targets(step.target).tolist()
            assets = [scene.inventory.assets[number] for number in found]
            door, because = Door.CLOSED, tuple(self._closed(step, assets))
        labels = tuple(dict.fromkeys(asset.label for asset in assets))
        return ReplayStep(
            id=name,
            title=step.title.replace("{target}", labels[0] if labels else "it"),
            door=door,
            assets=labels[:_NAMED],
            count=len(labels),
            because=because,
        )

    def _ajar(self, easiest: Try) -> tuple[Door, tuple[str, ...]]:
        """A step that can be taken: what stands in its way where it is easiest."""
        left = self._left(easiest)
        standing, unknown, missing = self._standing(easiest)
        because = []
        if standing:
            share = "nearly all" if left < 0.01 else f"about {1.0 - left:.0%}"  # noqa: PLR2004
            because.append(f"{_names(standing)} stop {share} of the tries")
        if unknown:
            because.append(f"nobody has said whether these are in place: {_names(unknown)}")
        if missing and not standing:
            because.append(f"not in place: {_names(missing)}")
        return (Door.HELD if left <= HELD_FROM else Door.OPEN), tuple(because)

    def _left(self, one: Try) -> float:
        """Share of tries that its controls let through; one answer counts once."""
        graph, least = self._scene.built.graph, dict[str, float]()
        for name in one.controls:
            if (node := graph.get(name)) is not None:
                coin = graph.coins[node]
                least[coin.uniform] = min(coin.chance.likely, least.get(coin.uniform, 1.0))
        return float(np.prod([*least.values(), 1.0]))

    def _standing(self, one: Try) -> tuple[list[str], list[str], list[str]]:
        """Titles of what acts on a try: in place, unknown, not in place."""
        said: dict[Status, list[str]] = {status: [] for status in Status}
        for name in one.controls:
            use = self._scene.built.control_uses[name]
            said[use.status].append(self._scene.catalog.mitigations[use.mitigation].title)
        return (
            said[Status.YES] + [f"{title} (partly)" for title in said[Status.PARTLY]],
            said[Status.UNKNOWN],
            said[Status.NO],
        )

    # --- closed ---------------------------------------------------------------------

    def _closed(self, step: Step, assets: list[Asset]) -> Iterator[str]:
        stage = self._scene.inventory.site.stage
        if step.stages and stage not in step.stages:
            yield f"there is no such thing at the stage of this centre ({stage.value})"
            return
        if not assets:
            kinds = [kind.value for kind in step.target.kinds]
            more = f" and {len(kinds) - _NAMED} more kinds" if len(kinds) > _NAMED else ""
            yield f"you list nothing it could be tried against: {', '.join(kinds[:_NAMED])}{more}"
            return
        reasons: dict[str, int] = {}
        for asset in assets:
            reason = next(filter(None, (self._unmet(need, asset) for need in step.needs)), "")
            reason = reason or "nothing before it in this chain leads there"
            reasons[reason] = reasons.get(reason, 0) + 1
        most = sorted(reasons, key=lambda one: -reasons[one])
        yield from most[:2]

    def _unmet(self, need: Need, asset: Asset) -> str:
        """Why a need can never be met; empty when nothing in the inventory forbids it."""
        if need.position:
            return self._unreached(need.position, asset)
        if need.weakness:
            return self._sound(need.weakness, asset)
        for part in (need.control and need.control.of, need.effect and need.effect.on):
            if part and not self._meant(part, asset):
                return _nothing(part, asset)
        realm = need.credential and need.credential.realm
        if realm and not self._meant(realm, asset):
            return _nothing(realm, asset)
        return ""

    def _unreached(self, need: PositionNeed, asset: Asset) -> str:
        near = self._near
        openers = near.openers(near.columns.number[asset.id], need.over)
        how = "" if need.over is Interface.ANY else f" over {need.over.value}"
        if need.outside:
            zone = need.outside.value
            there = asset.zone == zone or zone in openers
            return "" if there else f"no flow from {zone} to {asset.label}{how} is listed"
        far = need.over in (Interface.TELEPHONE, Interface.RADIO, Interface.PHYSICAL)
        if openers or not (far or near.isolated[near.columns.places.code[asset.zone]]):
            return ""
        return f"no flow to {asset.label}{how} is listed"

    def _sound(self, need: WeaknessNeed, asset: Asset) -> str:
        title = self._scene.catalog.weaknesses[need.name].title
        meant = self._meant(need.of, asset)
        known = [self._weak.known(need.name, one) for one in meant]
        if any(one.status is not Status.NO for one in known):
            return ""
        if not known:
            return _nothing(need.of, asset)
        said = next((f", said by {one.said_by}" for one in known if one.said_by), "")
        label = self._scene.inventory.assets[meant[0]].label
        return f"{label} does not have this weakness{said}: {title}"

    def _meant(self, ref: Of | Related, asset: Asset) -> list[int]:
        near = self._near
        found: list[int] = near.meant(ref).lists[near.columns.number[asset.id]].tolist()
        return found


def _nothing(part: Of | Related, asset: Asset) -> str:
    if isinstance(part, Of):
        return f"{asset.label} is not there"
    relation = part.related.value.replace("-", " ")
    if part.inverse:
        return f"nothing is listed that {asset.label} {relation}"
    return f"nothing is listed that {relation} {asset.label}"


def _names(titles: list[str]) -> str:
    shown = [title[:1].lower() + title[1:] for title in dict.fromkeys(titles)]
    rest = len(shown) - _NAMED
    return "; ".join(shown[:_NAMED]) + (f"; and {rest} more" if rest > 0 else "")


def _derivable(scene: Scene) -> list[bool]:
    """Which nodes some beginning can make true when every coin falls badly."""
    graph = scene.built.graph
    state = np.zeros((len(graph), 1), dtype=np.uint64)
    state[graph.kind == Node.COIN] = ALL
    for name in {name for names in scene.beginnings for name in names}:
        event = scene.built.events.get(name)
        for one in (name, *(f"actor:{actor}" for actor in (event.actors if event else ()))):
            if (node := graph.get(one)) is not None:
                state[node] = ALL
    settle(graph, state)
    return [bool(word) for word in state[:, 0]]
