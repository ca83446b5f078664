from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL
from ng911risk.engine import kernels
from tests.engine.graphs import bits, limits_of, ones

ANY_KEY = st.integers(0, 2**64 - 1)
CHANCE = st.floats(0.0, 1.0)
WORDS = 1 << 12


def _keys(words: int, seed: int = 7) -> NDArray[np.uint64]:
    return np.random.default_rng(seed).integers(0, 2**64, words, dtype=np.uint64)


def _throw(key: int, chance: float, worlds: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = np.zeros((1, worlds.size), dtype=np.uint64)
    rows = np.zeros(1, dtype=np.int64)
    kernels.throw(state, rows, np.array([key], dtype=np.uint64), limits_of([chance]), worlds)
    return np.array(state[0])


@given(key=ANY_KEY, chance=CHANCE)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_coin_falls_as_often_as_its_chance_says(key: int, chance: float) -> None:
    worlds = 64 * WORDS
    found = ones(_throw(key, chance, _keys(WORDS)))

    assert abs(found - worlds * chance) <= 4.0 * math.sqrt(worlds * chance * (1.0 - chance))


@given(key=ANY_KEY)
def test_never_is_never_and_certain_is_certain(key: int) -> None:
    worlds = _keys(64)

    assert not _throw(key, 0.0, worlds).any()
    assert (_throw(key, 1.0, worlds) == ALL).all()


@given(key=ANY_KEY, chances=st.tuples(CHANCE, CHANCE))
def test_whoever_falls_at_a_small_chance_falls_at_a_greater(
    key: int, chances: tuple[float, float]
) -> None:
    worlds = _keys(64)
    small, great = (_throw(key, chance, worlds) for chance in sorted(chances))

    assert not (small & ~great).any()


@given(key=ANY_KEY, chance=CHANCE, cut=st.integers(0, 64))
def test_it_does_not_matter_how_the_worlds_are_cut_into_blocks(
    key: int, chance: float, cut: int
) -> None:
    worlds = _keys(64)
    parts = [_throw(key, chance, worlds[:cut].copy()), _throw(key, chance, worlds[cut:].copy())]

    assert (np.concatenate(parts) == _throw(key, chance, worlds)).all()


def test_one_key_gives_one_number_and_two_keys_give_two() -> None:
    worlds = _keys(WORDS)
    one, other = _throw(11, 0.5, worlds), _throw(12, 0.5, worlds)

    assert (one == _throw(11, 0.5, worlds)).all()
    # of two fair coins that know nothing of each other half the worlds agree
    assert abs(ones(one ^ other) / (64 * WORDS) - 0.5) < 4.0 * 0.5 / math.sqrt(64 * WORDS)


def test_coins_with_one_key_fall_together_whatever_their_rows() -> None:
    worlds = _keys(64)
    state = np.zeros((3, worlds.size), dtype=np.uint64)
    keys = np.array([5, 5], dtype=np.uint64)
    kernels.throw(state, np.array([2, 0], dtype=np.int64), keys, limits_of([0.3, 0.3]), worlds)

    assert (state[0] == state[2]).all()
    assert not state[1].any()


def test_worlds_in_one_word_are_independent() -> None:
    found = np.array([bits(np.array([word])) for word in _throw(3, 0.5, _keys(WORDS))])
    means = found.mean(axis=0)
    together = np.corrcoef(found.T) - np.eye(64)

    assert abs(means - 0.5).max() < 5.0 * 0.5 / math.sqrt(WORDS)
    assert abs(together).max() < 5.0 / math.sqrt(WORDS)


@pytest.mark.parametrize("chance", [2.0**-32, 3 * 2.0**-32])
def test_even_the_smallest_chance_is_not_rounded_away(chance: float) -> None:
    assert int(limits_of([chance])[0]) == round(chance * 2**32) > 0


def test_weighing_counts_new_worlds_with_the_weight_of_their_word() -> None:
    state = np.array([[0b111, 0b1], [0b001, 0b1]], dtype=np.uint64)
    without = np.array([[0b100, 0b0], [0b000, 0b0]], dtype=np.uint64)
    weights = np.array([0.5, 10.0])
    rows = np.array([0, 1], dtype=np.int64)

    assert kernels.weigh(state, without, rows, weights).tolist() == [11.0, 10.5]
    pairs = kernels.weigh_pairs(state, without, rows, rows, weights)
    assert pairs.tolist() == [[11.0, 10.5], [10.5, 10.5]]
