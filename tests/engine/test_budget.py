"""The best set for a budget: paid for, proven, never worse for more money."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.budget import (
    best_sets,
    budget_plan,
    fresh_judge,
    ladder,
    menu_for,
    sets_one_by_one,
)
from ng911risk.engine.decide import END, said
from ng911risk.engine.whatif import WhatIf, tried
from ng911risk.model.budget import BudgetPlan
from ng911risk.model.inventory import Inventory
from ng911risk.model.scales import Status
from tests.engine.runs import run_of
from tests.engine.small import AT, story, story_catalog
from tests.engine.small import said as answered
from tests.samples.test_stories import sample


def plan_of(site: Inventory, *budgets: float, seed: int = 1) -> BudgetPlan:
    return budget_plan(
        site,
        load_catalog(),
        budgets,
        at=AT,
        tool_version="test",
        inventory_digest="0" * 64,
        seed=seed,
    )


@cache
def hollow() -> BudgetPlan:
    return plan_of(sample("hollow-legacy"), 50_000.0, 0.0, 10_000.0)


def test_a_set_is_paid_for_and_buys_something() -> None:
    for one in hollow().sets:
        assert one.dollars <= one.budget
        assert one.dollars_low <= one.dollars <= one.dollars_high
        assert one.harm_after.likely <= one.harm_before.likely
        assert one.headline_after <= one.headline_before
        assert one.calls_after <= one.calls_before
        alone = [purchase.alone for purchase in one.purchases]
        assert alone == sorted(alone, reverse=True)


def test_more_money_never_buys_less() -> None:
    half, nothing, little = hollow().sets

    assert (nothing.budget, little.budget, half.budget) == (0.0, 10_000.0, 50_000.0)
    assert half.harm_after.likely < little.harm_after.likely < nothing.harm_before.likely


def test_what_is_proven_lies_close() -> None:
    for one in hollow().sets:
        assert one.least <= one.harm_after.likely
        assert one.gap == pytest.approx(1.0 - one.least / one.harm_after.likely)
        assert one.gap <= 0.05


def test_ties_say_what_to_exchange() -> None:
    for one in hollow().sets:
        bought = {purchase.mitigation for purchase in one.purchases}
        for tie in one.ties:
            assert tie.without
            assert set(tie.without) <= bought
            assert not set(tie.instead) & bought
            assert tie.dollars <= one.budget
            assert abs(tie.more) <= 3 * tie.error


def test_no_set_of_a_small_site_is_better_than_the_proven_one() -> None:
    run = run_of(story(), story_catalog())
    menu = menu_for(run)
    budget = float(np.sort(menu.cost)[:2].sum())
    sets = [np.array(bits, dtype=np.bool_) for bits in product((False, True), repeat=len(menu))]
    sets = [one for one in sets if menu.price(one) <= budget]
    _, results = tried(run, [WhatIf(said=said(menu, one), coins={}) for one in sets], END)
    least = min(one.weighted for one in results)

    (found,) = best_sets(run, menu, [budget])

    (_, (after,)) = tried(run, [WhatIf(said=said(menu, found.chosen), coins={})], END)
    assert found.bound <= least * (1 + 1e-6)
    assert after.weighted <= least * 1.03  # fresh worlds chose it, and they differ a little


def test_fresh_worlds_judge_as_what_ifs_do_in_worlds_of_that_seed() -> None:
    menu = menu_for(run_of(story(), story_catalog()))
    judge = fresh_judge(run_of(story(), story_catalog(), seed=4), menu)
    other = run_of(story(), story_catalog(), seed=5)
    every = np.ones(len(menu), dtype=np.bool_)

    for chosen in (menu.nothing(), every):
        change = WhatIf(said=said(menu, chosen), coins={})
        _, (after,) = tried(other, [change], END)
        assert judge(chosen).mean() == pytest.approx(after.weighted)


def test_what_is_in_place_or_claims_no_effect_is_not_for_sale() -> None:
    run = run_of(story(controls=(answered("segment", Status.YES),)), story_catalog())
    names = menu_for(run).names

    assert "segment" not in names
    assert "train" in names
    assert not any(run.catalog.mitigations[name].programme_wide for name in names)


def test_where_all_is_in_place_nothing_is_bought() -> None:
    names = menu_for(run_of(story(), story_catalog())).names
    site = story(controls=tuple(answered(name, Status.YES) for name in names))
    run = run_of(site, story_catalog())
    menu = menu_for(run)

    (found,) = best_sets(run, menu, [1e6])

    assert len(menu) == 0
    assert found.price == 0.0
    assert found.gap == 0.0


def test_the_same_call_gives_the_same_plan() -> None:
    site = sample("harbor-metro")

    assert plan_of(site, 50_000.0) == plan_of(site, 50_000.0)


def test_sets_are_found_one_by_one_the_smallest_budget_first() -> None:
    run = run_of(story(), story_catalog())
    menu = menu_for(run)
    amounts = ladder(menu)
    found = list(sets_one_by_one(run, menu, reversed(amounts)))

    assert [one.budget for one in found] == list(amounts)
    together = best_sets(run, menu, amounts)
    assert [one.chosen.tolist() for one in found] == [one.chosen.tolist() for one in together]


def test_a_ladder_ends_where_everything_can_be_bought() -> None:
    menu = menu_for(run_of(sample("pine-county"), load_catalog()))
    amounts = ladder(menu)
    whole = menu.price(np.ones(len(menu), dtype=np.bool_))

    assert len(amounts) == 6
    assert list(amounts) == sorted(amounts)
    assert amounts[-2] < whole <= amounts[-1]
    assert len(ladder(menu, rungs=3)) == 3
