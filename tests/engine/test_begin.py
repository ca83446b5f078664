from __future__ import annotations

import numpy as np

from ng911risk.engine.begin import begin
from ng911risk.engine.layout import ENDS
from tests.engine.runs import run_of
from tests.engine.small import AT, story, story_catalog


def test_a_run_has_drawn_its_worlds_at_every_end() -> None:
    run = begin(story(), story_catalog(), (), at=AT, seed=3)
    other = run_of(story(), story_catalog(), seed=3)

    assert run.worlds.seed == 3
    for end in ENDS:
        assert np.array_equal(run.rates[end], other.rates[end])
        assert np.array_equal(run.inherent[end], other.inherent[end])
        assert run.weighted(run.rates[end], end) > 0.0
