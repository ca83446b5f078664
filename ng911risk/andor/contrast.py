"""The same worlds twice, with nothing chosen and with everything: what lies between is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor import kernels, world_kernels
from ng911risk.andor.bits import thresholds
from ng911risk.andor.decision import Decision
from ng911risk.andor.monte_carlo import Block


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contrast:
    """One block of worlds, twice. The next one takes its room."""

    keys: NDArray[np.uint64]
    """[WORDS] Key of each word of 64 worlds."""

    before: NDArray[np.uint64]
    """[variables, WORDS] What is true with nothing chosen."""

    after: NDArray[np.uint64]
    """[variables, WORDS] What is true whatever is chosen."""

    can_fail: NDArray[np.uint64]
    """[variables, WORDS] What some choice prevents."""

    holding: NDArray[np.uint64]
    """[rules, WORDS] Where each rule holds with nothing chosen, and its head can be prevented."""


def contrasts(decision: Decision, seed: int, blocks: Iterable[int]) -> Iterator[Contrast]:
    """
    Draw blocks of worlds.

    Args:
        decision: What is lost, and what may be bought.
        seed: Of the worlds.
        blocks: Numbers of the blocks.
    """
    graph = decision.graph
    every = np.ones(len(decision.menu), dtype=np.bool_)
    before, after = Block(graph), Block(graph, decision.levers.chances(every))
    holding = np.empty((graph.head.size, kernels.WORDS), dtype=np.uint64)
    gates = thresholds(graph.gate)
    for number in blocks:
        before.draw(seed, number)
        after.draw(seed, number)
        can_fail = before.state & ~after.state
        keys = kernels.world_keys(seed, number * kernels.WORDS, kernels.WORDS)
        world_kernels.open_rules(
            keys, decision.rules, gates, graph.gate_stream, before.state, can_fail, holding
        )
        yield Contrast(
            keys=keys, before=before.state, after=after.state, can_fail=can_fail, holding=holding
        )
