"""Limits of weighted counts hold the truth, for many nodes at once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ng911risk.engine import layout as layout_module
from ng911risk.engine.layout import layout_of
from ng911risk.engine.weighted_counts import WeightedCounts, gamma_limits
from ng911risk.engine.worlds import Worlds
from tests.engine.runs import run_of
from tests.engine.small import story, story_catalog

SEEDS = range(1, 25)


def test_one_weight_gives_the_exact_poisson_limits() -> None:
    """Garwood's limits of a count of 10 and of 0, from a table of chi-squared, at 99 %."""
    found = gamma_limits(np.array([10.0, 0.0]), np.array([10.0, 0.0]), np.ones(2))

    assert found[0].tolist() == pytest.approx([3.717, 0.0], abs=1e-3)
    assert found[1].tolist() == pytest.approx([21.40, -math.log(0.005)], abs=1e-2)


def test_what_cannot_happen_is_certain_not_to() -> None:
    low, high = gamma_limits(np.zeros(1), np.zeros(1), np.zeros(1))

    assert (low[0], high[0]) == (0.0, 0.0)


def test_what_hardly_ever_happens_has_limits_too() -> None:
    """The last of sixty machines fails while all the others are down: 1e-200 a year."""
    tiny = np.array([1e-200])

    low, high = gamma_limits(tiny, tiny**2, tiny)

    assert 0.0 <= low[0] <= 1e-200 <= high[0] < 1e-190


def test_99_percent_intervals_hold_the_truth_at_97_percent_of_nodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Few worlds against many, over 24 seeds and every node that can happen."""
    built, content = run_of(story(), story_catalog()).built, story_catalog()
    many = [Worlds(built, layout_of(built, content, 1000 + s), s) for s in SEEDS]
    rates = np.mean([one.rates("likely") for one in many], axis=0)
    monkeypatch.setattr(layout_module, "_BUDGET", 8 * len(built.graph))
    monkeypatch.setattr(layout_module, "_MOST_EVENT_WORDS", 1)
    held = told = 0
    for seed in SEEDS:
        counts = WeightedCounts(Worlds(built, layout_of(built, content, seed), seed))
        for node in np.flatnonzero(rates > 0.0).tolist():
            found = counts.interval(node)
            told += 1
            held += found.low <= rates[node] <= found.high

    assert told > 24 * 10
    assert held / told >= 0.97


def test_no_control_is_another_count() -> None:
    run = run_of(story(), story_catalog())
    node = int(run.meter.hurting[-1])
    counts = WeightedCounts(run.worlds)

    for inherent, rate in ((True, run.inherent), (False, run.rates)):
        found = counts.interval(node, inherent=inherent)
        assert found.low <= rate["likely"][node] <= found.high
