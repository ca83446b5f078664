"""
What if: a first answer at once from a few worlds, then better ones until all worlds have spoken.

The worlds are taken in growing parts that each hold some of every attacker and
of the events. What was settled once is kept, so the next question begins with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import WORD
from ng911risk.engine.layout import Rates
from ng911risk.engine.path_odds import PathChange, PathOdds
from ng911risk.engine.paths import Worst
from ng911risk.engine.run import Run
from ng911risk.engine.whatif import Result, WhatIf, chances_of, result_of
from ng911risk.engine.worlds import BLOCK, Block, Worlds

FIRST_WORDS = 16
"""Words of the first answer, at least (1,024 worlds) where there are so many."""

_GROWTH = 4
_KEPT = 64 * 2**20
"""Bytes of settled words that are kept; the first part is kept whatever its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a change leads to, as far as some of the worlds tell."""

    now: Result
    """As things stand, from the same worlds."""

    after: Result
    worlds: int
    whole: bool
    """Whether all worlds have spoken: no better answer follows."""

    paths: tuple[PathChange, ...] = ()
    """What becomes of the worst paths, in the order of the report."""


class Session:
    """
    Questions about one assessment; likely values throughout.

    One thread at a time: what was settled is kept.
    """

    def __init__(self, run: Run, worst: Sequence[Worst] = ()) -> None:
        self._run = run
        self._paths = PathOdds(run, worst)
        self._parts = list(_parts(run.worlds))
        self._kept: dict[int, list[tuple[int, Block]]] = {}
        self._room = _KEPT
        self._kept[0] = list(self._settled(0))

    def answers(self, change: WhatIf) -> Iterator[Answer]:
        """
        Answer a question better and better.

        Args:
            change: For instance some mitigations in place at once.

        Yields:
            Answers from more and more worlds; the last one is that of `whatif.tried`.
        """
        run = self._run
        watched, groups, pairs = run.meter.watched, run.worlds.groups, self._paths.pairs
        changes = run.worlds.changes(watched, [chances_of(run, change, "likely")], pairs)
        now, after = np.zeros((2, len(groups), watched.size))
        pairs_now, pairs_after = np.zeros((2, len(groups), pairs.one.size))
        words = np.zeros(len(groups), dtype=np.int64)
        heard = np.zeros(len(groups))
        for number in range(len(self._parts)):
            for group, block in self._blocks(number):
                now[group] += block.rates(watched)
                rates, together = run.worlds.with_pairs(block, changes, pairs)
                after[group] += rates
                pairs_now[group] += run.worlds.together(block, pairs)
                pairs_after[group] += together
                words[group] += block.words.size
                heard[group] += block.weights.sum()
            scale = self._scale(heard)
            yield Answer(
                now=result_of(run, scale @ now, "likely", {}),
                after=result_of(run, scale @ after, "likely", change.said),
                worlds=int(words.sum()) * WORD,
                whole=number == len(self._parts) - 1,
                paths=self._paths.read(scale @ pairs_now, scale @ pairs_after, change),
            )

    def _scale(self, heard: Rates) -> Rates:
        """By how much the words heard of each group stand for the others, [groups]."""
        weights = self._run.worlds.layout.weights["likely"]
        full = np.array([weights[low:high].sum() for low, high in self._run.worlds.groups])
        scale: Rates = np.divide(full, heard, out=np.zeros(full.size), where=heard > 0.0)
        return scale

    def _blocks(self, number: int) -> Iterator[tuple[int, Block]]:
        """Settled words of one part with their group; kept while there is room."""
        if number in self._kept:
            yield from self._kept[number]
            return
        words = sum(one.size for one in self._parts[number])
        needed = 2 * 8 * len(self._run.built.graph) * words
        keep = needed <= self._room
        made = []
        for pair in self._settled(number):
            if keep:
                made.append(pair)
            yield pair
        if keep:
            self._room -= needed
            self._kept[number] = made

    def _settled(self, number: int) -> Iterator[tuple[int, Block]]:
        for group, words in enumerate(self._parts[number]):
            for start in range(0, words.size, BLOCK):
                part = words[start : start + BLOCK]
                yield group, self._run.worlds.settled("likely", part)


def _parts(worlds: Worlds) -> Iterator[list[NDArray[np.int64]]]:
    """
    All words in growing parts, for each part its new words of every group.

    Every 2**k-th word first, then every 2**(k - 2)-th, and so on: each adds to those before.
    """
    every = 1
    while 2 * every * FIRST_WORDS <= worlds.layout.words:
        every *= 2
    before = 0
    while every:
        yield [_new(low, high, every, before) for low, high in worlds.groups]
        before, every = every, (max(1, every // _GROWTH) if every > 1 else 0)


def _new(low: int, high: int, every: int, before: int) -> NDArray[np.int64]:
    """Every `every`-th word from `low`, but for every `before`-th, which had its turn."""
    words = np.arange(low, high, every, dtype=np.int64)
    return words if not before else words[(words - low) % before != 0]
