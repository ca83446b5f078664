"""An option finds its coin, wherever compiling has put it."""

from __future__ import annotations

import numpy as np
import pytest

from ng911risk.andor.decision import decision_of
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.options import Option, menu_of

NODES = {
    "start": NodeSpec(Kind.LEAF, 0.8, ()),
    "luck": NodeSpec(Kind.LEAF, 0.5, ()),
    "step": NodeSpec(Kind.AND, 0.5, ("start", "luck")),
    "other luck": NodeSpec(Kind.LEAF, 0.5, ()),
    "lonely step": NodeSpec(Kind.AND, 0.9, ("other luck",)),
    "state": NodeSpec(Kind.OR, 0.9, ("step", "lonely step")),
    "both": NodeSpec(Kind.AND, 1.0, ("state", "start")),
    "sure": NodeSpec(Kind.OR, 1.0, ("both",)),
    "aside": NodeSpec(Kind.LEAF, 0.5, ()),
}


@pytest.mark.parametrize(
    "name", ["start", "luck", "step", "other luck", "lonely step", "state", "both"]
)
def test_what_is_left_of_a_coin_is_what_the_same_graph_with_that_chance_has(name: str) -> None:
    """Decide with an option that halves one chance; compile a graph that has it halved."""
    graph = graph_of(NODES)
    goal = graph.index["sure"]
    option = Option(name="half", cost=1.0, effects={graph.index[name]: 0.5})
    spec = NODES[name]
    halved = graph_of(NODES | {name: spec._replace(chance=spec.chance / 2)})

    decision = decision_of(graph, menu_of([option]), {goal: 1.0})
    other = decision_of(halved, menu_of([]), {goal: 1.0})

    found = decision.expected_loss(np.array([True]), worlds=4096, seed=3)
    assert found == other.expected_loss(np.array([], dtype=np.bool_), worlds=4096, seed=3)
    assert found < decision.expected_loss(np.array([False]), worlds=4096, seed=3)


def test_effects_of_several_options_multiply() -> None:
    graph = graph_of(NODES)
    start = graph.index["start"]
    menu = menu_of([Option(name=name, cost=1.0, effects={start: 0.5}) for name in "ab"])

    levers = decision_of(graph, menu, {graph.index["sure"]: 1.0}).levers

    both = levers.chances(np.array([True, True]))
    assert both.coin[levers.place[0]] == pytest.approx(0.8 * 0.25)
    assert levers.chances(menu.nothing()).coin.tolist() == levers.graph.chance.tolist()


def test_what_nobody_watches_is_left_out() -> None:
    graph = graph_of(NODES)
    menu = menu_of([Option(name="a", cost=1.0, effects={graph.index["aside"]: 0.0})])

    assert decision_of(graph, menu, {graph.index["sure"]: 1.0}).levers.place.size == 0


def test_a_state_without_a_coin_cannot_be_acted_on() -> None:
    graph = graph_of(NODES)
    menu = menu_of([Option(name="a", cost=1.0, effects={graph.index["sure"]: 0.5})])

    with pytest.raises(ValueError, match="has no coin"):
        decision_of(graph, menu, {graph.index["sure"]: 1.0})
