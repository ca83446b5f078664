"""Loops over all edges of a graph, compiled: sort them, find what can be true, number it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled
from ng911risk.andor.ragged import Ragged

_AND = 2


def gathered(size: int, keys: NDArray[np.int32], items: NDArray[np.int32]) -> Ragged:
    """
    Items by key, in the order given, each once.

    Args:
        size: Number of lists.
        keys: [edges] list of each item.
        items: [edges] the items, 0 to `size` - 1.
    """
    start = _starts(size, keys)
    sorted_ = np.empty(items.size, dtype=np.int32)
    _sort(keys, items, start[:-1].copy(), sorted_)
    left = _drop_doubles(start, sorted_, np.full(size, -1, dtype=np.int32))
    return Ragged(start=start, items=sorted_[:left])


def turned(lists: Ragged) -> Ragged:
    """For each item, the lists that hold it, rising."""
    start = _starts(len(lists), lists.items)
    owners = np.empty(lists.items.size, dtype=np.int32)
    _turn(lists.start, lists.items, start[:-1].copy(), owners)
    return Ragged(start=start, items=owners)


def derivation_order(
    kind: NDArray[np.int8], leaves: NDArray[np.int32], before: Ragged
) -> NDArray[np.int32]:
    """
    Nodes that are true when all of `leaves` are, in an order in which they can be derived.

    Args:
        kind: [nodes] by `Node`.
        leaves: Coins and causes.
        before: What each node needs (AND) or can come from (OR).
    """
    lengths = before.lengths
    missing = np.where(kind == _AND, lengths, np.minimum(lengths, 1)).astype(np.int32)
    empty = np.flatnonzero((kind == _AND) & (lengths == 0)).astype(np.int32)
    order = np.empty(kind.size, dtype=np.int32)
    seeds = leaves.size + empty.size
    order[: leaves.size], order[leaves.size : seeds] = leaves, empty
    after = turned(before)
    size = _derive(order, seeds, missing, after.start, after.items)
    return order[:size].copy()


def renumbered(order: NDArray[np.int32], number: NDArray[np.int32], before: Ragged) -> Ragged:
    """
    The lists of the nodes in `order`, with new numbers, without what has none.

    Args:
        order: [new nodes] old number of each.
        number: [old nodes] new number of each, or -1.
        before: Lists by old number.
    """
    start = np.zeros(order.size + 1, dtype=np.int64)
    items = np.empty(before.items.size, dtype=np.int32)
    size = _renumber(order, number, before.start, before.items, start, items)
    return Ragged(start=start, items=items[:size].copy())


def _starts(size: int, keys: NDArray[np.int32]) -> NDArray[np.int64]:
    start = np.zeros(size + 1, dtype=np.int64)
    _count(keys, start)
    return start


@compiled
def _count(keys: NDArray[np.int32], start: NDArray[np.int64]) -> None:
    """Where the list of each key begins, in `start`, which is all 0."""
    for edge in range(keys.size):
        start[keys[edge] + 1] += 1
    for key in range(1, start.size):
        start[key] += start[key - 1]


@compiled
def _turn(
    start: NDArray[np.int64],
    items: NDArray[np.int32],
    next_: NDArray[np.int64],
    owners: NDArray[np.int32],
) -> None:
    """Put every list at the next place of each of its items."""
    for owner in range(start.size - 1):
        for edge in range(start[owner], start[owner + 1]):
            place = next_[items[edge]]
            owners[place] = owner
            next_[items[edge]] = place + 1


@compiled
def _sort(
    keys: NDArray[np.int32],
    items: NDArray[np.int32],
    next_: NDArray[np.int64],
    sorted_: NDArray[np.int32],
) -> None:
    """Put every item at the next place of its key."""
    for edge in range(keys.size):
        place = next_[keys[edge]]
        sorted_[place] = items[edge]
        next_[keys[edge]] = place + 1


@compiled
def _drop_doubles(
    start: NDArray[np.int64], items: NDArray[np.int32], last: NDArray[np.int32]
) -> int:
    """Keep the first of equal items of one list; `last` is -1 for every item. Returns the rest."""
    kept = 0
    first = start[0]
    for n in range(start.size - 1):
        stop = start[n + 1]
        for edge in range(first, stop):
            item = items[edge]
            if last[item] != n:
                last[item] = n
                items[kept] = item
                kept += 1
        first = stop
        start[n + 1] = kept
    return kept


@compiled
def _derive(
    order: NDArray[np.int32],
    size: int,
    missing: NDArray[np.int32],
    after_start: NDArray[np.int64],
    after: NDArray[np.int32],
) -> int:
    """Append to `order` whatever lacks nothing any more; it grows while it is read."""
    at = 0
    while at < size:
        node = order[at]
        at += 1
        for edge in range(after_start[node], after_start[node + 1]):
            follower = after[edge]
            missing[follower] -= 1
            if missing[follower] == 0:
                order[size] = follower
                size += 1
    return size


@compiled
def _renumber(
    order: NDArray[np.int32],
    number: NDArray[np.int32],
    before_start: NDArray[np.int64],
    before: NDArray[np.int32],
    start: NDArray[np.int64],
    items: NDArray[np.int32],
) -> int:
    size = 0
    for new in range(order.size):
        old = order[new]
        for edge in range(before_start[old], before_start[old + 1]):
            need = number[before[edge]]
            if need >= 0:
                items[size] = need
                size += 1
        start[new + 1] = size
    return size
