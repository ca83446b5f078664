"""
The loops that do the work, on arrays of 64 worlds a word, compiled by numba.

Random bits are counter-based: they depend on the seed, the name of the coin
and the name of the world, and on nothing else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL, ZERO, count_ones, draw
from ng911risk.andor.compiled import compiled

COIN = 0
AND = 2
OR = 3


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
        draw(state[rows[i]], uniforms[i], worlds, thresholds[i])


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
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
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
                total += weights[w] * np.float64(count_ones(new))
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
                    result[i, j] += weights[w] * np.float64(count_ones(both))
    return result
