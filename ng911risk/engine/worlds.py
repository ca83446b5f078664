"""
Worlds: what happens in one campaign of one actor class, or one fault event.

A word is 64 worlds of one cause. Every attacker class has its own words, and
so has every fault event, so that rare faults are seen as well as common ones;
each word carries the events a year that one of its worlds stands for. The
same worlds are used at all ends of the ranges and for every what-if, so that
a control can never make things worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine import kernels
from ng911risk.engine.build import Built
from ng911risk.engine.fixpoint import Spans, settle, settle_again
from ng911risk.engine.ranges import ends
from ng911risk.model.catalog import Catalog
from ng911risk.model.scales import Band

End = Literal["low", "likely", "high"]
ENDS: tuple[End, ...] = ("low", "likely", "high")

WORD = 64
_BUDGET = 24_000_000
"""Words of state (nodes x words) a run may hold: 192 MB. Larger graphs draw fewer worlds."""

_MOST_WORDS = 128
_LEAST_WORDS = 8
_EVENT_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which words belong to which cause."""

    causes: Mapping[str, slice]
    """Words of each actor class or event."""

    keys: NDArray[np.uint64]
    """Key of each word."""

    weights: Mapping[End, NDArray[np.float64]]
    """Events a year that one world of each word stands for."""

    worlds: int
    """Worlds drawn for each actor class."""

    @property
    def words(self) -> int:
        """Words in all."""
        return int(self.keys.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came true in each world, and what would have been true without any cause."""

    state: NDArray[np.uint64]
    without: NDArray[np.uint64]
    weights: NDArray[np.float64]

    def rates(self, nodes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Expected events a year of each of `nodes`."""
        found: NDArray[np.float64] = kernels.weigh(self.state, self.without, nodes, self.weights)
        return found

    def joint(self, nodes: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
        """Expected events a year, [nodes, others], in which both are true."""
        found: NDArray[np.float64] = kernels.weigh_pairs(
            self.state, self.without, nodes, others, self.weights
        )
        return found


def layout_of(built: Built, catalog: Catalog, seed: int) -> Layout:
    """Share out the words: all attacker classes alike, every event a few."""
    actors = [name for name, one in sorted(catalog.actors.items()) if not one.blameless]
    actors = [name for name in actors if built.graph.get(f"actor:{name}") is not None]
    events = [name for name in sorted(built.events) if built.graph.get(name) is not None]
    room = _BUDGET // max(1, len(built.graph))
    per_event = _EVENT_WORDS if room > 4 * len(events) else 1
    per_actor = max(_LEAST_WORDS, min(_MOST_WORDS, room // max(1, 2 * len(actors))))
    causes: dict[str, slice] = {}
    keys: list[int] = []
    weights: dict[End, list[float]] = {end: [] for end in ENDS}
    for name, words in [(f"actor:{a}", per_actor) for a in actors] + [
        (event, per_event) for event in events
    ]:
        causes[name] = slice(len(keys), len(keys) + words)
        keys += [_key(f"world:{seed}:{name}:{word}") for word in range(words)]
        rate = _rate(name, built, catalog)
        for end in ENDS:
            weights[end] += [getattr(rate, end) / (words * WORD)] * words
    return Layout(
        causes=causes,
        keys=np.array(keys, dtype=np.uint64),
        weights={end: np.array(values) for end, values in weights.items()},
        worlds=per_actor * WORD,
    )


@dataclass(slots=True)
class _Settled:
    """One end, settled: what what-ifs start from and go back to."""

    state: NDArray[np.uint64]
    without: NDArray[np.uint64]
    spans: Spans


class Worlds:
    """Runs of one graph: residual at each end of the ranges, inherent, and what-ifs."""

    def __init__(self, built: Built, layout: Layout, seed: int) -> None:
        graph = built.graph
        self.built = built
        self.layout = layout
        self._rows = np.array(sorted(graph.coins), dtype=np.int64)
        self._uniforms = self._keys(seed)
        self._settled: dict[End, _Settled] = {}
        self._scratch: dict[End, NDArray[np.uint64]] = {}
        self._touched: dict[End, NDArray[np.int64]] = {}

    def run(self, end: End, *, inherent: bool = False) -> Outcome:
        """Draw every world once, at one end of the ranges; `inherent` leaves out all controls."""
        without = self._fresh()
        self._throw(without, self._chances(end, inherent=inherent), end)
        state = without.copy()
        self._cause(state)
        settle(self.built.graph, without)
        spans = settle(self.built.graph, state)
        if not inherent:
            self._settled[end] = _Settled(state=state, without=without, spans=spans)
        return Outcome(state=state, without=without, weights=self.layout.weights[end])

    def what_if(self, end: End, changed: Mapping[int, float]) -> Outcome:
        """
        The same worlds with other chances for some coins.

        Only what follows from the changed coins is settled anew.

        Args:
            end: One that `run` has drawn.
            changed: New chance of each coin, by node.

        Returns:
            An outcome that is overwritten by the next call for this end.
        """
        base = self._settled[end]
        state = self._restored(end)
        rows = np.array(sorted(changed), dtype=np.int64)
        chances = np.array([changed[int(row)] for row in rows])
        uniforms = self._uniforms[np.searchsorted(self._rows, rows)]
        kernels.throw(state, rows, uniforms, _threshold(chances), self.layout.keys)
        self._touched[end] = settle_again(self.built.graph, state, rows, base.spans)
        return Outcome(state=state, without=base.without, weights=self.layout.weights[end])

    def _restored(self, end: End) -> NDArray[np.uint64]:
        """The scratch state of one end, as it was settled."""
        base = self._settled[end]
        if end not in self._scratch:
            self._scratch[end] = base.state.copy()
        elif end in self._touched:
            touched = self._touched[end]
            self._scratch[end][touched] = base.state[touched]
        return self._scratch[end]

    def _keys(self, seed: int) -> NDArray[np.uint64]:
        coins = self.built.graph.coins
        return np.array(
            [_key(f"coin:{seed}:{coins[int(row)].uniform}") for row in self._rows],
            dtype=np.uint64,
        )

    def _fresh(self) -> NDArray[np.uint64]:
        return np.zeros((len(self.built.graph), self.layout.words), dtype=np.uint64)

    def _chances(self, end: End, *, inherent: bool) -> NDArray[np.float64]:
        coins = (self.built.graph.coins[int(row)] for row in self._rows)
        return np.array(
            [getattr(coin.inherent if inherent else coin.chance, end) for coin in coins]
        )

    def _throw(self, state: NDArray[np.uint64], chances: NDArray[np.float64], end: End) -> None:
        kernels.throw(state, self._rows, self._uniforms, _threshold(chances), self.layout.keys)
        self._down(state, end)

    def _down(self, state: NDArray[np.uint64], end: End) -> None:
        """What is broken at any moment, whatever else happens."""
        graph = self.built.graph
        down = [
            (graph.index[name], getattr(event.down, end), _key(f"down:{name}"))
            for name, event in sorted(self.built.events.items())
            if name in graph.index and event.down.high > 0.0
        ]
        if down:
            rows, chances, keys = zip(*down, strict=True)
            kernels.throw(
                state,
                np.array(rows, dtype=np.int64),
                np.array(keys, dtype=np.uint64),
                _threshold(np.array(chances)),
                self.layout.keys,
            )

    def _cause(self, state: NDArray[np.uint64]) -> None:
        """Make every cause true in its own words."""
        graph = self.built.graph
        for name, words in self.layout.causes.items():
            state[graph.index[name], words] = kernels.ALL
            event = self.built.events.get(name)
            for actor in event.actors if event else ():
                blamed = graph.get(f"actor:{actor}")
                if blamed is not None:
                    state[blamed, words] = kernels.ALL


def _threshold(chances: NDArray[np.float64]) -> NDArray[np.uint64]:
    return np.rint(chances * 2.0**kernels.DIGITS).astype(np.uint64)


def _rate(name: str, built: Built, catalog: Catalog) -> Band:
    event = built.events.get(name)
    if event:
        return event.rate
    attempts = catalog.actors[name.removeprefix("actor:")].attempts_per_year
    assert attempts is not None  # noqa: S101 -- blameless classes have events only
    return ends(attempts)


def _key(name: str) -> int:
    """Key of a name: the same on every machine and in every process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
