"""
Everything known of each node's probability: bounds, the exact value where it can be had, a sample.

Which of the three a printed number is must always be said; `Solution` keeps them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bounds import bounds
from ng911risk.andor.compile import NONE, compile_graph
from ng911risk.andor.exact import BUDGET, exact_probabilities
from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.monte_carlo import simulate
from ng911risk.andor.wilson import wilson

WORLDS = 10_240
"""Worlds that are drawn unless told otherwise."""

RARE = 1e-3
"""Nodes that cannot be likelier than this are drawn more often."""

RARE_TIMES = 32
"""How many times more often."""

STEPS_MAX = 4_000_000_000
"""Most edges times worlds that the further draws may take; large graphs get fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What drawing worlds says of one node."""

    estimate: float
    """Share of the worlds in which the node was true."""

    low: float
    """Lower end of its 99 % interval."""

    high: float
    """Upper end of its 99 % interval."""

    worlds: int
    """Worlds drawn for this node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that is known of one node."""

    lower: float
    """Never above the probability."""

    upper: float
    """Never below the probability."""

    exact: float | None
    """The probability, None where the budget did not suffice."""

    monte_carlo: Sample


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """All that is known of every node of a graph."""

    graph: AndOrGraph

    lower: NDArray[np.float64]
    """[nodes] never above the probability."""

    upper: NDArray[np.float64]
    """[nodes] never below the probability."""

    exact: NDArray[np.float64]
    """[nodes] the probability, NaN where the budget did not suffice."""

    true: NDArray[np.int64]
    """[nodes] worlds in which each was true."""

    worlds: NDArray[np.int64]
    """[nodes] worlds drawn for each."""

    def answer(self, node: int) -> Answer:
        """All that is known of the node with this number."""
        true, worlds = int(self.true[node]), int(self.worlds[node])
        low, high = wilson(true, worlds)
        exact = float(self.exact[node])
        return Answer(
            lower=float(self.lower[node]),
            upper=float(self.upper[node]),
            exact=None if np.isnan(exact) else exact,
            monte_carlo=Sample(estimate=true / worlds, low=low, high=high, worlds=worlds),
        )

    def answers(self) -> dict[str, Answer]:
        """All that is known of each node, by name, in the order of the graph."""
        return {name: self.answer(node) for node, name in enumerate(self.graph.names)}


def solve(
    graph: AndOrGraph, *, worlds: int = WORLDS, seed: int = 1, budget: int = BUDGET
) -> Solution:
    """
    Find out what can be known of each node's probability.

    Args:
        graph: Any; cycles are welcome.
        worlds: Worlds to draw, rounded up to whole blocks; RARE_TIMES as many for nodes that
            can be true but are not likelier than RARE, if the graph is small enough.
        seed: Of the random bits.
        budget: Most diagram nodes for exact values.
    """
    found = bounds(graph)
    exact = exact_probabilities(graph, budget=budget)
    true, drawn = _sampled(graph, found.upper, max(worlds, 1), seed)
    return Solution(
        graph=graph,
        lower=found.lower,
        upper=found.upper,
        # The true value lies between the bounds: this only takes away what rounding added.
        exact=np.clip(exact, found.lower, found.upper),
        true=true,
        worlds=drawn,
    )


def _sampled(
    graph: AndOrGraph, upper: NDArray[np.float64], worlds: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """[nodes] in how many worlds each is true, and of how many."""
    everything = np.arange(len(graph))
    true, drawn = _counted(graph, everything, worlds, seed)
    counts, of = true, np.full(len(graph), drawn, dtype=np.int64)
    rare = np.flatnonzero((upper > 0.0) & (upper < RARE))
    more = min(RARE_TIMES * worlds, STEPS_MAX // max(graph.before.items.size, 1))
    if rare.size and more > worlds:
        counts[rare], of[rare] = _counted(graph, rare, more, seed)
    return counts, of


def _counted(
    graph: AndOrGraph, nodes: NDArray[np.int64], worlds: int, seed: int
) -> tuple[NDArray[np.int64], int]:
    """Of some nodes, in how many worlds each is true; and the number of worlds."""
    compiled = compile_graph(graph, nodes)
    counts = simulate(compiled, worlds=worlds, seed=seed)
    variable = compiled.variable_of[nodes]
    true = np.zeros(nodes.size, dtype=np.int64)
    drawn = variable != NONE  # the others are never true
    true[drawn] = counts.true[variable[drawn]]
    return true, counts.worlds
