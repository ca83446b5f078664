"""
One graph in many places: each keeps its own sites, and only what crosses a border travels.

For inventories that may not leave their site, and for graphs larger than a
machine. A shard holds the nodes of its sites. What it needs from elsewhere is a
leaf that is told from outside: a key and, for every block of worlds, one bit a
world. Shards take turns (bulk-synchronous): each lets follow what follows,
then changed borders are exchanged, until nothing changes. The least fixpoint
does not depend on the order, and bits come from stable keys, so the result is
that of the whole graph, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor import kernels
from ng911risk.andor.compile import NONE, compile_graph
from ng911risk.andor.graph import AndOrGraph, Kind
from ng911risk.andor.monte_carlo import BLOCK, Block
from ng911risk.andor.ragged import Ragged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Border:
    """What one shard tells the others about one block: keys of nodes and where they are true."""

    stream: NDArray[np.uint64]
    """[n] Key of each node."""

    words: NDArray[np.uint64]
    """[n, WORDS] Worlds in which it is true."""

    @property
    def bytes(self) -> int:
        """How much travels."""
        return self.stream.nbytes + self.words.nbytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Share:
    """The part of a graph that one place keeps."""

    graph: AndOrGraph
    foreign: NDArray[np.int64]
    """Nodes that are told from outside; nothing but their key is known here."""


def share_of(graph: AndOrGraph, mine: NDArray[np.bool_]) -> Share:
    """
    The part of `graph` that the keeper of some nodes needs.

    Args:
        graph: The whole.
        mine: [nodes] the nodes kept here.
    """
    owned = np.flatnonzero(mine)
    lengths = graph.before.lengths[owned]
    needs = graph.before.items[np.repeat(mine, graph.before.lengths)]
    foreign = np.unique(needs[~mine[needs]])
    nodes = np.concatenate([owned, foreign])
    place = np.full(len(graph), NONE, dtype=np.int32)
    place[nodes] = np.arange(nodes.size, dtype=np.int32)
    start = np.zeros(nodes.size + 1, dtype=np.int64)
    start[1 : owned.size + 1] = np.cumsum(lengths)
    start[owned.size + 1 :] = start[owned.size]
    abroad = np.arange(nodes.size) >= owned.size
    return Share(
        graph=AndOrGraph(
            kind=np.where(abroad, Kind.LEAF, graph.kind[nodes]).astype(np.int8),
            chance=np.where(abroad, 0.0, graph.chance[nodes]),
            before=Ragged(start=start, items=place[needs]),
            stream=graph.stream[nodes],
            site=np.where(abroad, graph.site[owned].max(initial=0) + 1, graph.site[nodes]).astype(
                np.int32
            ),
            names=[graph.names[node] for node in nodes],
        ),
        foreign=np.arange(owned.size, nodes.size, dtype=np.int64),
    )


class Keeper(Protocol):
    """What `simulate_shared` asks of a shard, or of a proxy for one far away."""

    def wanted(self) -> NDArray[np.uint64]:
        """Keys of the nodes it must be told about."""

    def begin(self, wanted: NDArray[np.uint64]) -> None:
        """Learn which nodes others want to be told about."""

    def throw(self, seed: int, number: int) -> Border:
        """Begin a block; tell what is true at the border."""

    def hear(self, border: Border) -> Border:
        """Hear what is true elsewhere; tell what has become true at the border."""

    def note(self) -> None:
        """Count the settled block."""

    def counts(self) -> NDArray[np.int64]:
        """[watched] Worlds in which each node that is watched here was true."""


class Shard:
    """One share, at work."""

    def __init__(self, share: Share, watched: NDArray[np.int64]) -> None:
        """
        Keep a share.

        Args:
            share: What is kept.
            watched: Nodes of the share whose probabilities are asked for.
        """
        self._share = share
        self._watched = watched
        self._true = np.zeros(watched.size, dtype=np.int64)

    def wanted(self) -> NDArray[np.uint64]:
        """Keys of the nodes it must be told about."""
        return self._share.graph.stream[self._share.foreign]

    def begin(self, wanted: NDArray[np.uint64]) -> None:
        """Learn which nodes others want to be told about."""
        graph, foreign = self._share.graph, self._share.foreign
        border = np.isin(graph.stream, wanted)
        border[foreign] = False
        told = np.flatnonzero(border)
        asked = np.union1d(self._watched, told)
        compiled = compile_graph(graph, asked, given=foreign)
        self._block = Block(compiled)
        row = compiled.variable_of[self._watched]
        self._counted, self._row = row != NONE, row[row != NONE]
        here = told[compiled.variable_of[told] != NONE]
        self._out = compiled.variable_of[here]
        self._keys = graph.stream[here]
        heard = foreign[compiled.variable_of[foreign] != NONE]
        order = np.argsort(graph.stream[heard])
        self._in = compiled.variable_of[heard[order]]
        self._in_keys = graph.stream[heard[order]]
        self._told = np.zeros((self._out.size, kernels.WORDS), dtype=np.uint64)

    def throw(self, seed: int, number: int) -> Border:
        """Begin a block; tell what is true at the border."""
        self._block.throw(seed, number)
        self._told[:] = 0
        return self._settled()

    def hear(self, border: Border) -> Border:
        """Hear what is true elsewhere; tell what has become true at the border."""
        mine = np.isin(border.stream, self._in_keys)
        rows = self._in[np.searchsorted(self._in_keys, border.stream[mine])]
        self._block.tell(rows, border.words[mine])
        return self._settled()

    def note(self) -> None:
        """Count the settled block."""
        true = np.zeros(len(self._block.graph), dtype=np.int64)
        kernels.count(self._block.state, true)
        self._true[self._counted] += true[self._row]

    def counts(self) -> NDArray[np.int64]:
        """[watched] Worlds in which each node that is watched here was true."""
        return self._true

    def _settled(self) -> Border:
        self._block.settle()
        words = self._block.state[self._out]
        changed = (words != self._told).any(axis=1)
        self._told[changed] = words[changed]
        return Border(stream=self._keys[changed], words=words[changed])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What many shards found together."""

    true: tuple[NDArray[np.int64], ...]
    """For each shard, [watched] worlds in which each of its watched nodes was true."""

    worlds: int
    turns: int
    """Exchanges in all."""

    bytes: int
    """What travelled in all."""


