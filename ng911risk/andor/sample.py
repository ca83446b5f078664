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
from typing import Any

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

    def losses(self, chosen: Chosen) -> NDArray[np.float64]:
        """[worlds] Loss in each; what is certain is spread over all of them."""
        lost = self.lost(chosen)
        found = np.bincount(self.world[lost], self.loss[lost], minlength=self.worlds)
        total: NDArray[np.float64] = np.asarray(self.worlds * found + self.certain, np.float64)
        return total

    def mean_loss(self, chosen: Chosen) -> float:
        """Mean loss over all worlds."""
        return self.certain + float(self.loss[self.lost(chosen)].sum())


class SampleWriter:
    """Takes worlds one by one, and sets them side by side."""

    def __init__(
        self,
        menu: Menu,
        pulls: Pulls,
        stream: NDArray[np.uint64],
        rules: world_kernels.Rules,
        *,
        fixed: NDArray[np.uint64] | None = None,
        merge: bool = False,
    ) -> None:
        """
        Begin with no world.

        Args:
            menu: What may be bought.
            pulls: What it does to levers.
            stream: [levers] key of the random numbers of each.
            rules: Of the graph, with the lever of each coin and gate.
            fixed: [levers] A number of the coin for all worlds, where it is not 0.
            merge: Put worlds together that no choice tells apart: less to prove, the same mean.
        """
        self._fixed = np.zeros(stream.size, dtype=np.uint64) if fixed is None else fixed
        self._merge = merge
        self._known: dict[tuple[bytes, ...], _Piece] = {}
        self._alike: dict[int, int] = {}
        self._menu, self._pulls, self._rules, self._stream = menu, pulls, rules, stream
        self._least = pulls.limits(np.ones(len(menu), dtype=np.bool_))
        self._room = world_kernels.room(rules)
        self._pieces: list[_Piece] = []

    def add(
        self,
        world: tuple[np.uint64, np.uint64],
        can_fail: NDArray[np.uint64],
        holding: NDArray[np.uint64],
        goals: NDArray[np.int32],
        loss: NDArray[np.float64],
    ) -> None:
        """
        Add one world.

        Args:
            world: Key of its word, and its bit.
            can_fail: [variables] worlds of the word in which some choice prevents each.
            holding: [rules] worlds in which each holds with nothing chosen.
            goals: [goals] variables that cost something in this world; those that no choice
                prevents are passed over.
            loss: [goals] share of the mean loss.
        """
        room, (key, bit) = self._room, world
        size = world_kernels.gather(self._rules, goals, can_fail, holding, bit, room)
        many = int(room.rule_start[size])
        lever = room.lever[:many].copy()
        number = sample_kernels.numbers(lever, self._stream, self._least, key, bit)
        given = np.where(lever == NONE, np.uint64(0), np.append(self._fixed, np.uint64(0))[lever])
        number = np.where(given > 0, given, number)
        if self._merge:
            self._make_alike(lever, number)
        place = room.place[goals]
        piece = _Piece(
            rules=np.diff(room.rule_start[: size + 1]),
            needs=np.diff(room.body_start[: many + 1]),
            body=room.body[: room.body_start[many]].copy(),
            lever=lever,
            number=number,
            goal=place[place != NONE],
            loss=loss[place != NONE],
        )
        world_kernels.clear(room, size)
        known = self._known.setdefault(piece.shape, piece) if self._merge else piece
        if known is piece:
            self._pieces.append(piece)
        else:
            known.loss[:] += piece.loss

    def _make_alike(self, lever: NDArray[np.int32], number: NDArray[np.uint64]) -> None:
        """
        Write every coin that one option alone decides as the same coin of that option.

        In this world it is true without the option and false with it, whatever its chance is.
        """
        options = self._pulls.options
        for rule in np.flatnonzero(lever != NONE).tolist():
            acting = options[int(lever[rule])]
            if acting.size == 1:
                lever[rule] = self._alike.setdefault(int(acting[0]), int(lever[rule]))
                number[rule] = self._least[lever[rule]]

    def sample(self, certain: float) -> Sample:
        """
        All worlds side by side.

        Args:
            certain: Mean loss that comes whatever is chosen.
        """
        pieces = self._pieces
        sizes = np.array([one.rules.size for one in pieces], dtype=np.int64)
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        shifted = zip(pieces, first[:-1].tolist(), strict=True)
        moved = [(one.body + start, one.goal + start) for one, start in shifted]
        return Sample(
            menu=self._menu,
            pulls=self._pulls,
            rule_start=_starts([one.rules for one in pieces]),
            body=Ragged(
                start=_starts([one.needs for one in pieces]),
                items=_joined([body for body, _ in moved], np.int32),
            ),
            lever=_joined([one.lever for one in pieces], np.int32),
            number=_joined([one.number for one in pieces], np.uint64),
            goal=_joined([goal for _, goal in moved], np.int32),
            loss=_joined([one.loss for one in pieces], np.float64),
            world=np.repeat(
                np.arange(len(pieces), dtype=np.int32),
                np.array([one.goal.size for one in pieces], dtype=np.int64),
            ),
            certain=certain,
            worlds=len(pieces),
        )


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

    @property
    def shape(self) -> tuple[bytes, ...]:
        """Everything but what is lost."""
        parts = (self.rules, self.needs, self.body, self.lever, self.number, self.goal)
        return tuple(part.tobytes() for part in parts)


def sample_of(decision: Decision, *, worlds: int, seed: int, merge: bool = False) -> Sample:
    """
    Draw some worlds.

    Args:
        decision: What is lost, and what may be bought.
        worlds: Exactly so many: the first of those that `Decision.losses` draws for this seed.
        seed: Of the worlds.
        merge: Put worlds together that no choice tells apart.
    """
    levers = decision.levers
    pulls = Pulls(chance=levers.chance, options=levers.options, left=levers.left)
    writer = SampleWriter(decision.menu, pulls, levers.stream, decision.rules, merge=merge)
    loss, certain = decision.loss / worlds, 0.0
    for number, block in enumerate(contrasts(decision, seed, range(-(-worlds // BLOCK)))):
        for world in range(number * BLOCK, min(worlds, (number + 1) * BLOCK)):
            word, lane = divmod(world - number * BLOCK, WORD)
            bit = np.uint64(lane)
            can_fail = np.ascontiguousarray(block.can_fail[:, word])
            holding = np.ascontiguousarray(block.holding[:, word])
            writer.add((block.keys[word], bit), can_fail, holding, decision.goals, loss)
            still = block.after[decision.goals, word] >> bit & np.uint64(1) != 0
            certain += float(loss[still].sum())
    return writer.sample(certain)


def _starts(sizes: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(_joined(sizes, np.int64))]).astype(np.int64)


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    """One after the other; nothing at all where there are none."""
    return np.concatenate([np.empty(0, dtype=kind), *parts]).astype(kind)
