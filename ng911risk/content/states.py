"""
Does the grammar compose? What one step needs, another must give, and nothing is given in vain.

A state is told by its kind (control, credential, ...), its level and the kinds of assets it can
be about. What stands behind a target through a relation can be of any kind, so it fits all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ng911risk.content.draft import Draft, Entry
from ng911risk.content.shelves import ACTORS, VECTORS
from ng911risk.errors import Problem
from ng911risk.model.catalog import ActorClass, ThreatVector
from ng911risk.model.grammar import Access, Gift, Need, Of, Related, Step
from ng911risk.model.inventory import OutsideZone
from ng911risk.model.kinds import AssetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Something an attacker can have, about the kinds of assets it can be about."""

    what: str
    """control, credential, stopped, altered, read or flooded."""

    level: Access | None
    """For control and credentials."""

    kinds: frozenset[AssetKind] | None
    """None: any, because it is about what stands behind a target."""

    def serves(self, need: State, kind: AssetKind | None) -> bool:
        """Whether having this is having `need` about an asset of `kind` (None: of any)."""
        enough = self.level == need.level or self.level is Access.ADMIN
        fits = self.kinds is None or kind is None or kind in self.kinds
        return self.what == need.what and enough and fits


def broken_chains(draft: Draft) -> Iterator[Problem]:
    """Needs that nothing gives, per kind of target, and credentials that nothing needs."""
    vectors = draft.shelf(VECTORS, ThreatVector)
    given = frozenset(
        state
        for vector in vectors.values()
        for step in vector.record.steps
        for gift in step.gives
        if (state := _told(step, gift))
    )
    needed = frozenset(
        state
        for vector in vectors.values()
        for step in vector.record.steps
        for need in step.needs
        if (state := _told(step, need))
    )
    outside = {
        zone
        for actor in draft.shelf(ACTORS, ActorClass).values()
        for zone in actor.record.positions
    }
    for vector in vectors.values():
        for index, step in enumerate(vector.record.steps):
            yield from _unmet(vector, f"steps[{index}]", step, given, outside)
            yield from _wasted(vector, f"steps[{index}]", step, needed)


def _unmet(
    entry: Entry[ThreatVector],
    where: str,
    step: Step,
    given: Iterable[State],
    outside: set[OutsideZone],
) -> Iterator[Problem]:
    for index, need in enumerate(step.needs):
        field = f"{where}.needs[{index}]"
        if need.position and need.position.outside and need.position.outside not in outside:
            zone = need.position.outside.value
            yield entry.problem(f"{field}.position.outside", f"no actor class starts in {zone}")
        if (state := _told(step, need)) is None:
            continue
        kinds = [None] if state.kinds is None else sorted(state.kinds, key=lambda one: one.value)
        dead = [kind for kind in kinds if not any(one.serves(state, kind) for one in given)]
        if dead:
            about = ", ".join(kind.value for kind in dead if kind)
            what = " ".join(filter(None, (state.what, state.level and f"({state.level.value})")))
            message = f"no step of any vector gives {what}" + (f" of: {about}" if about else "")
            yield entry.problem(field, message, "Take the kinds out, or add the step before it.")


def _wasted(
    entry: Entry[ThreatVector], where: str, step: Step, needed: Iterable[State]
) -> Iterator[Problem]:
    """Control reaches further, effects and floods harm; only a credential can be useless."""
    for index, gift in enumerate(step.gives):
        state = _told(step, gift)
        if state is None or state.what != "credential":
            continue
        if not any(_opens(state, need) for need in needed):
            message = "no step of any vector needs this credential"
            yield entry.problem(f"{where}.gives[{index}]", message)


def _opens(gift: State, need: State) -> bool:
    kinds = [None] if need.kinds is None else list(need.kinds)
    return any(gift.serves(need, kind) for kind in kinds)


def _told(step: Step, part: Need | Gift) -> State | None:
    """State of a need or a gift; None for positions, which always help, and weaknesses."""
    if part.control:
        return _state(step, "control", part.control.of, part.control.level)
    if part.credential:
        return _state(step, "credential", part.credential.realm, part.credential.level)
    if part.effect:
        return _state(step, part.effect.kind.value, part.effect.on)
    if part.flooded:
        return _state(step, "flooded", part.flooded.on)
    return None


def _state(step: Step, what: str, of: Of | Related, level: Access | None = None) -> State:
    kinds = None if isinstance(of, Related) else frozenset(step.target.kinds)
    return State(what=what, level=level, kinds=kinds)
