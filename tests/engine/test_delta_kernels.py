from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.bits import ALL
from ng911risk.engine import delta_kernels, kernels
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import AttackGraph
from tests.engine.graphs import Plain, bits, limits_of, ones, plain_graphs, thrown

LAW = settings(max_examples=150, deadline=None, derandomize=True)
WORDS = 2
KEYS = np.array([11, 22], dtype=np.uint64)
WEIGHTS = np.array([1.0, 3.0])


def _settled(graph: AttackGraph, chances: dict[int, float]) -> np.ndarray:
    rows = np.array(sorted(graph.coins), dtype=np.int64)
    state = np.zeros((len(graph), WORDS), dtype=np.uint64)
    limits = limits_of([chances.get(int(row), graph.coins[int(row)].chance.likely) for row in rows])
    kernels.throw(state, rows, rows.astype(np.uint64) * np.uint64(977), limits, KEYS)
    settle(graph, state)
    return state


def _tried(graph: AttackGraph, variants: list[dict[int, float]]) -> np.ndarray:
    settled = _settled(graph, {})
    coins = np.array([coin for one in variants for coin in sorted(one)], dtype=np.int64)
    limits = limits_of([one[coin] for one in variants for coin in sorted(one)])
    found: np.ndarray = delta_kernels.try_changes(
        settled,
        np.zeros_like(settled),
        KEYS,
        WEIGHTS,
        np.cumsum([0, *map(len, variants)], dtype=np.int64),
        coins,
        coins.astype(np.uint64) * np.uint64(977),
        limits.astype(np.uint64),
        np.arange(len(graph), dtype=np.int64),
        np.ones(len(graph), dtype=np.bool_),
        graph.kind,
        graph.before.start,
        graph.before.items,
        graph.after.start,
        graph.after.items,
    )
    return found


@given(plain=plain_graphs(cycles=True, most_gates=16), data=st.data())
@LAW
def test_working_out_a_change_is_settling_all_anew(plain: Plain, data: st.DataObject) -> None:
    graph = plain.grown().freeze()
    chance = st.floats(0.0, 1.0)
    variants = data.draw(
        st.lists(st.dictionaries(st.sampled_from(sorted(graph.coins)), chance), max_size=3)
    )

    found = _tried(graph, variants)

    for place, variant in enumerate(variants):
        anew = _settled(graph, variant)
        expected = kernels.weigh(anew, np.zeros_like(anew), np.arange(len(graph)), WEIGHTS)
        assert found[place] == pytest.approx(expected)


def test_bits_are_carried_along_every_edge_and_around_cycles() -> None:
    start = np.array([0, 1, 2, 4, 4], dtype=np.int64)
    after = np.array([1, 2, 1, 3], dtype=np.int32)
    reach = np.array([[1], [0], [0], [8]], dtype=np.uint64)
    delta_kernels.spread(reach, start, after)

    assert reach[:, 0].tolist() == [1, 1, 1, 9]


@given(plain=plain_graphs(cycles=False), worth=st.floats(0.5, 2.0))
@LAW
def test_every_world_counts_what_came_true_in_it(plain: Plain, worth: float) -> None:
    graph = plain.grown().freeze()
    state = thrown(graph, WORDS)
    settle(graph, state)
    rows = np.arange(len(graph), dtype=np.int64)
    values = np.full(rows.size, worth)
    sums = delta_kernels.world_sums(state, np.zeros_like(state), rows, values)

    by_bit = np.array([bits(state[row]) for row in rows]).sum(axis=0) * worth
    assert sums.ravel() == pytest.approx(by_bit)


def test_worlds_are_counted_for_the_cause_they_belong_to() -> None:
    state = np.array([[ALL, 0xFF], [0, 0x0F]], dtype=np.uint64)
    hits = np.zeros((2, 3), dtype=np.int64)
    start = np.array([0, 1, 3], dtype=np.int64)
    cause = np.array([0, 1, 2], dtype=np.int64)
    mask = np.array([ALL, 0x3, 0xFC], dtype=np.uint64)
    rows = np.array([0, 1], dtype=np.int64)
    delta_kernels.count_hits(state, np.zeros_like(state), rows, start, cause, mask, hits)

    assert hits.tolist() == [[64, 2, 6], [0, 2, 2]]
    assert ones(state[0]) == hits[0].sum()
