"""What each mitigation buys, and what each missing answer hides: the same worlds, one change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from ng911risk.engine.controls import overall_status
from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.ranges import ordered
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import chance_in_a_year
from ng911risk.engine.stability import FIRST, LEADING, Stability, stability
from ng911risk.engine.whatif import Result, WhatIf, mitigation, tried, weakness
from ng911risk.model.catalog import Mitigation
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Action, Firmness, Unknown
from ng911risk.model.scales import Band, Status

_FEW = 6
"""Actions that are tried at both ends of the ranges on a large site."""

_MOST_WEAKNESSES = 16
FIRM = 0.9
"""The first three stand firm when they come first in this share of the draws. Judgement."""

_SMALL, _MEDIUM = 5, 20
_OUTER: tuple[End, ...] = ("low", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Actions and unknowns, each in the order in which they matter."""

    actions: tuple[Action, ...]
    firmness: Firmness
    tied: tuple[str, ...]
    unknowns: tuple[Unknown, ...]
    harm: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tries:
    """Every change that is tried at the likely end, from one drawing of the worlds."""

    now: Result
    bought: Mapping[str, Result]
    """Each candidate in place."""

    without: Mapping[str, Result]
    """Each mitigation nobody knows about, absent."""

    spared: Mapping[str, Result]
    """Each weakness nobody knows about, absent; the busiest only."""

    suffered: Mapping[str, Result]
    """And present."""

    @classmethod
    def of(cls, run: Run) -> _Tries:
        """Try them all."""
        names = [name for name in _candidates(run) if name not in run.controls.unavailable]
        asked = sorted(_asked(run) & set(names))
        coins = _busiest(run, _unknown_coins(run))
        changes = [
            *(mitigation(name, Status.YES) for name in names),
            *(mitigation(name, Status.NO) for name in asked),
            *(weakness(coin, present=False) for coin in coins),
            *(weakness(coin, present=True) for coin in coins),
        ]
        now, after = tried(run, changes, "likely")
        results = iter(after)
        bought, without, spared, suffered = (
            dict(zip(keys, islice(results, len(keys)), strict=True))
            for keys in (names, asked, coins, coins)
        )
        return cls(now=now, bought=bought, without=without, spared=spared, suffered=suffered)


def plan(run: Run, headline: ServiceKind) -> Plan:
    """
    Rank what is not fully in place by the weighted hours it removes.

    Args:
        headline: Service whose chance of trouble is shown before and after.
    """
    tries = _Tries.of(run)
    now, bought = tries.now, tries.bought
    actions = sorted(
        (_action(run, name, headline, now, bought.get(name, now)) for name in _candidates(run)),
        key=lambda one: (-one.harm_removed.likely, one.cost.dollars_low, one.mitigation),
    )
    tried_at_both = _FEW if run.large else len(actions)
    head = _at_both_ends(run, actions[:tried_at_both])
    firm = _stability(run, actions)
    ordered = tuple(
        replace(one, among_first=firm.among.get(one.mitigation))
        for one in (*head, *actions[tried_at_both:])
    )
    return Plan(
        actions=ordered,
        firmness=Firmness(draws=firm.draws, same=firm.same),
        tied=_tied(firm, ordered),
        unknowns=_unknowns(run, tries),
        harm=_harm_now(run),
    )


def size_of(positions: int) -> str:
    """Size class of a centre: small, medium or large."""
    return "small" if positions <= _SMALL else "medium" if positions <= _MEDIUM else "large"


def _harm_now(run: Run) -> Band:
    return ordered(*(run.weighted(run.rates[end], end) for end in ENDS))


def _candidates(run: Run) -> list[str]:
    return [
        name
        for name, entry in sorted(run.catalog.mitigations.items())
        if not entry.programme_wide and overall_status(name, run.controls) is not Status.YES
    ]


def _action(run: Run, name: str, headline: ServiceKind, now: Result, after: Result) -> Action:
    entry = run.catalog.mitigations[name]
    size = size_of(run.inventory.site.positions)
    removed = max(0.0, now.weighted - after.weighted)
    return Action(
        mitigation=name,
        title=entry.title,
        owner_class=_who(run, entry),
        status=overall_status(name, run.controls),
        available=name not in run.controls.unavailable,
        harm_removed=Band(low=removed, likely=removed, high=removed),
        share_removed=removed / now.weighted if now.weighted else 0.0,
        headline_before=_chance(now, headline),
        headline_after=_chance(after, headline),
        hours_before=_hours(now),
        hours_after=_hours(after),
        cost=getattr(entry.cost, size),
        how=getattr(entry.how, size),
        among_first=None,
        acts_on=tuple(dict.fromkeys(answer.acts_on for answer in entry.answers)),
        vectors=tuple(answer.vector for answer in entry.answers),
    )


