"""
Reduced ordered binary decision diagrams: truth as a function of coins, in arrays.

A diagram is a number: 0 is never, 1 is always, any other is a node that asks one
coin and goes on to one of two diagrams. Equal functions have equal numbers.
Nodes are only ever added, so that the diagrams a node leads to have lower
numbers; ``Store.limit`` says how many there may be. How many are made depends
on the functions and on nothing else, so a limit means the same on every machine.

Source: R. Bryant, "Graph-based algorithms for Boolean function manipulation", IEEE
Transactions on Computers 35 (1986); K. Brace, R. Rudell, R. Bryant, "Efficient
implementation of a BDD package", DAC 1990.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled

NEVER = 0
ALWAYS = 1
FULL = -1
"""Instead of a diagram: the limit is reached."""

AND = 0
OR = 1

_LEVELS = 2**31 - 1
_MEMO_BITS = 20
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)


class Store(NamedTuple):
    """Every node made so far; a tuple of arrays, because compiled code takes those."""

    level: NDArray[np.int32]
    """[limit] which coin a node asks; coins are asked in rising order."""

    low: NDArray[np.int32]
    """[limit] diagram to go on with when the coin is false."""

    high: NDArray[np.int32]
    """[limit] diagram to go on with when the coin is true."""

    unique: NDArray[np.int32]
    """Hash table of all nodes, 0 where free: no node is made twice."""

    memo_key: NDArray[np.uint64]
    """Operations done lately, in a table that forgets."""

    memo_value: NDArray[np.int32]
    """Their results."""

    size: NDArray[np.int64]
    """[1] nodes made, the two without a coin among them."""

    limit: NDArray[np.int64]
    """[1] nodes that may be made; never above the room there is."""

    stack: NDArray[np.int32]
    """[levels + 2, 4] operations begun: two diagrams, how far, the result for false."""


def new_store(levels: int, room: int) -> Store:
    """
    An empty store.

    Args:
        levels: Number of coins.
        room: Nodes it can hold.
    """
    room = max(room, 2)
    slots = 1 << int(np.ceil(np.log2(2 * room)))
    memo = min(slots, 1 << _MEMO_BITS)
    store = Store(
        level=np.empty(room, dtype=np.int32),
        low=np.empty(room, dtype=np.int32),
        high=np.empty(room, dtype=np.int32),
        unique=np.zeros(slots, dtype=np.int32),
        memo_key=np.zeros(memo, dtype=np.uint64),
        memo_value=np.zeros(memo, dtype=np.int32),
        size=np.array([2], dtype=np.int64),
        limit=np.array([room], dtype=np.int64),
        stack=np.empty((levels + 2, 4), dtype=np.int32),
    )
    store.level[:2] = _LEVELS
    return store


@compiled
def _slot(store: Store, level: int, low: int, high: int) -> int:
    """Where the node stands in the hash table, or the free place where it would."""
    key = (np.uint64(low) << _HALF) | np.uint64(high)
    key = (key ^ (np.uint64(level) * _MIXER)) * _GOLDEN
    mask = store.unique.size - 1
    slot = np.int64(key >> _HALF) & mask
    while store.unique[slot] != 0:
        node = store.unique[slot]
        if store.level[node] == level and store.low[node] == low and store.high[node] == high:
            break
        slot = (slot + 1) & mask
    return int(slot)


@compiled
def node_of(store: Store, level: int, low: int, high: int) -> int:
    """
    The diagram that asks one coin first.

    Args:
        store: Where it is kept.
        level: The coin.
        low: What follows when it is false; asks later coins only.
        high: What follows when it is true; asks later coins only.

    Returns:
        The diagram, or FULL.
    """
    if low == high:
        return low
    slot = _slot(store, level, low, high)
    if store.unique[slot] != 0:
        return int(store.unique[slot])
    node = store.size[0]
    if node >= store.limit[0]:
        return FULL
    store.size[0] = node + 1
    store.level[node] = level
    store.low[node] = low
    store.high[node] = high
    store.unique[slot] = node
    return int(node)


@compiled
def combine(store: Store, how: int, left: int, right: int) -> int:
    """
    Both (AND) or either (OR) of two diagrams.

    The pair is followed down, coin by coin; `stack` holds the pairs that wait for
    the result of what they lead to.

    Returns:
        The diagram, or FULL.
    """
    stack = store.stack
    top = 0
    stack[0, 0], stack[0, 1], stack[0, 2] = left, right, 0
    found = 0
    while top >= 0:
        a, b = min(stack[top, 0], stack[top, 1]), max(stack[top, 0], stack[top, 1])
        level = min(store.level[a], store.level[b])
        if stack[top, 2] == 0:  # new: known at once, or ask first what follows from false
            found = _known(store, how, a, b)
            if found != FULL:
                top -= 1
                continue
            stack[top, 2] = 1
            top += 1
            stack[top, 0] = store.low[a] if store.level[a] == level else a
            stack[top, 1] = store.low[b] if store.level[b] == level else b
            stack[top, 2] = 0
        elif stack[top, 2] == 1:  # then what follows from true
            stack[top, 3] = found
            stack[top, 2] = 2
            top += 1
            stack[top, 0] = store.high[a] if store.level[a] == level else a
            stack[top, 1] = store.high[b] if store.level[b] == level else b
            stack[top, 2] = 0
        else:
            found = node_of(store, level, stack[top, 3], found)
            if found == FULL:
                return FULL
            key = _memo_key(how, a, b)
            place = _memo_place(store, key)
            store.memo_key[place] = key
            store.memo_value[place] = found
            top -= 1
    return found


@compiled
def _known(store: Store, how: int, a: int, b: int) -> int:
    """Result that needs no work, or FULL; `a` is not above `b`."""
    if a == b:
        return a
    if a == NEVER:
        return NEVER if how == AND else b
    if a == ALWAYS:
        return b if how == AND else ALWAYS
    key = _memo_key(how, a, b)
    place = _memo_place(store, key)
    return int(store.memo_value[place]) if store.memo_key[place] == key else FULL


@compiled
def _memo_key(how: int, a: int, b: int) -> np.uint64:
    return (np.uint64(2 * a + how) << _HALF) | np.uint64(b)


@compiled
def _memo_place(store: Store, key: np.uint64) -> int:
    return int(np.int64((key * _GOLDEN) >> _HALF)) & (store.memo_key.size - 1)


@compiled
def forget(store: Store, size: int) -> None:
    """Unmake every node but the first `size`."""
    store.size[0] = size
    store.unique[:] = 0
    store.memo_key[:] = np.uint64(0)
    for node in range(2, size):
        slot = _slot(store, store.level[node], store.low[node], store.high[node])
        store.unique[slot] = node


@compiled
def probabilities(store: Store, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Probability of every diagram made so far.

    Only products and sums of numbers that are not negative: small probabilities
    keep their digits.

    Args:
        store: The diagrams.
        chance: [levels] chance of each coin.
    """
    found = np.empty(store.size[0], dtype=np.float64)
    found[NEVER], found[ALWAYS] = 0.0, 1.0
    for node in range(2, found.size):
        p = chance[store.level[node]]
        found[node] = p * found[store.high[node]] + (1.0 - p) * found[store.low[node]]
    return found
