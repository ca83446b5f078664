"""Wilson intervals have their published ends and cover what they promise."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.andor.wilson import Z99, wilson, wilson_each


def test_a_printed_example() -> None:
    # R. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 95 %.
    assert wilson(81, 263, 1.959964) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    # The same table: 0 of 20.
    assert wilson(0, 20, 1.959964) == pytest.approx((0.0, 0.1611), abs=5e-5)


@pytest.mark.parametrize("worlds", [1, 10, 1024])
def test_the_ends_are_exact_where_everything_agrees(worlds: int) -> None:
    assert wilson(0, worlds)[0] == 0.0
    assert wilson(worlds, worlds)[1] == 1.0
    assert 0.0 < wilson(0, worlds)[1] < 1.0
    assert 0.0 < wilson(worlds, worlds)[0] < 1.0


@pytest.mark.parametrize("probability", [0.05, 0.3, 0.5, 0.9])
def test_it_covers_what_it_promises(probability: float) -> None:
    worlds = 1000
    covered = 0.0
    for true in range(worlds + 1):
        low, high = wilson(true, worlds)
        if low <= probability <= high:
            covered += (
                comb(worlds, true) * probability**true * (1.0 - probability) ** (worlds - true)
            )

    assert Z99 == 2.5758293035489004
    assert covered == pytest.approx(0.99, abs=0.005)


@given(st.lists(st.tuples(st.integers(1, 10_000), st.floats(0.0, 1.0)), min_size=1, max_size=9))
def test_many_counts_at_once_are_the_same_as_one_by_one(counts: list[tuple[int, float]]) -> None:
    worlds = np.array([float(one) for one, _ in counts])
    true = np.array([float(round(one * share)) for one, share in counts])

    low, high = wilson_each(true, worlds)

    for place in range(len(counts)):
        assert (low[place], high[place]) == wilson(int(true[place]), int(worlds[place]))
        assert 0.0 <= low[place] <= true[place] / worlds[place] <= high[place] <= 1.0
