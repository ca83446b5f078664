from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.ragged import Ragged
from ng911risk.engine import ordering
from ng911risk.engine.graph import Node
from tests.engine.graphs import Plain, plain_graphs

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40)


def _numbers(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, dtype=np.int32)


@given(pairs=PAIRS)
@settings(max_examples=200, deadline=None)
def test_items_stand_by_key_in_the_order_given_each_once(pairs: list[tuple[int, int]]) -> None:
    found = ordering.gathered(8, _numbers([k for k, _ in pairs]), _numbers([i for _, i in pairs]))

    assert found.lists() == [list(dict.fromkeys(i for k, i in pairs if k == n)) for n in range(8)]


@given(pairs=PAIRS)
@settings(max_examples=200, deadline=None)
def test_turning_agrees_with_turning_one_by_one(pairs: list[tuple[int, int]]) -> None:
    lists = ordering.gathered(8, _numbers([k for k, _ in pairs]), _numbers([i for _, i in pairs]))

    turned = ordering.turned(lists)
    assert turned.lists() == [
        [owner for owner, items in enumerate(lists.lists()) if item in items] for item in range(8)
    ]


def _lists(plain: Plain) -> tuple[np.ndarray[tuple[int], np.dtype[np.int8]], Ragged]:
    coins = len(plain.chances)
    kinds = [Node.COIN] * coins + [kind for kind, _ in plain.gates]
    needs: list[list[int]] = [[] for _ in range(coins)] + [
        list(dict.fromkeys(needs)) for _, needs in plain.gates
    ]
    return np.array(kinds, dtype=np.int8), Ragged.of(needs)


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=200, deadline=None)
def test_whatever_can_be_true_is_ordered_after_what_it_needs(plain: Plain) -> None:
    kind, before = _lists(plain)
    leaves = np.arange(len(plain.chances), dtype=np.int32)
    order = ordering.derivation_order(kind, leaves, before).tolist()

    assert sorted(order) == sorted(plain.true_with(range(len(plain.chances))))
    for place, node in enumerate(order):
        earlier = [need in order[:place] for need in before[node].tolist()]
        assert kind[node] == Node.COIN or (all if kind[node] == Node.AND else any)(earlier)


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=200, deadline=None)
def test_new_numbers_name_the_same_nodes(plain: Plain) -> None:
    kind, before = _lists(plain)
    order = ordering.derivation_order(kind, np.arange(len(plain.chances), dtype=np.int32), before)
    number = np.full(kind.size, -1, dtype=np.int32)
    number[order] = np.arange(order.size)
    found = ordering.renumbered(order, number, before).lists()

    for new, old in enumerate(order.tolist()):
        kept = [need for need in before[old].tolist() if number[need] >= 0]
        assert [order[need] for need in found[new]] == kept
