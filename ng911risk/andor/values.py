"""
What every option is worth by itself: all of them in one pass over the worlds.

The plain way draws the worlds again for every option. Here they are drawn
twice, with nothing chosen and with everything: what is the same in both, no
option decides. In what is left of each world one least fixpoint is solved
with a bit for every option side by side. The result is no estimate of the plain way's
but the same number, from the same worlds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor import kernels, world_kernels
from ng911risk.andor.bits import thresholds
from ng911risk.andor.contrast import contrasts
from ng911risk.andor.decision import Decision
from ng911risk.andor.monte_carlo import BLOCK


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Values:
    """What every option saves by itself."""

    loss: float
    """Mean loss of a world with nothing chosen."""

    value: NDArray[np.float64]
    """[options] Mean saving of each; never negative."""

    error: NDArray[np.float64]
    """[options] Standard error of each."""

    worlds: int
    """Worlds drawn."""


def values(decision: Decision, *, worlds: int = 4096, seed: int = 1) -> Values:
    """
    Value of every option by itself.

    Args:
        decision: What is lost, and what may be bought.
        worlds: At least so many; rounded up to whole blocks.
        seed: Of the worlds.
    """
    levers = decision.levers
    alone = thresholds(levers.chance[levers.options.owners] * levers.left)
    streams = levers.stream[levers.options.owners]
    kept = np.empty((alone.size, kernels.WORDS), dtype=np.uint64)
    total, squares = np.zeros(len(levers.menu)), np.zeros(len(levers.menu))
    lost, blocks = 0.0, range(-(-worlds // BLOCK))
    for block in contrasts(decision, seed, blocks):
        world_kernels.draw_all(block.keys, streams, alone, kept)
        world_kernels.single_values(
            decision.rules,
            decision.goals,
            decision.loss,
            levers.options.start,
            levers.options.items,
            kept,
            block.can_fail,
            block.holding,
            total,
            squares,
        )
        true = np.zeros(decision.goals.size, dtype=np.int64)
        kernels.count(block.before[decision.goals], true)
        lost += float(true @ decision.loss)
    count = len(blocks) * BLOCK
    mean = total / count
    return Values(
        loss=lost / count,
        value=mean,
        error=np.sqrt(np.maximum(0.0, squares / count - mean * mean) / count),
        worlds=count,
    )


def resimulated(
    decision: Decision, options: Iterable[int], *, worlds: int = 4096, seed: int = 1
) -> NDArray[np.float64]:
    """
    The plain way, to check against: draw the same worlds again for each option.

    Returns:
        [options] mean saving of each.
    """
    nothing = decision.menu.nothing()
    before = decision.expected_loss(nothing, worlds=worlds, seed=seed)
    saved = []
    for option in options:
        chosen = nothing.copy()
        chosen[option] = True
        saved.append(before - decision.expected_loss(chosen, worlds=worlds, seed=seed))
    return np.array(saved)
