"""Coins that say: this control does not stop the attacker. One for each scope somebody spoke of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ng911risk.engine.coins import ControlUse
from ng911risk.engine.columns import NOBODY, Columns, Numbers
from ng911risk.engine.controls import Control, Controls, left_by
from ng911risk.engine.graph import CERTAIN, Node
from ng911risk.engine.growth import CoinRows, Family, GraphBuilder, NameOf, band_row
from ng911risk.model.catalog import ActsOn, Catalog
from ng911risk.model.scales import Share


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scoped:
    """One mitigation: which answer holds for each asset."""

    controls: tuple[Control, ...]
    """Each answer; the first is that for the whole site."""

    code: Numbers
    """[n] answer of each asset."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Kept:
    """One answer of the catalogue: a coin for each scope of its mitigation."""

    nodes: Family
    scoped: _Scoped
    effect: Share
    answer: str
    name: NameOf
    """Of a coin."""

    def uses(self) -> dict[str, ControlUse]:
        """What stands behind every coin that some step uses."""
        found = {}
        for member in np.flatnonzero(self.nodes.used).tolist():
            control = self.scoped.controls[member]
            found[self.name(member)] = ControlUse(
                mitigation=control.mitigation,
                scope=control.scope,
                effect=self.effect,
                status=control.status,
                said_by=control.said_by,
                place=control.place,
                answer=self.answer,
            )
        return found


class ControlCoins:
    """Coins of all mitigations; what shares one answer shares one uniform number."""

    def __init__(
        self, grow: GraphBuilder, columns: Columns, catalog: Catalog, standing: Controls
    ) -> None:
        self._grow = grow
        self._columns = columns
        self._catalog = catalog
        self._standing = standing
        self._scoped: dict[str, _Scoped] = {}
        self._kept: dict[tuple[str, str], _Kept] = {}

    def against(self, vector: str, step: str, acts: Iterable[ActsOn]) -> list[_Kept]:
        """Every answer that acts on this step in one of these ways."""
        return [
            self._keep(mitigation, answer.effect, f"answers[{place}].effect")
            for mitigation, place, answer in self._catalog.by_vector.get(vector, ())
            if answer.acts_on in acts
            and (not answer.steps or step in answer.steps)
            and mitigation not in self._standing.unavailable
        ]

    def fail(self, kept: Iterable[_Kept], assets: Numbers) -> list[Numbers]:
        """For each answer a column: it does not stop the attacker at each of `assets`."""
        return [one.nodes.use(one.scoped.code[assets]) for one in kept]

    def all_fail(
        self, name: str, kept: Sequence[_Kept], columns: Sequence[Numbers], targets: Numbers
    ) -> Numbers | None:
        """
        Column: no answer stops the attacker. One AND node for each combination of scopes.

        Args:
            name: Of the step, for the names of the nodes.
            kept: The answers.
            columns: Their coins, by `fail`.
            targets: [m] assets.

        Returns:
            [m] nodes, or None where nothing answers.
        """
        if not kept:
            return None
        first, member = _combinations(columns)
        scopes = [
            "|".join(one.scoped.controls[one.scoped.code[asset]].scope for one in kept)
            for asset in targets[first].tolist()
        ]
        family = self._grow.family(
            Node.AND, first.size, "controls", lambda one: f"controls:{name}|{scopes[one]}"
        )
        for column in columns:
            self._grow.lead(column[first], family.nodes(np.arange(first.size)))
        return family.nodes(member)

    def on_site(self, mitigation: str, effect: Share, answer: str) -> int:
        """Coin of a control of the whole site."""
        return int(self._keep(mitigation, effect, answer).nodes.use(0))

    def available(self, mitigation: str) -> bool:
        """Whether the stage of the site has such a thing."""
        return mitigation not in self._standing.unavailable

    def uses(self) -> dict[str, ControlUse]:
        """What stands behind every coin, by name."""
        return {name: use for one in self._kept.values() for name, use in one.uses().items()}

    def _keep(self, mitigation: str, effect: Share, answer: str) -> _Kept:
        key = (mitigation, answer)
        if key not in self._kept:
            self._kept[key] = self._made(mitigation, effect, answer)
        return self._kept[key]

    def _made(self, mitigation: str, effect: Share, answer: str) -> _Kept:
        if mitigation not in self._scoped:
            self._scoped[mitigation] = self._scopes(mitigation)
        scoped = self._scoped[mitigation]
        controls = scoped.controls

        def name(member: int) -> str:
            return f"control:{mitigation}|{controls[member].scope}|{answer}"

        coins = CoinRows(
            uniform=lambda member: controls[member].uniform,
            chance=np.concatenate([band_row(left_by(effect, one.status)) for one in controls]),
            inherent=band_row(CERTAIN),
        )
        nodes = self._grow.family(Node.COIN, len(controls), "control", name, coins)
        return _Kept(nodes=nodes, scoped=scoped, effect=effect, answer=answer, name=name)

    def _scopes(self, mitigation: str) -> _Scoped:
        """The most specific answer wins: asset, owner, zone, whole site."""
        columns = self._columns
        site = self._standing.on(mitigation, None)
        answers = self._standing.by_mitigation.get(mitigation, {})
        parts = [one for scope, one in answers.items() if scope != site.scope]
        code = _spoken(columns.places.code, parts)[columns.zone]
        owner = _spoken(columns.owners.code, parts)[columns.owner]
        code = np.where(owner > 0, owner, code)
        for place, one in enumerate(parts, 1):
            asset = columns.number.get(one.scope, NOBODY)
            if asset != NOBODY:
                code[asset] = place
        return _Scoped(controls=(site, *parts), code=code)


def _spoken(codes: dict[str, int], parts: Sequence[Control]) -> Numbers:
    """For each word the answer that speaks of it, counted from 1; 0 where none does."""
    found = np.zeros(len(codes), dtype=np.int32)
    for place, one in enumerate(parts, 1):
        if one.scope in codes:
            found[codes[one.scope]] = place
    return found


def _combinations(columns: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """
    Rows that differ.

    Args:
        columns: At least one, of the same size and not empty.

    Returns:
        First row of each combination, and for each row its combination.
    """
    member = np.zeros(columns[0].size, dtype=np.int64)
    first = np.zeros(1, dtype=np.int64)
    for column in columns:
        low, high = int(column.min()), int(column.max())
        if low < high:
            mixed = member * (high - low + 1) + (column - low)
            _, first, member = np.unique(mixed, return_index=True, return_inverse=True)
    return first.astype(np.int32), member.astype(np.int32)
