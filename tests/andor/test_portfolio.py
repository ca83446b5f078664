"""The set that is taken: never worse than greedy on fresh worlds, and honest about ties."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.decision import Decision, decision_of
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.greedy import greedy
from ng911risk.andor.options import Chosen, Option, menu_of
from ng911risk.andor.portfolio import Draws, Portfolio, best_sets
from ng911risk.andor.values import values
from tests.andor.decisions import decisions

FEW = Draws(searched=1024, proven=64, judged=1024)


@given(decisions(), st.lists(st.sampled_from((0.0, 1.0, 3.0, 6.0)), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_every_set_is_allowed_paid_for_and_as_good_as_greedy(
    decision: Decision, budgets: list[float]
) -> None:
    menu = decision.menu
    found = best_sets(decision, budgets, FEW)

    def loss(chosen: Chosen) -> float:
        return decision.expected_loss(chosen, worlds=1024, seed=1)

    for budget, one in zip(budgets, found, strict=True):
        first = greedy(menu, loss, budget, values(decision, worlds=1024, seed=1).value)
        assert one.budget == budget
        assert menu.allowed(one.chosen)
        assert one.price == menu.price(one.chosen) <= budget + 1e-6
        assert one.after <= decision.losses(first, worlds=1024, seed=2).mean() + 1e-12
        assert one.after <= one.before
        assert one.bound <= one.sample_loss + 1e-9


@given(decisions())
@settings(max_examples=25, deadline=None)
def test_more_money_never_buys_less(decision: Decision) -> None:
    found = best_sets(decision, (8.0, 0.0, 2.0, 4.0), FEW)

    after = [one.after for one in sorted(found, key=lambda one: one.budget)]
    assert after == sorted(after, reverse=True)


def _twins(effect: float) -> tuple[Decision, Portfolio]:
    nodes = {
        "one": NodeSpec(Kind.LEAF, 0.5, ()),
        "two": NodeSpec(Kind.LEAF, 0.5, ()),
        "bad": NodeSpec(Kind.OR, 1.0, ("one", "two")),
    }
    options = [
        Option(name="first", cost=1.0, effects={0: 0.2}),
        Option(name="second", cost=1.0, effects={1: effect}),
    ]
    decision = decision_of(graph_of(nodes), menu_of(options), {2: 1.0})
    return decision, best_sets(decision, [1.0], FEW)[0]


def test_twins_are_a_tie() -> None:
    _, found = _twins(0.2)

    (other,) = found.ties
    assert found.chosen.sum() == other.chosen.sum() == 1
    assert (found.chosen != other.chosen).all()
    assert 0.0 <= other.more <= 3 * other.error


def test_a_clear_winner_has_no_tie() -> None:
    _, found = _twins(0.9)

    assert found.chosen.tolist() == [True, False]
    assert found.ties == ()
    assert found.gap == 0.0


def test_the_same_call_gives_the_same_answer() -> None:
    decision, found = _twins(0.2)
    again = best_sets(decision, [1.0], FEW)[0]

    assert (again.chosen == found.chosen).all()
    assert (again.after, again.bound, again.error) == (found.after, found.bound, found.error)
    assert np.isfinite(found.error)
