"""Two workers beside one: threads, processes and a real Dask cluster; the same bits from all."""

from __future__ import annotations

import importlib.util
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from benchmarks.attack_graph import attacks_on
from benchmarks.harness import Result, wall
from benchmarks.topology import SIZES, network
from ng911risk.andor.compile import CompiledGraph, compile_graph
from ng911risk.andor.monte_carlo import Counts, simulate
from ng911risk.executors import Workers, open_executor

WORLDS = 81_920
TASKS = 16
ROUNDS = 12

BARS = {"threads": 1.7, "processes": 1.7, "dask": 1.4}


def results() -> Iterator[Result]:
    """
    Time on the clock, as that is what workers are for; other programs disturb it.

    One worker is the same executor with one, so that its own cost counts on both sides.
    """
    attacks = attacks_on(network(SIZES["105k"]))
    compiled = compile_graph(attacks.graph, attacks.goals)
    expected = simulate(compiled, worlds=WORLDS).true
    same = True
    for name, bar in BARS.items():
        if name == "dask" and importlib.util.find_spec("distributed") is None:
            gone = "distributed is not installed"
            yield Result(name=f"workers: two {name}", value=None, unit="x", bar=bar, note=gone)
            continue
        speed, identical = _two_beside_one(name, compiled, expected)
        note = f"just then two empty loops got {_room():.2f} x as far as one"
        same &= identical
        yield Result(
            name=f"workers: two {name} / one", value=speed, unit="x wall", bar=bar, note=note
        )
    yield Result(name="workers: bit-identical in all", value=float(same), unit="", bar=1)


def _room() -> float:
    """How much more two programs get done at once than one: 2 on a machine that is free."""
    with open_executor("processes", 2) as executor:
        list(executor.map(_turns, (0.1, 0.1)))
        alone = sum(executor.map(_turns, (1.0,)))
        return sum(executor.map(_turns, (1.0, 1.0))) / alone


def _turns(seconds: float) -> int:
    """Turns of an empty loop until the clock has moved on."""
    end, turns = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        turns += 1
    return turns


def _two_beside_one(name: str, compiled: CompiledGraph, expected: np.ndarray) -> tuple[float, bool]:
    """How much faster two are, best of some rounds in turn, and whether all agree."""
    with _opened(name, 1) as one, _opened(name, 2) as two:
        runs = [partial(_run, compiled, executor) for executor in (one, two)]
        counts = [run() for run in runs]  # workers start, and load the kernels
        seconds = [math.inf, math.inf]
        for _ in range(ROUNDS):
            for place, run in enumerate(runs):
                taken, found = wall(run)
                seconds[place] = min(seconds[place], taken)
                counts.append(found)
    same = all(np.array_equal(found.true, expected) for found in counts)
    return seconds[0] / seconds[1], same


def _run(compiled: CompiledGraph, executor: Workers) -> Counts:
    return simulate(compiled, worlds=WORLDS, executor=executor, tasks=TASKS)


@contextmanager
def _opened(name: str, workers: int) -> Iterator[Workers]:
    if name != "dask":
        with open_executor(name, workers) as executor:
            yield executor
        return
    import distributed  # noqa: PLC0415 -- an extra

    local_cluster: Any = distributed.LocalCluster
    cluster = local_cluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
    )
    with cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        with open_executor(address) as executor:
            yield executor
