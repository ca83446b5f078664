"""Loops over a sample of worlds: what follows from a choice, and the cheapest way to a loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import CERTAIN
from ng911risk.andor.compiled import compiled
from ng911risk.andor.world_kernels import number_of

_NONE = -1


@compiled
def numbers(
    lever: NDArray[np.int32],
    stream: NDArray[np.uint64],
    least: NDArray[np.uint64],
    key: np.uint64,
    bit: np.uint64,
) -> NDArray[np.uint64]:
    """
    Numbers of some coins in one world; a coin that no choice turns over loses its lever.

    Args:
        lever: [rules] lever of each, or -1; changed in place.
        stream: [levers] keys of the coins.
        least: [levers] thresholds with everything chosen.
        key, bit: The world.

    Returns:
        [rules] number of each coin; 0 without a lever.
    """
    found = np.zeros(lever.size, dtype=np.uint64)
    for r in range(lever.size):
        if lever[r] != _NONE:
            number = number_of(stream[lever[r]], key, bit)
            if number < least[lever[r]]:
                lever[r] = _NONE
            else:
                found[r] = number
    return found


@compiled
def follow(
    head: NDArray[np.int32],
    body_start: NDArray[np.int64],
    use_start: NDArray[np.int64],
    uses: NDArray[np.int32],
    holds: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """
    Least fixpoint of all worlds side by side.

    Args:
        head: [rules] what each makes true.
        body_start: [rules + 1] where what each needs starts.
        use_start, uses: Rules that need each variable.
        holds: [rules] whether the coin of each is true.

    Returns:
        [variables] which are true.
    """
    true = np.zeros(use_start.size - 1, dtype=np.bool_)
    queue = np.empty(true.size, dtype=np.int32)
    missing = np.empty(head.size, dtype=np.int64)
    size = 0
    for r in range(head.size):
        missing[r] = body_start[r + 1] - body_start[r]
        if missing[r] == 0 and holds[r] and not true[head[r]]:
            true[head[r]] = True
            queue[size] = head[r]
            size += 1
    done = 0
    while done < size:
        v = queue[done]
        done += 1
        for u in range(use_start[v], use_start[v + 1]):
            r = uses[u]
            missing[r] -= 1
            if missing[r] == 0 and holds[r] and not true[head[r]]:
                true[head[r]] = True
                queue[size] = head[r]
                size += 1
    return true


@compiled
def breakers(
    lever: NDArray[np.int32],
    number: NDArray[np.uint64],
    chance: NDArray[np.float64],
    option_start: NDArray[np.int64],
    option: NDArray[np.int32],
    left: NDArray[np.float64],
    share: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int32]]:
    """
    For each rule, options of which one must be chosen before its coin turns over.

    Where one option is enough by itself, these are all such options. Where it takes several,
    one set of options is taken for granted with which the coin still stands, those chosen
    most come first; each of the others is a breaker.

    Args:
        lever, number: [rules].
        chance: [levers].
        option_start, option, left: Options that act on each lever, and what they leave.
        share: [options] how much each is chosen, 0 to 1.

    Returns:
        [rules] sum of the shares of the breakers; the breakers as ragged lists.
    """
    rules = lever.size
    room = 0
    for r in range(rules):
        if lever[r] != _NONE:
            room += option_start[lever[r] + 1] - option_start[lever[r]]
    cost = np.zeros(rules)
    start = np.zeros(rules + 1, dtype=np.int64)
    found = np.empty(room, dtype=np.int32)
    size = 0
    for r in range(rules):
        if lever[r] != _NONE:
            low, high = option_start[lever[r]], option_start[lever[r] + 1]
            order = low + np.argsort(-share[option[low:high]], kind="mergesort")
            remains = chance[lever[r]]
            for k in range(order.size):
                a = order[k]
                limit = np.uint64(np.rint(remains * left[a] * np.float64(CERTAIN)))
                if number[r] < limit:
                    remains *= left[a]
                else:
                    cost[r] += share[option[a]]
                    found[size] = option[a]
                    size += 1
        start[r + 1] = size
    return cost, start, found


@compiled
def cheapest(
    cost: NDArray[np.float64],
    head: NDArray[np.int32],
    body_start: NDArray[np.int64],
    use_start: NDArray[np.int64],
    uses: NDArray[np.int32],
) -> NDArray[np.int32]:
    """
    Rule by which each variable comes true at least cost; a step needed twice is paid twice.

    Source: D. Knuth, "A generalization of Dijkstra's algorithm", Information Processing
    Letters 6 (1977).

    Args:
        cost: [rules] 0 or more.
        head: [rules] what each makes true.
        body_start: [rules + 1] where what each needs starts.
        use_start, uses: Rules that need each variable.

    Returns:
        [variables] rule of each, or -1.
    """
    variables = use_start.size - 1
    by = np.full(variables, _NONE, dtype=np.int32)
    best = np.full(variables, np.inf)
    settled = np.zeros(variables, dtype=np.bool_)
    total = cost.copy()
    missing = np.empty(head.size, dtype=np.int64)
    keys = np.empty(head.size + 1)
    heap = np.empty(head.size + 1, dtype=np.int32)
    size = 0
    for r in range(head.size):
        missing[r] = body_start[r + 1] - body_start[r]
        if missing[r] == 0 and total[r] < best[head[r]]:
            best[head[r]] = total[r]
            by[head[r]] = r
            size = _push(keys, heap, size, total[r], head[r])
    while size > 0:
        v = heap[0]
        size = _pop(keys, heap, size)
        if settled[v]:
            continue
        settled[v] = True
        for u in range(use_start[v], use_start[v + 1]):
            r = uses[u]
            missing[r] -= 1
            total[r] += best[v]
            h = head[r]
            if missing[r] == 0 and not settled[h] and total[r] < best[h]:
                best[h] = total[r]
                by[h] = r
                size = _push(keys, heap, size, total[r], h)
    return by


@compiled
def _push(
    keys: NDArray[np.float64], heap: NDArray[np.int32], size: int, key: float, item: int
) -> int:
    """Put an item into a binary heap, smallest key first."""
    i = size
    while i > 0:
        up = (i - 1) >> 1
        if keys[up] <= key:
            break
        keys[i], heap[i] = keys[up], heap[up]
        i = up
    keys[i], heap[i] = key, item
    return size + 1


@compiled
def _pop(keys: NDArray[np.float64], heap: NDArray[np.int32], size: int) -> int:
    """Take the first item out of the heap."""
    size -= 1
    key, item = keys[size], heap[size]
    i = 0
    while True:
        down = 2 * i + 1
        if down >= size:
            break
        if down + 1 < size and keys[down + 1] < keys[down]:
            down += 1
        if keys[down] >= key:
            break
        keys[i], heap[i] = keys[down], heap[down]
        i = down
    keys[i], heap[i] = key, item
    return size


@compiled
def cuts(
    goals: NDArray[np.int32],
    by: NDArray[np.int32],
    body_start: NDArray[np.int64],
    body: NDArray[np.int32],
    breaker_start: NDArray[np.int64],
    breaker: NDArray[np.int32],
    options: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """
    For each goal, the options of which one must be chosen to break its way.

    Args:
        goals: [n] variables.
        by: [variables] rule that makes each true, by `cheapest`.
        body_start, body: What each rule needs.
        breaker_start, breaker: Breakers of each rule, by `breakers`.
        options: Number of options.

    Returns:
        Ragged lists, each in order of option.
    """
    seen = np.full(by.size, _NONE, dtype=np.int32)
    marked = np.full(options, _NONE, dtype=np.int32)
    stack = np.empty(by.size, dtype=np.int32)
    start = np.zeros(goals.size + 1, dtype=np.int64)
    found = np.empty(max(1024, options), dtype=np.int32)
    total = 0
    for g in range(goals.size):
        stack[0] = goals[g]
        seen[goals[g]] = g
        size = 1
        while size > 0:
            size -= 1
            r = by[stack[size]]
            for k in range(breaker_start[r], breaker_start[r + 1]):
                marked[breaker[k]] = g
            for b in range(body_start[r], body_start[r + 1]):
                v = body[b]
                if seen[v] != g:
                    seen[v] = g
                    stack[size] = v
                    size += 1
        if total + options > found.size:
            larger = np.empty(2 * found.size, dtype=np.int32)
            larger[:total] = found[:total]
            found = larger
        for m in range(options):
            if marked[m] == g:
                found[total] = m
                total += 1
        start[g + 1] = total
    return start, found[:total].copy()
