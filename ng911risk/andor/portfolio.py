"""
What to buy under a budget: found in one draw of worlds, judged in another, with what is proven.

A set that is best in some worlds is a little too good for them. So a greedy
set and the sets of the proof compete in fresh worlds, and the one that stands best there is
taken. Others that the fresh worlds cannot tell from it are named as ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.cover import Effort, Proof, prove
from ng911risk.andor.decision import Decision
from ng911risk.andor.greedy import filled, greedy
from ng911risk.andor.options import Chosen, Menu
from ng911risk.andor.sample import Sample, sample_of
from ng911risk.andor.values import values

SURE = 2.576
"""Standard errors of a difference that is not chance, at 99 %."""

_WEAKEST = 3
"""Chosen options that others are tried in the place of, to find ties."""


class Judge(Protocol):
    """Worlds in which sets are held against each other."""

    def __call__(self, chosen: Chosen, /) -> NDArray[np.float64]:
        """[worlds] Loss in each world, the same worlds for every set."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rival:
    """A set that fresh worlds cannot tell from the one taken."""

    chosen: Chosen
    price: float
    more: float
    """Mean loss beyond that of the set taken, in the same fresh worlds."""

    error: float
    """Standard error of that difference."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portfolio:
    """The best set found for one budget."""

    budget: float
    chosen: Chosen
    price: float
    before: float
    """Mean loss of the fresh worlds with nothing chosen."""

    after: float
    """The same with the set."""

    error: float
    """Standard error of what is saved."""

    sample_loss: float
    """Mean loss of the set in the worlds of the proof."""

    bound: float
    """No set within the budget has a lower mean loss in the worlds of the proof."""

    by_greedy: bool
    """Whether the greedy set was taken, and not one of the proof."""

    ties: tuple[Rival, ...]

    @property
    def gap(self) -> float:
        """Share of its loss, in the worlds of the proof, that a better set could save at most."""
        missing = self.sample_loss - self.bound
        return missing / self.sample_loss if missing > 0.0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """How many worlds each part of the search looks at, and the seed of them all."""

    seed: int = 1
    searched: int = 1024
    """Worlds of the greedy search."""

    proven: int = 512
    """Worlds of the proof."""

    judged: int = 4096
    """Fresh worlds, in which the sets compete."""


def best_sets(
    decision: Decision,
    budgets: Sequence[float],
    draws: Draws | None = None,
    effort: Effort | None = None,
) -> tuple[Portfolio, ...]:
    """
    The best set under each of some budgets.

    What was best for a smaller budget competes for the larger ones too, so that more money
    never buys less.

    Args:
        decision: What is lost, and what may be bought.
        budgets: What may be spent.
        draws: Worlds.
        effort: Of each proof.

    Returns:
        One for each budget, in the order given.
    """
    draws = draws or Draws()
    menu, seed = decision.menu, draws.seed
    alone = values(decision, worlds=draws.searched, seed=seed).value
    sample = sample_of(decision, worlds=draws.proven, seed=seed)

    def loss(chosen: Chosen) -> float:
        return decision.expected_loss(chosen, worlds=draws.searched, seed=seed)

    def judge(chosen: Chosen) -> NDArray[np.float64]:
        return decision.losses(chosen, worlds=draws.judged, seed=seed + 1)

    found: dict[float, Portfolio] = {}
    for budget in sorted(set(budgets)):
        first = greedy(menu, loss, budget, alone)
        proof = prove(sample, budget, first, effort)
        others = [first, *(one.chosen for one in found.values())]
        found[budget] = judged_best(sample, budget, others, proof, judge)
    return tuple(found[budget] for budget in budgets)


def judged_best(
    sample: Sample, budget: float, first: Sequence[Chosen], proof: Proof, judge: Judge
) -> Portfolio:
    """
    Let the sets that were found compete in fresh worlds.

    Args:
        sample: The worlds of the proof.
        budget: What may be spent.
        first: Sets found otherwise, the greedy one first.
        proof: From the same sample.
        judge: Fresh worlds.
    """
    menu = sample.menu
    found = _distinct([*first, proof.chosen, *proof.tried])
    losses = {one.tobytes(): judge(one) for one in found}
    leader = min(found, key=lambda one: float(losses[one.tobytes()].mean()))
    rivals = _distinct([*found, *_neighbours(sample, budget, leader)])
    losses |= {one.tobytes(): judge(one) for one in rivals if one.tobytes() not in losses}
    chosen = min(rivals, key=lambda one: float(losses[one.tobytes()].mean()))
    lost, before = losses[chosen.tobytes()], judge(menu.nothing())
    others = (one for one in rivals if one is not chosen)
    against = (compared(menu, one, losses[one.tobytes()], lost) for one in others)
    return Portfolio(
        budget=budget,
        chosen=chosen,
        price=menu.price(chosen),
        before=float(before.mean()),
        after=float(lost.mean()),
        error=_error(before - lost),
        sample_loss=sample.mean_loss(chosen),
        bound=proof.bound,
        by_greedy=bool((chosen == first[0]).all()),
        ties=tuple(one for one in against if one.more <= SURE * one.error),
    )


def _neighbours(sample: Sample, budget: float, chosen: Chosen) -> Iterable[Chosen]:
    """The set without one of those that matter least, filled up with what serves best instead."""
    menu = sample.menu
    without = {one: menu.without(chosen, one) for one in np.flatnonzero(chosen).tolist()}
    lost = {one: sample.mean_loss(left) for one, left in without.items()}
    for option in sorted(lost, key=lambda one: (lost[one], one))[:_WEAKEST]:
        tried = without[option].copy()
        saved = np.zeros(len(menu))
        for other in np.flatnonzero(~chosen).tolist():
            wanted = menu.with_needs(tried, other)
            if menu.allowed(wanted) and menu.price(wanted) <= budget:
                saved[other] = lost[option] - sample.mean_loss(wanted)
        saved[option] = -1.0
        order = np.argsort(-saved, kind="stable")
        yield filled(menu, budget, tried, order[saved[order] > 0.0])


def compared(
    menu: Menu, chosen: Chosen, lost: NDArray[np.float64], least: NDArray[np.float64]
) -> Rival:
    """A set beside the one taken, by what both lose in the same fresh worlds."""
    more = lost - least
    return Rival(
        chosen=chosen, price=menu.price(chosen), more=float(more.mean()), error=_error(more)
    )


def _error(values: NDArray[np.float64]) -> float:
    """Standard error of the mean."""
    return float(values.std() / np.sqrt(values.size))


def _distinct(sets: Sequence[Chosen]) -> list[Chosen]:
    """Each set once, in the order given."""
    return list({one.tobytes(): one for one in reversed(sets)}.values())[::-1]
