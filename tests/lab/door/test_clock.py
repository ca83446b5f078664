"""The clock that goes on while the machine sleeps."""

from __future__ import annotations

import time

from ng911risk.lab.door import clock


def test_it_grows_and_counts_the_time_asleep_where_the_machine_can_tell() -> None:
    before = clock.seconds()
    time.sleep(0.01)

    assert 0.01 <= clock.seconds() - before < 5
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert abs(clock.seconds() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 5
        assert clock._CLOCK == time.CLOCK_BOOTTIME
