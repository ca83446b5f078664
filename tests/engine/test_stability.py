from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.engine import stability as module
from ng911risk.engine.stability import DRAWS, stability
from ng911risk.engine.whatif import mitigation, tried
from ng911risk.model.scales import Share, Status
from tests.engine.runs import run_of
from tests.engine.small import mitigation as made
from tests.engine.small import said, story, story_catalog

CATALOG = story_catalog()
ANSWERS = CATALOG.mitigations["segment"].answers


def _about(effect: float, width: float) -> Share:
    low, high = max(0.0, effect - width), min(1.0, effect + width)
    return Share(low=low, likely=effect, high=high, basis="a test")


def _of(effects: dict[str, float], width: float = 0.0) -> tuple[module.Stability, list[str]]:
    """Mitigations that all do the same, each with an effect of its own, known within `width`."""
    content = replace(
        CATALOG,
        mitigations={
            name: made(
                *(
                    replace(
                        one,
                        effect=_about(effect, width),
                    )
                    for one in ANSWERS
                )
            )
            for name, effect in effects.items()
        },
    )
    answers = tuple(said(name, Status.NO) for name in sorted(effects))
    run = run_of(story(controls=answers), content)
    names = sorted(effects, key=lambda name: -effects[name])
    now, after = tried(run, [mitigation(name, Status.YES) for name in names], "likely")
    buys = np.array([now.weighted - one.weighted for one in after])
    return stability(run, run.ignorance, names, buys), names


def test_three_that_do_far_more_than_the_rest_always_come_first() -> None:
    found, names = _of({"a": 0.9, "b": 0.9, "c": 0.9, "d": 0.05, "e": 0.05})

    assert found.draws == DRAWS
    assert found.same >= 0.9
    assert min(found.among[name] for name in names[:3]) > 0.9
    assert found.among["d"] < 0.2


def test_four_that_do_the_same_are_never_told_apart() -> None:
    found, _ = _of(dict.fromkeys("abcd", 0.5))

    assert found.same < 0.9


def test_wide_ranges_shake_the_order() -> None:
    effects = {"a": 0.7, "b": 0.6, "c": 0.55, "d": 0.35, "e": 0.3}
    sharp, wide = (_of(effects, width)[0] for width in (0.0, 0.35))

    assert wide.same < sharp.same


def test_what_is_never_more_than_three_needs_no_draw() -> None:
    found, _ = _of({"a": 0.5, "b": 0.4, "c": 0.3})

    assert (found.draws, found.same) == (0, 1.0)


def test_a_large_graph_gets_fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_DRAW_BUDGET", 1)

    assert _of(dict.fromkeys("abcd", 0.5))[0].draws == 10


def test_the_same_seed_draws_the_same() -> None:
    assert (
        _of({"a": 0.7, "b": 0.6, "c": 0.5, "d": 0.4})[0]
        == _of({"a": 0.7, "b": 0.6, "c": 0.5, "d": 0.4})[0]
    )


def test_what_is_as_good_as_the_third_is_among_the_first() -> None:
    assert module._first(np.array([5.0, 4.0, 3.0, 3.0, 2.0])).tolist() == [True] * 4 + [False]
    assert module._first(np.array([1.0, 4.0, 3.0, 3.5, 2.0])).tolist() == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_values_stay_in_their_ranges_and_gather_at_the_likely_one() -> None:
    known = run_of(story(), CATALOG).ignorance
    drawn = np.array([module._values(known, 1, draw) for draw in range(2000)])

    assert (drawn >= known.low - 1e-12).all()
    assert (drawn <= known.high + 1e-12).all()
    mean = (known.low + known.likely + known.high) / 3.0  # of a triangle
    spread = np.maximum(known.high - known.low, 1e-12)
    assert (np.abs(drawn.mean(axis=0) - mean) / spread).max() < 0.03


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_a_triangular_factor_gives_its_covariance_back(seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(4, 3))  # of rank 3: singular
    covariance = rows @ rows.T
    factor = module._triangular(covariance)

    assert factor @ factor.T == pytest.approx(covariance, abs=1e-6)
    assert np.triu(factor, 1).sum() == 0.0


def test_errors_are_as_large_as_the_luck_of_the_seed() -> None:
    """The spread that one run foretells against that of many seeds."""
    names = ["segment"]
    removed = []
    for seed in range(1, 21):
        run = run_of(story(), CATALOG, seed=seed)
        now, after = tried(run, [mitigation("segment", Status.YES)], "likely")
        removed.append(now.weighted - after[0].weighted)
    run = run_of(story(), CATALOG)
    foretold = float(module._errors(run, run.ignorance, names)[0, 0])

    assert foretold == pytest.approx(float(np.std(removed, ddof=1)), rel=0.5)
