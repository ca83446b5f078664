"""How often each of the worst paths happens once something is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.layout import Rates
from ng911risk.engine.paths import Worst, causes_of_actors
from ng911risk.engine.run import Run
from ng911risk.engine.whatif import WhatIf, chances_of
from ng911risk.engine.worlds import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChange:
    """One path of the report, before and after; events a year, likely."""

    before: float
    """As in the report."""

    after: float


class PathOdds:
    """Reads the odds of the worst ways off worlds; look-ups are done once."""

    def __init__(self, run: Run, worst: Sequence[Worst]) -> None:
        self._run = run
        self._worst = tuple(worst)
        index, masks = run.built.graph.index, _masks(run)
        self.pairs = Pairs(
            one=np.array([index[one.way.tries[-1].node] for one in worst], dtype=np.int64),
            other=np.array([one.way.goal.node for one in worst], dtype=np.int64),
            mask=np.array([masks[one.way.actor] for one in worst], dtype=np.uint64).reshape(
                len(self._worst), run.worlds.layout.words
            ),
        )

    def read(self, now: Rates, after: Rates, change: WhatIf) -> tuple[PathChange, ...]:
        """
        What becomes of each path, in the order of the report.

        A path that stands for all ways of its actor falls as the worlds say, but never below its
        own way, which worlds may miss; one that stands for itself falls by its own coins.

        Args:
            now, after: [paths] events a year of the pairs, from the same worlds.
            change: What was changed.
        """
        chances = chances_of(self._run, change, "likely")
        return tuple(
            self._change(one, float(now[place]), float(after[place]), chances)
            for place, one in enumerate(self._worst)
        )

    def _change(
        self, one: Worst, now: float, after: float, chances: dict[int, float]
    ) -> PathChange:
        told = one.odds.rate.likely
        alone = one.way.rate_after(self._run, chances)
        if not one.stands_for_all:
            return PathChange(before=told, after=alone)
        counted = max(now, one.way.rate.likely)
        left = max(after, alone) / counted if counted > 0.0 else 0.0
        return PathChange(before=told, after=max(alone, told * left))


def _masks(run: Run) -> dict[str, NDArray[np.uint64]]:
    """For each actor class, the worlds of the causes it is to blame for: [words] each."""
    masks: dict[str, NDArray[np.uint64]] = {}
    for actor, causes in causes_of_actors(run).items():
        mask = masks[actor] = np.zeros(run.worlds.layout.words, dtype=np.uint64)
        for cause in causes:
            stretch = run.worlds.layout.causes[cause]
            mask[stretch.start : stretch.stop] |= stretch.mask
    return masks
