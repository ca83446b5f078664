"""
A sample of worlds, each cut down to what options can still change: for proofs, not for estimates.

All worlds stand side by side as one set of rules. Any choice can be tried on
them in one least fixpoint, and whoever wants to prevent a loss can ask for a way to it that
stands still: which options would break it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor import sample_kernels, world_kernels
from ng911risk.andor.bits import WORD, thresholds
from ng911risk.andor.compile import NONE
from ng911risk.andor.contrast import contrasts
from ng911risk.andor.decision import Decision
from ng911risk.andor.monte_carlo import BLOCK
from ng911risk.andor.options import Chosen, Menu
from ng911risk.andor.ragged import Ragged


@dataclass(frozen=True, kw_only=True, eq=False)
class Pulls:
    """What options do to levers. A lever is a coin of the graph, whatever the world."""

    chance: NDArray[np.float64]
    """[levers] Chance of each with nothing chosen."""

    options: Ragged
    """Options that act on each."""

    left: NDArray[np.float64]
    """[items of `options`] Share of the chance that is left."""

    def limits(self, chosen: Chosen) -> NDArray[np.uint64]:
        """[levers] Threshold of each coin once some options are chosen."""
        left = np.ones(self.chance.size)
        acting = chosen[self.options.items]
        np.multiply.at(left, self.options.owners[acting], self.left[acting])
        return thresholds(self.chance * left)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sample:
    """
    Worlds side by side, as rules that make variables true.

    With nothing chosen every variable is true.
    """

    menu: Menu
    pulls: Pulls
    rule_start: NDArray[np.int64]
    """[variables + 1] First rule of each variable."""

    body: Ragged
    """Variables that each rule needs; a rule that needs none holds while its coin does."""

    lever: NDArray[np.int32]
    """[rules] Lever on the coin of each, or NONE: the coin is true whatever is chosen."""

    number: NDArray[np.uint64]
    """[rules] Number of the coin in this world: true where it is below the lever's threshold."""

    goal: NDArray[np.int32]
    """[goals] Variables whose truth costs something; each stands for one goal in one world."""

    loss: NDArray[np.float64]
    """[goals] What each costs, as a share of the mean over all worlds."""

    world: NDArray[np.int32]
    """[goals] World of each."""

    certain: float
    """Mean loss that comes whatever is chosen."""

    worlds: int
    """Worlds drawn, those without any loss among them."""

    @cached_property
    def uses(self) -> Ragged:
        """Rules that need each variable."""
        return self.body.turned(self.rule_start.size - 1)

    @cached_property
    def head(self) -> NDArray[np.int32]:
        """[rules] What each makes true."""
        sizes = np.diff(self.rule_start)
        return np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)

    def holds(self, chosen: Chosen) -> NDArray[np.bool_]:
        """[rules] Whether the coin of each is true once some options are chosen."""
        limits = self.pulls.limits(chosen)
        found: NDArray[np.bool_] = (self.lever == NONE) | (self.number < limits[self.lever])
        return found

    def lost(self, chosen: Chosen) -> NDArray[np.bool_]:
        """[goals] Which goals are lost once some options are chosen."""
        true = sample_kernels.follow(
            self.head, self.body.start, self.uses.start, self.uses.items, self.holds(chosen)
        )
        found: NDArray[np.bool_] = true[self.goal]
        return found

    def mean_loss(self, chosen: Chosen) -> float:
        """Mean loss over all worlds."""
        return self.certain + float(self.loss[self.lost(chosen)].sum())


def sample_of(decision: Decision, *, worlds: int, seed: int) -> Sample:
    """
    Draw some worlds.

    Args:
        decision: What is lost, and what may be bought.
        worlds: Exactly so many: the first of those that `Decision.losses` draws for this seed.
        seed: Of the worlds.
    """
    levers = decision.levers
    pulls = Pulls(chance=levers.chance, options=levers.options, left=levers.left)
    least = pulls.limits(np.ones(len(decision.menu), dtype=np.bool_))
    room = world_kernels.room(decision.rules)
    pieces, certain = [], 0.0
    for number, block in enumerate(contrasts(decision, seed, range(-(-worlds // BLOCK)))):
        for world in range(number * BLOCK, min(worlds, (number + 1) * BLOCK)):
            word, lane = divmod(world - number * BLOCK, WORD)
            bit = np.uint64(lane)
            size = world_kernels.gather(
                decision.rules,
                decision.goals,
                np.ascontiguousarray(block.can_fail[:, word]),
                np.ascontiguousarray(block.holding[:, word]),
                bit,
                room,
            )
            key = block.keys[word]
            pieces.append(_Piece.of(decision, room, size, world, (least, key, bit)))
            world_kernels.clear(room, size)
            still = block.after[decision.goals, word] >> bit & np.uint64(1) != 0
            certain += float(decision.loss[still].sum())
    return _side_by_side(decision.menu, pulls, pieces, certain / worlds, worlds)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Piece:
    """One world, numbered from 0."""

    rules: NDArray[np.int64]
    """[variables] Rules of each."""

    needs: NDArray[np.int64]
    """[rules] How many variables each needs."""

    body: NDArray[np.int32]
    lever: NDArray[np.int32]
    number: NDArray[np.uint64]
    goal: NDArray[np.int32]
    loss: NDArray[np.float64]
    world: int

    @classmethod
    def of(
        cls,
        decision: Decision,
        room: world_kernels.World,
        size: int,
        world: int,
        drawn: tuple[NDArray[np.uint64], np.uint64, np.uint64],
    ) -> _Piece:
        """
        What stands in `room`, copied.

        Args:
            decision: What is lost, and what may be bought.
            room: One world, of `size` variables.
            size: Number of variables.
            world: Its number.
            drawn: Thresholds of all levers with everything chosen; key of the word; bit.
        """
        many = int(room.rule_start[size])
        lever = room.lever[:many].copy()
        number = sample_kernels.numbers(lever, decision.levers.stream, *drawn)
        place = room.place[decision.goals]
        here = place != NONE
        return cls(
            rules=np.diff(room.rule_start[: size + 1]),
            needs=np.diff(room.body_start[: many + 1]),
            body=room.body[: room.body_start[many]].copy(),
            lever=lever,
            number=number,
            goal=place[here],
            loss=decision.loss[here],
            world=world,
        )


def _side_by_side(
    menu: Menu, pulls: Pulls, pieces: Sequence[_Piece], certain: float, worlds: int
) -> Sample:
    """Number the variables of all worlds one after the other."""
    first = np.concatenate([[0], np.cumsum([one.rules.size for one in pieces])])
    shifted = zip(pieces, first[:-1].tolist(), strict=True)
    moved = [(one.body + start, one.goal + start) for one, start in shifted]
    return Sample(
        menu=menu,
        pulls=pulls,
        rule_start=_starts([one.rules for one in pieces]),
        body=Ragged(
            start=_starts([one.needs for one in pieces]),
            items=np.concatenate([body for body, _ in moved]).astype(np.int32),
        ),
        lever=np.concatenate([one.lever for one in pieces]),
        number=np.concatenate([one.number for one in pieces]),
        goal=np.concatenate([goal for _, goal in moved]).astype(np.int32),
        loss=np.concatenate([one.loss for one in pieces]) / worlds,
        world=np.repeat(
            np.array([one.world for one in pieces], dtype=np.int32),
            [one.goal.size for one in pieces],
        ),
        certain=certain,
        worlds=worlds,
    )


def _starts(sizes: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int64)
