"""Erlang's closed formulas: calls that find no line, and calls that wait for somebody."""

from __future__ import annotations

import math

_NEVER_BLOCKED = 1e-15
_HALVINGS = 100


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


def erlangs_carried(servers: int, blocked: float) -> float:
    """
    Offered load in erlangs at which `servers` lines block the share `blocked`.

    Args:
        servers: Lines, at least 1.
        blocked: Share in (0, 1).

    Source:
        The inverse of `erlang_b`, which rises with the load, by halving.
    """
    low, high = 0.0, 1.0
    while erlang_b(servers, high) < blocked:
        low, high = high, 2.0 * high
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if erlang_b(servers, middle) < blocked else (low, middle)
    return high


def erlang_c(servers: int, erlangs: float) -> float:
    """
    Share of calls that wait when everybody waits for as long as it takes.

    Returns:
        Probability in [0, 1]; 1 where the load is more than the people carry.

    Source:
        Erlang's delay formula, from the loss formula: nB / (n - a(1 - B)).
    """
    if erlangs >= servers:
        return 1.0
    blocked = erlang_b(servers, erlangs)
    return servers * blocked / (servers - erlangs * (1.0 - blocked))


def service_level(servers: int, erlangs: float, *, hold_s: float, seconds: float) -> float:
    """
    Share of calls answered within `seconds` when nobody gives up.

    Args:
        servers: People.
        erlangs: Offered load.
        hold_s: Mean seconds of one call.
        seconds: The wait that is still in time.

    Returns:
        Share in [0, 1]; 0 where the load is more than the people carry.

    Source:
        Erlang C with the exponential wait of those who wait, (n - a) / hold_s a second.
    """
    if erlangs >= servers:
        return 0.0
    waited = math.exp(-(servers - erlangs) * seconds / hold_s)
    return 1.0 - erlang_c(servers, erlangs) * waited