def simulate_shared(keepers: Sequence[Keeper], *, worlds: int = 10_240, seed: int = 1) -> Shared:
    """
    Draw worlds on a graph that is kept in several places.

    Args:
        keepers: Shards, or proxies whose methods return futures (as Dask's actors do).
        worlds: At least so many; rounded up to whole blocks.
        seed: Of the random bits.
    """
    wanted = np.unique(np.concatenate(_ask(keepers, "wanted")))
    _ask(keepers, "begin", wanted)
    turns = travelled = 0
    blocks = -(-worlds // BLOCK)
    for number in range(blocks):
        told = _joined(_ask(keepers, "throw", seed, number))
        while told.stream.size:
            turns, travelled = turns + 1, travelled + told.bytes
            told = _joined(_ask(keepers, "hear", told))
        _ask(keepers, "note")
    counts = tuple(_ask(keepers, "counts"))
    return Shared(true=counts, worlds=blocks * BLOCK, turns=turns, bytes=travelled)


def _ask(keepers: Sequence[Keeper], what: str, *arguments: object) -> list[Any]:
    """Ask all of them first, then wait for the answers."""
    answers = [getattr(one, what)(*arguments) for one in keepers]
    return [one.result() if hasattr(one, "result") else one for one in answers]


def _joined(borders: Sequence[Border]) -> Border:
    return Border(
        stream=np.concatenate([one.stream for one in borders]),
        words=np.concatenate([one.words for one in borders]),
    )
