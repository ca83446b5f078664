"""Loss in every world, and on average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.decision import Decision, decision_of
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.options import Option, menu_of
from tests.andor.decisions import decisions
from tests.andor.random_graphs import Nodes, exact, named_graphs


@given(decisions(), st.data())
@settings(max_examples=40, deadline=None)
def test_no_option_makes_anything_worse_in_any_world(
    decision: Decision, data: st.DataObject
) -> None:
    size = len(decision.menu)
    flags = st.lists(st.booleans(), min_size=size, max_size=size)
    some, more = (np.array(data.draw(flags), dtype=np.bool_) for _ in range(2))

    before = decision.losses(some, worlds=1024, seed=1)
    after = decision.losses(some | more, worlds=1024, seed=1)

    assert (after <= before).all()
    assert after.mean() == pytest.approx(
        decision.expected_loss(some | more, worlds=1024, seed=1), abs=1e-12
    )


@given(named_graphs(most_nodes=7))
@settings(max_examples=20, deadline=None)
def test_the_mean_loss_is_near_the_weighted_probabilities(nodes: Nodes) -> None:
    graph = graph_of(nodes)
    chances = exact(nodes)
    decision = decision_of(graph, menu_of([]), {graph.index[name]: 2.0 for name in nodes})
    nothing = np.array([], dtype=np.bool_)

    lost = decision.losses(nothing, worlds=8192, seed=5)

    error = lost.std() / np.sqrt(lost.size)
    assert lost.mean() == pytest.approx(2 * sum(chances.values()), abs=5 * error + 1e-9)


def test_nothing_can_be_gained_by_a_loss() -> None:
    graph = graph_of({"fact": NodeSpec(Kind.LEAF, 0.5, ())})
    with pytest.raises(ValueError, match="negative"):
        decision_of(graph, menu_of([]), {0: -1.0})


def test_what_cannot_happen_or_costs_nothing_is_no_goal() -> None:
    graph = graph_of({"never": NodeSpec(Kind.OR, 1.0, ()), "free": NodeSpec(Kind.LEAF, 0.5, ())})
    decision = decision_of(
        graph, menu_of([Option(name="a", cost=1.0, effects={1: 0.0})]), {0: 3.0, 1: 0.0}
    )

    assert decision.goals.size == 0
    assert decision.expected_loss(np.array([False]), worlds=64, seed=1) == 0.0
    assert (decision.losses(np.array([False]), worlds=64, seed=1) == 0.0).all()
