"""
The loops that do the work, on arrays of 64 worlds a word, compiled by numba.

Random bits are counter-based: they depend on the seed, the name of the coin
and the name of the world, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

F = TypeVar("F", bound="Callable[..., Any]")


def compiled(function: F) -> F:
    """Compile with numba, and keep the result beside this file where that can be written."""
    try:
        return cast("F", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # a zip archive, or a folder without write access and no home
        return cast("F", njit(nogil=True)(function))


DIGITS = 32
"""Binary digits of a coin's threshold."""

COIN = 0
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


@compiled
def _mix(x: np.uint64) -> np.uint64:
    """Finalizer of SplitMix64 (Steele, Lea, Flood 2014)."""
    x = (x ^ (x >> _S30)) * _MIX1
    x = (x ^ (x >> _S27)) * _MIX2
    return x ^ (x >> _S31)


@compiled
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


@compiled
def closure(
    start: NDArray[np.int64],
    items: NDArray[np.int64],
    seeds: NDArray[np.int64],
    found: NDArray[np.bool_],
) -> None:
    """
    Mark every node that the edges reach from `seeds`, and the seeds.

    Args:
        start, items: edges, as ragged lists.
        seeds: [n] nodes.
        found: [nodes] all False; changed in place.
    """
    stack = np.empty(found.size, dtype=np.int64)
    size = 0
    for i in range(seeds.size):
        if not found[seeds[i]]:
            found[seeds[i]] = True
            stack[size] = seeds[i]
            size += 1
    while size > 0:
        size -= 1
        n = stack[size]
        for e in range(start[n], start[n + 1]):
            m = items[e]
            if not found[m]:
                found[m] = True
                stack[size] = m
                size += 1


@compiled
def spans(state: NDArray[np.uint64], first: NDArray[np.int64], last: NDArray[np.int64]) -> None:
    """
    Find the words in which each row is not all 0: nothing outside them needs work.

    Args:
        state: [nodes, words].
        first, last: [nodes], written; first > last for a row of zeros.
    """
    for n in range(state.shape[0]):
        first[n] = state.shape[1]
        last[n] = -1
        for w in range(state.shape[1]):
            if state[n, w] != ZERO:
                first[n] = min(first[n], w)
                last[n] = w


@compiled
def least_fixpoint(
    state: NDArray[np.uint64],
    todo: NDArray[np.bool_],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int64],
    after_start: NDArray[np.int64],
    after: NDArray[np.int64],
) -> None:
    """
    Spread truth until nothing changes; cycles need no breaking.

    Truth only grows, and nothing supports itself: a node becomes true only
    after what it needs, so any order of work gives the same least fixpoint.
    Nodes are numbered in order of derivation, so one pass settles nearly all
    and a few sweeps over the rest settle the cycles.

    Args:
        state: [nodes, words]; rows of `todo` all 0, the others settled; changed in place.
        todo: [nodes] AND and OR nodes to settle, closed under what follows.
        first, last: [nodes] spans of the rows, kept in step.
        kind: [nodes] COIN, CAUSE, AND or OR.
        before_start, before: what each node needs, as ragged lists.
        after_start, after: where each node leads, as ragged lists.
    """
    nodes, words = state.shape
    dirty = np.zeros(nodes, dtype=np.bool_)
    for n in range(nodes):  # one pass in order of derivation
        if not todo[n]:
            continue
        low = words if kind[n] == OR else 0
        high = -1 if kind[n] == OR else words - 1
        for b in range(before_start[n], before_start[n + 1]):
            m = before[b]
            low = min(low, first[m]) if kind[n] == OR else max(low, first[m])
            high = max(high, last[m]) if kind[n] == OR else min(high, last[m])
        first[n] = words
        last[n] = -1
        for w in range(low, high + 1):
            value = ZERO if kind[n] == OR else ALL
            for b in range(before_start[n], before_start[n + 1]):
                if kind[n] == OR:
                    value |= state[before[b], w]
                else:
                    value &= state[before[b], w]
            if value != ZERO:
                state[n, w] = value
                first[n] = min(first[n], w)
                last[n] = w
        for e in range(after_start[n], after_start[n + 1]):
            dirty[n] = dirty[n] or (after[e] <= n and last[n] >= 0)
    busy = True
    while busy:
        busy = False
        for n in range(nodes):
            if not dirty[n]:
                continue
            dirty[n] = False
            for e in range(after_start[n], after_start[n + 1]):
                m = after[e]
                low = words
                high = -1
                for w in range(first[n], last[n] + 1):
                    new = state[n, w] & ~state[m, w]
                    if new == ZERO:
                        continue
                    if kind[m] == AND:
                        for b in range(before_start[m], before_start[m + 1]):
                            new &= state[before[b], w]
                        if new == ZERO:
                            continue
                    state[m, w] |= new
                    low = min(low, w)
                    high = w
                if high < 0:
                    continue
                first[m] = min(first[m], low)
                last[m] = max(last[m], high)
                dirty[m] = True
                busy = busy or m <= n


@compiled
def _ones(x: np.uint64) -> np.uint64:
    x = x - ((x >> _ONE) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (x * np.uint64(0x0101010101010101)) >> np.uint64(56)


@compiled
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


@compiled
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
