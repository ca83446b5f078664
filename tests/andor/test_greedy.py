"""Greedy sets keep to the budget and the rules, and see through its two classic traps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.decision import Decision
from ng911risk.andor.greedy import _bought, _Values, exchanged, greedy
from ng911risk.andor.options import Chosen, Menu, Option, menu_of
from ng911risk.andor.sample import sample_of
from tests.andor.decisions import choices, decisions


def menu(*costs: float) -> Menu:
    return menu_of([Option(name=f"o{n}", cost=cost, effects={}) for n, cost in enumerate(costs)])


@given(decisions(), st.sampled_from((0.0, 1.0, 3.0, 6.0, 12.0)))
@settings(max_examples=60, deadline=None)
def test_a_greedy_set_is_allowed_paid_for_and_never_harmful(
    decision: Decision, budget: float
) -> None:
    sample = sample_of(decision, worlds=128, seed=1)

    found = greedy(decision.menu, sample.mean_loss, budget)

    assert decision.menu.allowed(found)
    assert decision.menu.price(found) <= budget + 1e-6
    assert sample.mean_loss(found) <= sample.mean_loss(decision.menu.nothing())


def test_something_cheap_does_not_keep_out_something_great() -> None:
    """A bargain that saves 1 for 1 would leave no money for what saves 9 for 10."""

    def loss(chosen: Chosen) -> float:
        return float(10.0 - 1.0 * chosen[0] - 9.0 * chosen[1])

    assert greedy(menu(1.0, 10.0), loss, 10.0).tolist() == [False, True]


def test_many_bargains_beat_one_great_thing() -> None:
    def loss(chosen: Chosen) -> float:
        return float(20.0 - 5.0 * chosen[0] - 4.0 * chosen[1:].sum())

    found = greedy(menu(4.0, 1.0, 1.0, 1.0, 1.0), loss, 4.0)

    assert found.tolist() == [False, True, True, True, True]


def test_values_that_fall_are_looked_at_again() -> None:
    """The first two save the same thing; together they are no better than one."""

    def loss(chosen: Chosen) -> float:
        return float(10.0 - 6.0 * bool(chosen[:2].any()) - 3.0 * chosen[2])

    assert greedy(menu(1.0, 1.0, 1.0), loss, 2.0).tolist() == [True, False, True]


def test_a_shared_cost_makes_the_second_one_cheap() -> None:
    options = [
        Option(name="a", cost=1.0, effects={}, shares=("works",)),
        Option(name="b", cost=1.0, effects={}, shares=("works",)),
        Option(name="c", cost=3.0, effects={}),
    ]

    def loss(chosen: Chosen) -> float:
        return float(10.0 - 5.0 * chosen[0] - 2.0 * chosen[1] - 2.5 * chosen[2])

    found = greedy(menu_of(options, {"works": 3.0}), loss, 5.0)

    assert found.tolist() == [True, True, False]


def test_what_became_cheap_comes_up_before_what_seemed_cheaper() -> None:
    options = [
        Option(name="a", cost=1.0, effects={}, shares=("works",)),
        Option(name="b", cost=1.0, effects={}, shares=("works",)),
        Option(name="c", cost=3.0, effects={}),
    ]
    menu = menu_of(options, {"works": 3.0})

    def loss(chosen: Chosen) -> float:
        return float(10.0 - 5.0 * chosen[0] - 2.0 * chosen[1] - 1.9 * chosen[2])

    first = _Values.of(menu, loss, None)
    found = _bought(menu, loss, 7.0, first, by_price=True)

    assert found.tolist() == [True, True, False]


def test_what_needs_something_is_bought_together_with_it() -> None:
    options = [
        Option(name="base", cost=1.0, effects={}),
        Option(name="top", cost=1.0, effects={}, needs=("base",)),
        Option(name="else", cost=1.0, effects={}),
    ]

    def loss(chosen: Chosen) -> float:
        return float(10.0 - 8.0 * chosen[1] - 1.0 * chosen[2])

    assert greedy(menu_of(options), loss, 2.0).tolist() == [True, True, False]


@given(decisions(), st.sampled_from((2.0, 5.0)), st.data())
@settings(max_examples=40, deadline=None)
def test_exchanging_never_makes_a_set_worse(
    decision: Decision, budget: float, data: st.DataObject
) -> None:
    sample = sample_of(decision, worlds=64, seed=1)
    start = data.draw(st.sampled_from(list(choices(decision.menu, budget))))
    order = np.arange(len(decision.menu), dtype=np.float64)

    found = exchanged(decision.menu, sample.mean_loss, budget, start, order)

    assert decision.menu.allowed(found)
    assert decision.menu.price(found) <= budget + 1e-6
    assert sample.mean_loss(found) <= sample.mean_loss(start)


def test_an_exchange_finds_what_single_steps_missed() -> None:
    def loss(chosen: Chosen) -> float:
        return float(10.0 - 5.0 * chosen[0] - 6.0 * chosen[1])

    start = np.array([True, False])
    found = exchanged(menu(2.0, 2.0), loss, 2.0, start, np.array([5.0, 6.0]))

    assert found.tolist() == [False, True]
    assert loss(found) == pytest.approx(4.0)
