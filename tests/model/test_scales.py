from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.model.scales import Grade, Level, Range, Share

NUMBERS = st.tuples(*[st.floats(-1.0, 2.0)] * 3)


@given(numbers=NUMBERS)
def test_a_range_is_ordered_and_never_negative(numbers: tuple[float, float, float]) -> None:
    low, likely, high = numbers
    if 0.0 <= low <= likely <= high:
        assert Range(low=low, likely=likely, high=high, basis="-").high == high
    else:
        with pytest.raises(ValueError, match="expected 0 <= low <= likely <= high, got"):
            Range(low=low, likely=likely, high=high, basis="-")


@given(numbers=NUMBERS)
def test_a_share_is_also_at_most_one(numbers: tuple[float, float, float]) -> None:
    low, likely, high = sorted(abs(one) for one in numbers)
    if high <= 1.0:
        assert Share(low=low, likely=likely, high=high, basis="-").high == high
    else:
        with pytest.raises(ValueError, match="a share is at most 1, got"):
            Share(low=low, likely=likely, high=high, basis="-")


def test_a_share_out_of_order_is_refused_as_a_range_is() -> None:
    with pytest.raises(ValueError, match="low <= likely"):
        Share(low=0.5, likely=0.4, high=0.9, basis="-")


@pytest.mark.parametrize("number", [float("nan"), float("-inf")])
def test_what_is_no_number_is_no_range(number: float) -> None:
    with pytest.raises(ValueError, match="expected 0"):
        Range(low=number, likely=1.0, high=2.0, basis="-")


def test_levels_are_an_order_and_not_a_sum() -> None:
    for lower, higher in pairwise(Level):
        assert lower < higher
        assert higher >= lower
        assert higher.rank == lower.rank + 1
    with pytest.raises(TypeError):
        assert Level.LOW < 3


def test_words_are_for_people() -> None:
    assert Level.VERY_HIGH.words == "very high"
    assert len({grade.words for grade in Grade}) == len(Grade)
    assert all(grade.words for grade in Grade)
