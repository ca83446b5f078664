"""Other processes and a real Dask cluster draw the same bits as this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ng911risk.andor.compile import compile_graph
from ng911risk.andor.graph import AndOrGraph, Kind, NodeSpec, graph_of
from ng911risk.andor.monte_carlo import BLOCK, simulate
from ng911risk.andor.shards import Shard, share_of, simulate_shared
from ng911risk.executors import open_executor

pytestmark = pytest.mark.slow

Cluster = Any  # a class of an extra
WORLDS = 6 * BLOCK
CENTRES = 8


def _state() -> AndOrGraph:
    """Centres behind one network that can fall, each with a neighbour it can be entered from."""
    nodes, site = {"core": NodeSpec(Kind.LEAF, 0.1, ())}, [CENTRES]
    for n in range(CENTRES):
        nodes[f"mail {n}"] = NodeSpec(Kind.LEAF, 0.3, ())
        nodes[f"next door {n}"] = NodeSpec(Kind.AND, 0.5, (f"inside {(n + 1) % CENTRES}",))
        nodes[f"inside {n}"] = NodeSpec(Kind.OR, 1.0, (f"mail {n}", f"next door {n}"))
        nodes[f"lost {n}"] = NodeSpec(Kind.OR, 0.9, (f"inside {n}", "core"))
        site += [n] * 4
    return replace(graph_of(nodes), site=np.array(site, dtype=np.int32))


@pytest.fixture(scope="module")
def here() -> list[int]:
    return [int(true) for true in simulate(compile_graph(_state()), worlds=WORLDS).true]


def test_processes_agree(here: list[int]) -> None:
    with open_executor("processes", 2) as executor:
        found = simulate(compile_graph(_state()), worlds=WORLDS, executor=executor, tasks=3)

    assert found.true.tolist() == here


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    distributed = pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as started:
        yield started


def test_a_cluster_agrees(cluster: Cluster, here: list[int]) -> None:
    address = cluster.scheduler_address.removeprefix("tcp://")

    with open_executor(f"dask://{address}") as executor:
        found = simulate(compile_graph(_state()), worlds=WORLDS, executor=executor, tasks=4)

    assert found.true.tolist() == here


def test_shards_on_other_machines_agree(cluster: Cluster) -> None:
    """Each worker keeps some centres as an actor; only their borders travel."""
    graph = _state()
    owner = graph.site % 2
    mine = [np.flatnonzero(owner == one) for one in (0, 1)]
    whole = simulate(compile_graph(graph), worlds=WORLDS).true

    with cluster.get_client() as client:
        actors = [
            client.submit(
                Shard, share_of(graph, owner == one), np.arange(nodes.size), actor=True
            ).result()
            for one, nodes in enumerate(mine)
        ]
        found = simulate_shared(actors, worlds=WORLDS)

    by_node = compile_graph(graph).variable_of
    for true, nodes in zip(found.true, mine, strict=True):
        assert true.tolist() == whole[by_node[nodes]].tolist()
    assert 0 < found.bytes < whole.size * 8 * WORLDS
