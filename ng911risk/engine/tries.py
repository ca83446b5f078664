"""Tries: one step of one vector against one asset, kept as columns and told one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.columns import Columns, Numbers
from ng911risk.engine.growth import Family
from ng911risk.engine.names import Register
from ng911risk.engine.weakness_coins import WeaknessCoins
from ng911risk.model.grammar import Step
from ng911risk.model.inventory import Asset


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tried:
    """One step of one vector against all assets that have what it needs."""

    vector: str
    step: Step
    targets: Numbers
    """[m] assets, rising."""

    made: Family
    """[m] node of each try."""

    luck: Numbers | None
    """[m] coin of each, or None for events."""

    cause: Numbers | None
    """[m] event or actors that start each, or None."""

    controls: list[Numbers]
    """For each control [m] coins."""

    @property
    def name(self) -> str:
        """``vector.step``."""
        return f"{self.vector}.{self.step.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One step of one vector against one asset, and the coins that decide it."""

    vector: str
    step: Step
    asset: Asset
    _row: int = field(repr=False)
    _tried: Tried = field(repr=False, compare=False)
    _names: _Names = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """``vector.step@asset``."""
        return f"{self.vector}.{self.step.id}@{self.asset.id}"

    @property
    def finding(self) -> str:
        """``vector@asset``."""
        return f"{self.vector}@{self.asset.id}"

    @property
    def node(self) -> str:
        """Name of its node."""
        return f"step:{self.id}"

    @property
    def luck(self) -> str | None:
        """Name of its coin; None for events."""
        return self._names.one(self._tried.luck, self._row)

    @property
    def cause(self) -> str | None:
        """Name of what starts it; None: whoever gets there."""
        return self._names.one(self._tried.cause, self._row)

    @property
    def controls(self) -> tuple[str, ...]:
        """Names of the coins of controls that would stop it."""
        nodes = (int(column[self._row]) for column in self._tried.controls)
        return tuple(self._names.register.name(node) for node in nodes)

    @property
    def weaknesses(self) -> tuple[str, ...]:
        """Names of the weaknesses it uses."""
        needs = (need.weakness for need in self.step.needs if need.weakness)
        target = int(self._tried.targets[self._row])
        return tuple(name for need in needs for name in self._names.weak.names(need, target))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Names:
    """What the names of a try's coins are made from."""

    register: Register
    weak: WeaknessCoins

    def one(self, column: Numbers | None, row: int) -> str | None:
        return None if column is None else self.register.name(int(column[row]))


class Tries(Mapping[str, Try]):
    """Tries by id (``vector.step@asset``), in order of vectors, steps and assets."""

    def __init__(
        self,
        columns: Columns,
        tried: Sequence[Tried],
        happens: Sequence[NDArray[np.bool_]],
        register: Register,
        weak: WeaknessCoins,
    ) -> None:
        """
        Keep what tries are made from.

        Args:
            columns: The inventory.
            tried: Every step.
            happens: For each step [m] which of its tries some world can hold.
            register: Names of nodes.
            weak: Names of weaknesses.
        """
        self._columns = columns
        self._steps = {
            one.name: (one, np.flatnonzero(rows)) for one, rows in zip(tried, happens, strict=True)
        }
        self._names = _Names(register=register, weak=weak)
        self._told: dict[tuple[str, int], Try] = {}

    def __getitem__(self, name: str) -> Try:
        """One try."""
        step, _, asset = name.partition("@")
        one, rows = self._steps[step]
        number = self._columns.number[asset]
        place = int(np.searchsorted(one.targets, number))
        if place == one.targets.size or one.targets[place] != number or place not in rows:
            raise KeyError(name)
        return self.tell(one, place)

    def __iter__(self) -> Iterator[str]:
        """Every id."""
        ids = self._columns.ids
        for name, (one, rows) in self._steps.items():
            yield from (f"{name}@{ids[asset]}" for asset in one.targets[rows].tolist())

    def __len__(self) -> int:
        """Return the number of tries."""
        return sum(rows.size for _, rows in self._steps.values())

    def tell(self, tried: Tried, row: int) -> Try:
        """The try in one row of a step; the same one each time."""
        key = (tried.name, row)
        if key not in self._told:
            self._told[key] = Try(
                vector=tried.vector,
                step=tried.step,
                asset=self._columns.inventory.assets[tried.targets[row]],
                _row=row,
                _tried=tried,
                _names=self._names,
            )
        return self._told[key]
