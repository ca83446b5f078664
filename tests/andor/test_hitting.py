"""Hitting sets, against all subsets."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.hitting import Smallest, bits, cheapest

THINGS = 6
rows_of = st.lists(st.integers(1, (1 << THINGS) - 1), max_size=8)
costs_of = st.lists(st.sampled_from((0.0, 1.0, 1.5, 20.0)), min_size=THINGS, max_size=THINGS)


def all_hitting(rows: list[int]) -> list[int]:
    return [mask for mask in range(1 << THINGS) if all(mask & row for row in rows)]


def price(mask: int, cost: list[float]) -> float:
    return sum(cost[one] for one in bits(mask))


def smallest_of(masks: list[int]) -> set[int]:
    return {one for one in masks if not any(m != one and m & one == m for m in masks)}


@given(st.sets(st.integers(0, 200)))
def test_bits_of_a_mask(numbers: set[int]) -> None:
    assert list(bits(sum(1 << n for n in numbers))) == sorted(numbers)


@settings(deadline=None)
@given(rows_of, costs_of)
def test_the_cheapest_is_the_cheapest_of_all(rows: list[int], cost: list[float]) -> None:
    found = cheapest(rows, cost)

    assert found is not None
    assert found in all_hitting(rows)
    least = min(price(mask, cost) for mask in all_hitting(rows))
    assert price(found, cost) == pytest.approx(least)


@settings(deadline=None)
@given(rows_of, st.integers(0, 8))
def test_all_smallest_are_listed_though_rows_come_late(rows: list[int], early: int) -> None:
    late = rows[early:]

    def another(mask: int) -> int | None:
        return next((row for row in late if not row & mask), None)

    listing = Smallest(rows=rows[:early], another=another, cost=[1.0] * THINGS)

    assert listing.run(limit=1_000, budget=100_000)
    assert listing.found == smallest_of(all_hitting(rows))


@settings(deadline=None)
@given(rows_of, costs_of, st.sampled_from((0.0, 2.0, 21.0)))
def test_dear_ones_can_be_left_out(rows: list[int], cost: list[float], most: float) -> None:
    listing = Smallest(rows=list(rows), another=lambda _: None, cost=cost, at_most=most)

    assert listing.run(limit=1_000, budget=100_000)
    every = smallest_of(all_hitting(rows))
    assert listing.found == {one for one in every if price(one, cost) <= most}


@pytest.mark.parametrize(("limit", "budget"), [(3, 1_000), (1_000, 5)])
def test_a_list_that_ends_early_says_so(limit: int, budget: int) -> None:
    rows = [0b000011, 0b001100, 0b110000]
    listing = Smallest(rows=rows, another=lambda _: None, cost=[1.0] * THINGS)

    assert not listing.run(limit=limit, budget=budget)
    assert listing.found < smallest_of(all_hitting(rows))


def test_three_of_five() -> None:
    """Of any three of five things one is in each set: the smallest sets are all triples."""
    rows = [sum(1 << n for n in three) for three in combinations(range(5), 3)]
    listing = Smallest(rows=rows, another=lambda _: None, cost=[1.0] * THINGS)

    assert listing.run(limit=1_000, budget=100_000)
    triples = {sum(1 << n for n in three) for three in combinations(range(5), 3)}
    assert listing.found == triples
