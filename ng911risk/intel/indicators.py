"""Observations and decisions -> which senders are told to others as hostile, and which no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ng911risk.intel.promotion import Ground, refusals_ever
from ng911risk.model.inventory import Inventory
from ng911risk.model.observation import Observation, Promotion


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted:
    """An observation that a person promoted, also when they took it back."""

    observation: Observation
    promotion: Promotion


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A decision that is not followed."""

    promotion: Promotion
    reasons: tuple[str, ...]


def followed(
    observations: Iterable[Observation], promotions: Iterable[Promotion], inventory: Inventory
) -> tuple[tuple[Promoted, ...], tuple[Refused, ...]]:
    """
    Hold every decision against the inventory as it is now.

    A gateway may have come since, or a file may have been changed by hand: what was allowed
    then is refused now. What a person took back goes out all the same, as revoked: others
    have to learn of it, above all where it was an own address.

    Returns:
        (what may go out, what may not), each in the order of the decisions.
    """
    seen = {one.id: one for one in observations}
    ground = Ground(inventory, tuple(seen.values()))
    good, bad = [], []
    for promotion in sorted(promotions, key=lambda one: (one.on, one.observation)):
        observation = seen.get(promotion.observation)
        if observation is None:
            bad.append(Refused(promotion=promotion, reasons=("there is no such observation",)))
            continue
        reasons = (
            refusals_ever(observation, promotion)
            if promotion.withdrawn
            else ground.refusals_later(observation, promotion)
        )
        if reasons:
            bad.append(Refused(promotion=promotion, reasons=reasons))
        else:
            good.append(Promoted(observation=observation, promotion=promotion))
    return tuple(good), tuple(bad)


def runs(promoted: Iterable[Promoted]) -> tuple[tuple[Promoted, ...], ...]:
    """
    Decisions about one and the same pattern, cut into stretches without a gap.

    A decision made after all earlier ones were taken back begins a new stretch: what was
    revoked stays so, and whoever comes back is a new indicator.

    Args:
        promoted: In the order of their decisions.
    """
    found: list[list[Promoted]] = []
    for one in promoted:
        if found and _stands(found[-1], one.promotion):
            found[-1].append(one)
        else:
            found.append([one])
    return tuple(map(tuple, found))


def by_pattern(
    promoted: Iterable[Promoted], patterns: Mapping[str, str]
) -> dict[str, tuple[Promoted, ...]]:
    """
    Newest stretch for each pattern, in the order of the patterns.

    Args:
        promoted: In the order of their decisions.
        patterns: Id of an observation -> pattern.
    """
    grouped: dict[str, list[Promoted]] = {}
    for one in promoted:
        grouped.setdefault(patterns[one.observation.id], []).append(one)
    return {pattern: runs(grouped[pattern])[-1] for pattern in sorted(grouped)}


def standing(stretch: Iterable[Promoted]) -> tuple[Promoted, ...]:
    """Those that were not taken back; all of them where every one was."""
    stretch = tuple(stretch)
    return tuple(one for one in stretch if not one.promotion.withdrawn) or stretch


def _stands(before: Iterable[Promoted], then: Promotion) -> bool:
    """Whether any decision still stood when another was made."""
    return any(
        one.promotion.withdrawn_on is None or one.promotion.withdrawn_on > then.on for one in before
    )
