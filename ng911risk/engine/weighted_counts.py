"""
How far the counted rate of any node may be off, for a great many nodes at once.

`sampling` looks at each cause by itself and is for the few nodes that matter most. Here a rate
is a sum of weighted counts, sum of w x, and its limits come from a gamma distribution
that has the same mean and variance: never too narrow in any published trial, and worked out
from two sums and the largest weight of a world that can lead to the node.

Source: M. P. Fay and E. J. Feuer, "Confidence intervals for directly standardized rates: a
method based on the gamma distribution", Statistics in Medicine 16 (1997).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from ng911risk.andor.bits import ONE, WORD
from ng911risk.engine.layout import Rates
from ng911risk.engine.sampling import Interval, can_lead
from ng911risk.engine.worlds import Worlds

_TAIL = 0.005
"""Half of what 99 % leaves out."""


def gamma_limits(total: Rates, squares: Rates, largest: Rates) -> tuple[Rates, Rates]:
    """
    Limits of weighted sums of counts, at 99 %.

    Args:
        total: [n] sum of weight x count.
        squares: [n] sum of weight^2 x count.
        largest: [n] largest weight that one more count could have.
    """
    low = _quantile(total, squares, _TAIL)
    high = _quantile(total + largest, squares + largest**2, 1.0 - _TAIL)
    return np.minimum(low, total), np.maximum(high, total)


def _quantile(mean: Rates, variance: Rates, part: float) -> Rates:
    """Of gamma distributions; 0 where the variance is 0 or too small for a number."""
    found = np.zeros(mean.size)
    known = variance > 0.0
    scale = variance[known] / mean[known]
    found[known] = scale * gammaincinv(mean[known] / scale, part)
    return found


class WeightedCounts:
    """Limits of the likely rate of every node of one graph."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    def interval(self, node: int, *, inherent: bool = False) -> Interval:
        """Where the likely rate of a node lies; `inherent` as if no control stood."""
        low, high = self._inherent if inherent else self._residual
        drawn = self._worlds.layout.words * WORD
        return Interval(low=float(low[node]), high=float(high[node]), worlds=drawn)

    @cached_property
    def _residual(self) -> tuple[Rates, Rates]:
        return self._limits(inherent=False)

    @cached_property
    def _inherent(self) -> tuple[Rates, Rates]:
        return self._limits(inherent=True)

    def _limits(self, *, inherent: bool) -> tuple[Rates, Rates]:
        nodes = np.arange(len(self._worlds.built.graph), dtype=np.int64)
        total, squares = np.zeros(nodes.size), np.zeros(nodes.size)
        for block in self._worlds.blocks("likely", inherent=inherent):
            total += block.rates(nodes)
            squares += replace(block, weights=block.weights**2).rates(nodes)
        return gamma_limits(total, squares, self._largest)

    @cached_property
    def _largest(self) -> Rates:
        """[nodes] The largest weight of a world whose cause can lead to each node."""
        layout = self._worlds.layout
        weights = layout.weights["likely"]
        of_cause = {name: float(weights[one.start]) for name, one in layout.causes.items()}
        values = np.unique(np.array(list(of_cause.values())))
        places = {name: int(np.searchsorted(values, one)) for name, one in of_cause.items()}
        return _highest(can_lead(self._worlds.built, places), values)


def _highest(bits: NDArray[np.uint64], values: Rates) -> Rates:
    """[nodes] The last of `values`, which rise, whose bit is set; 0 where none is."""
    found = np.zeros(bits.shape[0])
    for place, value in enumerate(values.tolist()):
        mask = ONE << np.uint64(place % WORD)
        found[(bits[:, place // WORD] & mask) != 0] = value
    return found
