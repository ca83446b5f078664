"""
The loops that do the work, on arrays of 64 worlds a word, compiled by numba.

Arrays come one by one, as numba wants them. `start` and `items` are ragged lists.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import CERTAIN, GOLDEN, ZERO, count_ones, draw, mix
from ng911risk.andor.compiled import compiled

WORDS = 32
"""Words of one block: 2,048 worlds are worked on side by side."""

_AND, _OR = 1, 2
_NONE = -1


# --- from a graph to rules ------------------------------------------------------------


@compiled
def closure(
    start: NDArray[np.int64],
    items: NDArray[np.int32],
    seeds: NDArray[np.int64],
    found: NDArray[np.bool_],
) -> None:
    """
    Mark every node that the lists reach from `seeds`, and the seeds.

    Args:
        start, items: Neighbours of each node.
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
def followers(
    start: NDArray[np.int64],
    before: NDArray[np.int32],
    kept: NDArray[np.bool_],
    count: NDArray[np.int32],
    only: NDArray[np.int32],
) -> None:
    """
    Count what follows from each node.

    Args:
        start, before: What each node needs.
        kept: [nodes] the others do not count.
        count: [nodes] zeros; gets the number of followers.
        only: [nodes] gets one of them, the only one where there is one.
    """
    for n in range(kept.size):
        if kept[n]:
            for e in range(start[n], start[n + 1]):
                if kept[before[e]]:
                    count[before[e]] += 1
                    only[before[e]] = n


@compiled
def fold_private(
    start: NDArray[np.int64],
    before: NDArray[np.int32],
    kept: NDArray[np.bool_],
    private: NDArray[np.bool_],
    gate: NDArray[np.float64],
    needs: NDArray[np.int32],
) -> None:
    """
    Multiply private coins into the chance of the step that looks at them.

    Args:
        start, before: What each node needs.
        kept, private: [nodes].
        gate: [nodes] own chances; changed in place.
        needs: [nodes] zeros; gets how much is needed beside private coins.
    """
    for n in range(kept.size):
        if kept[n]:
            for e in range(start[n], start[n + 1]):
                m = before[e]
                if private[m]:
                    gate[n] *= gate[m]
                elif kept[m]:
                    needs[n] += 1


@compiled
def write_rules(
    kind: NDArray[np.int8],
    start: NDArray[np.int64],
    before: NDArray[np.int32],
    kept: NDArray[np.bool_],
    private: NDArray[np.bool_],
    inline: NDArray[np.bool_],
    heads: NDArray[np.int32],
    variable_of: NDArray[np.int32],
    coin_of: NDArray[np.int32],
) -> tuple[
    NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]
]:
    """
    Rules of every head, in the order of the heads.

    Args:
        kind, kept, private, inline: [nodes].
        start, before: What each node needs.
        heads: [n] nodes that rules make true.
        variable_of: [nodes] variable of each.
        coin_of: [nodes] variable of the coin of a state that has a chance of its own.

    Returns:
        Head, and node whose gate it has (-1: none), of each rule; where its body starts, and
        the bodies; [nodes] rule whose gate holds the coin of each node.
    """
    rules = 0
    parts = 0
    for i in range(heads.size):  # how much room is needed
        n = heads[i]
        if kind[n] == _AND:
            rules += 1
            parts += start[n + 1] - start[n]
            continue
        for e in range(start[n], start[n + 1]):
            m = before[e]
            if kept[m]:
                rules += 1
                # and one more for the coin that the head may have
                parts += 1 + (start[m + 1] - start[m] if inline[m] else 1)
    head = np.empty(rules, dtype=np.int32)
    gate = np.empty(rules, dtype=np.int32)
    body_start = np.zeros(rules + 1, dtype=np.int64)
    body = np.empty(parts, dtype=np.int32)
    rule_of = np.full(kind.size, _NONE, dtype=np.int32)
    r = 0
    size = 0
    for i in range(heads.size):
        n = heads[i]
        first = start[n]
        last = start[n] + 1 if kind[n] == _AND else start[n + 1]
        for e in range(first, last):
            step = n if kind[n] == _AND else before[e]
            if not kept[step]:
                continue
            head[r] = variable_of[n]
            if kind[n] == _AND or inline[step]:
                gate[r] = step
                rule_of[step] = r
                for f in range(start[step], start[step + 1]):
                    m = before[f]
                    if private[m]:
                        rule_of[m] = r
                    elif kept[m]:
                        body[size] = variable_of[m]
                        size += 1
            else:
                gate[r] = _NONE
                body[size] = variable_of[step]
                size += 1
            if coin_of[n] != _NONE:
                body[size] = coin_of[n]
                size += 1
            r += 1
            body_start[r] = size
    return head, gate, body_start, body[:size].copy(), rule_of


# --- worlds ---------------------------------------------------------------------------


@compiled
def world_keys(seed: int, first: int, words: int) -> NDArray[np.uint64]:
    """[words] key of each word from `first` on: depends on the seed and the number of the word."""
    keys = np.empty(words, dtype=np.uint64)
    base = mix(np.uint64(seed) + GOLDEN)
    for w in range(words):
        keys[w] = mix(base + np.uint64(first + w + 1) * GOLDEN)
    return keys


