"""What holds an incident back on a site, which two controls would stop it, and what shortens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ng911risk.engine.controls import overall_status
from ng911risk.engine.floods import load_controls
from ng911risk.engine.scene import Scene
from ng911risk.model.replay import ReplayControls
from ng911risk.model.scales import Status

AS_GOOD = 0.05
"""Pairs that lower the chance by nearly as much as the best, to this share of it, are a tie."""

_MATTERS = 0.05
"""A single control is named when it moves the result by at least this share."""

_SHOWN = 3
_SINGLES = 14
"""Controls of which all pairs are tried; the others do less alone than each of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """The three answers about controls."""

    holds: tuple[ReplayControls, ...]
    stops: tuple[ReplayControls, ...]
    shortens: tuple[ReplayControls, ...]


def stops_of(scene: Scene) -> Stops:
    """Try every control of the chain the other way round, in the same worlds."""
    if scene.worlds is None or scene.reach(scene.rates["likely"]) <= 0.0:
        return Stops(holds=(), stops=(), shortens=())
    names = _acting(scene)
    status = {name: overall_status(name, scene.controls) for name in names}
    lacking = [name for name in names if status[name] is not Status.YES]
    standing = [name for name in names if status[name] in (Status.YES, Status.PARTLY)]
    now = _told(scene, (), scene.rates["likely"], {})
    without = _tried(scene, [(name,) for name in standing], Status.NO)
    alone = _tried(scene, [(name,) for name in lacking], Status.YES)
    best = _pairs(scene, now, alone)
    return Stops(holds=_holding(now, without), stops=best, shortens=_shortening(now, alone, best))


def _acting(scene: Scene) -> list[str]:
    """Mitigations that act on any step of the chain here, in id order."""
    names = {use.mitigation for use in scene.built.control_uses.values()}
    for flood in scene.built.floods:
        names |= load_controls(flood, scene.catalog)
    return sorted(names - scene.controls.unavailable)


def _holding(now: ReplayControls, without: Sequence[ReplayControls]) -> tuple[ReplayControls, ...]:
    """What would make it likelier if it were gone, the most important first."""
    told = [one for one in without if one.reach > now.reach * (1.0 + _MATTERS)]
    return tuple(sorted(told, key=lambda one: (-one.reach, one.mitigations))[:_SHOWN])


def _pairs(
    scene: Scene, now: ReplayControls, alone: Sequence[ReplayControls]
) -> tuple[ReplayControls, ...]:
    """The best two, and pairs as good; one alone where a second would add nothing."""
    order = sorted(alone, key=lambda one: (one.reach, one.hours, one.mitigations))
    names = sorted(one.mitigations[0] for one in order[:_SINGLES])
    tried = [*alone, *_tried(scene, [*combinations(names, 2)], Status.YES)]
    gain = now.reach - min((one.reach for one in tried), default=now.reach)
    if gain <= now.reach * _MATTERS:
        return ()
    good = [one for one in tried if now.reach - one.reach >= gain * (1.0 - AS_GOOD)]
    enough = {one.mitigations[0] for one in good if len(one.mitigations) == 1}
    kept = [one for one in good if len(one.mitigations) == 1 or not enough & {*one.mitigations}]
    return tuple(sorted(kept, key=lambda one: (one.reach, one.hours, one.mitigations))[:_SHOWN])


def _shortening(
    now: ReplayControls, alone: Sequence[ReplayControls], best: Sequence[ReplayControls]
) -> tuple[ReplayControls, ...]:
    """What takes most from the hours, where it is not told already."""
    told = {name for one in best[:1] for name in one.mitigations}
    found = [
        one
        for one in alone
        if one.hours < now.hours * (1.0 - _MATTERS) and one.mitigations[0] not in told
    ]
    return tuple(sorted(found, key=lambda one: (one.hours, one.mitigations))[:_SHOWN])


def _tried(
    scene: Scene, sets: Sequence[tuple[str, ...]], status: Status
) -> tuple[ReplayControls, ...]:
    """Each set of mitigations with `status`, all in the same worlds."""
    if not sets or scene.worlds is None:
        return ()
    said: list[dict[str, Status]] = [dict.fromkeys(names, status) for names in sets]
    watched = scene.watched
    _, found = scene.worlds.what_ifs("likely", watched, [scene.coins(one) for one in said])
    told = []
    for names, row, one in zip(sets, found, said, strict=True):
        rates = np.zeros(len(scene.built.graph))
        rates[watched] = row
        told.append(_told(scene, names, rates, one))
    return tuple(told)


def _told(
    scene: Scene,
    names: tuple[str, ...],
    rates: np.ndarray[tuple[int], np.dtype[np.float64]],
    said: Mapping[str, Status],
) -> ReplayControls:
    return ReplayControls(
        mitigations=names,
        titles=tuple(scene.catalog.mitigations[name].title for name in names),
        reach=scene.reach(rates, said),
        hours=scene.weighted(rates, said),
    )
