"""Where the options of a menu take hold of a graph: which coins and gates, and how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compile import NONE, CompiledGraph
from ng911risk.andor.graph import AndOrGraph, Kind
from ng911risk.andor.monte_carlo import Chances
from ng911risk.andor.options import Chosen, Menu
from ng911risk.andor.ragged import Ragged


@dataclass(frozen=True, kw_only=True, eq=False)
class Levers:
    """
    The coins and gates that options act on. Made by `levers_of`.

    A place is a variable, or the number of variables plus a rule.
    """

    menu: Menu
    graph: CompiledGraph
    place: NDArray[np.int64]
    """[levers] Place of each."""

    chance: NDArray[np.float64]
    """[levers] Chance of its coin or gate with nothing chosen."""

    stream: NDArray[np.uint64]
    """[levers] Key of its random numbers."""

    options: Ragged
    """Options that act on each."""

    left: NDArray[np.float64]
    """[items of `options`] Share of the chance that is left."""

    lever_of: NDArray[np.int32]
    """[variables + rules] Lever of each place, or NONE."""

    def chances(self, chosen: Chosen) -> Chances:
        """Chances of all coins and gates once some options are chosen."""
        compiled = self.graph
        left = np.ones(self.place.size)
        acting = chosen[self.options.items]
        np.multiply.at(left, self.options.owners[acting], self.left[acting])
        found = np.concatenate([compiled.chance, compiled.gate])
        found[self.place] *= left
        return Chances(coin=found[: len(compiled)], gate=found[len(compiled) :])


def levers_of(menu: Menu, compiled: CompiledGraph, graph: AndOrGraph) -> Levers:
    """
    Find where each option acts.

    Effects on nodes that are no part of the compiled graph change nothing that is watched, and are
    left out. Two effects of one option on one gate multiply.

    Raises:
        ValueError: An option acts on a state that has no coin of its own.
    """
    lefts: dict[tuple[int, int], float] = {}
    for number, option in enumerate(menu.options):
        for node, left in option.effects.items():
            place = _place_of(compiled, graph, node)
            if place != NONE and left < 1.0:
                lefts[place, number] = lefts.get((place, number), 1.0) * left
    pairs = sorted(lefts)
    places, owner = np.unique(
        np.array([place for place, _ in pairs], dtype=np.int64), return_inverse=True
    )
    chance = np.concatenate([compiled.chance, compiled.gate])
    lever_of = np.full(chance.size, NONE, dtype=np.int32)
    lever_of[places] = np.arange(places.size)
    return Levers(
        menu=menu,
        graph=compiled,
        place=places,
        chance=chance[places],
        stream=np.concatenate([compiled.stream, compiled.gate_stream])[places],
        options=Ragged.grouped(
            places.size,
            owner.astype(np.int32),
            np.array([number for _, number in pairs], dtype=np.int32),
        ),
        left=np.array([lefts[pair] for pair in pairs], dtype=np.float64),
        lever_of=lever_of,
    )


def _place_of(compiled: CompiledGraph, graph: AndOrGraph, node: int) -> int:
    rule, variable = int(compiled.rule_of[node]), int(compiled.variable_of[node])
    if rule != NONE:
        return len(compiled) + rule
    if variable == NONE:
        return _folded_into(compiled, graph, node)
    if compiled.chance[variable] > 0.0:
        return variable
    own = variable + 1  # the coin of a state stands behind it
    if own < len(compiled) and compiled.node[own] == node:
        return own
    raise ValueError(f"node {node} has no coin: let a fact that it needs carry the effect")


def _folded_into(compiled: CompiledGraph, graph: AndOrGraph, node: int) -> int:
    """Variable of the step that needs only private coins, this one among them; or NONE."""
    if graph.kind[node] == Kind.LEAF:
        for step in graph.after[node].tolist():
            variable = int(compiled.variable_of[step])
            if (
                graph.kind[step] == Kind.AND
                and variable != NONE
                and compiled.chance[variable] > 0.0
            ):
                return variable
    return NONE
