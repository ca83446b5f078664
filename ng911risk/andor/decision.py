"""A decision: a graph, what is lost when some of its nodes come true, and what may be bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compile import NONE, CompiledGraph, compile_graph
from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.levers import Levers, levers_of
from ng911risk.andor.monte_carlo import BLOCK, drawn, simulate
from ng911risk.andor.options import Chosen, Menu
from ng911risk.andor.world_kernels import Rules


@dataclass(frozen=True, kw_only=True, eq=False)
class Decision:
    """What may be bought against what is lost. Made by `decision_of`."""

    levers: Levers
    goals: NDArray[np.int32]
    """[goals] Variable of each node that costs something and can come true."""

    loss: NDArray[np.float64]
    """[goals] What is lost when it is true, above 0."""

    @property
    def menu(self) -> Menu:
        """What may be bought."""
        return self.levers.menu

    @property
    def graph(self) -> CompiledGraph:
        """What is run."""
        return self.levers.graph

    @cached_property
    def rules(self) -> Rules:
        """The rules of the graph as loops over single worlds want them."""
        graph = self.graph
        return Rules(
            np.searchsorted(graph.head, np.arange(len(graph) + 1)),
            graph.head,
            graph.body.start,
            graph.body.items,
            self.levers.lever_of,
        )

    def expected_loss(self, chosen: Chosen, *, worlds: int, seed: int) -> float:
        """Mean loss over some worlds; the same worlds for every choice."""
        counts = simulate(self.graph, worlds=worlds, seed=seed, chances=self.levers.chances(chosen))
        return float(counts.true[self.goals] @ self.loss) / counts.worlds

    def losses(self, chosen: Chosen, *, worlds: int, seed: int) -> NDArray[np.float64]:
        """[worlds] Loss in each world; the same worlds for every choice."""
        blocks = range(-(-worlds // BLOCK))
        found = [
            self.loss @ _bits(block.state[self.goals])
            for block in drawn(self.graph, self.levers.chances(chosen), seed, blocks)
        ]
        return np.concatenate(found)


def decision_of(graph: AndOrGraph, menu: Menu, goals: Mapping[int, float]) -> Decision:
    """
    Make a decision ready to be worked on.

    Args:
        graph: Any.
        menu: With effects on nodes of `graph`.
        goals: Node -> what is lost when it comes true, 0 or more.

    Raises:
        ValueError: A loss is negative, or an option acts on a state without a coin.
    """
    if min(goals.values(), default=0.0) < 0.0:
        raise ValueError("a loss is negative")
    nodes = np.array(list(goals), dtype=np.int64)
    loss = np.array(list(goals.values()), dtype=np.float64)
    compiled = compile_graph(graph, nodes)
    variable = compiled.variable_of[nodes]
    counts = (variable != NONE) & (loss > 0.0)
    return Decision(
        levers=levers_of(menu, compiled, graph),
        goals=variable[counts],
        loss=loss[counts],
    )


def _bits(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """[n, worlds] of [n, words]: bit 0 of word 0 is world 0, on every machine."""
    little = np.ascontiguousarray(words.astype("<u8"))
    return np.unpackbits(little.view(np.uint8), axis=1, bitorder="little")
