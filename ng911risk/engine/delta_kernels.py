"""
One change in settled worlds: work out what it touches and nothing else.

Deleting and deriving again (Gupta, Mumick and Subrahmanian 1993, "DRed"): first
mark every bit that a change could reach, then clear the marked bits and derive
them anew. Bits that are not marked keep their value, so the work follows the
change and not the graph.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL, ONE, ZERO, count_ones, draw
from ng911risk.andor.compiled import compiled
from ng911risk.engine.kernels import AND, OR, weigh


@compiled
def mark(
    settled: NDArray[np.uint64],
    marks: NDArray[np.uint64],
    todo: NDArray[np.int64],
    size: int,
    kept: np.uint64,
    flipped: np.uint64,
    useful: NDArray[np.bool_],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> int:
    """
    Mark every bit that may change, as a least fixpoint over what follows from the marked coins.

    Args:
        settled: [nodes, words] before the change.
        marks: [nodes, words] marks of the changed coins; changed in place.
        todo: [nodes] the changed coins first; then written: every node marked, once each.
        size: Coins in `todo`.
        kept, flipped: only bits of `(settled ^ flipped) | kept` can change: where all coins fall,
            what is false stays false, and the other way round.
        useful: [nodes] nodes worth knowing about.
        kind, before_start, before, after_start, after: the graph.

    Returns:
        Nodes in `todo` at the end.
    """
    nodes, words = settled.shape
    listed = np.zeros(nodes, dtype=np.bool_)
    waiting = np.zeros(nodes, dtype=np.bool_)
    queue = np.empty(nodes, dtype=np.int64)
    head = 0
    many = size
    for i in range(size):
        queue[i] = todo[i]
        listed[todo[i]] = True
        waiting[todo[i]] = True
    while many > 0:
        n = queue[head]
        head = (head + 1) % nodes
        many -= 1
        waiting[n] = False
        for e in range(after_start[n], after_start[n + 1]):
            m = after[e]
            if not useful[m]:
                continue
            grown = ZERO
            for w in range(words):
                new = marks[n, w] & ~marks[m, w] & ((settled[m, w] ^ flipped) | kept)
                if new == ZERO:
                    continue
                if kind[m] == AND:
                    for b in range(before_start[m], before_start[m + 1]):
                        new &= settled[before[b], w] | marks[before[b], w]
                marks[m, w] |= new
                grown |= new
            if grown == ZERO:
                continue
            if not listed[m]:
                listed[m] = True
                todo[size] = m
                size += 1
            if not waiting[m]:
                waiting[m] = True
                queue[(head + many) % nodes] = m
                many += 1
    return size


@compiled
def derive_again(
    state: NDArray[np.uint64],
    marks: NDArray[np.uint64],
    gates: NDArray[np.int64],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> None:
    """
    Derive the marked bits of some gates, which were cleared, up to the least fixpoint.

    Args:
        state: [nodes, words] changed in place.
        marks: [nodes, words] bits to derive.
        gates: Marked gates in order of derivation.
        kind, before_start, before, after_start, after: the graph.
    """
    words = state.shape[1]
    busy = True
    while busy:
        busy = False
        for g in range(gates.size):
            n = gates[g]
            grown = ZERO
            for w in range(words):
                missing = marks[n, w] & ~state[n, w]
                if missing == ZERO:
                    continue
                value = ZERO if kind[n] == OR else ALL
                for b in range(before_start[n], before_start[n + 1]):
                    if kind[n] == OR:
                        value |= state[before[b], w]
                    else:
                        value &= state[before[b], w]
                state[n, w] |= missing & value
                grown |= missing & value
            if grown == ZERO or busy:
                continue
            for e in range(after_start[n], after_start[n + 1]):
                if after[e] <= n:
                    busy = True
                    break


@compiled
def world_sums(
    state: NDArray[np.uint64],
    without: NDArray[np.uint64],
    rows: NDArray[np.int64],
    worth: NDArray[np.float64],
) -> NDArray[np.float64]:
    """
    What happens in each single world, weighed.

    Args:
        state, without: [nodes, words].
        rows: [n] nodes.
        worth: [n] what each counts.

    Returns:
        [words, 64] sum of `worth` over the nodes that came true because of the cause.
    """
    words = state.shape[1]
    sums = np.zeros((words, 64))
    for i in range(rows.size):
        if worth[i] == 0.0:
            continue
        for w in range(words):
            new = state[rows[i], w] & ~without[rows[i], w]
            bit = 0
            while new != ZERO:
                if new & ONE:
                    sums[w, bit] += worth[i]
                new >>= ONE
                bit += 1
    return sums


@compiled
def enter(
    settled: NDArray[np.uint64],
    state: NDArray[np.uint64],
    marks: NDArray[np.uint64],
    todo: NDArray[np.int64],
    keys: NDArray[np.uint64],
    coins: NDArray[np.int64],
    uniforms: NDArray[np.uint64],
    limits: NDArray[np.uint64],
    useful: NDArray[np.bool_],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> int:
    """
    Turn settled words into those after one change.

    Args:
        settled: [nodes, words] before it.
        state: [nodes, words] the same; changed in place.
        marks: [nodes, words] all 0; written: bits that were worked out anew.
        todo: [nodes] written: every node with marks.
        keys: [words] key of each word.
        coins, uniforms, limits: the coins thrown anew, with their numbers and new limits.
        useful: [nodes] nodes worth knowing about.
        kind, before_start, before, after_start, after: the graph.

    Returns:
        Nodes in `todo`.
    """
    words = settled.shape[1]
    size = 0
    fell = ZERO
    rose = ZERO
    for i in range(coins.size):
        n = coins[i]
        draw(state[n], uniforms[i], keys, limits[i])
        differs = ZERO
        for w in range(words):
            marks[n, w] = state[n, w] ^ settled[n, w]
            fell |= settled[n, w] & ~state[n, w]
            rose |= state[n, w] & ~settled[n, w]
            differs |= marks[n, w]
        if differs != ZERO:
            todo[size] = n
            size += 1
    first = size
    flipped = ALL if rose != ZERO else ZERO
    kept = flipped if fell != ZERO else ZERO
    size = mark(
        settled,
        marks,
        todo,
        size,
        kept,
        flipped,
        useful,
        kind,
        before_start,
        before,
        after_start,
        after,
    )
    gates = np.sort(todo[first:size])
    for g in range(gates.size):
        for w in range(words):
            state[gates[g], w] &= ~marks[gates[g], w]
    derive_again(state, marks, gates, kind, before_start, before, after_start, after)
    return size


@compiled
def leave(
    settled: NDArray[np.uint64],
    state: NDArray[np.uint64],
    marks: NDArray[np.uint64],
    todo: NDArray[np.int64],
) -> None:
    """
    Take back what `enter` did.

    Args:
        settled, state, marks: as there.
        todo: the nodes it named.
    """
    for i in range(todo.size):
        for w in range(settled.shape[1]):
            state[todo[i], w] = settled[todo[i], w]
            marks[todo[i], w] = ZERO


@compiled
def try_changes(
    settled: NDArray[np.uint64],
    without: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    weights: NDArray[np.float64],
    start: NDArray[np.int64],
    coins: NDArray[np.int64],
    uniforms: NDArray[np.uint64],
    limits: NDArray[np.uint64],
    watched: NDArray[np.int64],
    useful: NDArray[np.bool_],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> NDArray[np.float64]:
    """
    Events a year of some nodes after each of several changes, in words that are settled.

    Args:
        settled, without: [nodes, words] with causes, and without any.
        keys, weights: [words] key of each word, and events a year that one of its worlds is.
        start: [changes + 1] change i throws coins[start[i]:start[i + 1]] anew.
        coins, uniforms, limits: the coins thrown, with their numbers and new limits.
        watched: [n] nodes whose rates are wanted.
        useful: [nodes] nodes that lead to a watched one.
        kind, before_start, before, after_start, after: the graph.

    Returns:
        [changes, n] events a year.
    """
    state = settled.copy()
    marks = np.zeros_like(settled)
    todo = np.empty(settled.shape[0], dtype=np.int64)
    base = weigh(settled, without, watched, weights)
    found = np.empty((start.size - 1, watched.size))
    for change in range(start.size - 1):
        part = slice(start[change], start[change + 1])
        size = enter(
            settled,
            state,
            marks,
            todo,
            keys,
            coins[part],
            uniforms[part],
            limits[part],
            useful,
            kind,
            before_start,
            before,
            after_start,
            after,
        )
        for i in range(watched.size):
            found[change, i] = base[i]
            if np.any(marks[watched[i]]):
                found[change, i] = weigh(state, without, watched[i : i + 1], weights)[0]
        leave(settled, state, marks, todo[:size])
    return found


@compiled
def sum_changes(
    settled: NDArray[np.uint64],
    without: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    worth: NDArray[np.float64],
    start: NDArray[np.int64],
    coins: NDArray[np.int64],
    uniforms: NDArray[np.uint64],
    limits: NDArray[np.uint64],
    watched: NDArray[np.int64],
    useful: NDArray[np.bool_],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> NDArray[np.float64]:
    """
    What happens in each single world after each of several changes, weighed.

    Args:
        worth: [changes, n] what each watched node counts after each change.
        settled, without, keys, start, coins, uniforms, limits: as for `try_changes`.
        watched, useful, kind, before_start, before, after_start, after: the same.

    Returns:
        [changes, words, 64].
    """
    state = settled.copy()
    marks = np.zeros_like(settled)
    todo = np.empty(settled.shape[0], dtype=np.int64)
    sums = np.empty((start.size - 1, settled.shape[1], 64))
    for change in range(start.size - 1):
        part = slice(start[change], start[change + 1])
        size = enter(
            settled,
            state,
            marks,
            todo,
            keys,
            coins[part],
            uniforms[part],
            limits[part],
            useful,
            kind,
            before_start,
            before,
            after_start,
            after,
        )
        sums[change] = world_sums(state, without, watched, worth[change])
        leave(settled, state, marks, todo[:size])
    return sums


@compiled
def weigh_both(
    state: NDArray[np.uint64],
    without: NDArray[np.uint64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    mask: NDArray[np.uint64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """
    Events a year in which both nodes of each pair came true because of the cause.

    Args:
        state, without: [nodes, words].
        one, other: [pairs] nodes.
        mask: [pairs, words] worlds that count for each pair.
        weights: [words] events a year that one world is.

    Returns:
        [pairs].
    """
    found = np.zeros(one.size)
    for i in range(one.size):
        for w in range(weights.size):
            both = state[one[i], w] & state[other[i], w] & mask[i, w]
            both &= ~(without[one[i], w] | without[other[i], w])
            if both != ZERO:
                found[i] += weights[w] * np.float64(count_ones(both))
    return found


@compiled
def try_with_pairs(
    settled: NDArray[np.uint64],
    without: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    weights: NDArray[np.float64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    mask: NDArray[np.uint64],
    start: NDArray[np.int64],
    coins: NDArray[np.int64],
    uniforms: NDArray[np.uint64],
    limits: NDArray[np.uint64],
    watched: NDArray[np.int64],
    useful: NDArray[np.bool_],
    kind: NDArray[np.int8],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> NDArray[np.float64]:
    """
    Events a year of some nodes, then of some pairs of nodes, after one change.

    Args:
        settled, without, keys, weights, watched, useful: as for `try_changes`.
        one, other, mask: pairs, as for `weigh_both`; `useful` holds what leads to them too.
        start, coins, uniforms, limits: the change, as there; there is but one.
        kind, before_start, before, after_start, after: the graph.

    Returns:
        [watched + pairs].
    """
    state = settled.copy()
    marks = np.zeros_like(settled)
    todo = np.empty(settled.shape[0], dtype=np.int64)
    enter(
        settled,
        state,
        marks,
        todo,
        keys,
        coins[start[0] :],
        uniforms[start[0] :],
        limits[start[0] :],
        useful,
        kind,
        before_start,
        before,
        after_start,
        after,
    )
    found = np.empty(watched.size + one.size)
    found[: watched.size] = weigh(state, without, watched, weights)
    found[watched.size :] = weigh_both(state, without, one, other, mask, weights)
    return found


@compiled
def count_hits(
    state: NDArray[np.uint64],
    without: NDArray[np.uint64],
    rows: NDArray[np.int64],
    start: NDArray[np.int64],
    cause: NDArray[np.int64],
    mask: NDArray[np.uint64],
    hits: NDArray[np.int64],
) -> None:
    """
    Count the worlds of each cause in which each node came true.

    Args:
        state, without: [nodes, words].
        rows: [n] nodes.
        start: [words + 1] word w holds the worlds of cause[start[w]:start[w + 1]].
        cause, mask: which cause, and which of the 64 worlds are its own.
        hits: [n, causes] added to.
    """
    for i in range(rows.size):
        for w in range(state.shape[1]):
            new = state[rows[i], w] & ~without[rows[i], w]
            if new == ZERO:
                continue
            for c in range(start[w], start[w + 1]):
                mine = new & mask[c]
                if mine != ZERO:
                    hits[i, cause[c]] += np.int64(count_ones(mine))


@compiled
def spread(
    reach: NDArray[np.uint64], after_start: NDArray[np.int64], after: NDArray[np.int32]
) -> None:
    """
    Carry bits along every edge until nothing changes: what could depend on what.

    Args:
        reach: [nodes, words] bits to begin with; changed in place.
        after_start, after: edges, as ragged lists.
    """
    busy = True
    while busy:
        busy = False
        for n in range(reach.shape[0]):
            for e in range(after_start[n], after_start[n + 1]):
                m = after[e]
                for w in range(reach.shape[1]):
                    new = reach[n, w] & ~reach[m, w]
                    if new != ZERO:
                        reach[m, w] |= new
                        busy = busy or m <= n
