from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.ranges import REACH, ends, towards
from ng911risk.model.scales import Band, Range


@given(numbers=st.tuples(*[st.floats(0.0, 1e6)] * 3))
def test_both_ends_move_to_the_same_part_of_their_way(numbers: tuple[float, float, float]) -> None:
    low, likely, high = sorted(numbers)
    made = ends(Range(low=low, likely=likely, high=high, basis="Made up."))

    assert made.likely == likely
    assert low <= made.low + 1e-9
    assert made.high <= high + 1e-9
    assert likely - made.low == pytest.approx(REACH * (likely - low))
    assert made.high - likely == pytest.approx(REACH * (high - likely))


def test_what_is_known_exactly_stays_exact() -> None:
    exact = Band(low=0.1, likely=0.1, high=0.1)

    assert towards(exact) == exact
