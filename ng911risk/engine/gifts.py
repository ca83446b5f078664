"""What a step gives: states of its targets and of what is related to them, effects and floods."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ng911risk.engine.columns import Numbers
from ng911risk.engine.control_coins import ControlCoins
from ng911risk.engine.graph import Node
from ng911risk.engine.growth import CoinRows, GraphBuilder, band_row
from ng911risk.engine.ranges import ends
from ng911risk.engine.states import States
from ng911risk.engine.tries import Tried
from ng911risk.model.catalog import ActsOn
from ng911risk.model.grammar import EffectGift, EffectKind, FloodGift, Gift, Of, Recovery, Related
from ng911risk.model.scales import Share


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Struck:
    """Tries of one step with the assets that one of its gifts speaks of."""

    tried: Tried
    rows: Numbers
    """[pairs] which try."""

    assets: Numbers
    """[pairs] which asset."""

    @property
    def made(self) -> Numbers:
        """[pairs] nodes of the tries."""
        return self.tried.made.nodes(self.rows)

    def once(self) -> Struck:
        """Each pair once, though two trusts may say the same: the last."""
        turned = np.arange(self.rows.size)[::-1]
        pairs = self.rows * np.int64(self.assets.max(initial=0) + 1) + self.assets
        _, last = np.unique(pairs[turned], return_index=True)
        kept = np.sort(turned[last])
        return Struck(tried=self.tried, rows=self.rows[kept], assets=self.assets[kept])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flooded:
    """Channels that one step floods."""

    struck: Struck
    gift: FloodGift


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shortened:
    """Outages that controls would shorten, with a column of coins for each control."""

    struck: Struck
    coins: list[Numbers]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gifts:
    """Reads the gifts of the grammar."""

    grow: GraphBuilder
    states: States
    controls: ControlCoins
    floods: list[Flooded] = field(default_factory=list)
    shortened: list[Shortened] = field(default_factory=list)

    def give(self, gift: Gift, tried: Tried) -> None:
        """Lead from every try of a step to what it gives."""
        states = self.states
        if gift.position:
            struck = self._struck(gift.position.zone_of, tried)
            self._lead(struck, states.stand(struck.assets))
        if gift.control:
            struck = self._struck(gift.control.of, tried)
            self._lead(struck, states.control(gift.control.level).nodes(struck.assets))
        if gift.credential:
            struck = self._struck(gift.credential.realm, tried)
            self._lead(struck, states.credential(gift.credential.level).nodes(struck.assets))
        if gift.flooded:
            struck = self._struck(gift.flooded.on, tried)
            self._lead(struck, states.flooded().nodes(struck.assets))
            self.floods.append(Flooded(struck=struck, gift=gift.flooded))
        if gift.effect:
            struck = self._struck(gift.effect.on, tried)
            self._strike(gift.effect, struck if isinstance(gift.effect.on, Of) else struck.once())

    def _struck(self, whose: Of | Related, tried: Tried) -> Struck:
        rows, assets = self.states.near.meant(whose).pairs(tried.targets)
        return Struck(tried=tried, rows=rows, assets=assets)

    def _lead(self, struck: Struck, states: Numbers) -> None:
        self.grow.lead(struck.made, states)

    def _strike(self, effect: EffectGift, struck: Struck) -> None:
        """An effect; controls of recovery turn a long repair into the next shorter class."""
        recovery = effect.recovery or Recovery.FAILOVER
        state, tried = self.states.effect(effect.kind, recovery), struck.tried
        kept = []
        if recovery.rank and effect.kind is EffectKind.STOPPED:
            kept = self.controls.against(tried.vector, tried.step.id, (ActsOn.RECOVERY,))
        if kept:
            coins = self.controls.fail(kept, struck.assets)
            self.shortened.append(Shortened(struck=struck, coins=coins))
            long = self._each("long", struck, coins)
            self.grow.lead(long, state.nodes(struck.assets))
            state = self.states.effect(effect.kind, list(Recovery)[recovery.rank - 1])
        self._lead(struck, state.nodes(struck.assets))
        if effect.kind is EffectKind.ALTERED:
            made = struck.made if effect.calls is None else self._one_call(effect.calls, struck)
            self.grow.lead(made, self.states.touched(recovery).nodes(struck.assets))

    def _one_call(self, calls: Share, struck: Struck) -> Numbers:
        """What is altered touches a share of the calls: one more coin, for hours but not odds."""
        assets, member = np.unique(struck.assets, return_inverse=True)
        ids, first = self.states.near.columns.ids, f"touches:{struck.tried.name}"
        chance = band_row(ends(calls))

        def name(one: int) -> str:
            return f"{first}|{ids[assets[one]]}"

        coins = CoinRows(uniform=name, chance=chance, inherent=chance)
        family = self.grow.family(Node.COIN, assets.size, "touches", name, coins)
        return self._each("one call", struck, [family.use(member)])

    def _each(self, word: str, struck: Struck, coins: list[Numbers]) -> Numbers:
        """For every pair an AND node of the try and some coins."""
        ids, tried = self.states.near.columns.ids, struck.tried
        rows, assets = struck.rows, struck.assets
        family = self.grow.family(
            Node.AND,
            rows.size,
            word,
            lambda one: f"{word}:{tried.name}@{ids[tried.targets[rows[one]]]}:{ids[assets[one]]}",
        )
        nodes = family.nodes(np.arange(rows.size))
        for column in (struck.made, *coins):
            self.grow.lead(column, nodes)
        return nodes
