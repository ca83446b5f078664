"""
The best set under a budget for one sample of worlds, with a proof of how good it can be.

An integer programme says for every loss in every world whether it is prevented. It starts
without any rule of the graph. Whenever its answer leaves a way to a loss open that it calls
prevented, one more row is added: one of the options that break this way must be
chosen. Every answer of the programme before the last bounds what any set can save (an
implicit hitting set). Most rows are found with fractions of options, which is fast.

Source: E. Moreno-Centeno and R. Karp, "The implicit hitting set approach to solve combinatorial
optimization problems", Operations Research 61 (2013).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ng911risk.andor import sample_kernels
from ng911risk.andor.options import Chosen, Menu
from ng911risk.andor.sample import Sample

_SLACK = 1e-3
"""What a row may be off before it is added."""

_FEW = 1e-4
"""Added to the price of a way for each option that would break it: few make a stronger row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much work a proof may take: counts, never a clock, so that the answer is the same."""

    fractional_rounds: int = 60
    """Rounds with fractions of options."""

    whole_rounds: int = 12
    """Rounds with whole options."""

    nodes: int = 400
    """Nodes of each branch and bound."""

    gap: float = 0.01
    """Proven share of the loss within which the search ends."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """The best set found on a sample, and what is proven."""

    chosen: Chosen
    """Allowed and within the budget."""

    loss: float
    """Mean loss of the sample with it."""

    bound: float
    """No allowed set within the budget has a lower mean loss of the sample."""

    tried: tuple[Chosen, ...]
    """Other sets that were looked at, in the order found."""

    rounds: int
    """Integer programmes solved."""

    rows: int
    """Ways to a loss that had to be looked at."""

    @property
    def gap(self) -> float:
        """Share of the loss that a better set could save at most, by the proof."""
        return (self.loss - self.bound) / self.loss if self.loss > self.bound else 0.0


def prove(sample: Sample, budget: float, start: Chosen, effort: Effort | None = None) -> Proof:
    """
    Look for the best set, and prove how far from the best the found one can be.

    Args:
        sample: Some worlds.
        budget: What may be spent.
        start: An allowed set within the budget to begin with, for instance a greedy one.
        effort: How much work it may take.
    """
    effort = effort or Effort()
    search = _Search.of(sample, budget, start)
    if not sample.goal.size:
        return search.proof()
    for _ in range(effort.fractional_rounds):
        if not search.fractions():
            break
    for _ in range(effort.whole_rounds):
        if search.done(effort) or not search.whole(effort):
            break
    return search.proof()


@dataclass(slots=True, kw_only=True)
class _Search:
    """Rows found so far, the best set so far, and the bound so far."""

    sample: Sample
    programme: _Programme
    best: Chosen
    loss: float
    bound: float
    tried: list[Chosen] = field(default_factory=list)
    rounds: int = 0

    @classmethod
    def of(cls, sample: Sample, budget: float, start: Chosen) -> _Search:
        """Begin: every loss that some choice can prevent may be prevented."""
        return cls(
            sample=sample,
            programme=_Programme(sample, budget),
            best=start,
            loss=sample.mean_loss(start),
            bound=sample.certain,
        )

    def done(self, effort: Effort) -> bool:
        """Whether the proven gap is small enough."""
        return self.loss - self.bound <= effort.gap * self.loss

    def fractions(self) -> bool:
        """One round with fractions; whether it found a row that matters."""
        share, prevented, saved = self.programme.solved(whole=False, nodes=0, gap=0.0)
        self.bound = max(self.bound, self.sample.certain + self.programme.most - saved)
        if share is None:
            return False
        return self._add(share, prevented)

    def whole(self, effort: Effort) -> bool:
        """One round with whole options; whether it found a row that was missing."""
        allowed = 0.25 * effort.gap * self.loss / max(self.programme.most, 1e-12)
        share, prevented, saved = self.programme.solved(whole=True, nodes=effort.nodes, gap=allowed)
        self.rounds += 1
        self.bound = max(self.bound, self.sample.certain + self.programme.most - saved)
        if share is None:
            return False
        chosen = share > 0.5  # noqa: PLR2004 -- whole, but for the solver's rounding
        loss = self.sample.mean_loss(chosen)
        self.tried.append(chosen)
        if loss < self.loss:
            self.best, self.loss = chosen, loss
        return self._add(chosen.astype(np.float64), prevented)

    def proof(self) -> Proof:
        """What is known."""
        return Proof(
            chosen=self.best,
            loss=self.loss,
            bound=min(self.bound, self.loss),
            tried=tuple(self.tried),
            rounds=self.rounds,
            rows=self.programme.rows,
        )

    def _add(self, share: NDArray[np.float64], prevented: NDArray[np.float64]) -> bool:
        """Add a row for each way to a loss that is cheaper than the programme believes."""
        sample, pulls = self.sample, self.sample.pulls
        cost, start, breaker = sample_kernels.breakers(
            sample.lever,
            sample.number,
            pulls.chance,
            pulls.options.start,
            pulls.options.items,
            pulls.left,
            share,
        )
        by = sample_kernels.cheapest(
            cost + _FEW * np.diff(start),
            sample.head,
            sample.body.start,
            sample.uses.start,
            sample.uses.items,
        )
        goals = np.flatnonzero(prevented > _SLACK)
        cut_start, cut = sample_kernels.cuts(
            sample.goal[goals],
            by,
            sample.body.start,
            sample.body.items,
            start,
            breaker,
            len(sample.menu),
        )
        broken = np.add.reduceat(np.append(share[cut], 0.0), cut_start[:-1])
        broken[np.diff(cut_start) == 0] = 0.0
        wrong = broken < prevented[goals] - _SLACK
        for place in np.flatnonzero(wrong).tolist():
            self.programme.add(int(goals[place]), cut[cut_start[place] : cut_start[place + 1]])
        return bool(wrong.any())


class _Programme:
    """
    The integer programme.

    Columns: whether each option is chosen, whether each group is paid, whether each goal is
    prevented. The last may be fractions: with whole options they are whole by themselves.
    """

    def __init__(self, sample: Sample, budget: float) -> None:
        menu = sample.menu
        self._options, self._groups = len(menu), menu.group_cost.size
        self._goals = sample.goal.size
        self._gain = np.concatenate([np.zeros(self._options + self._groups), sample.loss])
        self.most = float(sample.loss.sum())
        """What could be saved if everything could be had."""

        self._column: list[NDArray[np.int64]] = []
        self._value: list[NDArray[np.float64]] = []
        self._low: list[float] = []
        self._budget(menu, budget)
        self._rules(menu)
        self._fixed = len(self._low)

    @property
    def rows(self) -> int:
        """Rows added."""
        return len(self._low) - self._fixed

    def add(self, goal: int, options: NDArray[np.int32]) -> None:
        """A goal is prevented only if one of some options is chosen."""
        columns = np.append(options, self._options + self._groups + goal)
        self._row(columns, np.append(np.ones(options.size), -1.0), 0.0)

    def solved(
        self, *, whole: bool, nodes: int, gap: float
    ) -> tuple[NDArray[np.float64] | None, NDArray[np.float64], float]:
        """
        Solve it as it stands.

        Returns:
            How much each option is chosen (None: nothing was found), how much each goal is
            prevented, and what no answer can exceed.
        """
        size = self._gain.size
        kinds = np.zeros(size)
        kinds[: self._options] = whole
        start = np.concatenate([[0], np.cumsum([one.size for one in self._column])])
        matrix = csr_array(
            (np.concatenate(self._value), np.concatenate(self._column), start),
            shape=(len(self._low), size),
        )
        found = milp(
            -self._gain,
            integrality=kinds,
            bounds=Bounds(0.0, 1.0),
            constraints=LinearConstraint(matrix, np.array(self._low), np.inf),
            options={"mip_rel_gap": gap, "node_limit": nodes} if whole else {},
        )
        bound = found.mip_dual_bound if whole else found.fun
        saved = self.most if bound is None or not np.isfinite(bound) else min(self.most, -bound)
        if found.x is None:
            return None, np.zeros(self._goals), saved
        return (
            np.clip(found.x[: self._options], 0.0, 1.0),
            found.x[self._options + self._groups :],
            saved,
        )

    def _budget(self, menu: Menu, budget: float) -> None:
        columns = np.arange(self._options + self._groups)
        self._row(columns, -np.concatenate([menu.cost, menu.group_cost]), -budget)

    def _rules(self, menu: Menu) -> None:
        """Shared costs, prerequisites, exclusions."""
        pairs = (
            (menu.groups, self._options, 0.0, (-1.0, 1.0)),
            (menu.needs, 0, 0.0, (-1.0, 1.0)),
            (menu.excludes, 0, -1.0, (-1.0, -1.0)),
        )
        for lists, offset, low, values in pairs:
            for option, other in zip(lists.owners.tolist(), lists.items.tolist(), strict=True):
                self._row(np.array([option, offset + other]), np.array(values), low)

    def _row(self, columns: NDArray[np.int64], values: NDArray[np.float64], low: float) -> None:
        """The sum of some columns is at least `low`."""
        self._column.append(columns.astype(np.int64))
        self._value.append(values)
        self._low.append(low)
