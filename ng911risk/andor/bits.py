"""
Random bits that depend on the seed, a stable name and the number of the world, on nothing else.

They are counter-based: whoever asks for a bit, in whatever order, on whatever
machine, gets the same one. 64 worlds stand side by side in a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.compiled import compiled

WORD = 64
"""Worlds in a word."""

DIGITS = 32
"""Binary digits of a coin's threshold: chances are multiples of 2**-32."""

ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
ZERO = np.uint64(0)
ONE = np.uint64(1)
CERTAIN = np.uint64(1 << DIGITS)
"""Threshold of a coin that is always true."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S27 = np.uint64(27)
_S30 = np.uint64(30)
_S31 = np.uint64(31)


def stream_of(name: str) -> int:
    """Key of a name: the same on every machine and in every process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def streams_of(names: Iterable[str]) -> NDArray[np.uint64]:
    """Key of each name."""
    return np.array([stream_of(name) for name in names], dtype=np.uint64)


def thresholds(chances: NDArray[np.float64]) -> NDArray[np.uint64]:
    """How small a coin's 32-bit number must be, for each chance."""
    return np.rint(np.asarray(chances) * 2.0**DIGITS).astype(np.uint64)


@compiled
def mix(x: np.uint64) -> np.uint64:
    """Finalizer of SplitMix64 (Steele, Lea, Flood 2014)."""
    x = (x ^ (x >> _S30)) * _MIX1
    x = (x ^ (x >> _S27)) * _MIX2
    return x ^ (x >> _S31)


@compiled
def draw(
    out: NDArray[np.uint64], stream: np.uint64, worlds: NDArray[np.uint64], limit: np.uint64
) -> None:
    """
    Throw one coin in many worlds: bit set where its number is below `limit`.

    The binary digits of the number are drawn from the highest on, 64 worlds at once, until no
    world is undecided; about ten of the 32 are enough.

    Args:
        out: [words] written.
        stream: Key of the coin's numbers.
        worlds: [words] keys of the words.
        limit: Chance times 2**32.
    """
    if limit >= CERTAIN:
        for w in range(out.size):
            out[w] = ALL
        return
    equal = np.empty(out.size, dtype=np.uint64)
    for w in range(out.size):
        out[w] = ZERO
        equal[w] = ALL
    counter = ZERO
    digit = ONE << np.uint64(DIGITS - 1)
    while digit != ZERO and limit & (digit + digit - ONE) != ZERO:
        counter += GOLDEN
        undecided = ZERO
        if limit & digit:
            for w in range(out.size):
                bits = mix((stream ^ worlds[w]) + counter)
                out[w] |= equal[w] & ~bits
                equal[w] &= bits
                undecided |= equal[w]
        else:
            for w in range(out.size):
                bits = mix((stream ^ worlds[w]) + counter)
                equal[w] &= ~bits
                undecided |= equal[w]
        if undecided == ZERO:
            return
        digit >>= ONE


@compiled
def count_ones(word: np.uint64) -> np.uint64:
    """Worlds of one word in which something is true."""
    word = word - ((word >> ONE) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * np.uint64(0x0101010101010101)) >> np.uint64(56)
