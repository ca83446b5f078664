"""
How far a counted rate may be off by the luck of the draw: 99 % intervals.

The worlds of one cause are independent draws, so the share of them in which
something happens has a Wilson interval (Wilson 1927). A rate is the sum over
causes of events a year times that share; the causes' worlds are independent of
each other, and the intervals are combined by MOVER, the "method of variance
estimates recovery" (Zou and Donner 2008): each side adds the squares of the
distances to the causes' own limits.

A cause that cannot lead there, whatever the coins say, adds nothing. One that can
and was never seen to adds the upper limit of "none in n", or the most that the
chances on its way allow (`bounds.py`) where that is less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL, ONE, WORD
from ng911risk.andor.wilson import wilson_each
from ng911risk.engine.bounds import most_likely
from ng911risk.engine.build import Built
from ng911risk.engine.delta_kernels import count_hits, spread
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import Node
from ng911risk.engine.layout import Layout, Rates
from ng911risk.engine.worlds import Worlds


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where a rate lies, as far as so many worlds tell: 99 % of such intervals hold it."""

    low: float
    high: float
    worlds: int


def mover(share: Rates, low: Rates, high: Rates, rate: Rates) -> tuple[float, float]:
    """
    Limits of the sum of `rate` times `share` over independent causes.

    Args:
        share, low, high: [causes] shares and their own limits.
        rate: [causes] events a year, not negative.

    Source:
        G. Y. Zou and A. Donner 2008, Statistics in Medicine 27.
    """
    middle = float(rate @ share)
    below = float(np.sqrt(np.sum((rate * (share - low)) ** 2)))
    above = float(np.sqrt(np.sum((rate * (high - share)) ** 2)))
    return max(0.0, middle - below), middle + above


