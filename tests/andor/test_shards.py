"""A graph kept in many places gives, bit for bit, what it gives in one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ng911risk.andor.compile import NONE, compile_graph
from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.monte_carlo import BLOCK, simulate
from ng911risk.andor.shards import Shard, Shared, share_of, simulate_shared
from tests.andor.random_graphs import graphs

CENTRES = 6


def _ring() -> AndOrGraph:
    """Centres in a ring: each can be entered from outside or from its neighbour."""
    nodes, site = {}, []
    for n in range(CENTRES):
        nodes[f"luck {n}"] = NodeSpec(Kind.LEAF, 0.2, ())
        nodes[f"aid {n}"] = NodeSpec(Kind.AND, 0.6, (f"lost {(n - 1) % CENTRES}", "network"))
        nodes[f"lost {n}"] = NodeSpec(Kind.OR, 0.9, (f"luck {n}", f"aid {n}"))
        site += [n, n, n]
    nodes["network"] = NodeSpec(Kind.LEAF, 0.5, ())
    return replace(graph_of(nodes), site=np.array([*site, CENTRES], dtype=np.int32))


def _whole(graph: AndOrGraph, watched: NDArray[np.int64], worlds: int) -> NDArray[np.int64]:
    compiled = compile_graph(graph, watched)
    variables = compiled.variable_of[watched]
    true = simulate(compiled, worlds=worlds).true
    return np.array([true[v] if v != NONE else 0 for v in variables])


def _split(graph: AndOrGraph, owner: NDArray[Any]) -> tuple[list[Shard], list[Any]]:
    shards, watched = [], []
    for one in np.unique(owner):
        mine = np.flatnonzero(owner == one)
        shards.append(Shard(share_of(graph, owner == one), np.arange(mine.size)))
        watched.append(mine)
    return shards, watched


def _shared(graph: AndOrGraph, owner: NDArray[Any], worlds: int) -> tuple[Shared, Any]:
    shards, watched = _split(graph, owner)
    return simulate_shared(shards, worlds=worlds), watched


@pytest.mark.parametrize("places", [1, 2, 3, 7])
def test_shards_find_what_the_whole_finds(places: int) -> None:
    graph = _ring()

    found, watched = _shared(graph, graph.site % places, 3 * BLOCK)

    for true, nodes in zip(found.true, watched, strict=True):
        assert true.tolist() == _whole(graph, np.arange(len(graph)), 3 * BLOCK)[nodes].tolist()
    assert (found.turns > 0) == (places > 1)


@given(graphs(), st.lists(st.integers(0, 2), min_size=9, max_size=9))
@settings(max_examples=40, deadline=None)
def test_any_graph_can_be_split_anywhere(graph: AndOrGraph, owners: list[int]) -> None:
    found, watched = _shared(graph, np.array(owners[: len(graph)]), BLOCK)

    whole = _whole(graph, np.arange(len(graph)), BLOCK)
    for true, nodes in zip(found.true, watched, strict=True):
        assert true.tolist() == whole[nodes].tolist()


def test_a_share_knows_only_keys_of_what_is_elsewhere() -> None:
    graph = _ring()

    share = share_of(graph, graph.site == 0)

    own = share.graph
    assert own.kind[share.foreign].tolist() == [Kind.LEAF] * 2
    assert not own.chance[share.foreign].any()
    assert set(own.stream[share.foreign].tolist()) == {
        int(graph.stream[graph.index[name]]) for name in ("network", f"lost {CENTRES - 1}")
    }


class _Far:
    """A shard that answers with futures, as one in another process does."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard

    def __getattr__(self, name: str) -> Callable[..., Future[Any]]:
        def call(*arguments: object) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_result(getattr(self._shard, name)(*arguments))
            return future

        return call


def test_shards_may_be_far_away() -> None:
    graph = _ring()
    shards, _ = _split(graph, graph.site % 2)
    far: list[Any] = [_Far(shard) for shard in _split(graph, graph.site % 2)[0]]

    here, there = simulate_shared(shards, worlds=BLOCK), simulate_shared(far, worlds=BLOCK)

    assert [one.tolist() for one in here.true] == [one.tolist() for one in there.true]
    assert here.bytes == there.bytes > 0
