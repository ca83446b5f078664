from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from ng911risk.engine.bound_kernels import sweep
from ng911risk.engine.bounds import _cycles
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import Node
from tests.engine.graphs import Plain, ones, plain_graphs, thrown

WORDS = 64


@given(plain=plain_graphs(cycles=True))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_nothing_is_true_more_often_than_its_bound(plain: Plain) -> None:
    """The first coin is the cause; after every sweep the bounds hold."""
    graph = plain.grown().freeze()
    cause = graph.index["n0"]
    coins = graph.kind == Node.COIN
    anyway, because = np.ones((len(graph), 1)), np.ones((len(graph), 1))
    because[coins] = 0.0
    for row, one in graph.coins.items():
        anyway[row] = one.chance.likely
    anyway[cause], because[cause] = 0.0, 1.0
    without = thrown(graph, WORDS)
    state = without.copy()
    without[cause], state[cause] = 0, np.uint64(2**64 - 1)
    settle(graph, without)
    settle(graph, state)
    luck = 5.0 / np.sqrt(4.0 * 64 * WORDS)

    for _ in range(3):
        sweep(anyway, because, graph.kind, graph.before.start, graph.before.items, _cycles(graph))
        for node in range(len(graph)):
            assert ones(without[node]) / (64 * WORDS) <= anyway[node, 0] + luck
            assert ones(state[node] & ~without[node]) / (64 * WORDS) <= because[node, 0] + luck


def test_a_cycle_is_bounded_by_what_enters_it() -> None:
    kind = np.array([Node.CAUSE, Node.OR, Node.OR], dtype=np.int8)
    start, before = np.array([0, 0, 2, 3]), np.array([0, 2, 1], dtype=np.int32)
    anyway, because = np.array([[0.0], [1.0], [1.0]]), np.array([[0.25], [1.0], [1.0]])
    for _ in range(2):
        sweep(anyway, because, kind, start, before, np.array([-1, 0, 0]))

    assert because[:, 0] == pytest.approx([0.25, 0.25, 0.25])
    assert anyway[:, 0] == pytest.approx([0.0, 0.0, 0.0])
