"""Seconds that only ever grow, also while the machine sleeps: a scope ends when it says."""

from __future__ import annotations

import time
from typing import Final

_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux has one that goes on while a laptop is shut."""


def seconds() -> float:
    """Seconds since the machine started."""
    return time.clock_gettime(_CLOCK)