def _chance(result: Result, service: ServiceKind) -> float:
    harm = result.harm.services.get(service)
    return chance_in_a_year(harm.rate["degraded"]) if harm else 0.0


def _hours(result: Result) -> float:
    return sum(one.hours["degraded"] for one in result.harm.services.values())


def _who(run: Run, entry: Mitigation) -> OwnerClass:
    """The usual one who exists here."""
    here = {owner.owner_class for owner in run.inventory.owners}
    return next((who for who in entry.who if who in here), entry.who[0])


def _at_both_ends(run: Run, actions: Sequence[Action]) -> tuple[Action, ...]:
    """The same with what they buy at both ends of the ranges."""
    changes = [
        mitigation(one.mitigation, Status.YES) if one.available else WhatIf(said={}, coins={})
        for one in actions
    ]
    removed: dict[End, list[float]] = {}
    for end in _OUTER:
        now, after = tried(run, changes, end)
        removed[end] = [max(0.0, now.weighted - one.weighted) for one in after]
    return tuple(
        replace(one, harm_removed=ordered(low, one.harm_removed.likely, high))
        for one, low, high in zip(actions, removed["low"], removed["high"], strict=True)
    )


def _stability(run: Run, actions: Sequence[Action]) -> Stability:
    """Draw all inputs and see whether the first three stay the first three."""
    able = [one for one in actions if one.available and one.harm_removed.likely > 0.0]
    leading = able[:LEADING]
    buys = np.array([one.harm_removed.likely for one in leading])
    return stability(run, run.ignorance, [one.mitigation for one in leading], buys)


def _tied(firm: Stability, actions: Sequence[Action]) -> tuple[str, ...]:
    """What changes places with the first three, unless these stand firm."""
    if firm.same >= FIRM:
        return ()
    first = {one.mitigation for one in actions[:FIRST]}
    entering = [(name, share) for name, share in firm.among.items() if name not in first]
    entering.sort(key=lambda pair: -pair[1])
    return tuple(name for name, share in entering if share >= 1.0 - FIRM)


# --- what nobody knows ----------------------------------------------------------


def _unknowns(run: Run, tries: _Tries) -> tuple[Unknown, ...]:
    found = [*_unknown_controls(run, tries), *_unknown_weaknesses(run, tries)]
    return tuple(sorted(found, key=_importance))


def _importance(one: Unknown) -> tuple[bool, float, str]:
    """What was tried first, by swing; then the rest by name."""
    return (one.swing is None, -(one.swing or 0.0), one.subject)


def _asked(run: Run) -> set[str]:
    return {
        use.mitigation for use in run.built.control_uses.values() if use.status is Status.UNKNOWN
    }


def _unknown_coins(run: Run) -> list[str]:
    return [
        coin
        for coin, (_, _, known) in sorted(run.built.weakness_uses.items())
        if known.status is Status.UNKNOWN and coin in run.built.graph.index
    ]


def _unknown_controls(run: Run, tries: _Tries) -> Iterable[Unknown]:
    for name, no in tries.without.items():
        entry = run.catalog.mitigations[name]
        yield Unknown(
            subject=name,
            question=entry.ask,
            ask=_who(run, entry),
            swing=_swing(tries.bought[name], no),
            place=f"controls: mitigation {name}",
        )


def _unknown_weaknesses(run: Run, tries: _Tries) -> Iterable[Unknown]:
    assets = {asset.id: asset for asset in run.inventory.assets}
    for coin in _unknown_coins(run):
        name, asset, _ = run.built.weakness_uses[coin]
        known = coin in tries.spared
        yield Unknown(
            subject=f"{name}@{asset}",
            question=f"{assets[asset].label}: {run.catalog.weaknesses[name].ask}",
            ask=run.owner_class(assets[asset]),
            swing=_swing(tries.spared[coin], tries.suffered[coin]) if known else None,
            place=f"assets[{asset}].weaknesses: {name}",
        )


def _busiest(run: Run, coins: Sequence[str]) -> list[str]:
    """The coins whose steps lead on most often; the others hardly matter."""
    graph, rates = run.built.graph, run.rates["likely"]
    weight = {coin: float(rates[graph.after[graph.index[coin]]].sum()) for coin in coins}
    return sorted(coins, key=lambda coin: (-weight[coin], coin))[:_MOST_WEAKNESSES]


def _swing(better: Result, worse: Result) -> float:
    """Share of the worse harm that the better answer takes away."""
    lost = max(0.0, worse.weighted - better.weighted)
    return lost / worse.weighted if worse.weighted > 0.0 else 0.0
