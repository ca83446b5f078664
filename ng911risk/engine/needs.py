"""What a step needs: for each of its targets a node, or that it holds anyway, or never can."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.engine.columns import Numbers
from ng911risk.engine.growth import Family
from ng911risk.engine.states import States
from ng911risk.engine.weakness_coins import WeaknessCoins
from ng911risk.model.grammar import Need, Of, Related


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Needs:
    """Reads the needs of the grammar."""

    states: States
    weak: WeaknessCoins

    def column(self, need: Need, targets: Numbers) -> Numbers:
        """
        What meets a need of each target.

        Args:
            need: Of one step.
            targets: [m] assets.

        Returns:
            [m] node, HOLDS or NEVER.
        """
        if need.position:
            return self.states.reach(need.position, targets)
        if need.weakness:
            return self.weak.need(need.weakness, targets)
        family, whose = self._state(need)
        return self.states.any_of(family, self.states.near.meant(whose), targets)

    def _state(self, need: Need) -> tuple[Family, Of | Related]:
        states = self.states
        if need.control:
            return states.control(need.control.level), need.control.of
        if need.credential:
            return states.credential(need.credential.level), need.credential.realm
        if need.effect:
            return states.effect(need.effect.kind), need.effect.on
        assert need.flooded is not None  # noqa: S101 -- a need has exactly one field
        return states.flooded(), need.flooded.on
