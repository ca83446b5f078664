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
from ng911risk.engine.graph import Node
from ng911risk.model.catalog import Catalog
from ng911risk.model.scales import Band

End = Literal["low", "likely", "high"]
ENDS: tuple[End, ...] = ("low", "likely", "high")

WORD = 64
_BUDGET = 24_000_000
"""Words of state (nodes x words) a run may hold: 192 MB. Larger graphs draw fewer worlds."""

_MOST_WORDS = 192
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


class Worlds:
    """Runs of one graph: residual at each end of the ranges, inherent, and what-ifs."""

    def __init__(self, built: Built, layout: Layout, seed: int) -> None:
        graph = built.graph
        self.built = built
        self.layout = layout
        self._rows = np.array(sorted(graph.coins), dtype=np.int64)
        self._place = {int(row): place for place, row in enumerate(self._rows)}
        self._uniforms = np.array(
            [_key(f"coin:{seed}:{graph.coins[int(row)].uniform}") for row in self._rows],
            dtype=np.uint64,
        )

    def run(
        self, end: End, *, inherent: bool = False, changed: Mapping[int, float] | None = None
    ) -> Outcome:
        """
        Draw every world once.

        Args:
            end: Which end of the ranges.
            inherent: Without any control.
            changed: Other chances for some coins, by node.
        """
        graph = self.built.graph
        chances = np.array(
            [
                getattr(coin.inherent if inherent else coin.chance, end)
                for coin in (graph.coins[int(row)] for row in self._rows)
            ]
        )
        for node, chance in (changed or {}).items():
            chances[self._place[node]] = chance
        without = self._thrown(chances, end)
        state = without.copy()
        self._cause(state)
        self._spread(without)
        self._spread(state)
        return Outcome(state=state, without=without, weights=self.layout.weights[end])

    def _thrown(self, chances: NDArray[np.float64], end: End) -> NDArray[np.uint64]:
        graph = self.built.graph
        state = np.zeros((len(graph), self.layout.words), dtype=np.uint64)
        thresholds = np.rint(chances * 2.0**kernels.DIGITS).astype(np.uint64)
        kernels.throw(state, self._rows, self._uniforms, thresholds, self.layout.keys)
        down = [
            (graph.index[name], getattr(event.down, end), _key(f"down:{name}"))
            for name, event in sorted(self.built.events.items())
            if name in graph.index and event.down.high > 0.0
        ]
        if down:
            kernels.throw(
                state,
                np.array([row for row, _, _ in down], dtype=np.int64),
                np.array([key for _, _, key in down], dtype=np.uint64),
                np.array([round(p * 2.0**kernels.DIGITS) for _, p, _ in down], dtype=np.uint64),
                self.layout.keys,
            )
        return state

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

    def _spread(self, state: NDArray[np.uint64]) -> None:
        graph = self.built.graph
        kernels.least_fixpoint(
            state,
            graph.kind,
            graph.before.start,
            graph.before.items,
            graph.after.start,
            graph.after.items,
        )


def _rate(name: str, built: Built, catalog: Catalog) -> Band:
    event = built.events.get(name)
    if event:
        return event.rate
    attempts = catalog.actors[name.removeprefix("actor:")].attempts_per_year
    assert attempts is not None  # noqa: S101 -- blameless classes have events only
    return Band(low=attempts.low, likely=attempts.likely, high=attempts.high)


def _key(name: str) -> int:
    """Key of a name: the same on every machine and in every process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


assert kernels.AND == Node.AND  # noqa: S101 -- numba reads plain numbers
assert kernels.OR == Node.OR  # noqa: S101
