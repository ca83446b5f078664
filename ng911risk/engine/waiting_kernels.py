"""
The queue of `waiting.py`, compiled by numba.

Plain sums and quotients only, so that every machine gives the same bytes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled

_LARGE = 1e200
_NOTHING = 1e-20
_CLOSE = 1e-7
_RARE = 1e-16
_ROUNDS = 200


@compiled
def pooled(
    arrivals: float, hold: float, people: int, lines: int, patience: float
) -> tuple[float, float, float, float]:
    """
    Steady state of M/M/c/K+M: a birth-death chain over 0..lines calls in the house.

    Args:
        arrivals: Calls a second, above 0.
        hold: Mean seconds of one call.
        people, lines: At least 1.
        patience: Mean seconds until a waiting caller gives up.

    Returns:
        Shares of calls that find no line, give up, and have to wait; mean people busy.
    """
    weight, total, waits, queue, busy = 1.0, 1.0, 0.0, 0.0, 0.0
    for n in range(1, lines + 1):
        if n > people:
            waits += weight
        behind = max(0, n - people)
        weight *= arrivals / (min(n, people) / hold + behind / patience)
        total += weight
        queue += weight * behind
        busy += weight * min(n, people)
        if weight < _NOTHING * total:
            weight = 0.0  # past the likeliest number, it only gets rarer
            break
        if total > _LARGE:
            weight, total, waits = weight / _LARGE, total / _LARGE, waits / _LARGE
            queue, busy = queue / _LARGE, busy / _LARGE
    return weight / total, queue / total / patience / arrivals, waits / total, busy / total


@compiled
def _reached(arrivals: float, hold: float, people: int, lines: int, patience: float) -> int:
    """Most calls in the house that ever matter: beyond them the chance is below 1e-16."""
    weight, total = 1.0, 1.0
    for n in range(1, lines + 1):
        weight *= arrivals / (min(n, people) / hold + max(0, n - people) / patience)
        total += weight
        if weight < _RARE * total and n > people:
            return n
        if total > _LARGE:
            weight, total = weight / _LARGE, total / _LARGE
    return lines


@compiled
def _next(before: float, missed_before: float, now: float, missed: float, most: float) -> float:
    """Where two guesses and how far each missed point to; the plain step where they do not."""
    slope = missed - missed_before
    if (now - before) * slope >= 0.0:
        return now + missed
    return min(most, max(0.0, now - missed * (now - before) / slope))


@compiled
def _inverted(m: NDArray[np.float64], size: int) -> None:
    """Invert the leading block of `m` in place; it is diagonally dominant: no pivots needed."""
    for k in range(size):
        pivot = 1.0 / m[k, k]
        m[k, k] = 1.0
        for j in range(size):
            m[k, j] *= pivot
        for i in range(size):
            if i != k:
                factor = m[i, k]
                m[i, k] = 0.0
                for j in range(size):
                    m[i, j] -= factor * m[k, j]


@compiled
def apart(
    first: float,
    first_hold: float,
    second: float,
    second_hold: float,
    people: int,
    lines: int,
    patience: float,
) -> tuple[float, float, float, float]:
    """
    The same with two kinds of calls, first come first served: each keeps its own length.

    A state is (calls in the house, calls of the first kind being served). Who waits is
    of either kind by chance, since both arrive at random and are equally patient. Solved
    level by level from the top, as matrices: p(n + 1) = p(n) R(n).

    Returns:
        As `pooled`.
    """
    arrivals = first + second
    share = first / arrivals
    # were all calls as long as the longest, there would be no fewer in the house
    lines = _reached(arrivals, max(first_hold, second_hold), people, lines, patience)
    up = np.zeros((lines + 1, people + 1, people + 1))
    u = np.zeros((people + 1, people + 1))
    for n in range(lines, 0, -1):
        m = min(n, people)
        behind = n - m
        # u: minus the rates inside level n, with every way over the levels above it
        for i in range(m + 1):
            for j in range(m + 1):
                u[i, j] = 0.0
            u[i, i] = i / first_hold + (m - i) / second_hold + behind / patience
            if n < lines:
                u[i, i] += arrivals
        if n < lines:
            top = min(n + 1, people)
            for i in range(m + 1):
                for k in range(top + 1):
                    r = up[n, i, k]
                    mine, theirs = k / first_hold, (top - k) / second_hold
                    if n + 1 <= people:
                        if k > 0:
                            u[i, k - 1] -= r * mine
                        if k <= m:
                            u[i, k] -= r * theirs
                    else:
                        waiting = (n + 1 - people) / patience
                        u[i, k] -= r * (mine * share + theirs * (1.0 - share) + waiting)
                        if k > 0:
                            u[i, k - 1] -= r * mine * (1.0 - share)
                        if k < top:
                            u[i, k + 1] -= r * theirs * share
        _inverted(u, m + 1)
        if n <= people:
            for i in range(m):
                for k in range(m + 1):
                    up[n - 1, i, k] = first * u[i + 1, k] + second * u[i, k]
        else:
            for i in range(m + 1):
                for k in range(m + 1):
                    up[n - 1, i, k] = arrivals * u[i, k]
    here = np.zeros(people + 1)
    there = np.zeros(people + 1)
    here[0] = 1.0
    weight, total, waits, queue, busy = 1.0, 1.0, 0.0, 0.0, 0.0
    for n in range(1, lines + 1):
        m = min(n, people)
        if n > people:
            waits += weight
        weight = 0.0
        for k in range(m + 1):
            there[k] = 0.0
            for i in range(min(n - 1, people) + 1):
                there[k] += here[i] * up[n - 1, i, k]
            weight += there[k]
        for k in range(m + 1):
            here[k] = there[k]
        total += weight
        queue += weight * (n - m)
        busy += weight * m
        if total > _LARGE:
            weight, total, waits = weight / _LARGE, total / _LARGE, waits / _LARGE
            queue, busy = queue / _LARGE, busy / _LARGE
            for k in range(m + 1):
                here[k] /= _LARGE
    return weight / total, queue / total / patience / arrivals, waits / total, busy / total


@compiled
def with_chores(
    first: float,
    first_hold: float,
    second: float,
    second_hold: float,
    people: int,
    lines: int,
    patience: float,
    called_back: float,
    greeted: float,
    most: float,
    keep_apart: bool,  # noqa: FBT001 -- numba takes arguments by place
) -> tuple[float, float]:
    """
    The queue where callers who give up, or who wait, cost the people time of their own.

    Args:
        called_back: Seconds of work for each call that gave up.
        greeted: Seconds of work for each call that has to wait.
        most: Largest share of their time that people give to this.
        keep_apart: Each kind with its own length, else all with the mean.

    Returns:
        Shares of calls that find no line and that give up. Time for chores stretches every
        call by 1 / (1 - share of time); the share is the smallest that agrees with itself.
    """
    arrivals = first + second
    chores, blocked, gave_up = 0.0, 0.0, 0.0
    before, missed_before = 0.0, 0.0
    hold = (first * first_hold + second * second_hold) / arrivals
    for _ in range(_ROUNDS):
        stretched = hold / (1.0 - chores)
        blocked, gave_up, waits, busy = pooled(arrivals, stretched, people, lines, patience)
        spent = min(most, (called_back * gave_up + greeted * waits) * arrivals / busy)
        missed = spent - chores
        if abs(missed) < _CLOSE:
            break
        following = _next(before, missed_before, chores, missed, most)
        before, missed_before, chores = chores, missed, following
    if not keep_apart or first <= 0.0 or second <= 0.0:
        return blocked, gave_up
    before, missed_before = chores, 0.0
    for _ in range(_ROUNDS):  # from there on: pooled calls wait less, so it starts from below
        one, two = first_hold / (1.0 - chores), second_hold / (1.0 - chores)
        blocked, gave_up, waits, busy = apart(first, one, second, two, people, lines, patience)
        spent = min(most, (called_back * gave_up + greeted * waits) * arrivals / busy)
        missed = spent - chores
        if abs(missed) < _CLOSE:
            break
        following = _next(before, missed_before, chores, missed, most)
        before, missed_before, chores = chores, missed, following
    return blocked, gave_up
