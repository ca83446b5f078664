"""A sample answers for every choice as the worlds themselves do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.decision import Decision
from ng911risk.andor.sample import sample_of
from tests.andor.decisions import decisions


@given(decisions(), st.integers(1, 1100), st.data())
@settings(max_examples=60, deadline=None)
def test_a_sample_loses_what_its_worlds_lose(
    decision: Decision, worlds: int, data: st.DataObject
) -> None:
    size = len(decision.menu)
    chosen = np.array(
        data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=np.bool_
    )

    sample = sample_of(decision, worlds=worlds, seed=7)

    lost = decision.losses(chosen, worlds=worlds, seed=7)[:worlds]
    assert sample.mean_loss(chosen) == pytest.approx(lost.mean(), abs=1e-12)
    assert sample.losses(chosen).mean() == pytest.approx(lost.mean(), abs=1e-12)
    assert sample.losses(chosen).size == worlds
    assert sample.lost(decision.menu.nothing()).all()


@given(decisions(), st.data())
@settings(max_examples=40, deadline=None)
def test_putting_worlds_together_changes_no_mean(decision: Decision, data: st.DataObject) -> None:
    size = len(decision.menu)
    chosen = np.array(
        data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=np.bool_
    )

    apart = sample_of(decision, worlds=128, seed=7)
    together = sample_of(decision, worlds=128, seed=7, merge=True)

    assert together.mean_loss(chosen) == pytest.approx(apart.mean_loss(chosen), abs=1e-12)
    assert together.goal.size <= apart.goal.size