@compiled
def throw_roots(
    worlds: NDArray[np.uint64],
    limit: NDArray[np.uint64],
    stream: NDArray[np.uint64],
    state: NDArray[np.uint64],
    fresh: NDArray[np.uint64],
    drawn: NDArray[np.bool_],
) -> None:
    """
    Begin a block: throw the coins of all variables, forget everything else.

    Args:
        worlds: [words] keys of the words.
        limit: [variables] threshold of each coin; 0 for what rules make true.
        stream: [variables] key of each coin's numbers.
        state: [variables, words] written: what is true.
        fresh: [variables, words] written: what is true and not yet told to the rules.
        drawn: [rules] written: no gate is drawn yet.
    """
    words = state.shape[1]
    drawn[:] = False
    for v in range(limit.size):
        if limit[v] == ZERO:
            for w in range(words):
                state[v, w] = ZERO
        else:
            draw(state[v], stream[v], worlds, limit[v])
        for w in range(words):
            fresh[v, w] = state[v, w]


@compiled
def propagate(
    worlds: NDArray[np.uint64],
    site_start: NDArray[np.int64],
    site_of: NDArray[np.int32],
    use_start: NDArray[np.int64],
    uses: NDArray[np.int32],
    head: NDArray[np.int32],
    body_start: NDArray[np.int64],
    body: NDArray[np.int32],
    limit: NDArray[np.uint64],
    stream: NDArray[np.uint64],
    state: NDArray[np.uint64],
    fresh: NDArray[np.uint64],
    opened: NDArray[np.uint64],
    drawn: NDArray[np.bool_],
) -> None:
    """
    Tell the rules what has come true, until nothing new does: the least fixpoint.

    Only the worlds in which a variable has just come true are handed on (semi-naive
    evaluation). One site is worked on until it is quiet, so that it stays in the cache.

    Args:
        worlds: [words] keys of the words.
        site_start, site_of: Variables of each site, and site of each variable.
        use_start, uses: Rules that need each variable.
        head, body_start, body: What each rule makes true, and what it needs.
        limit, stream: [rules] threshold and key of each gate.
        state: [variables, words] what is true; grows.
        fresh: [variables, words] what is not yet told; zeros afterwards.
        opened: [rules, words] gates; drawn when first needed.
        drawn: [rules] whether they are.
    """
    words = state.shape[1]
    variables = site_of.size
    sites = site_start.size - 1
    waiting = np.zeros(variables, dtype=np.bool_)
    queue = np.empty(variables, dtype=np.int32)  # one ring for each site, in its own stretch
    first = np.zeros(sites, dtype=np.int64)
    size = np.zeros(sites, dtype=np.int64)
    busy = np.empty(sites, dtype=np.int32)  # a ring of sites with something to tell
    busy_first = 0
    busy_size = 0
    new = np.empty(words, dtype=np.uint64)
    told = np.empty(words, dtype=np.uint64)
    for v in range(variables):
        some = ZERO
        for w in range(words):
            some |= fresh[v, w]
        if some != ZERO:
            s = site_of[v]
            queue[site_start[s] + size[s]] = v
            waiting[v] = True
            if size[s] == 0:
                busy[busy_size] = s
                busy_size += 1
            size[s] += 1
    while busy_size > 0:
        s = busy[busy_first]
        busy_first = busy_first + 1 if busy_first + 1 < sites else 0
        busy_size -= 1
        base = site_start[s]
        room = site_start[s + 1] - base
        while size[s] > 0:
            v = queue[base + first[s]]
            first[s] = first[s] + 1 if first[s] + 1 < room else 0
            size[s] -= 1
            waiting[v] = False
            for w in range(words):
                told[w] = fresh[v, w]
                fresh[v, w] = ZERO
            for u in range(use_start[v], use_start[v + 1]):
                r = uses[u]
                h = head[r]
                some = ZERO
                for w in range(words):
                    new[w] = told[w] & ~state[h, w]
                    some |= new[w]
                if some == ZERO:
                    continue
                for b in range(body_start[r], body_start[r + 1]):
                    need = body[b]
                    if need != v:
                        some = ZERO
                        for w in range(words):
                            new[w] &= state[need, w]
                            some |= new[w]
                        if some == ZERO:
                            break
                if some == ZERO:
                    continue
                if limit[r] < CERTAIN:
                    if not drawn[r]:
                        draw(opened[r], stream[r], worlds, limit[r])
                        drawn[r] = True
                    some = ZERO
                    for w in range(words):
                        new[w] &= opened[r, w]
                        some |= new[w]
                    if some == ZERO:
                        continue
                for w in range(words):
                    state[h, w] |= new[w]
                    fresh[h, w] |= new[w]
                if not waiting[h]:
                    waiting[h] = True
                    other = site_of[h]
                    start = site_start[other]
                    place = first[other] + size[other]
                    length = site_start[other + 1] - start
                    queue[start + (place if place < length else place - length)] = h
                    if size[other] == 0 and other != s:
                        place = busy_first + busy_size
                        busy[place if place < sites else place - sites] = other
                        busy_size += 1
                    size[other] += 1


@compiled
def count(state: NDArray[np.uint64], true: NDArray[np.int64]) -> None:
    """
    Add the number of worlds in which each variable is true.

    Args:
        state: [variables, words].
        true: [variables] changed in place.
    """
    words = state.shape[1]
    for v in range(true.size):
        total = ZERO
        for w in range(words):
            total += count_ones(state[v, w])
        true[v] += np.int64(total)
