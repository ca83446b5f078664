"""
Birnbaum importance: by how much the chance of a goal changes with the chance of one coin.

It is the chance of the goal with the coin true, less that with the coin false, and
so the slope of the goal's chance: halving a coin of chance p takes p/2 times its
importance off the goal. It is exact where the diagram suffices, else counted in the
same random worlds with and without the coin, and it says which.

Source: Z. W. Birnbaum, "On the importance of different components in a
multicomponent system", Multivariate Analysis II, 1969.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compile import NONE, compile_graph, leading_to
from ng911risk.andor.exact import BUDGET, exact_probabilities
from ng911risk.andor.graph import AndOrGraph
from ng911risk.andor.monte_carlo import simulate
from ng911risk.andor.wilson import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """What the coin of one node means to a goal."""

    node: int
    value: float
    """Slope of the goal's chance in the chance of the coin, 0 to 1."""

    low: float
    high: float
    """Where the value lies: the same when exact, else two 99 % intervals taken together."""

    exact: bool
    """Whether it was solved; else it was counted in random worlds."""


def importances(
    graph: AndOrGraph,
    goal: int,
    nodes: Iterable[int] | None = None,
    *,
    budget: int = BUDGET,
    worlds: int = 10_240,
    seed: int = 1,
) -> list[Importance]:
    """
    Importance of coins for a goal, the greatest first, of equal ones the first by name.

    Args:
        graph: Any; cycles are welcome.
        goal: A node.
        nodes: Whose coins; by default all that are open and can matter.
        budget: Most nodes of each diagram; with 0 nothing is solved, all is counted.
        worlds: Drawn for each coin that cannot be solved, once true and once false.
        seed: Of the random bits.
    """
    near = _near(graph, goal)
    if nodes is None:
        nodes = np.flatnonzero((near.chance > 0.0) & (near.chance < 1.0)).tolist()
    solved = budget > 0 and not np.isnan(exact_probabilities(near, budget=budget)[goal])
    found = []
    for node in nodes:
        true, false = _with(near, node, 1.0), _with(near, node, 0.0)
        one = _solved(node, true, false, goal, budget) if solved else None
        found.append(one or _counted(node, true, false, goal, worlds, seed))
    return sorted(found, key=lambda one: (-one.value, graph.names[one.node]))


def _near(graph: AndOrGraph, goal: int) -> AndOrGraph:
    """The graph with everything impossible that does not lead to the goal."""
    kept = leading_to(graph, np.array([goal], dtype=np.int64))
    return replace(graph, chance=np.where(kept, graph.chance, 0.0))


def _with(graph: AndOrGraph, node: int, chance: float) -> AndOrGraph:
    changed: NDArray[np.float64] = graph.chance.copy()
    changed[node] = chance
    return replace(graph, chance=changed)


def _solved(
    node: int, true: AndOrGraph, false: AndOrGraph, goal: int, budget: int
) -> Importance | None:
    """The exact value; None where the budget does not suffice."""
    high, low = (exact_probabilities(one, budget=budget)[goal] for one in (true, false))
    if np.isnan(high) or np.isnan(low):
        return None
    value = max(0.0, float(high - low))  # what is below 0 is rounding
    return Importance(node=node, value=value, low=value, high=value, exact=True)


def _counted(
    node: int, true: AndOrGraph, false: AndOrGraph, goal: int, worlds: int, seed: int
) -> Importance:
    high, drawn = _count(true, goal, worlds, seed)
    low, _ = _count(false, goal, worlds, seed)
    most, least = wilson(high, drawn), wilson(low, drawn)
    value = max(0.0, (high - low) / drawn)
    return Importance(
        node=node,
        value=value,
        low=max(0.0, min(value, most[0] - least[1])),
        high=max(value, most[1] - least[0]),
        exact=False,
    )


def _count(graph: AndOrGraph, goal: int, worlds: int, seed: int) -> tuple[int, int]:
    """In how many of how many worlds the goal is true."""
    ready = compile_graph(graph, np.array([goal], dtype=np.int64))
    variable = ready.variable_of[goal]
    if variable == NONE:
        return 0, worlds
    counts = simulate(ready, worlds=worlds, seed=seed)
    return int(counts.true[variable]), counts.worlds
