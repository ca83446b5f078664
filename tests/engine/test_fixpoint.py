from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.engine.fixpoint import settle
from ng911risk.engine.growth import GraphBuilder
from tests.engine.graphs import (
    PUBLISHED,
    Plain,
    bits,
    coin,
    grown_from,
    ones,
    plain_graphs,
    thrown,
)

WILSON = 2.5758  # 99 %
LAW = settings(max_examples=300, deadline=None)


@given(plain=plain_graphs(cycles=True), seed=st.integers(0, 99))
@LAW
def test_every_world_is_the_least_one_that_its_coins_allow(plain: Plain, seed: int) -> None:
    graph = plain.grown().freeze()
    state = thrown(graph, 1, seed)
    coins = {n: bits(state[graph.index[f"n{n}"]]) for n in range(len(plain.chances))}
    settle(graph, state)

    for world in range(64):
        true = plain.true_with({n for n, fell in coins.items() if fell[world]})
        word = {name for name, node in graph.index.items() if int(state[node, 0]) >> world & 1}
        assert word == {f"n{n}" for n in true}


@given(plain=plain_graphs(cycles=True), seed=st.integers(0, 99))
@LAW
def test_more_true_coins_never_make_anything_false(plain: Plain, seed: int) -> None:
    graph = plain.grown().freeze()
    less = thrown(graph, 1, seed)
    more = less | np.where(np.arange(len(graph))[:, None] == 0, np.uint64(2**64 - 1), np.uint64(0))
    settle(graph, less)
    settle(graph, more)

    assert not (less & ~more).any()


def test_nothing_supports_itself() -> None:
    grow = GraphBuilder()
    outside = coin(grow, "outside", 0.5)
    one = grow.any_of("one")
    other = grow.any_of("other", [one, outside])
    grow.feed(one, other)
    graph = grow.freeze()
    state = np.zeros((len(graph), 1), dtype=np.uint64)
    settle(graph, state)

    assert not state.any()


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_cases_come_out_as_printed(name: str) -> None:
    case, exact = PUBLISHED[name]
    graph = grown_from(case).freeze()
    state = thrown(graph, 1 << 13)
    settle(graph, state)

    for node, chance in exact.items():
        low, high = _wilson(ones(state[graph.index[node]]), 64 << 13)
        assert low <= chance <= high, node


def _wilson(hits: int, worlds: int) -> tuple[float, float]:
    share, square = hits / worlds, WILSON**2
    centre = (share + square / (2 * worlds)) / (1 + square / worlds)
    half = WILSON * math.sqrt(share * (1 - share) / worlds + square / (4 * worlds**2))
    return centre - half / (1 + square / worlds), centre + half / (1 + square / worlds)
