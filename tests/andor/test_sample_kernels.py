"""The cheapest way to a loss, and what breaks it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor import sample_kernels
from ng911risk.andor.ragged import Ragged

Rule = tuple[int, list[int]]


def arrays(rules: Sequence[Rule], variables: int) -> tuple[Ragged, Ragged, np.ndarray]:
    body = Ragged.of([needs for _, needs in rules])
    return body, body.turned(variables), np.array([head for head, _ in rules], dtype=np.int32)


def test_a_way_is_cheap_where_its_parts_are() -> None:
    """3 comes from 0 and 1 (1 + 2) or from 2 (4); 4 needs 3 and pays 1 more."""
    rules: list[Rule] = [(0, []), (1, []), (2, []), (3, [0, 1]), (3, [2]), (4, [3])]
    body, uses, head = arrays(rules, 5)
    cost = np.array([1.0, 2.0, 4.0, 0.0, 0.0, 1.0])

    by = sample_kernels.cheapest(cost, head, body.start, uses.start, uses.items)

    assert by.tolist() == [0, 1, 2, 3, 5]
    cost[1] = 3.5
    by = sample_kernels.cheapest(cost, head, body.start, uses.start, uses.items)
    assert by[3] == 4


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[Rule], list[float]]:
    size = draw(st.integers(1, 6))
    needs = st.lists(st.integers(0, size - 1), max_size=3, unique=True)
    rules = draw(st.lists(st.tuples(st.integers(0, size - 1), needs), min_size=1, max_size=10))
    rules.sort(key=lambda rule: rule[0])
    costs = draw(st.lists(st.integers(0, 5), min_size=len(rules), max_size=len(rules)))
    return rules, [float(cost) for cost in costs]


@given(systems())
@settings(max_examples=100, deadline=None)
def test_cheapest_ways_are_those_of_repeated_improvement(
    system: tuple[list[Rule], list[float]],
) -> None:
    """Bellman-Ford on the same costs, and truth for what has none."""
    rules, costs = system
    body, uses, head = arrays(rules, 6)
    best = np.full(6, np.inf)
    for _ in range(40):
        for (made, needs), cost in zip(rules, costs, strict=True):
            best[made] = min(best[made], cost + sum(best[need] for need in needs))

    by = sample_kernels.cheapest(np.array(costs), head, body.start, uses.start, uses.items)
    true = sample_kernels.follow(
        head, body.start, uses.start, uses.items, np.ones(len(rules), dtype=np.bool_)
    )

    assert ((by >= 0) == np.isfinite(best)).all()
    assert (true == np.isfinite(best)).all()
    for variable in np.flatnonzero(by >= 0):
        way = costs[by[variable]] + sum(best[need] for need in rules[by[variable]][1])
        assert way == pytest.approx(best[variable])


def test_one_option_or_several_break_a_coin() -> None:
    """A chance of 0.8 halved by each of three options; the coin's number lies at 0.15."""
    number = np.array([0.15 * 2**32, 0.5 * 2**32, 0], dtype=np.uint64)
    lever = np.array([0, 0, -1], dtype=np.int32)
    share = np.array([0.2, 0.9, 0.0])

    cost, start, found = sample_kernels.breakers(
        lever,
        number,
        np.array([0.8]),
        np.array([0, 3]),
        np.array([0, 1, 2], dtype=np.int32),
        np.array([0.5, 0.5, 0.5]),
        share,
    )

    # 0.8, 0.4, 0.2 are above 0.15: the two chosen most are granted, the third one breaks it
    assert found[start[0] : start[1]].tolist() == [2]
    # one halving is enough below 0.5: every option breaks it
    assert sorted(found[start[1] : start[2]].tolist()) == [0, 1, 2]
    assert cost.tolist() == [0.0, pytest.approx(1.1), 0.0]


def test_a_coin_that_no_choice_turns_over_loses_its_lever() -> None:
    lever = np.array([0, 1, -1], dtype=np.int32)
    stream = np.array([11, 11], dtype=np.uint64)
    least = np.array([2**32, 0], dtype=np.uint64)

    found = sample_kernels.numbers(lever, stream, least, np.uint64(5), np.uint64(3))

    assert lever.tolist() == [-1, 1, -1]
    assert found[0] == found[2] == 0
    assert 0 < found[1] < 2**32


def test_what_two_steps_share_stands_once_in_a_cut() -> None:
    rules: list[Rule] = [(0, []), (1, [0]), (2, [0]), (3, [1, 2])]
    body, uses, head = arrays(rules, 4)
    by = sample_kernels.cheapest(np.zeros(4), head, body.start, uses.start, uses.items)

    start, found = sample_kernels.cuts(
        np.array([3, 1], dtype=np.int32),
        by,
        body.start,
        body.items,
        np.array([0, 2, 2, 3, 3]),
        np.array([4, 1, 1], dtype=np.int32),
        5,
    )

    assert found[start[0] : start[1]].tolist() == [1, 4]
    assert found[start[1] : start[2]].tolist() == [1, 4]
