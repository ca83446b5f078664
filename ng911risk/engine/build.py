"""
Inventory x catalogue -> attack graph.

No vector has code of its own: every step of every vector is tried against
every asset its target names, all of them at once, and what it needs and gives
becomes nodes. docs/method.md, "From a vector to attack steps", tells the same
in prose.

Shapes: m is the number of assets a step is tried against, a column is [m]
nodes, one for each of them.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.coins import Coins, ControlUse, Event
from ng911risk.engine.columns import columns_of
from ng911risk.engine.control_coins import ControlCoins
from ng911risk.engine.controls import Controls
from ng911risk.engine.gifts import Gifts
from ng911risk.engine.graph import AttackGraph, Node
from ng911risk.engine.growth import Family, GraphBuilder
from ng911risk.engine.needs import Needs
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.possible import Cause, possible
from ng911risk.engine.services import Harms
from ng911risk.engine.states import HOLDS, NEVER, States
from ng911risk.engine.tries import Tried, Tries, Try
from ng911risk.engine.weakness_coins import WeaknessCoins, WeaknessUse
from ng911risk.engine.weaknesses import Weaknesses
from ng911risk.model.catalog import ActsOn, Catalog, ThreatVector
from ng911risk.model.grammar import FloodGift, Step
from ng911risk.model.inventory import Asset, Inventory

__all__ = ["Built", "Flood", "Try", "build"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """A step that floods a channel."""

    attempt: Try
    channel: Asset
    gift: FloodGift


class Built:
    """The graph and what its names stand for; parts nobody asks for are never made."""

    def __init__(self, grown: _Grown) -> None:
        """Freeze what has grown, and keep the tries that some world can hold."""
        self.graph: AttackGraph = grown.grow.freeze()
        alive = possible(self.graph, grown.causes(self.graph))
        happens = [_marked(self.graph, one.made, alive) for one in grown.tried]
        self.tries = Tries(
            grown.columns, grown.tried, happens, grown.grow.register, grown.needs.weak
        )
        self._grown = grown
        self._happens = {one.name: rows for one, rows in zip(grown.tried, happens, strict=True)}

    def over(self, graph: AttackGraph) -> Built:
        """The same on a graph that has grown or changed; its nodes keep their numbers."""
        made = copy(self)
        made.graph = graph
        return made

    @cached_property
    def events(self) -> dict[str, Event]:
        """Every event by name of its cause."""
        families = self._grown.coins.events
        return {name: event for one in families for name, event in one.events().items()}

    @cached_property
    def control_uses(self) -> dict[str, ControlUse]:
        """What stands behind each coin of a control."""
        return self._grown.controls.uses()

    @cached_property
    def weakness_uses(self) -> dict[str, WeaknessUse]:
        """What stands behind each weakness that a step asks about."""
        return self._grown.needs.weak.uses()

    @cached_property
    def recoveries(self) -> dict[str, tuple[str, ...]]:
        """Try -> coins of the controls that would shorten its outage."""
        name, ids = self._grown.grow.register.name, self._grown.columns.ids
        found = {}
        for one in self._grown.gifts.shortened:
            tried = one.struck.tried
            for place, row in enumerate(one.struck.rows.tolist()):
                coins = tuple(name(int(column[place])) for column in one.coins)
                found[f"{tried.name}@{ids[tried.targets[row]]}"] = coins
        return found

    @cached_property
    def floods(self) -> tuple[Flood, ...]:
        """Every flood that some world can hold, by vector, step and asset."""
        assets = self._grown.columns.inventory.assets
        return tuple(
            Flood(
                attempt=self.tries.tell(one.struck.tried, row),
                channel=assets[channel],
                gift=one.gift,
            )
            for one in self._grown.gifts.floods
            for row, channel in zip(
                one.struck.rows.tolist(), one.struck.assets.tolist(), strict=True
            )
            if self._happens[one.struck.tried.name][row]
        )


def build(inventory: Inventory, catalog: Catalog, controls: Controls, at: date) -> Built:
    """
    The attack graph of `inventory` under `catalog`.

    Args:
        inventory: Consistent (see model.consistency).
        catalog: Checked content.
        controls: Standing of every control.
        at: Day the assessment speaks of, for end of support and practice.
    """
    grown = _Grown(inventory, catalog, controls, at)
    for name, vector in sorted(catalog.vectors.items()):
        grown.vector(name, vector)
    harms = Harms(states=grown.states, controls=grown.controls, catalog=catalog, at=at)
    harms.dependences()
    for service in inventory.services:
        harms.service(service)
    harms.exposure()
    grown.states.join()
    return Built(grown)


class _Grown:
    """A graph that grows vector by vector, and everything it is made of."""

    def __init__(
        self, inventory: Inventory, catalog: Catalog, standing: Controls, at: date
    ) -> None:
        self.columns = columns_of(inventory)
        self.grow = GraphBuilder()
        self.tried: list[Tried] = []
        near = Neighbours(self.columns)
        self.states = States(self.grow, near, catalog.actors)
        self.coins = Coins(self.grow, near, catalog)
        self.controls = ControlCoins(self.grow, self.columns, catalog, standing)
        known = Weaknesses(self.columns, at)
        weak = WeaknessCoins(self.grow, self.states, catalog, known)
        self.needs = Needs(states=self.states, weak=weak)
        self.gifts = Gifts(grow=self.grow, states=self.states, controls=self.controls)

    def vector(self, name: str, vector: ThreatVector) -> None:
        """Try one vector against the whole inventory."""
        stage = self.columns.inventory.site.stage
        steps = [step for step in vector.steps if not step.stages or stage in step.stages]
        tried = [one for step in steps if (one := self._try(name, step)) is not None]
        if tried:
            self._find(name, tried)
        self.tried += tried

    def causes(self, graph: AttackGraph) -> list[Cause]:
        """Every actor class, and the events of each step."""
        actors = graph.index.under("actor")
        found = [Cause(nodes=np.array([node])) for node in actors.values()]
        for one in self.coins.events:
            blamed = [actors[name] for actor in one.actors if (name := f"actor:{actor}") in actors]
            nodes = graph.index.places(one.nodes.start, one.nodes.size)
            found.append(Cause(nodes=nodes, blamed=blamed, lasting=one.down.high > 0.0))
        return found

    def _try(self, vector: str, step: Step) -> Tried | None:
        """One step against every asset that may have what it needs; None when there is none."""
        targets = self.states.near.targets(step.target)
        needs = [self.needs.column(need, targets) for need in step.needs]
        able = np.ones(targets.size, dtype=np.bool_)
        for column in needs:
            able &= column != NEVER
        targets = targets[able]
        if not targets.size:
            return None
        name, ids = f"{vector}.{step.id}", self.columns.ids
        kept = self.controls.against(vector, step.id, _acts(step))
        tried = Tried(
            vector=vector,
            step=step,
            targets=targets,
            luck=self.coins.luck(name, step, targets),
            cause=self.coins.cause(name, step, targets),
            controls=self.controls.fail(kept, targets),
            made=self.grow.family(
                Node.AND, targets.size, "step", lambda row: f"step:{name}@{ids[targets[row]]}"
            ),
        )
        before = [*(column[able] for column in needs), tried.luck, tried.cause]
        before.append(self.controls.all_fail(name, kept, tried.controls, targets))
        for each in before:
            if each is not None:
                there = np.flatnonzero(each != HOLDS)
                self.grow.lead(each[there], tried.made.nodes(there))
        for gift in step.gives:
            self.gifts.give(gift, tried)
        return tried

    def _find(self, vector: str, tried: list[Tried]) -> None:
        """A finding is one vector against one asset: any of its steps."""
        ids = self.columns.ids
        there = np.zeros(len(ids), dtype=np.bool_)
        for one in tried:
            there[one.targets] = True
        assets = np.flatnonzero(there)
        place = np.cumsum(there) - 1
        found = self.grow.family(
            Node.OR, assets.size, "finding", lambda one: f"finding:{vector}@{ids[assets[one]]}"
        )
        for one in tried:
            rows = np.arange(one.targets.size)
            self.grow.lead(one.made.nodes(rows), found.nodes(place[one.targets]))


def _marked(graph: AttackGraph, family: Family, marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which members of a family are nodes that are marked."""
    nodes = graph.index.places(family.start, family.size)
    found: NDArray[np.bool_] = (nodes >= 0) & marks[nodes]
    return found


def _acts(step: Step) -> tuple[ActsOn, ...]:
    """What controls change about a try; less load on what is no channel: it works less often."""
    if any(gift.flooded for gift in step.gives):
        return ActsOn.LIKELIHOOD, ActsOn.DETECTION
    return ActsOn.LIKELIHOOD, ActsOn.DETECTION, ActsOn.LOAD
