"""
How often the first three actions stay the first three, whatever nobody knows exactly.

Every input of ignorance is drawn from its range, all unlike each other, and what
the leading actions buy is worked out again, in a modest number of worlds that are
the same in every draw. What those few worlds miss at the likely values is added
to every draw (a difference estimator), and each draw gets a sampling error as
large as that of the full worlds, so that actions which only luck puts in order
do not look settled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import GOLDEN, mix, stream_of
from ng911risk.andor.compiled import compiled
from ng911risk.engine.ignorance import Ignorance
from ng911risk.engine.layout import Rates, layout_of
from ng911risk.engine.run import Run
from ng911risk.engine.worlds import Changes, Worlds
from ng911risk.model.scales import Status

FIRST = 3
"""Actions that a reader is told to do first."""

LEADING = 8
"""Actions that may take one of the first places."""

DRAWS = 40
"""Draws of all inputs."""

_LEAST_DRAWS = 10
_DRAW_BUDGET = 400_000_000
"""Words of state that all draws together may settle; large graphs get fewer draws."""

_ALIKE = 1e-9
"""Two actions that buy the same but for this share have no order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How firmly the first three stand."""

    draws: int
    same: float
    """Share of the draws in which the same three came first, in any order."""

    among: Mapping[str, float]
    """Leading action -> share of the draws in which it was among the first three."""


def stability(run: Run, ignorance: Ignorance, leading: Sequence[str], buys: Rates) -> Stability:
    """
    Draw all inputs many times and see which actions come first.

    Args:
        run: The assessment in progress.
        ignorance: Its inputs.
        leading: The actions that buy most, best first.
        buys: [leading] weighted hours each removes at the likely values.
    """
    if len(leading) <= FIRST:
        return Stability(draws=0, same=1.0, among=dict.fromkeys(leading, 1.0))
    few = _Few(run, ignorance, leading)
    errors = _errors(run, ignorance, leading)
    missed = buys - few.removed(ignorance.likely)
    same, among = 0, np.zeros(len(leading))
    for draw in range(few.draws):
        found = few.removed(_values(ignorance, run.worlds.seed, draw)) + missed
        found += errors @ _normals(run.worlds.seed, draw, len(leading))
        first = _first(found)
        among += first
        same += not first[FIRST:].any()
    shares = dict(zip(leading, (among / few.draws).tolist(), strict=True))
    return Stability(draws=few.draws, same=same / few.draws, among=shares)


def _first(found: Rates) -> NDArray[np.bool_]:
    """Which are among the first three, and which are as good as the third."""
    third = float(np.sort(found)[-FIRST])
    first: NDArray[np.bool_] = found >= third - _ALIKE * abs(third)
    return first


class _Few:
    """What the leading actions buy in few worlds, as often as asked."""

    def __init__(self, run: Run, ignorance: Ignorance, leading: Sequence[str]) -> None:
        self._run, self._ignorance, self._leading = run, ignorance, leading
        layout = layout_of(run.built, run.catalog, run.worlds.seed, few=True)
        self._worlds = Worlds(run.built, layout, run.worlds.seed)
        states = len(run.built.graph) * layout.words * (1 + len(leading))
        self.draws = max(_LEAST_DRAWS, min(DRAWS, _DRAW_BUDGET // max(1, states)))

    def removed(self, values: Rates) -> Rates:
        """Weighted hours a year that each leading action removes, [leading]."""
        watched = self._run.meter.watched
        variants = [self._ignorance.in_place(name, values) for name in self._leading]
        changes = self._worlds.changes(watched, variants)
        base, found = np.zeros(watched.size), np.zeros((len(variants), watched.size))
        drawn = self._worlds.drawn(
            self._ignorance.nodes,
            self._ignorance.chances(values),
            self._ignorance.factors(values, self._worlds.layout),
        )
        for block in drawn:
            base += block.rates(watched)
            found += self._worlds.changed(block, changes)
        worth = self._ignorance.worth(values, [{}, *({one: Status.YES} for one in self._leading)])
        after: Rates = np.einsum("aw,aw->a", found, worth[1:])
        return np.maximum(0.0, float(base @ worth[0]) - after)


def _errors(run: Run, ignorance: Ignorance, leading: Sequence[str]) -> Rates:
    """
    Sampling errors of what the leading actions buy, [leading, leading].

    Returns:
        A triangular factor of their covariance: times independent standard normal
        numbers it gives errors that belong together.
    """
    watched = run.meter.watched
    variants = [ignorance.in_place(name, ignorance.likely) for name in leading]
    changes = run.worlds.changes(watched, variants)
    worth = ignorance.worth(ignorance.likely, [{}, *({one: Status.YES} for one in leading)])
    covariance = np.zeros((len(leading), len(leading)))
    stretches = [(one.start, one.stop, int(one.mask)) for one in run.worlds.layout.causes.values()]
    every = max(1, len(run.built.graph) * run.worlds.layout.words * len(leading) // _DRAW_BUDGET)
    sums, weights = _each_world(run, changes, worth, every)
    for start, stop, mask in stretches:
        places = [place for place in range(64) if mask >> place & 1]
        found = [sums[word][:, places] for word in range(start, stop) if word in sums]
        if not found or not weights.get(start):
            continue
        values = np.concatenate(found, axis=1)
        apart = values - values.mean(axis=1, keepdims=True)
        # every `every`th word stands for the others, so the sum of all is as sure as they were
        covariance += weights[start] ** 2 / every * (apart @ apart.T)
    return _triangular(covariance)


def _each_world(
    run: Run, changes: Changes, worth: Rates, every: int
) -> tuple[dict[int, Rates], dict[int, float]]:
    """What each action removes in each world, by word, and the weight of the word."""
    sums: dict[int, Rates] = {}
    weights: dict[int, float] = {}
    for block in run.worlds.blocks("likely", every=every):
        before = block.sums(run.meter.watched, worth[0])
        after = run.worlds.summed(block, changes, worth[1:])
        for place, word in enumerate(block.words):
            sums[int(word)] = before[place] - after[:, place]
            weights[int(word)] = float(block.weights[place])
    return sums, weights


def _triangular(covariance: Rates) -> Rates:
    """Cholesky factor of a covariance that may be singular: what has no spread of its own has 0."""
    size = covariance.shape[0]
    factor = np.zeros((size, size))
    for row in range(size):
        for column in range(row + 1):
            rest = covariance[row, column] - float(factor[row, :column] @ factor[column, :column])
            if row == column:
                small = _ALIKE * covariance[row, row]
                factor[row, row] = math.sqrt(rest) if rest > small else 0.0
            elif factor[column, column] > 0.0:
                factor[row, column] = rest / factor[column, column]
    return factor


def _values(ignorance: Ignorance, seed: int, draw: int) -> Rates:
    """A value of each input, from a triangle over its range with its peak at the likely value."""
    uniform = _uniforms(ignorance.streams(seed), draw)
    low, likely, high = ignorance.low, ignorance.likely, ignorance.high
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        rising = low + np.sqrt(uniform * width * (likely - low))
        falling = high - np.sqrt((1.0 - uniform) * width * (high - likely))
    return np.where(uniform * width < likely - low, rising, falling)


def _normals(seed: int, draw: int, many: int) -> Rates:
    streams = np.array([stream_of(f"error:{seed}:{one}") for one in range(many)], dtype=np.uint64)
    return np.array([NormalDist().inv_cdf(float(one)) for one in _uniforms(streams, draw)])


def _uniforms(streams: NDArray[np.uint64], draw: int) -> Rates:
    found = np.empty(streams.size)
    _uniform(streams, np.uint64(draw + 1), found)
    return found


@compiled
def _uniform(streams: NDArray[np.uint64], draw: np.uint64, found: Rates) -> None:
    """Write one number inside (0, 1) for each stream: its `draw`-th."""
    for i in range(streams.size):
        bits = mix(streams[i] + draw * GOLDEN) >> np.uint64(11)
        found[i] = (np.float64(bits) + 0.5) * 2.0**-53
