"""A proven optimum is the optimum; a bound is a bound, however little was looked at."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.bits import streams_of
from ng911risk.andor.cover import Effort, prove
from ng911risk.andor.decision import Decision, decision_of
from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.greedy import greedy
from ng911risk.andor.options import Option, menu_of
from ng911risk.andor.ragged import Ragged
from ng911risk.andor.sample import sample_of
from tests.andor.decisions import choices, decisions

BUDGETS = st.sampled_from((0.0, 1.0, 3.0, 6.0, 12.0))
WHOLE = Effort(gap=0.0, whole_rounds=100, nodes=100_000)


@given(decisions(), BUDGETS)
@settings(max_examples=40, deadline=None)
def test_brute_force_finds_nothing_better(decision: Decision, budget: float) -> None:
    menu, sample = decision.menu, sample_of(decision, worlds=96, seed=1)

    found = prove(sample, budget, menu.nothing(), WHOLE)

    best = min(sample.mean_loss(one) for one in choices(menu, budget))
    assert found.loss == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-6)
    assert found.loss == sample.mean_loss(found.chosen)
    assert menu.allowed(found.chosen)
    assert menu.price(found.chosen) <= budget + 1e-6


@given(decisions(), BUDGETS, st.integers(0, 3), st.integers(0, 2))
@settings(max_examples=40, deadline=None)
def test_a_bound_holds_however_little_was_looked_at(
    decision: Decision, budget: float, fractional: int, whole: int
) -> None:
    menu, sample = decision.menu, sample_of(decision, worlds=96, seed=2)
    effort = Effort(fractional_rounds=fractional, whole_rounds=whole, nodes=1, gap=0.0)
    start = menu.nothing()

    found = prove(sample, budget, start, effort)

    best = min(sample.mean_loss(one) for one in choices(menu, budget))
    assert found.bound <= best + 1e-6
    assert best - 1e-6 <= found.loss <= sample.mean_loss(start) + 1e-12
    assert 0.0 <= found.gap <= 1.0


@given(decisions())
@settings(max_examples=20, deadline=None)
def test_more_money_never_buys_less(decision: Decision) -> None:
    sample = sample_of(decision, worlds=64, seed=3)
    nothing = decision.menu.nothing()

    losses = [prove(sample, budget, nothing, WHOLE).loss for budget in (0.0, 2.0, 4.0, 8.0)]

    assert losses == sorted(losses, reverse=True)


def test_both_doors_must_be_locked() -> None:
    """Greedy sees no use in either lock; the programme sees that both together help."""
    nodes = {
        "front": NodeSpec(Kind.LEAF, 1.0, ()),
        "back": NodeSpec(Kind.LEAF, 1.0, ()),
        "in": NodeSpec(Kind.OR, 1.0, ("front", "back")),
    }
    menu = menu_of([Option(name=f"lock {n}", cost=1.0, effects={n: 0.0}) for n in (0, 1)])
    sample = sample_of(decision_of(graph_of(nodes), menu, {2: 1.0}), worlds=64, seed=1)
    first = greedy(menu, sample.mean_loss, 2.0)

    found = prove(sample, 2.0, first)

    assert not first.any()
    assert found.chosen.all()
    assert found.loss == found.bound == found.gap == 0.0


def test_it_takes_two_to_turn_a_coin_over() -> None:
    """No option alone brings 0.8 below 0.3; any two of them do, for half of the worlds."""
    graph = graph_of({"fact": NodeSpec(Kind.LEAF, 0.8, ())})
    menu = menu_of([Option(name=n, cost=1.0, effects={0: 0.5}) for n in "abc"])
    sample = sample_of(decision_of(graph, menu, {0: 1.0}), worlds=512, seed=1)

    found = prove(sample, 2.0, menu.nothing(), WHOLE)

    weak = prove(sample, 2.0, menu.nothing(), Effort(whole_rounds=0, gap=0.0))
    assert weak.bound <= found.loss + 1e-6
    assert found.chosen.sum() == 2
    assert found.loss == pytest.approx(0.2, abs=0.06)
    assert found.bound == pytest.approx(found.loss)


GENERATOR = Path(__file__).parents[3] / "shared" / "prototypes" / "engine" / "gen.py"


@pytest.mark.skipif(not GENERATOR.exists(), reason="needs the generator of the prototypes")
def test_case_c14_brute_force_proof_and_greedy_agree() -> None:
    """
    Eleven mitigations, 30 % of their cost: patching one site and endpoint protection at the other.

    Source: design notes of the engine, case C14: 256 sets within 47.1, loss 0.0068 in 1,024
    worlds of other random bits.
    """
    made = runpy.run_path(str(GENERATOR))["generate"](1, 12)
    graph = AndOrGraph(
        kind=made.kind.astype(np.int8),
        chance=made.p,
        before=Ragged.grouped(made.n, made.dst, made.src),
        stream=streams_of(map(str, range(made.n))),
        site=made.part.astype(np.int32),
        names=range(made.n),  # type: ignore[arg-type] # nobody asks for them
    )
    options = [
        Option(
            name=f"{name} {owner}",
            cost=cost * (1 + 0.5 * ((int(owner) * 7919) % 5) / 4),
            effects=dict.fromkeys(leaves[owners == owner].tolist(), left),
        )
        for name, leaves, owners, cost, left in made.mit
        for owner in np.unique(owners)
    ]
    menu = menu_of(options)
    decision = decision_of(graph, menu, dict.fromkeys(made.mis.tolist(), 1.0))
    sample = sample_of(decision, worlds=4096, seed=1)
    sets = list(choices(menu, 0.3 * float(menu.cost.sum())))

    first = greedy(menu, sample.mean_loss, 47.1)
    found = prove(sample, 47.1, first, WHOLE)

    assert len(menu) == 11
    assert len(sets) == 256
    assert found.loss == found.bound == min(map(sample.mean_loss, sets)) == sample.mean_loss(first)
    assert {"patch 1", "edr 0"} <= {menu.names[one] for one in np.flatnonzero(found.chosen)}
    assert found.loss == pytest.approx(0.0068, abs=0.003)
