from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine import layout as layout_module
from ng911risk.engine.layout import layout_of
from ng911risk.engine.sampling import Sampling, mover
from ng911risk.engine.worlds import Worlds
from tests.engine.runs import run_of
from tests.engine.small import story, story_catalog

SEEDS = range(1, 25)


@given(st.floats(0.0, 5.0))
def test_one_cause_alone_keeps_its_own_limits(rate: float) -> None:
    share, low, high = (np.array([one]) for one in (0.3, 0.2, 0.5))

    assert mover(share, low, high, np.array([rate])) == pytest.approx((0.2 * rate, 0.5 * rate))


def test_two_causes_add_the_squares_of_their_distances() -> None:
    both = mover(np.array([0.5, 0.5]), np.array([0.2, 0.1]), np.array([0.8, 0.9]), np.ones(2))

    assert both == pytest.approx((0.5, 1.5))  # 0.3, 0.4, 0.5


def test_99_percent_intervals_hold_the_truth_at_97_percent_of_nodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Few worlds against many, over 24 seeds and every node that can happen and can fail."""
    run = run_of(story(), story_catalog())
    built, nodes = run.built, range(len(run.built.graph))
    many = [Worlds(built, layout_of(built, story_catalog(), 1000 + s), s) for s in SEEDS]
    rates = np.mean([one.rates("likely") for one in many], axis=0)
    monkeypatch.setattr(layout_module, "_BUDGET", 8 * len(built.graph))
    monkeypatch.setattr(layout_module, "_MOST_EVENT_WORDS", 1)
    held = told = 0
    for seed in SEEDS:
        worlds = Worlds(built, layout_of(built, story_catalog(), seed), seed)
        sampling = Sampling(worlds, nodes)
        for node in nodes:
            found = sampling.interval(node)
            if found.high - found.low <= 1e-12:
                continue  # certain, or impossible
            told += 1
            held += found.low <= rates[node] <= found.high

    assert told > 24 * 10
    assert held / told >= 0.97


def test_more_worlds_give_narrower_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(story(), story_catalog())
    node = int(run.meter.hurting[-1])
    wide = Sampling(run.worlds, [node]).interval(node)
    monkeypatch.setattr(layout_module, "_BUDGET", 8 * len(run.built.graph))
    fewer = run_of(story(), story_catalog())
    narrow = Sampling(fewer.worlds, [node]).interval(node)

    assert wide.worlds > narrow.worlds
    assert wide.high - wide.low < narrow.high - narrow.low


def test_no_control_is_another_count() -> None:
    run = run_of(story(), story_catalog())
    node = int(run.meter.hurting[-1])
    sampling = Sampling(run.worlds, [node])
    bare, now = sampling.interval(node, inherent=True), sampling.interval(node)

    for found, rate in ((bare, run.inherent), (now, run.rates)):
        assert found.low <= rate["likely"][node] <= found.high
