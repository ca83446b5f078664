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


def decision() -> Decision:
    """50 centres, each worth the same, and 305 measures."""
    attacks = attacks_on(network(SIZES["105k"]))
    menu = menu_of(options_of(attacks))
    return decision_of(attacks.graph, menu, dict.fromkeys(attacks.goals.tolist(), 1.0))


def results() -> Iterator[Result]:
    """Both use the same worlds."""
    question = decision()
    values(question, worlds=1)
    resimulated(question, [0], worlds=1)
    ours, found = cpu(lambda: values(question, worlds=WORLDS), 3)
    count = len(question.menu)
    yield Result(name=f"values: {count} measures, 4,096 worlds", value=ours, unit="s")
    seconds, one_by_one = cpu(lambda: resimulated(question, range(count), worlds=WORLDS))
    yield Result(name="values: faster than one by one", value=seconds / ours, unit="x", bar=50)
    rank = float(spearmanr(found.value, one_by_one).statistic)
    yield Result(name="values: rank correlation with one by one", value=rank, unit="", bar=0.9)
    top = set(np.argsort(-one_by_one)[:20].tolist())
    near = set(np.argsort(-found.value)[:40].tolist())
    yield Result(name="values: best 20 found among its best 40", value=len(top & near), unit="")
    yield Result(
        name="values: largest difference from one by one",
        value=float(np.abs(found.value - one_by_one).max()),
        unit="",
    )
