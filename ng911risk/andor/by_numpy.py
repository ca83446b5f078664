"""
The same worlds without numba: whole arrays in numpy, bit for bit the same result, much slower.

For machines that cannot compile, and to hold the fast loops against.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL, DIGITS, GOLDEN, ZERO, thresholds
from ng911risk.andor.compile import CompiledGraph
from ng911risk.andor.kernels import WORDS

_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def settled(graph: CompiledGraph, seed: int, number: int) -> NDArray[np.uint64]:
    """[variables, WORDS] What is true in one block of worlds."""
    worlds = _world_keys(seed, number)
    state = _thrown(graph.stream, worlds, thresholds(graph.chance))
    gates = _thrown(graph.gate_stream, worlds, thresholds(graph.gate))
    if not graph.head.size:
        return state
    heads, first = np.unique(graph.head, return_index=True)
    while True:
        bodies = np.bitwise_and.reduceat(state[graph.body.items], graph.body.start[:-1], axis=0)
        told = np.bitwise_or.reduceat(bodies & gates, first, axis=0)
        if not (told & ~state[heads]).any():
            return state
        state[heads] |= told


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(30))) * _MIX1
    x = (x ^ (x >> np.uint64(27))) * _MIX2
    return x ^ (x >> np.uint64(31))


def _world_keys(seed: int, number: int) -> NDArray[np.uint64]:
    base = _mix(np.array([seed], dtype=np.uint64) + GOLDEN)
    words = np.arange(number * WORDS + 1, (number + 1) * WORDS + 1, dtype=np.uint64)
    return _mix(base + words * GOLDEN)


def _thrown(
    stream: NDArray[np.uint64], worlds: NDArray[np.uint64], limit: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """[coins, WORDS] Bit set where the number of the coin is below its limit, digit by digit."""
    keys = stream[:, None] ^ worlds[None, :]
    below, equal = np.zeros_like(keys), np.full_like(keys, ALL)
    counter = ZERO
    for digit in range(DIGITS - 1, -1, -1):
        counter = np.uint64((int(counter) + int(GOLDEN)) % 2**64)
        bits = _mix(keys + counter)
        one = (limit >> np.uint64(digit) & np.uint64(1)).astype(np.bool_)[:, None]
        below |= np.where(one, equal & ~bits, ZERO)
        equal &= np.where(one, bits, ~bits)
    below[limit >> np.uint64(DIGITS) != ZERO] = ALL
    return below
