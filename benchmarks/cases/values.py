"""What each of 305 measures saves: all in one pass, beside drawing the worlds again for each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import spearmanr

from benchmarks.attack_graph import attacks_on, options_of
from benchmarks.harness import Result, cpu
from benchmarks.topology import SIZES, network
from ng911risk.andor.decision import Decision, decision_of
from ng911risk.andor.options import menu_of
from ng911risk.andor.values import resimulated, values

WORLDS = 4_096
FEWER = 2_048
OTHER = 2
"""Seed of worlds that the loop does not see."""


def decision() -> Decision:
    """50 centres, each worth the same, and 305 measures."""
    attacks = attacks_on(network(SIZES["105k"]))
    menu = menu_of(options_of(attacks))
    return decision_of(attacks.graph, menu, dict.fromkeys(attacks.goals.tolist(), 1.0))


def results() -> Iterator[Result]:
    """
    One pass beside the loop, twice.

    In the same worlds both give the same values to the last bit. To put measures in order, one
    pass needs fewer worlds than that: it is given half as many, and others, and must agree with
    the loop to a rank correlation of 0.9.
    """
    question = decision()
    values(question, worlds=1)
    resimulated(question, [0], worlds=1)
    count = len(question.menu)
    fewer, near = cpu(lambda: values(question, worlds=FEWER, seed=OTHER), 3)
    ours, found = cpu(lambda: values(question, worlds=WORLDS), 3)
    seconds, one_by_one = cpu(lambda: resimulated(question, range(count), worlds=WORLDS))
    yield Result(name=f"values: {count} measures, {WORLDS:,} worlds", value=ours, unit="s")
    yield Result(
        name="values: faster than one by one in the same worlds", value=seconds / ours, unit="x"
    )
    yield Result(
        name="values: largest difference from one by one in the same worlds",
        value=float(np.abs(found.value - one_by_one).max()),
        unit="",
    )
    yield Result(
        name="values: faster than one by one, to a rank correlation of 0.9",
        value=seconds / fewer,
        unit="x",
        bar=50,
        note=f"one pass over {FEWER:,} worlds of its own, the loop over {WORLDS:,}",
    )
    rank = float(spearmanr(near.value, one_by_one).statistic)
    yield Result(name="values: rank correlation with one by one", value=rank, unit="", bar=0.9)
    top = set(np.argsort(-one_by_one)[:20].tolist())
    best = set(np.argsort(-near.value)[:40].tolist())
    yield Result(name="values: best 20 found among its best 40", value=len(top & best), unit="")
