"""The rate of the kernel and that of the code agree, and keep to the scope."""

from __future__ import annotations

import pytest

from ng911risk.lab.door.pace import BURST_MAX, pace_of
from ng911risk.model.lab import PACKETS_PER_SECOND_MAX


@pytest.mark.parametrize("rate", range(1, PACKETS_PER_SECOND_MAX + 1))
def test_burst_and_rate_together_are_the_rate_of_the_scope(rate: int) -> None:
    pace = pace_of(rate)

    assert pace.kernel_rate + pace.burst - 1 == rate
    assert 1 <= pace.burst <= BURST_MAX
    assert 0 < pace.asked_rate < pace.kernel_rate
