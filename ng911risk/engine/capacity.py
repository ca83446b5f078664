"""
What the people on duty can carry: calls that wait, give up, or find no line.

A birth-death queue: `on_duty` servers, `trunks` places in all, callers who
give up after `patience_s` on average. Genuine and hostile calls queue alike.
Erlang's formulas are its edges (no patience limit, or no waiting places).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PATIENCE_S = 60.0
"""Mean seconds a caller waits before hanging up. Judgement; docs/method.md, "Callers"."""


_NEVER_IN_TIME = 1e-12
_NEVER_BLOCKED = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Calls of one kind: how many an hour and how long each takes."""

    per_hour: float
    hold_s: float

    @property
    def erlangs(self) -> float:
        """Offered load."""
        return self.per_hour * self.hold_s / 3600.0


def erlang_b(servers: int, erlangs: float) -> float:
    """
    Share of calls blocked when none can wait.

    Args:
        servers: Lines, at least 0.
        erlangs: Offered load, at least 0.

    Returns:
        Blocking probability in [0, 1]; 1 without a line.

    Source:
        Erlang's loss formula, by its recursion B(n) = aB(n-1) / (n + aB(n-1)).
    """
    blocked = 1.0
    for line in range(1, servers + 1):
        blocked = erlangs * blocked / (line + erlangs * blocked)
        if blocked < _NEVER_BLOCKED:
            return 0.0  # further lines make it smaller still
    return blocked


def lost_share(loads: tuple[Load, ...], *, on_duty: int, trunks: int) -> float:
    """
    Share of callers who find no line or give up waiting.

    Args:
        loads: Calls that share the people; service times are averaged by load.
        on_duty: People answering; 0 loses everybody.
        trunks: Calls that can be up at once, waiting or answered.

    Returns:
        Share in [0, 1].
    """
    arrivals = sum(load.per_hour for load in loads) / 3600.0
    if arrivals <= 0.0:
        return 0.0
    if on_duty <= 0 or trunks <= 0:
        return 1.0
    states = _states(loads, on_duty=on_duty, trunks=trunks)
    waiting = float(states @ np.maximum(0.0, np.arange(states.size) - float(on_duty)))
    return min(1.0, float(states[-1]) + waiting / PATIENCE_S / arrivals)


def in_standard(loads: tuple[Load, ...], *, on_duty: int, trunks: int, seconds: float) -> float:
    """
    Share of callers answered within `seconds`, by the wait of who finds `n` before them.

    An approximation: a caller behind k others waits a gamma time of k + 1 departures.
    """
    arrivals = sum(load.per_hour for load in loads) / 3600.0
    if arrivals <= 0.0:
        return 1.0
    if on_duty <= 0 or trunks <= 0:
        return 0.0
    states = _states(loads, on_duty=on_duty, trunks=trunks)
    rate = on_duty / _mean_hold(loads)
    share = float(states[: min(on_duty, trunks)].sum())
    for n in range(on_duty, trunks):
        in_time = _erlang_cdf(n - on_duty + 1, rate, seconds)
        if in_time < _NEVER_IN_TIME:
            break  # whoever is farther back waits even longer
        share += float(states[n]) * in_time
    return min(1.0, share)


def half_lost(
    loads: tuple[Load, ...], hold_s: float, *, on_duty: int, trunks: int, share: float = 0.5
) -> float:
    """
    Attack calls an hour of `hold_s` seconds at which `share` of all callers are lost.

    Returns:
        Calls an hour, to the nearest whole one; 0 when the share is lost unattacked.
    """

    def lost(per_hour: float) -> float:
        flood = Load(per_hour=per_hour, hold_s=hold_s)
        return lost_share((*loads, flood), on_duty=on_duty, trunks=trunks)

    return float(round(_where(lost, share)))


def _where(rising: Callable[[float], float], level: float) -> float:
    if rising(0.0) >= level:
        return 0.0
    low, high = 0.0, 1.0
    while rising(high) < level and high < 1e7:  # noqa: PLR2004 -- more calls than phones
        low, high = high, 2.0 * high
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if rising(middle) < level else (low, middle)
    return high


def _states(loads: tuple[Load, ...], *, on_duty: int, trunks: int) -> NDArray[np.float64]:
    """Probability of 0..trunks calls in the house, in logarithms against overflow."""
    arrivals = sum(load.per_hour for load in loads) / 3600.0
    n = np.arange(1, trunks + 1)
    served = np.minimum(n, on_duty) / _mean_hold(loads)
    logs = np.cumsum(np.log(arrivals / (served + np.maximum(0, n - on_duty) / PATIENCE_S)))
    logs = np.concatenate([np.zeros(1), logs])
    weights = np.exp(logs - logs.max())
    found: NDArray[np.float64] = weights / weights.sum()
    return found


def _mean_hold(loads: tuple[Load, ...]) -> float:
    per_hour = sum(load.per_hour for load in loads)
    return sum(load.per_hour * load.hold_s for load in loads) / per_hour


def _erlang_cdf(stages: int, rate: float, seconds: float) -> float:
    """P(sum of `stages` exponential times of `rate` <= seconds)."""
    x = rate * seconds
    term, total = math.exp(-x), 0.0
    for n in range(stages):
        total += term
        term *= x / (n + 1)
    return max(0.0, 1.0 - total)
