"""
The three loops that do the work, on arrays of 64 worlds a word.

Compiled by numba where it is installed; the same lines run, slowly, without
it and give the same bits. Random bits are counter-based: they depend on the
seed, the name of the coin and the name of the world, and on nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    def njit(**_options: Any) -> Callable[[Any], Any]:
        """Stand in for numba, which carries no types."""
        return lambda function: function
else:
    from numba import njit

DIGITS = 32
"""Binary digits of a coin's threshold."""

AND = 2
OR = 3
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
ZERO = np.uint64(0)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S27 = np.uint64(27)
_S30 = np.uint64(30)
_S31 = np.uint64(31)
_ONE = np.uint64(1)


@njit(cache=True, nogil=True)
def _mix(x: np.uint64) -> np.uint64:
    """Finalizer of SplitMix64 (Steele, Lea, Flood 2014)."""
    x = (x ^ (x >> _S30)) * _MIX1
    x = (x ^ (x >> _S27)) * _MIX2
    return x ^ (x >> _S31)


@njit(cache=True, nogil=True)
def throw(
    state: NDArray[np.uint64],
    rows: NDArray[np.int64],
    uniforms: NDArray[np.uint64],
    thresholds: NDArray[np.uint64],
    worlds: NDArray[np.uint64],
) -> None:
    """
    Throw coins: bit set where the coin's uniform number is below its threshold.

    Args:
        state: [nodes, words], written in the given rows.
        rows: [coins] node of each coin.
        uniforms: [coins] key of the uniform number; equal keys give equal numbers.
        thresholds: [coins] chance times 2**32, up to 2**32 itself, which is certain.
        worlds: [words] key of each word of 64 worlds.
    """
    for i in range(rows.size):
        row = rows[i]
        limit = thresholds[i]
        for w in range(worlds.size):
            if limit >> np.uint64(DIGITS) != ZERO:
                state[row, w] = ALL
                continue
            below = ZERO
            equal = ALL
            if limit == ZERO:
                equal = ZERO
            counter = uniforms[i] ^ worlds[w]
            for digit in range(DIGITS - 1, -1, -1):
                if equal == ZERO:
                    break
                counter = counter + _GOLDEN
                bits = _mix(counter)
                if (limit >> np.uint64(digit)) & _ONE:
                    below |= equal & ~bits
                    equal &= bits
                else:
                    equal &= ~bits
            state[row, w] = below


@njit(cache=True, nogil=True)
def least_fixpoint(
    state: NDArray[np.uint64],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int64],
    after_start: NDArray[np.int64],
    after: NDArray[np.int64],
) -> None:
    """
    Spread truth from coins and causes until nothing changes; cycles need no breaking.

    Truth only grows, and nothing supports itself: a node becomes true only
    after what it needs, so any order of work gives the same least fixpoint.

    Args:
        state: [nodes, words]; coins and causes set, everything else 0; changed in place.
        kind: [nodes] COIN, CAUSE, AND or OR.
        before_start, before: what each node needs, as ragged lists.
        after_start, after: where each node leads, as ragged lists.
    """
    nodes, words = state.shape
    queue = np.empty(nodes + 1, dtype=np.int64)
    waiting = np.zeros(nodes, dtype=np.bool_)
    head = 0
    size = 0
    for n in range(nodes):
        if kind[n] < AND or before_start[n] == before_start[n + 1]:
            if kind[n] == AND:
                for w in range(words):
                    state[n, w] = ALL
            queue[size] = n
            waiting[n] = True
            size += 1
    while size > 0:
        n = queue[head]
        head = (head + 1) % (nodes + 1)
        size -= 1
        waiting[n] = False
        for e in range(after_start[n], after_start[n + 1]):
            m = after[e]
            changed = ZERO
            if kind[m] == OR:
                for w in range(words):
                    new = state[n, w] & ~state[m, w]
                    state[m, w] |= new
                    changed |= new
            else:
                for w in range(words):
                    new = state[n, w] & ~state[m, w]
                    if new == ZERO:
                        continue
                    for b in range(before_start[m], before_start[m + 1]):
                        new &= state[before[b], w]
                    state[m, w] |= new
                    changed |= new
            if changed != ZERO and not waiting[m]:
                waiting[m] = True
                queue[(head + size) % (nodes + 1)] = m
                size += 1


@njit(cache=True, nogil=True)
def _ones(x: np.uint64) -> np.uint64:
    x = x - ((x >> _ONE) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (x * np.uint64(0x0101010101010101)) >> np.uint64(56)


@njit(cache=True, nogil=True)
def weigh(
    state: NDArray[np.uint64],
    without: NDArray[np.uint64],
    rows: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """
    Expected events a year of some nodes: new worlds times the weight of their word.

    Args:
        state: [nodes, words] with causes.
        without: [nodes, words] the same worlds without any cause.
        rows: [n] nodes to weigh.
        weights: [words] events a year that one world of this word stands for.

    Returns:
        [n] events a year.
    """
    result = np.zeros(rows.size)
    for i in range(rows.size):
        total = 0.0
        for w in range(weights.size):
            new = state[rows[i], w] & ~without[rows[i], w]
            if new != ZERO:
                total += weights[w] * np.float64(_ones(new))
        result[i] = total
    return result


@njit(cache=True, nogil=True)
def weigh_pairs(
    state: NDArray[np.uint64],
    without: NDArray[np.uint64],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """
    Expected events a year in which both of two nodes are true.

    Args:
        state, without, rows, weights: as for `weigh`.
        others: [m] the second nodes.

    Returns:
        [n, m] events a year.
    """
    result = np.zeros((rows.size, others.size))
    for i in range(rows.size):
        for w in range(weights.size):
            one = state[rows[i], w] & ~without[rows[i], w]
            if one == ZERO:
                continue
            for j in range(others.size):
                both = one & state[others[j], w] & ~without[others[j], w]
                if both != ZERO:
                    result[i, j] += weights[w] * np.float64(_ones(both))
    return result
