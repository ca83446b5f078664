"""
How often each variable of a compiled graph is true: worlds drawn in blocks, counted exactly.

A block of 1,024 worlds is a pure function of the compiled graph, the thresholds, the
seed and its number. So blocks can be drawn in any order, in threads, processes
or on other machines, and the sum is the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor import kernels
from ng911risk.andor.bits import WORD, thresholds
from ng911risk.andor.compile import CompiledGraph

BLOCK = kernels.WORDS * WORD
"""Worlds of one block."""

_LARGE = 4_000_000
"""Rules above which blocks are narrower."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """Chances to run a graph with, where they are not its own: a what-if."""

    coin: NDArray[np.float64]
    """[variables] Chance of each coin; 0 for what rules make true."""

    gate: NDArray[np.float64]
    """[rules] Chance that each gate opens."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """In how many of how many worlds each variable was true."""

    true: NDArray[np.int64]
    """[variables]"""

    worlds: int
    """Worlds drawn."""


class Block:
    """Room for one block of worlds at a time, used again and again."""

    def __init__(
        self, graph: CompiledGraph, chances: Chances | None = None, words: int = kernels.WORDS
    ) -> None:
        self.graph = graph
        self._coin = thresholds(graph.chance if chances is None else chances.coin)
        self._gate = thresholds(graph.gate if chances is None else chances.gate)
        shape = (len(graph), words)
        self.state = np.empty(shape, dtype=np.uint64)
        """[variables, words] What is true in the worlds of the block."""

        self._fresh = np.empty(shape, dtype=np.uint64)
        self.opened = np.empty((graph.head.size, words), dtype=np.uint64)
        """[rules, words] Gates, where `drawn`."""

        self.drawn = np.empty(graph.head.size, dtype=np.bool_)
        """[rules] Whether anybody came to the gate."""

        self._worlds = kernels.world_keys(0, 0, words)

    def draw(self, seed: int, number: int) -> None:
        """Draw and settle block `number`."""
        self.throw(seed, number)
        self.settle()

    def throw(self, seed: int, number: int) -> None:
        """Throw the coins of block `number`; nothing follows yet."""
        words = self.state.shape[1]
        self._worlds = kernels.world_keys(seed, number * words, words)
        kernels.throw_roots(
            self._worlds, self._coin, self.graph.stream, self.state, self._fresh, self.drawn
        )

    def tell(self, variables: NDArray[np.int32], words: NDArray[np.uint64]) -> None:
        """
        Make variables true in some worlds, from outside.

        Args:
            variables: [n] no one twice.
            words: [n, words] worlds in which they are true; what was true before stays so.
        """
        new = words & ~self.state[variables]
        self.state[variables] |= new
        self._fresh[variables] |= new

    def settle(self) -> None:
        """Let everything follow that follows: the least fixpoint."""
        graph = self.graph
        kernels.propagate(
            self._worlds,
            graph.site_start,
            graph.site_of,
            graph.uses.start,
            graph.uses.items,
            graph.head,
            graph.body.start,
            graph.body.items,
            self._gate,
            graph.gate_stream,
            self.state,
            self._fresh,
            self.opened,
            self.drawn,
        )


def simulate(
    graph: CompiledGraph,
    *,
    worlds: int = 10_240,
    seed: int = 1,
    chances: Chances | None = None,
    executor: Executor | None = None,
    tasks: int = 1,
) -> Counts:
    """
    Draw worlds and count in how many each variable is true.

    Args:
        graph: What to run.
        worlds: At least so many; rounded up to whole blocks.
        seed: Of the random bits.
        chances: Instead of the graph's own.
        executor: Who draws the blocks; without one, the caller.
        tasks: Pieces that the work is cut into for the executor; changes no bit of the result.
    """
    narrow = kernels.WORDS // words_of(graph)
    blocks = range(-(-worlds // BLOCK) * narrow)
    if executor is None:
        true = counted(graph, chances, seed, blocks)
    else:
        pieces = _cut(blocks, tasks)
        found = [executor.submit(counted, graph, chances, seed, piece) for piece in pieces]
        true = np.sum([one.result() for one in found], axis=0)
    return Counts(true=true, worlds=len(blocks) // narrow * BLOCK)


def counted(
    graph: CompiledGraph, chances: Chances | None, seed: int, blocks: Sequence[int]
) -> NDArray[np.int64]:
    """[variables] In how many worlds of some blocks each variable is true."""
    true = np.zeros(len(graph), dtype=np.int64)
    for block in drawn(graph, chances, seed, blocks, words_of(graph)):
        kernels.count(block.state, true)
    return true


def words_of(graph: CompiledGraph) -> int:
    """Words that are worked on side by side: fewer where memory would be short. Same worlds."""
    return kernels.WORDS if graph.head.size <= _LARGE else kernels.WORDS // 4


def drawn(
    graph: CompiledGraph,
    chances: Chances | None,
    seed: int,
    blocks: Sequence[int],
    words: int = kernels.WORDS,
) -> Iterator[Block]:
    """Each block of so many words, settled; the next one takes its room."""
    block = Block(graph, chances, words)
    for number in blocks:
        block.draw(seed, number)
        yield block


def _cut(blocks: range, tasks: int) -> list[range]:
    """`blocks` in at most `tasks` pieces of nearly equal size."""
    size = -(-len(blocks) // max(1, min(tasks, len(blocks))))
    return [blocks[low : low + size] for low in range(0, len(blocks), size)]
