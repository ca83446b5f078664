"""Random bits depend on names and numbers only, and are held across versions."""

from __future__ import annotations

import numpy as np

from ng911risk.andor import bits


def test_golden_values() -> None:
    assert bits.stream_of("a stolen account") == 15519704026352469857
    assert bits.stream_of("a") == 0x2F42665B399EF840
    assert int(bits.mix(np.uint64(1))) == 6238072747940578789


def test_thresholds_are_exact_for_multiples_of_a_digit() -> None:
    found = bits.thresholds(np.array([0.0, 0.5, 1.0]))

    assert found.tolist() == [0, 2**31, 2**32]


def test_ones_are_counted() -> None:
    for word in (0, 1, 0xF0F0, 2**64 - 1):
        assert int(bits.count_ones(np.uint64(word))) == word.bit_count()
