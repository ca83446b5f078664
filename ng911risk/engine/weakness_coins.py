"""Coins of weaknesses nobody has ruled out: one for each asset, shared by a release."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.coins import PARTLY_WEAK
from ng911risk.engine.columns import NO, NOBODY, PARTLY, UNKNOWN, YES, Numbers
from ng911risk.engine.graph import Node
from ng911risk.engine.growth import CoinRows, Family, GraphBuilder, band_row
from ng911risk.engine.neighbours import Neighbours
from ng911risk.engine.ranges import ends
from ng911risk.engine.states import HOLDS, NEVER, States
from ng911risk.engine.weaknesses import Known, Weaknesses
from ng911risk.model.catalog import Catalog
from ng911risk.model.grammar import WeaknessNeed

WeaknessUse = tuple[str, str, Known]
"""Weakness, asset, and what is known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """One weakness."""

    nodes: Family
    status: NDArray[np.int8]
    """[n] what is known of each asset."""

    column: Numbers
    """[n] node, HOLDS where it is known to be there, NEVER where it is not."""

    asked: NDArray[np.bool_]
    """[n] whether some step asks."""


class WeaknessCoins:
    """Coins of all weaknesses."""

    def __init__(
        self, grow: GraphBuilder, states: States, catalog: Catalog, known: Weaknesses
    ) -> None:
        self._grow = grow
        self._states = states
        self._near: Neighbours = states.near
        self._catalog = catalog
        self._known = known
        self._made: dict[str, _Asked] = {}

    def need(self, need: WeaknessNeed, targets: Numbers) -> Numbers:
        """
        Column: what the need speaks of is weak.

        Args:
            need: Names the weakness.
            targets: [m] assets.
        """
        weak, meant = self._of(need.name), self._near.meant(need.of)
        _, assets = meant.pairs(targets)
        weak.asked[assets] = True
        weak.nodes.use(assets[weak.column[assets] >= 0])
        alone, group = meant.alone[targets], meant.group[targets]
        column = np.where(alone == NOBODY, NEVER, weak.column[alone]).astype(np.int32)
        several = np.flatnonzero(group != NOBODY)
        groups, member = np.unique(group[several], return_inverse=True)
        sets = (weak.column[list(self._near.groups[one])] for one in groups.tolist())
        column[several] = np.array([self._any(one) for one in sets], dtype=np.int32)[member]
        return column

    def names(self, need: WeaknessNeed, target: int) -> list[str]:
        """Coins, by name, that a need of one target rests on."""
        weak, ids = self._of(need.name), self._near.columns.ids
        return [
            f"weakness:{need.name}@{ids[asset]}"
            for asset in self._near.meant(need.of).lists[target].tolist()
            if weak.status[asset] != NO
        ]

    def uses(self) -> dict[str, WeaknessUse]:
        """What stands behind every weakness that some step asks about, by name of the coin."""
        ids = self._near.columns.ids
        return {
            f"weakness:{name}@{ids[asset]}": (name, ids[asset], self._known.known(name, asset))
            for name, weak in self._made.items()
            for asset in np.flatnonzero(weak.asked & (weak.status != NO)).tolist()
        }

    def _any(self, found: Numbers) -> int:
        """Any of the weaknesses of several assets."""
        if (found == HOLDS).any():
            return HOLDS
        open_ = found[found >= 0]
        if open_.size > 1:
            return self._states.choice(open_)
        return int(open_[0]) if open_.size else NEVER

    def _of(self, name: str) -> _Asked:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> _Asked:
        ids, known = self._near.columns.ids, self._known
        status = known.told(name).status
        bands = np.zeros((4, 3))
        bands[PARTLY] = band_row(PARTLY_WEAK)
        if (status == UNKNOWN).any():
            bands[UNKNOWN] = band_row(ends(self._catalog.weaknesses[name].if_unknown))
        chance = bands[status]
        coins = CoinRows(
            uniform=lambda asset: f"weakness:{name}|{known.shared(name, asset) or ids[asset]}",
            chance=chance,
            inherent=chance,
        )
        nodes = self._grow.family(
            Node.COIN, len(ids), "weakness", lambda asset: f"weakness:{name}@{ids[asset]}", coins
        )
        column = nodes.nodes(np.arange(len(ids)))
        column[status == YES] = HOLDS
        column[status == NO] = NEVER
        return _Asked(
            nodes=nodes, status=status, column=column, asked=np.zeros(len(ids), dtype=np.bool_)
        )