class Sampling:
    """Counts by cause, made once for all nodes that a report prints."""

    def __init__(self, worlds: Worlds, nodes: Iterable[int]) -> None:
        self._worlds = worlds
        self._strata = _Strata.of(worlds.layout)
        self._nodes = np.array(sorted(set(nodes)), dtype=np.int64)
        places = {name: place for place, name in enumerate(self._strata.names)}
        self._possible = can_lead(worlds.built, places)
        self._most = most_likely(worlds.built, self._strata.names)
        self._hits: dict[bool, NDArray[np.int64]] = {}

    def interval(self, node: int, *, inherent: bool = False) -> Interval:
        """
        Where the likely rate of one of the nodes lies.

        Args:
            node: One of the nodes given.
            inherent: As if no control stood.
        """
        hits = self._counted(inherent=inherent)[np.searchsorted(self._nodes, node)]
        led = (hits > 0) | self._can_lead(node)
        return self._interval(node, hits, led, capped=not inherent)

    def together(
        self, pairs: Sequence[tuple[int, int]], causes: Sequence[Collection[str]]
    ) -> list[tuple[float, Interval]]:
        """
        How often both of two nodes come true because of some causes, and how sure that is.

        Args:
            pairs: Of nodes, the second being what follows.
            causes: For each pair the causes that count.

        Returns:
            Events a year and where they lie, for each pair.
        """
        one, other = (np.array(rows, dtype=np.int64) for rows in zip(*pairs, strict=True))
        hits = np.zeros((len(pairs), len(self._strata.names)), dtype=np.int64)
        for block in self._worlds.blocks("likely"):
            both = block.state[one] & block.state[other]
            before = block.without[one] | block.without[other]
            rows = np.arange(len(pairs), dtype=np.int64)
            count_hits(both, before, rows, *self._strata.of_words(block.words), hits)
        each = self._strata.rate / self._strata.worlds
        found = []
        for place, (_, node) in enumerate(pairs):
            led = np.array([name in causes[place] for name in self._strata.names])
            interval = self._interval(node, hits[place], led, capped=True)
            found.append((float(hits[place, led] @ each[led]), interval))
        return found

    def _interval(
        self, node: int, hits: NDArray[np.int64], led: NDArray[np.bool_], *, capped: bool
    ) -> Interval:
        """From hits by cause, of the causes that may have `led` there."""
        strata = self._strata
        worlds = strata.worlds[led].astype(np.float64)
        share = hits[led] / worlds
        low, high = wilson_each(hits[led].astype(np.float64), worlds)
        if self._most is not None and capped:
            high = np.maximum(share, np.minimum(high, self._most[node, led]))
        limits = mover(share, low, high, strata.rate[led])
        return Interval(low=limits[0], high=limits[1], worlds=int(strata.worlds[led].sum()))

    def rates_by_cause(self, nodes: NDArray[np.int64]) -> Rates:
        """Likely events a year of some of the nodes by the cause behind them, [nodes, causes]."""
        hits = self._counted(inherent=False)[np.searchsorted(self._nodes, nodes)]
        each: Rates = hits * (self._strata.rate / self._strata.worlds)
        return each

    def _can_lead(self, node: int) -> NDArray[np.bool_]:
        place = np.arange(len(self._strata.names))
        bits = self._possible[node, place // WORD] >> (place % WORD).astype(np.uint64)
        found: NDArray[np.bool_] = (bits & ONE) == ONE
        return found

    def _counted(self, *, inherent: bool) -> NDArray[np.int64]:
        if inherent not in self._hits:
            strata = self._strata
            hits = np.zeros((self._nodes.size, len(strata.names)), dtype=np.int64)
            for block in self._worlds.blocks("likely", inherent=inherent):
                start, cause, mask = strata.of_words(block.words)
                count_hits(block.state, block.without, self._nodes, start, cause, mask, hits)
            self._hits[inherent] = hits
        return self._hits[inherent]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strata:
    """The causes as strata of the sample: how many worlds, and what they stand for."""

    names: tuple[str, ...]
    worlds: NDArray[np.int64]
    rate: Rates
    """Events a year of each cause."""

    start: NDArray[np.int64]
    """[words + 1] word w holds worlds of the causes in cause[start[w]:start[w + 1]]."""

    cause: NDArray[np.int64]
    mask: NDArray[np.uint64]

    @classmethod
    def of(cls, layout: Layout) -> _Strata:
        """Read them off a layout."""
        names = tuple(layout.causes)
        held: list[list[int]] = [[] for _ in range(layout.words)]
        worlds = np.zeros(len(names), dtype=np.int64)
        rate = np.zeros(len(names))
        for place, name in enumerate(names):
            stretch = layout.causes[name]
            each = int(stretch.mask).bit_count()
            worlds[place] = each * (stretch.stop - stretch.start)
            rate[place] = layout.weights["likely"][stretch.start] * worlds[place]
            for word in range(stretch.start, stretch.stop):
                held[word].append(place)
        return cls(
            names=names,
            worlds=worlds,
            rate=rate,
            start=np.cumsum([0, *map(len, held)], dtype=np.int64),
            cause=np.array([place for one in held for place in one], dtype=np.int64),
            mask=np.array(
                [layout.causes[names[place]].mask for one in held for place in one],
                dtype=np.uint64,
            ),
        )

    def of_words(
        self, words: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
        """`start`, `cause` and `mask` of a run of neighbouring words."""
        first, last = int(words[0]), int(words[-1]) + 1
        start = self.start[first : last + 1]
        part = slice(int(start[0]), int(start[-1]))
        return start - start[0], self.cause[part], self.mask[part]


def can_lead(built: Built, places: Mapping[str, int]) -> NDArray[np.uint64]:
    """
    Which causes can make which node true, if every coin falls their way.

    Args:
        built: The graph.
        places: Bit of each cause; causes may share one.

    Returns:
        [nodes, words] bit c of a row: a cause with that bit can lead there.
    """
    graph = built.graph
    size = len(graph), max(places.values(), default=0) // WORD + 1
    reach = np.zeros(size, dtype=np.uint64)
    for name, place in places.items():
        event = built.events.get(name)
        for one in (name, *(f"actor:{actor}" for actor in (event.actors if event else ()))):
            node = graph.get(one)
            if node is not None:
                reach[node, place // WORD] |= ONE << np.uint64(place % WORD)
    everything = reach.copy()
    everything[graph.kind == Node.COIN] = ALL
    for name, event in built.events.items():
        if event.down.high > 0.0 and name in graph.index:
            everything[graph.index[name]] = ALL
    settle(graph, everything)
    spread(reach, graph.after.start, graph.after.items)
    return everything & reach
