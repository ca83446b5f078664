"""Small random decisions, and every set that may be bought."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from hypothesis import strategies as st

from ng911risk.andor.decision import Decision, decision_of
from ng911risk.andor.graph import Kind, graph_of
from ng911risk.andor.options import Chosen, Menu, Option, menu_of
from tests.andor.random_graphs import named_graphs

COSTS = (0.0, 1.0, 2.0, 3.5, 7.0)
LEFT = (0.0, 0.1, 0.5, 0.9, 1.0)


@st.composite
def menus(draw: st.DrawFn, nodes: list[int], *, most: int = 6) -> Menu:
    """Options that act on some of `nodes`, with prerequisites, exclusions and shared costs."""
    size = draw(st.integers(1, most))
    groups = {"works": 2.0, "licence": 1.0}
    options = []
    for place in range(size):
        acts = draw(st.lists(st.sampled_from(nodes), max_size=3, unique=True)) if nodes else []
        earlier = [f"o{number}" for number in range(place)]
        some = st.lists(st.sampled_from(earlier), max_size=1) if earlier else st.just([])
        needs = draw(some)
        options.append(
            Option(
                name=f"o{place}",
                cost=draw(st.sampled_from(COSTS)),
                effects={node: draw(st.sampled_from(LEFT)) for node in acts},
                needs=tuple(needs),
                excludes=tuple(set(draw(some)) - set(needs)),
                shares=tuple(draw(st.lists(st.sampled_from(sorted(groups)), max_size=1))),
            )
        )
    return menu_of(options, groups)


@st.composite
def decisions(draw: st.DrawFn, *, most_options: int = 6) -> Decision:
    """Random graphs, some of whose nodes cost something."""
    nodes = draw(named_graphs())
    graph = graph_of(nodes)
    usable = [n for n in range(len(graph)) if graph.kind[n] != Kind.OR or graph.chance[n] < 1.0]
    menu = draw(menus(usable, most=most_options))
    goals = draw(st.lists(st.integers(0, len(graph) - 1), min_size=1, max_size=3, unique=True))
    return decision_of(graph, menu, {goal: draw(st.sampled_from((0.5, 1, 3))) for goal in goals})


def choices(menu: Menu, budget: float = np.inf) -> Iterator[Chosen]:
    """Every allowed set within the budget."""
    for bits in product((False, True), repeat=len(menu)):
        chosen = np.array(bits, dtype=np.bool_)
        if menu.allowed(chosen) and menu.price(chosen) <= budget:
            yield chosen
