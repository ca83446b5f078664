"""One inventory, indexed: what a step can be tried against, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.ragged import Ragged
from ng911risk.engine.columns import CARRIED, INTERFACES, KINDS, NOBODY, Columns, Numbers
from ng911risk.model.grammar import Of, Per, Related, Target
from ng911risk.model.inventory import Relation
from ng911risk.model.kinds import Interface
from ng911risk.model.scales import Status


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relatives:
    """For every asset, the assets that a need or a gift speaks of."""

    lists: Ragged
    """[n] lists in the order of the inventory."""

    alone: Numbers
    """[n] the only relative, or NOBODY."""

    group: Numbers
    """[n] the set of several relatives, by `Neighbours.groups`, or NOBODY."""

    selves: bool = False
    """Whether every asset is its own relative, and has no other."""

    def pairs(self, targets: Numbers) -> tuple[Numbers, Numbers]:
        """
        Every relative of every target.

        Args:
            targets: [m] assets.

        Returns:
            For each pair the place of the target in `targets`, and the relative.
        """
        if self.selves:
            return np.arange(targets.size, dtype=np.int32), targets
        lengths = self.lists.lengths[targets]
        rows = np.repeat(np.arange(targets.size, dtype=np.int32), lengths)
        inside = np.arange(rows.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return rows, self.lists.items[self.lists.start[targets][rows] + inside]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """What shares a coin: a number for every asset, and how the unit is called."""

    code: Numbers
    """[n] unit of each asset."""

    name: Callable[[int], str]


class Neighbours:
    """Look-ups the builder asks again and again."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.groups: list[tuple[int, ...]] = []
        """Sets of two or more assets, each rising."""

        isolated = {zone.id for zone in columns.inventory.zones if zone.isolated is Status.YES}
        self.isolated: NDArray[np.bool_] = np.array(
            [place in isolated for place in columns.places.code], dtype=np.bool_
        )
        """By place."""

        self._group: dict[tuple[int, ...], int] = {}
        self._relatives: dict[tuple[Relation, bool], Relatives] = {}
        each = np.arange(len(columns), dtype=np.int32)
        self._by_kind = Ragged.grouped(len(KINDS), columns.kind.astype(np.int32), each)
        self._selves = Relatives(
            lists=Ragged(start=np.arange(len(columns) + 1, dtype=np.int64), items=each),
            alone=each,
            group=np.full(len(columns), NOBODY, dtype=np.int32),
            selves=True,
        )

    def targets(self, target: Target) -> Numbers:
        """Assets that a step's target names, rising."""
        kinds = [self._by_kind[KINDS[kind]] for kind in dict.fromkeys(target.kinds)]
        found = np.sort(np.concatenate(kinds))
        if target.carries is not None:
            found = found[self.columns.carries[found] == CARRIED[target.carries]]
        for relation in target.related:
            found = found[self.meant(Related(related=relation)).lists.lengths[found] > 0]
        return found

    def meant(self, ref: Of | Related) -> Relatives:
        """Assets that a need or gift speaks of: the target, or what is related to it."""
        if isinstance(ref, Of):
            return self._selves
        key = (ref.related, ref.inverse)
        if key not in self._relatives:
            self._relatives[key] = self._related(*key)
        return self._relatives[key]

    def speaks(self, over: Interface) -> NDArray[np.bool_]:
        """[arrivals] which flows speak an interface class; a flow of anything speaks all."""
        spoken = self.columns.arrivals.interface
        if over is Interface.ANY:
            return np.ones(spoken.size, dtype=np.bool_)
        return np.isin(spoken, (INTERFACES[over], INTERFACES[Interface.ANY]))

    def openers(self, asset: int, over: Interface) -> list[str]:
        """Ids of assets and places that may open a flow of interface class `over` to one asset."""
        arrivals, places = self.columns.arrivals, self.columns.places.listed()
        rows = np.flatnonzero((arrivals.target == asset) & self.speaks(over))
        found = (
            places[place] if opener == NOBODY else self.columns.ids[opener]
            for opener, place in zip(
                arrivals.opener[rows].tolist(), arrivals.place[rows].tolist(), strict=True
            )
        )
        return list(dict.fromkeys(found))

    def units(self, per: Per) -> Units:
        """What shares a coin with each asset: itself, its product, its owner, or the site."""
        columns, size = self.columns, len(self.columns)
        if per is Per.SITE:
            return Units(code=np.zeros(size, dtype=np.int32), name=lambda _: "site")
        if per is Per.OWNER:
            owners = columns.owners.listed()
            return Units(code=columns.owner, name=lambda unit: f"owner {owners[unit]}")
        alone = np.arange(size, dtype=np.int32)
        if per is Per.TARGET:
            return Units(code=alone, name=columns.ids.__getitem__)
        products, ids = columns.products, columns.ids
        return Units(  # assets first, then products
            code=np.where(columns.product == NOBODY, alone, size + columns.product),
            name=lambda unit: ids[unit] if unit < size else f"product {products[unit - size]}",
        )

    def _related(self, relation: Relation, inverse: bool) -> Relatives:  # noqa: FBT001 -- a field of Related
        size = len(self.columns)
        nothing = np.empty(0, dtype=np.int32)
        sources, targets = self.columns.trusts.get(relation, (nothing, nothing))
        owner, item = (sources, targets) if inverse else (targets, sources)
        once = np.unique(owner * np.int64(size) + item)
        sets = Ragged.grouped(size, (once // size).astype(np.int32), (once % size).astype(np.int32))
        alone = np.full(size, NOBODY, dtype=np.int32)
        group = alone.copy()
        single = sets.lengths == 1
        alone[single] = sets.items[sets.start[:-1][single]]
        for asset in np.flatnonzero(sets.lengths > 1).tolist():
            group[asset] = self._number(tuple(sets[asset].tolist()))
        return Relatives(lists=Ragged.grouped(size, owner, item), alone=alone, group=group)

    def _number(self, assets: tuple[int, ...]) -> int:
        if assets not in self._group:
            self._group[assets] = len(self.groups)
            self.groups.append(assets)
        return self._group[assets]
