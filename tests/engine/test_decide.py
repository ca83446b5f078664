"""A sample of a run loses what the run loses, whatever is bought."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest

from ng911risk.andor.options import Chosen, Menu
from ng911risk.andor.sample import Sample
from ng911risk.content import load_catalog
from ng911risk.engine.begin import begin
from ng911risk.engine.budget import menu_for
from ng911risk.engine.decide import END, said, sample_for, worth
from ng911risk.engine.run import Run
from ng911risk.engine.whatif import WhatIf, tried
from tests.engine.runs import run_of
from tests.engine.small import AT, story, story_catalog
from tests.samples.test_stories import sample as sample_site


@cache
def site(name: str) -> tuple[Run, Menu, Sample]:
    run = (
        run_of(story(), story_catalog())
        if name == "story"
        else begin(sample_site(name), load_catalog(), (), at=AT, seed=1)
    )
    menu = menu_for(run)
    return run, menu, sample_for(run, menu)


def hours(run: Run, menu: Menu, sets: list[Chosen]) -> list[float]:
    """What the what-ifs of the report say."""
    _, results = tried(run, [WhatIf(said=said(menu, one), coins={}) for one in sets], END)
    return [one.weighted for one in results]


def test_every_set_of_a_small_site_loses_what_its_what_if_loses() -> None:
    run, menu, sample = site("story")
    sets = [np.array(bits, dtype=np.bool_) for bits in product((False, True), repeat=len(menu))]

    assert len(menu) >= 4
    assert [sample.mean_loss(one) for one in sets] == pytest.approx(hours(run, menu, sets))


def test_each_mitigation_of_a_real_site_loses_what_its_what_if_loses() -> None:
    """Floods, backups, fallbacks and weaknesses among them."""
    run, menu, sample = site("hollow-legacy")
    sets = [menu.nothing(), *np.eye(len(menu), dtype=np.bool_)]

    assert [sample.mean_loss(one) for one in sets] == pytest.approx(hours(run, menu, sets))


def test_several_together_never_look_worse_than_they_are() -> None:
    run, menu, sample = site("hollow-legacy")
    draw = np.random.default_rng(1)
    sets = [draw.random(len(menu)) < part for part in (0.1, 0.3, 0.5, 0.7, 1.0)]

    for one, real in zip(sets, hours(run, menu, sets), strict=True):
        found = sample.mean_loss(one)
        assert found <= real * (1 + 1e-9)
        assert found == pytest.approx(real, rel=0.01)


def test_what_an_event_costs_adds_up_to_the_harm_of_the_report() -> None:
    run, _, _ = site("story")

    rates = run.rates[END][run.meter.watched]

    assert rates @ worth(run, {}) == pytest.approx(run.weighted(run.rates[END], END))
