"""Lists in two arrays behave like lists."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.andor.ragged import Ragged

LISTS = st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=8)


@given(LISTS)
def test_what_goes_in_comes_out(lists: list[list[int]]) -> None:
    ragged = Ragged.of(lists)

    assert ragged.lists() == lists
    assert [ragged[place].tolist() for place in range(len(ragged))] == lists
    assert ragged.lengths.tolist() == [len(one) for one in lists]


@given(LISTS)
def test_turned_names_the_lists_that_hold_an_item(lists: list[list[int]]) -> None:
    turned = Ragged.of(lists).turned(10)

    expected = [[n for n, one in enumerate(lists) for held in one if held == i] for i in range(10)]
    assert turned.lists() == expected


def test_grouped_keeps_the_order_given() -> None:
    keys, items = np.array([2, 0, 2], dtype=np.int32), np.array([7, 8, 9], dtype=np.int32)

    assert Ragged.grouped(3, keys, items).lists() == [[8], [], [7, 9]]
