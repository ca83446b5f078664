"""
Worlds: what happens in one campaign of one actor class, or one fault event.

The same worlds are used at all ends of the ranges and for every what-if, so that a control
can never make things worse. Words are drawn in blocks: memory follows the
graph, not the number of worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import stream_of, thresholds
from ng911risk.engine import delta_kernels, kernels
from ng911risk.engine.build import Built
from ng911risk.engine.fixpoint import settle
from ng911risk.engine.graph import ends_of
from ng911risk.engine.layout import ENDS, End, Layout, Rates

BLOCK = 64
"""Words drawn at a time."""

_KEPT = 128 * 2**20
"""Bytes of settled blocks that are kept for whoever asks next; what does not fit is drawn anew."""

_WHAT_IF_BUDGET = 24_000_000
"""Words of state that all what-ifs of one call may draw together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some words, settled: with causes, and what would be true without any. Never changed."""

    words: NDArray[np.int64]
    state: NDArray[np.uint64]
    without: NDArray[np.uint64]
    weights: Rates

    def rates(self, nodes: NDArray[np.int64]) -> Rates:
        """Expected events a year of `nodes` in these words."""
        found: Rates = kernels.weigh(self.state, self.without, nodes, self.weights)
        return found

    def joint(self, nodes: NDArray[np.int64], others: NDArray[np.int64]) -> Rates:
        """Expected events a year, [nodes, others], in which both are true."""
        found: Rates = kernels.weigh_pairs(self.state, self.without, nodes, others, self.weights)
        return found

    def sums(self, nodes: NDArray[np.int64], worth: Rates) -> Rates:
        """Sum of `worth` over what came true in each single world, [words, 64]."""
        found: Rates = delta_kernels.world_sums(self.state, self.without, nodes, worth)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of nodes whose coming true together is counted, each in its own worlds."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    mask: NDArray[np.uint64]
    """[pairs, words] worlds that count for each pair."""

    def in_words(
        self, words: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
        """`one`, `other` and the masks of some words, as the kernels want them."""
        return self.one, self.other, np.ascontiguousarray(self.mask[:, words])


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Several what-ifs, ready for any block: change i throws coins[start[i]:start[i + 1]]."""

    start: NDArray[np.int64]
    coins: NDArray[np.int64]
    uniforms: NDArray[np.uint64]
    limits: NDArray[np.uint64]
    watched: NDArray[np.int64]
    useful: NDArray[np.bool_]
    """Nodes that lead to a watched one; nothing needed comes from the others."""


