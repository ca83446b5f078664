"""
The worlds of one assessment as a sample on which sets of mitigations can be tried and proven.

Every world that costs something is cut down to what mitigations can still change, with
the same coins and the same numbers as in the report. What a flood costs depends on
controls that act on its load; that is not in the graph, so the cost of a flood is laid out in
layers, each with a coin that load controls turn over. With one such control this is
exact. Two or more are credited with all that load controls could do together: no set is ever
made to look worse than it is, and a bound stays a bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import WORD
from ng911risk.andor.compile import NONE
from ng911risk.andor.options import Menu
from ng911risk.andor.ragged import Ragged
from ng911risk.andor.sample import Pulls, Sample, SampleWriter
from ng911risk.andor.world_kernels import Rules
from ng911risk.engine import kernels
from ng911risk.engine.controls import left_by
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import Node
from ng911risk.engine.layout import End
from ng911risk.engine.run import Run
from ng911risk.engine.worlds import Block
from ng911risk.model.scales import Status

END: End = "likely"
"""Sets are sought at the likely end, and tried at all three."""

_WEAK = 2.0**-20
"""What one load control leaves of a layer that takes two: still above `_NUMBER`."""

_NUMBER = np.uint64(2**11)


def said(menu: Menu, chosen: NDArray[np.bool_]) -> dict[str, Status]:
    """Statuses once the chosen mitigations are in place everywhere."""
    return {menu.names[one]: Status.YES for one in np.flatnonzero(chosen).tolist()}


def worth(run: Run, statuses: Mapping[str, Status]) -> NDArray[np.float64]:
    """[watched] Weighted hours that one event a year of each watched node costs."""
    watched = run.meter.watched
    found = np.zeros(watched.size)
    rates = np.zeros(len(run.built.graph))
    for place, node in enumerate(watched.tolist()):
        rates[node] = 1.0
        found[place] = run.meter.read(rates, END).weighted
        rates[node] = 0.0
    places = np.searchsorted(watched, run.floods.nodes)
    np.add.at(found, places, run.floods.hours(END, statuses))
    return found


def sample_for(run: Run, menu: Menu, every: int = 1) -> Sample:
    """
    The worlds of the likely end; losses are weighted hours a year, all worlds together.

    Args:
        run: The assessment.
        menu: Mitigations by name; their effects are those of the catalogue.
        every: Take one of so many words of each attacker.
    """
    laid = _Laid(run, menu)
    fixed = np.where(np.arange(laid.stream.size) < laid.coins.size, np.uint64(0), _NUMBER)
    writer = SampleWriter(menu, laid.pulls, laid.stream, laid.rules, fixed=fixed, merge=True)
    certain = 0.0
    for block in run.worlds.blocks(END, every=every):
        certain += laid.add(writer, block)
    return writer.sample(certain)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """Part of what a flood costs, and what each load control leaves of its coin."""

    node: int
    hours: float
    left: Mapping[int, float]


class _Laid:
    """The graph of a run as rules, with layers of floods behind its nodes, and its levers."""

    def __init__(self, run: Run, menu: Menu) -> None:
        self.run, self.menu = run, menu
        graph = run.built.graph
        index = {name: number for number, name in enumerate(menu.names)}
        pulled: dict[int, tuple[int, float]] = {}
        for coin, use in sorted(run.built.control_uses.items()):
            node = graph.get(coin)
            if node is not None and use.mitigation in index:
                now = getattr(graph.coins[node].chance, END)
                after = getattr(left_by(use.effect, Status.YES), END)
                if after < now:
                    pulled[node] = (index[use.mitigation], after / now)
        self.coins = np.array(sorted(pulled), dtype=np.int64)
        self.layers = _layers(run, menu)
        lists = [[pulled[node]] for node in self.coins.tolist()]
        lists += [sorted(one.left.items()) for one in self.layers]
        chance = [getattr(graph.coins[node].chance, END) for node in self.coins.tolist()]
        self.pulls = Pulls(
            chance=np.array([*chance, *(1.0 for _ in self.layers)]),
            options=Ragged.of([[option for option, _ in one] for one in lists]),
            left=np.array([left for one in lists for _, left in one], dtype=np.float64),
        )
        streams = run.worlds.changes(run.meter.watched, [dict.fromkeys(pulled, 0.0)]).uniforms
        self.stream = np.concatenate([streams, np.zeros(len(self.layers), dtype=np.uint64)])

    @cached_property
    def rules(self) -> Rules:
        """One rule for each step, one for each way to a state, one for each layer of a flood."""
        graph = self.run.built.graph
        bodies: list[Sequence[int]] = []
        heads: list[int] = []
        for node, kind in enumerate(graph.kind.tolist()):
            needs = graph.before[node].tolist()
            if kind == Node.AND and needs:
                bodies.append(needs)
                heads.append(node)
            elif kind == Node.OR:
                bodies += [[need] for need in needs]
                heads += [node] * len(needs)
        variables = len(graph) + len(self.layers)
        for place, layer in enumerate(self.layers):
            bodies.append([layer.node])
            heads.append(len(graph) + place)
        lever_of = np.full(variables + len(heads), NONE, dtype=np.int32)
        lever_of[self.coins] = np.arange(self.coins.size)
        first = variables + len(heads) - len(self.layers)
        lever_of[first:] = self.coins.size + np.arange(len(self.layers))
        head = np.array(heads, dtype=np.int32)
        body = Ragged.of(bodies)
        start = np.searchsorted(head, np.arange(variables + 1))
        return Rules(start, head, body.start, body.items, lever_of)

    @cached_property
    def goals(self) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Variables that cost something, and weighted hours of one event a year of each."""
        watched, size = self.run.meter.watched, len(self.run.built.graph)
        hours = worth(self.run, dict.fromkeys(self.menu.names, Status.YES))
        layers = np.array([one.hours for one in self.layers], dtype=np.float64)
        goals = np.concatenate([watched, size + np.arange(layers.size)]).astype(np.int32)
        costs = np.concatenate([hours, layers])
        return goals[costs > 0.0], costs[costs > 0.0]

    def add(self, writer: SampleWriter, block: Block) -> float:
        """Add the worlds of a block in which something can be prevented; what is lost anyway."""
        goals, hours = self.goals
        floods = np.array([one.node for one in self.layers], dtype=np.int64)
        after = self._with_everything(block)
        caused = block.state & ~block.without
        can_fail = np.concatenate([block.state & ~after, caused[floods]])
        lost = np.concatenate([caused, caused[floods]])[goals]
        open_ = lost & can_fail[goals]
        holding = self._holding(block.state, can_fail)
        certain = _bits(lost & ~open_).sum(axis=2) * block.weights
        keys = self.run.worlds.layout.keys[block.words]
        for word, bit in np.argwhere(_bits(open_).any(axis=0)).tolist():
            here = (open_[:, word] >> np.uint64(bit)) & np.uint64(1) != 0
            writer.add(
                (keys[word], np.uint64(bit)),
                np.ascontiguousarray(can_fail[:, word]),
                np.ascontiguousarray(holding[:, word]),
                goals[here],
                hours[here] * block.weights[word],
            )
        return float(hours @ certain.sum(axis=1))

    def _with_everything(self, block: Block) -> NDArray[np.uint64]:
        """The same worlds with every mitigation in place."""
        graph = self.run.built.graph
        after = np.where(graph.kind[:, None] >= Node.AND, np.uint64(0), block.state)
        limits = self.pulls.limits(np.ones(len(self.menu), dtype=np.bool_))[: self.coins.size]
        keys = self.run.worlds.layout.keys[block.words]
        kernels.throw(after, self.coins, self.stream[: self.coins.size], limits, keys)
        settle(graph, after)
        return after

    def _holding(
        self, state: NDArray[np.uint64], can_fail: NDArray[np.uint64]
    ) -> NDArray[np.uint64]:
        """[rules, words] where each rule holds and its head can be prevented."""
        rules = self.rules
        if not rules.head.size:
            return np.zeros((0, state.shape[1]), dtype=np.uint64)
        bodies = np.bitwise_and.reduceat(state[rules.body], rules.body_start[:-1], axis=0)
        found: NDArray[np.uint64] = bodies & can_fail[rules.head]
        return found


def _layers(run: Run, menu: Menu) -> list[_Layer]:
    """Layers of all floods; between two layers lies what the next better load control saves."""
    names = dict(enumerate(menu.names))
    now = run.floods.hours(END, {})
    least = run.floods.hours(END, dict.fromkeys(menu.names, Status.YES))
    alone = {one: run.floods.hours(END, {name: Status.YES}) for one, name in names.items()}
    found = []
    for place, node in enumerate(run.floods.nodes.tolist()):
        saved = {
            one: float(now[place] - hours[place])
            for one, hours in alone.items()
            if hours[place] < now[place]
        }
        below = 0.0
        for level in sorted({*saved.values(), float(now[place] - least[place])}):
            left = {one: 0.0 if much >= level else _WEAK for one, much in saved.items()}
            if level > below and left:
                found.append(_Layer(node=node, hours=level - below, left=left))
                below = level
    return found


def _bits(words: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """[n, words, 64] of [n, words]."""
    little = np.ascontiguousarray(words.astype("<u8"))
    flat = np.unpackbits(little.view(np.uint8), axis=1, bitorder="little")
    return flat.reshape(*words.shape, WORD).astype(np.bool_)
