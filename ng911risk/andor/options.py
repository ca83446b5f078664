"""
What may be bought: options, what they cost together, and which go together.

An option multiplies the chance of some coins by a share that is left, under
the same random numbers. So in every single world a coin that fails without
the option fails with it too, and no option can make anything worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.ragged import Ragged

Chosen = NDArray[np.bool_]
"""[options] Which are chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that may be bought."""

    name: str
    """Unique in its menu."""

    cost: float
    """What it costs by itself, 0 or more, in the unit of the budget."""

    effects: Mapping[int, float]
    """Node -> share of the chance of its coin that is left, 0 to 1."""

    needs: tuple[str, ...] = ()
    """Options without which it cannot be had."""

    excludes: tuple[str, ...] = ()
    """Options that cannot be had together with it."""

    shares: tuple[str, ...] = ()
    """Groups whose cost is paid once, however many options of the group are chosen."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Menu:
    """Options as arrays; option numbers are positions in every array. Made by `menu_of`."""

    options: tuple[Option, ...]
    """In the order given."""

    cost: NDArray[np.float64]
    """[options] Own cost of each."""

    group_cost: NDArray[np.float64]
    """[groups] Cost of each group."""

    groups: Ragged
    """Groups of each option."""

    needs: Ragged
    """What each option needs itself; what that needs is not repeated."""

    excludes: Ragged
    """What each option cannot go with; said by either of the two."""

    def __len__(self) -> int:
        """Return the number of options."""
        return len(self.options)

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each option."""
        return tuple(one.name for one in self.options)

    def nothing(self) -> Chosen:
        """The choice of no option."""
        return np.zeros(len(self), dtype=np.bool_)

    def price(self, chosen: Chosen) -> float:
        """What `chosen` costs: each option, and each of its groups once."""
        paid = np.zeros(self.group_cost.size, dtype=np.bool_)
        paid[self.groups.items[chosen[self.groups.owners]]] = True
        return float(self.cost[chosen].sum() + self.group_cost[paid].sum())

    def allowed(self, chosen: Chosen) -> bool:
        """Whether everything needed is there, and nothing that is excluded."""
        lacking = chosen[self.needs.owners] & ~chosen[self.needs.items]
        clash = chosen[self.excludes.owners] & chosen[self.excludes.items]
        return not (lacking.any() or clash.any())

    def with_needs(self, chosen: Chosen, option: int) -> Chosen:
        """`chosen` with `option` and all it needs, directly or not."""
        found = chosen.copy()
        waiting = [option]
        while waiting:
            one = waiting.pop()
            if not found[one]:
                found[one] = True
                waiting += self.needs[one].tolist()
        return found

    def without(self, chosen: Chosen, option: int) -> Chosen:
        """`chosen` without `option` and all that needs it, directly or not."""
        left = chosen.copy()
        left[option] = False
        while True:
            lacking = left[self.needs.owners] & ~left[self.needs.items]
            if not lacking.any():
                return left
            left[self.needs.owners[lacking]] = False


def menu_of(options: Sequence[Option], shared: Mapping[str, float] | None = None) -> Menu:
    """
    The menu of some options.

    Args:
        options: With unique names; what they name is among them.
        shared: Cost of each group that an option shares in.

    Raises:
        ValueError: A name is unknown or there twice, a cost is negative, or a share is not
            between 0 and 1.
    """
    shared = shared or {}
    index = {one.name: place for place, one in enumerate(options)}
    if len(index) < len(options):
        raise ValueError("Two options have the same name.")
    group = {name: place for place, name in enumerate(shared)}
    for one in options:
        _check(one, index, group)
    if min(shared.values(), default=0.0) < 0.0:
        raise ValueError("The cost of a group is negative.")
    excludes: list[set[int]] = [{index[name] for name in one.excludes} for one in options]
    for place, others in enumerate(tuple(frozenset(one) for one in excludes)):
        for other in others:
            excludes[other].add(place)
    return Menu(
        options=tuple(options),
        cost=np.array([one.cost for one in options], dtype=np.float64),
        group_cost=np.array(list(shared.values()), dtype=np.float64),
        groups=Ragged.of([[group[name] for name in dict.fromkeys(one.shares)] for one in options]),
        needs=Ragged.of([[index[name] for name in dict.fromkeys(one.needs)] for one in options]),
        excludes=Ragged.of([sorted(one) for one in excludes]),
    )


def _check(option: Option, index: Mapping[str, int], group: Mapping[str, int]) -> None:
    if not option.cost >= 0.0:
        raise ValueError(f"{option.name}: the cost is negative.")
    if not all(0.0 <= left <= 1.0 for left in option.effects.values()):
        raise ValueError(f"{option.name}: an effect is not a share between 0 and 1.")
    unknown = [
        *(name for name in (*option.needs, *option.excludes) if name not in index),
        *(name for name in option.shares if name not in group),
    ]
    if unknown:
        raise ValueError(f"{option.name} names what is not there: {', '.join(unknown)}.")
    if option.name in option.excludes:
        raise ValueError(f"{option.name} excludes itself.")