class Worlds:
    """Draws the worlds of one graph, block by block, as often as asked."""

    def __init__(self, built: Built, layout: Layout, seed: int) -> None:
        self.built = built
        self.layout = layout
        self.seed = seed
        self._rows = built.graph.coins.nodes.astype(np.int64)
        self._kept: dict[tuple[End, bool, int], list[Block]] = {}
        self._room = _KEPT

    def rates(self, end: End, *, inherent: bool = False) -> Rates:
        """Expected events a year of every node; `inherent` leaves out all controls."""
        nodes = np.arange(len(self.built.graph), dtype=np.int64)
        return sum(
            (block.rates(nodes) for block in self.blocks(end, inherent=inherent)),
            start=np.zeros(nodes.size),
        )

    def what_ifs(
        self, end: End, watched: NDArray[np.int64], variants: Sequence[Mapping[int, float]]
    ) -> tuple[Rates, Rates]:
        """
        The same worlds, again and again, each time with other chances for some coins.

        Args:
            end: Of the ranges.
            watched: Nodes whose rates are wanted.
            variants: New chance of each changed coin, by node.

        Returns:
            Events a year of the watched nodes unchanged, [watched], and in each
            variant, [variants, watched]. Large graphs use one word of several of
            each attacker, and both results the same ones.
        """
        base = np.zeros(watched.size)
        found = np.zeros((len(variants), watched.size))
        costs = len(self.built.graph) * self.layout.words * max(1, len(variants))
        every = max(1, costs // (8 * _WHAT_IF_BUDGET))
        changes = self.changes(watched, variants)
        for block in self.blocks(end, every=every):
            base += block.rates(watched)
            found += self.changed(block, changes)
        return base, found

    def changes(
        self,
        watched: NDArray[np.int64],
        variants: Sequence[Mapping[int, float]],
        pairs: Pairs | None = None,
    ) -> Changes:
        """
        Make what-ifs ready.

        Args:
            watched: Nodes whose rates are wanted.
            variants: For each the new chance of each changed coin, by node.
            pairs: What else is wanted, see `with_pairs`.
        """
        coins = np.array([coin for one in variants for coin in sorted(one)], dtype=np.int64)
        chances = np.array([one[coin] for one in variants for coin in sorted(one)])
        return Changes(
            start=np.cumsum([0, *map(len, variants)], dtype=np.int64),
            coins=coins,
            uniforms=self._uniforms[np.searchsorted(self._rows, coins)],
            limits=thresholds(chances),
            watched=watched,
            useful=self.built.graph.leading_to(
                watched if pairs is None else np.concatenate([watched, pairs.one, pairs.other])
            ),
        )

    def changed(self, block: Block, changes: Changes) -> Rates:
        """Events a year of the watched nodes in the words of `block`, [changes, watched]."""
        found: Rates = delta_kernels.try_changes(
            block.state,
            block.without,
            self.layout.keys[block.words],
            block.weights,
            *self._arguments(changes),
        )
        return found

    def together(self, block: Block, pairs: Pairs) -> Rates:
        """Events a year of each pair in the words of `block`, as things stand, [pairs]."""
        found: Rates = delta_kernels.weigh_both(
            block.state, block.without, *pairs.in_words(block.words), block.weights
        )
        return found

    def with_pairs(self, block: Block, changes: Changes, pairs: Pairs) -> tuple[Rates, Rates]:
        """Events a year after the one change: of the watched nodes, and of each pair."""
        found: Rates = delta_kernels.try_with_pairs(
            block.state,
            block.without,
            self.layout.keys[block.words],
            block.weights,
            *pairs.in_words(block.words),
            *self._arguments(changes),
        )
        return found[: changes.watched.size], found[changes.watched.size :]

    def summed(self, block: Block, changes: Changes, worth: Rates) -> Rates:
        """Sum of `worth` [changes, watched] in each world after every change, [.., words, 64]."""
        found: Rates = delta_kernels.sum_changes(
            block.state,
            block.without,
            self.layout.keys[block.words],
            worth,
            *self._arguments(changes),
        )
        return found

    def _arguments(self, changes: Changes) -> tuple[Any, ...]:
        """What the kernels want to know of the changes and the graph."""
        graph = self.built.graph
        return (
            changes.start,
            changes.coins,
            changes.uniforms,
            changes.limits,
            changes.watched,
            changes.useful,
            graph.kind,
            graph.before.start,
            graph.before.items,
            graph.after.start,
            graph.after.items,
        )

    def blocks(self, end: End, *, inherent: bool = False, every: int = 1) -> Iterator[Block]:
        """
        Blocks of settled words, kept for the next who asks while there is room.

        Args:
            end: Of the ranges.
            inherent: Without any control; asked for once, and never kept.
            every: Take one of so many words of each attacker, and let it stand for the others.
        """
        kept = self._kept.get((end, inherent, every))
        if kept is not None:
            yield from kept
            return
        chosen = self._chosen(every)
        needed = 0 if inherent else 2 * 8 * len(self.built.graph) * chosen.size
        keep = not inherent and needed <= self._room
        made = []
        for block in self._settled(end, chosen, self._chances(end, inherent=inherent)):
            if keep:
                made.append(block)
            yield block
        if keep:
            self._room -= needed
            self._kept[end, inherent, every] = made

    def drawn(self, nodes: NDArray[np.int64], chances: Rates, factors: Rates) -> Iterator[Block]:
        """
        Blocks at the likely end, but with other chances and other events a year.

        Args:
            nodes: [n] coins.
            chances: [n] their chances; the other coins keep theirs.
            factors: [causes] by how much each cause's events a year are multiplied.
        """
        all_chances = self._chances("likely", inherent=False)
        all_chances[np.searchsorted(self._rows, nodes)] = chances
        scale = np.ones(self.layout.words)
        for factor, stretch in zip(factors, self.layout.causes.values(), strict=True):
            scale[stretch.start : stretch.stop] = factor  # causes of one word share their rate
        for block in self._settled("likely", self._chosen(1), all_chances):
            yield replace(block, weights=block.weights * scale[block.words])

    def _chosen(self, every: int) -> NDArray[np.int64]:
        """No event may lose its only word: attackers' words are thinned, the others stay."""
        *attackers, events = self.groups
        kept = [np.arange(low, high, every) for low, high in attackers]
        return np.concatenate([*kept, np.arange(*events)])

    def settled(self, end: End, words: NDArray[np.int64]) -> Block:
        """Some words, at most `BLOCK` of them, with their own weights: they stand for no others."""
        block = next(self._settled(end, words, self._chances(end, inherent=False)))
        return replace(block, weights=self.layout.weights[end][words])

    def _settled(self, end: End, chosen: NDArray[np.int64], chances: Rates) -> Iterator[Block]:
        """Throw the coins of some words and settle them, a block at a time."""
        graph, layout = self.built.graph, self.layout
        weights = self._thinned(end, chosen)
        for start in range(0, chosen.size, BLOCK):
            words = chosen[start : start + BLOCK]
            without = np.zeros((len(graph), words.size), dtype=np.uint64)
            self._throw(without, chances, layout.keys[words], end)
            state = without.copy()
            self._cause(state, words)
            settle(graph, without)
            settle(graph, state)
            yield Block(
                words=words,
                state=state,
                without=without,
                weights=weights[start : start + BLOCK],
            )

    def _thinned(self, end: End, chosen: NDArray[np.int64]) -> Rates:
        """Weights of the chosen words, scaled so that every cause keeps its events a year."""
        weights = self.layout.weights[end]
        if chosen.size == weights.size:
            return weights
        scaled = np.zeros(chosen.size)
        for low, high in self.groups:
            inside = (chosen >= low) & (chosen < high)
            kept = weights[chosen[inside]].sum()
            if kept > 0.0:
                scaled[inside] = weights[chosen[inside]] * (weights[low:high].sum() / kept)
        return scaled

    @cached_property
    def groups(self) -> list[tuple[int, int]]:
        """Stretches of words that stand for each other: each actor class, and all events."""
        actors = [
            (one.start, one.stop)
            for name, one in self.layout.causes.items()
            if name.startswith("actor:")
        ]
        last = max((stop for _, stop in actors), default=0)
        return [*actors, (last, self.layout.words)]

    @cached_property
    def _uniforms(self) -> NDArray[np.uint64]:
        names = self.built.graph.coins.uniforms
        streams = {name: stream_of(f"coin:{self.seed}:{name}") for name in dict.fromkeys(names)}
        return np.array([streams[name] for name in names], dtype=np.uint64)

    def _chances(self, end: End, *, inherent: bool) -> Rates:
        coins = self.built.graph.coins
        return (coins.inherent if inherent else coins.chance)[:, ENDS.index(end)].copy()

    def _throw(
        self,
        state: NDArray[np.uint64],
        chances: Rates,
        keys: NDArray[np.uint64],
        end: End,
    ) -> None:
        """All coins, and what is broken at any moment whatever else happens."""
        kernels.throw(state, self._rows, self._uniforms, thresholds(chances), keys)
        rows, uniforms, down = self._breakable
        kernels.throw(state, rows, uniforms, thresholds(down[:, ENDS.index(end)]), keys)

    @cached_property
    def _breakable(self) -> tuple[NDArray[np.int64], NDArray[np.uint64], Rates]:
        """What may be broken at any moment: nodes, streams, and [nodes, ends] share of time."""
        graph = self.built.graph
        kept = [
            (graph.index[name], name, event.down)
            for name, event in sorted(self.built.events.items())
            if name in graph.index and event.down.high > 0.0
        ]
        rows = np.array([row for row, _, _ in kept], dtype=np.int64)
        uniforms = np.array([stream_of(f"down:{name}") for _, name, _ in kept], dtype=np.uint64)
        down = np.array([ends_of(one) for _, _, one in kept]).reshape(-1, len(ENDS))
        return rows, uniforms, down

    def _cause(self, state: NDArray[np.uint64], words: NDArray[np.int64]) -> None:
        """Make every cause true in its own worlds."""
        nodes, start, stop, mask = self._caused
        low, high = np.searchsorted(words, start), np.searchsorted(words, stop)
        for place in np.flatnonzero(low < high):
            state[nodes[place], low[place] : high[place]] |= mask[place]

    @cached_property
    def _caused(self) -> tuple[NDArray[np.int64], ...]:
        """
        Nodes that are true in the worlds of some cause: itself, and who is to blame.

        Returns:
            Node, first word, word after the last, and mask of each.
        """
        found = []
        for name, stretch in self.layout.causes.items():
            event = self.built.events.get(name)
            blamed = [f"actor:{actor}" for actor in event.actors] if event else []
            nodes = (self.built.graph.get(one) for one in (name, *blamed))
            found += [(node, stretch) for node in nodes if node is not None]
        return (
            np.array([node for node, _ in found], dtype=np.int64),
            np.array([one.start for _, one in found], dtype=np.int64),
            np.array([one.stop for _, one in found], dtype=np.int64),
            np.array([one.mask for _, one in found], dtype=np.uint64),
        )
