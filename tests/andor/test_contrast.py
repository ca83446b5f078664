"""What lies between nothing and everything is what some choice decides."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.contrast import contrasts
from ng911risk.andor.decision import Decision
from ng911risk.andor.monte_carlo import Block
from tests.andor.decisions import decisions


@given(decisions(), st.data())
@settings(max_examples=40, deadline=None)
def test_every_choice_lies_between(decision: Decision, data: st.DataObject) -> None:
    size = len(decision.menu)
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    (found,) = contrasts(decision, seed=1, blocks=[2])
    block = Block(decision.graph, decision.levers.chances(chosen.astype(np.bool_)))
    block.draw(1, 2)

    assert not (block.state & ~found.before).any()
    assert not (found.after & ~block.state).any()
    assert (found.can_fail == found.before & ~found.after).all()


@given(decisions())
@settings(max_examples=40, deadline=None)
def test_whatever_can_be_prevented_has_a_rule_or_a_coin(decision: Decision) -> None:
    graph = decision.graph
    (found,) = contrasts(decision, seed=1, blocks=[0])
    made = np.zeros_like(found.can_fail)

    np.bitwise_or.at(made, graph.head, found.holding)

    has_rules = np.isin(np.arange(len(graph)), graph.head)
    assert (made[has_rules] == found.can_fail[has_rules]).all()
