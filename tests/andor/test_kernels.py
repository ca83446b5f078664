"""The loops, one by one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ng911risk.andor import kernels
from ng911risk.andor.bits import ALL, WORD, draw, stream_of, thresholds
from ng911risk.andor.kernels import WORDS


def _share(chance: float, blocks: int = 64) -> float:
    out, true = np.empty(WORDS, dtype=np.uint64), 0
    limit = thresholds(np.array([chance]))[0]
    for number in range(blocks):
        draw(out, np.uint64(stream_of("coin")), kernels.world_keys(1, number * WORDS, WORDS), limit)
        true += sum(int(word).bit_count() for word in out)
    return true / (blocks * WORDS * WORD)


@pytest.mark.parametrize("chance", [0.5, 0.1, 1 / 3, 0.999, 2.0**-10])
def test_a_coin_falls_as_often_as_it_should(chance: float) -> None:
    worlds = 64 * WORDS * WORD

    assert _share(chance) == pytest.approx(chance, abs=5 * (chance * (1 - chance) / worlds) ** 0.5)


def test_never_and_always() -> None:
    assert _share(0.0) == 0.0
    assert _share(1.0) == 1.0


def test_a_smaller_chance_falls_in_a_part_of_the_same_worlds() -> None:
    stream, worlds = np.uint64(stream_of("coin")), kernels.world_keys(1, 0, WORDS)
    rows = np.empty((5, WORDS), dtype=np.uint64)
    for row, limit in zip(rows, thresholds(np.array([0.1, 0.3, 0.300001, 0.9, 1.0])), strict=True):
        draw(row, stream, worlds, limit)

    assert all(not (less & ~more).any() for less, more in pairwise(rows))
    assert (rows[-1] == ALL).all()


def test_words_have_keys_of_their_own_whatever_the_block() -> None:
    keys = np.concatenate(
        [kernels.world_keys(seed, 32 * b, 32) for seed in (1, 2) for b in range(50)]
    )

    assert np.unique(keys).size == keys.size


def test_closure_follows_the_lists() -> None:
    start, items = np.array([0, 1, 2, 2]), np.array([1, 0], dtype=np.int32)
    found = np.zeros(3, dtype=np.bool_)

    kernels.closure(start, items, np.array([0]), found)

    assert found.tolist() == [True, True, False]
