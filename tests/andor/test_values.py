"""All options in one pass give the very numbers that drawing the worlds again gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from ng911risk.andor.decision import Decision, decision_of
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.options import Option, menu_of
from ng911risk.andor.values import resimulated, values
from tests.andor.decisions import decisions


@given(decisions(most_options=8))
@settings(max_examples=80, deadline=None)
def test_one_pass_is_the_same_as_one_by_one(decision: Decision) -> None:
    found = values(decision, worlds=2048, seed=4)

    again = resimulated(decision, range(len(decision.menu)), worlds=2048, seed=4)
    nothing = decision.menu.nothing()
    assert found.value == pytest.approx(again, abs=1e-12)
    assert (found.value >= 0.0).all()
    assert found.loss == pytest.approx(
        decision.expected_loss(nothing, worlds=2048, seed=4), abs=1e-12
    )


@given(decisions())
@settings(max_examples=20, deadline=None)
def test_the_error_is_that_of_the_differences_between_pairs_of_worlds(decision: Decision) -> None:
    found = values(decision, worlds=2048, seed=1)
    nothing = decision.menu.nothing()
    one = nothing.copy()
    one[0] = True

    saved = decision.losses(nothing, worlds=2048, seed=1) - decision.losses(
        one, worlds=2048, seed=1
    )

    assert found.error[0] == pytest.approx(saved.std() / 2048**0.5, abs=1e-9)


def test_more_options_than_bits_in_a_word() -> None:
    """One hundred facts are all needed; each option takes away one."""
    facts = {f"f{n}": NodeSpec(Kind.LEAF, 0.999, ()) for n in range(100)}
    nodes = facts | {"all": NodeSpec(Kind.AND, 1.0, tuple(facts))}
    graph = graph_of(nodes)
    menu = menu_of(
        [Option(name=name, cost=1.0, effects={graph.index[name]: 0.5}) for name in facts]
    )

    decision = decision_of(graph, menu, {graph.index["all"]: 1.0})
    found = values(decision, worlds=2048)

    assert found.value == pytest.approx(resimulated(decision, range(100), worlds=2048))
    assert found.value == pytest.approx(np.full(100, found.loss / 2), abs=0.1)


def test_two_ways_in_are_worth_nothing_apart() -> None:
    nodes = {
        "front": NodeSpec(Kind.LEAF, 1.0, ()),
        "back": NodeSpec(Kind.LEAF, 1.0, ()),
        "in": NodeSpec(Kind.OR, 1.0, ("front", "back")),
    }
    menu = menu_of([Option(name=f"lock {n}", cost=1.0, effects={n: 0.0}) for n in (0, 1)])

    found = values(decision_of(graph_of(nodes), menu, {2: 1.0}), worlds=2048)

    assert found.value.tolist() == [0.0, 0.0]
    assert found.loss == 1.0


def test_what_two_ways_hold_up_together_no_option_takes_alone() -> None:
    """Either entry makes both rooms true, whichever is worked on first, and all behind them."""
    nodes = {
        "window": NodeSpec(Kind.LEAF, 1.0, ()),
        "door": NodeSpec(Kind.LEAF, 1.0, ()),
        "hall": NodeSpec(Kind.OR, 1.0, ("window", "kitchen")),
        "kitchen": NodeSpec(Kind.OR, 1.0, ("door", "hall")),
        "safe": NodeSpec(Kind.OR, 1.0, ("hall",)),
        "stove": NodeSpec(Kind.OR, 1.0, ("kitchen",)),
    }
    menu = menu_of([Option(name=f"lock {n}", cost=1.0, effects={n: 0.0}) for n in (0, 1)])
    goals = {4: 1.0, 5: 1.0}

    found = values(decision_of(graph_of(nodes), menu, goals), worlds=2048)

    assert found.value.tolist() == [0.0, 0.0]
