"""What each mitigation buys, and what each missing answer hides: the same worlds, one change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ng911risk.engine.controls import left_by, overall_status
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import chance_in_a_year
from ng911risk.engine.worlds import ENDS, End
from ng911risk.model.catalog import Mitigation
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Action, Unknown
from ng911risk.model.scales import Band, Status

FIRST = 3
_TRIED_AT_BOTH_ENDS = 6
_MOST_WEAKNESSES = 16
_TIE = 0.1
"""Two actions tie when what they buy differs by less than this share. Judgement."""

_SMALL, _MEDIUM = 5, 20
_OUTER: tuple[End, ...] = ("low", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Actions and unknowns, each in the order in which they matter."""

    actions: tuple[Action, ...]
    stable: bool
    tied: tuple[str, ...]
    unknowns: tuple[Unknown, ...]
    harm: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """Where the site stands before any change, at the likely end."""

    harm: Band
    service: ServiceKind
    headline: float
    hours: float


def plan(run: Run, headline: ServiceKind) -> Plan:
    """
    Rank what is not fully in place by the weighted hours it removes.

    Args:
        headline: Service whose chance of trouble is shown before and after.
    """
    now = _now(run, headline)
    actions = sorted(
        (_action(run, name, now) for name in _candidates(run)),
        key=lambda one: (-one.harm_removed.likely, one.cost.dollars_low, one.mitigation),
    )
    head = [_at_both_ends(run, one, now) for one in actions[:_TRIED_AT_BOTH_ENDS]]
    ordered = tuple(head + actions[_TRIED_AT_BOTH_ENDS:])
    return Plan(
        actions=ordered,
        stable=_stable(head),
        tied=_tied(ordered),
        unknowns=_unknowns(run),
        harm=now.harm,
    )


def size_of(positions: int) -> str:
    """Size class of a centre: small, medium or large."""
    return "small" if positions <= _SMALL else "medium" if positions <= _MEDIUM else "large"


def _now(run: Run, headline: ServiceKind) -> _Now:
    ends = [run.weighted(run.outcomes[end], end) for end in ENDS]
    harm = run.harm(run.outcomes["likely"], "likely")
    service = harm.services.get(headline)
    return _Now(
        harm=Band(low=min(ends[0], ends[1]), likely=ends[1], high=max(ends[1], ends[2])),
        service=headline,
        headline=chance_in_a_year(service.rate["degraded"]) if service else 0.0,
        hours=sum(one.hours["degraded"] for one in harm.services.values()),
    )


def _candidates(run: Run) -> list[str]:
    return [
        name
        for name, mitigation in sorted(run.catalog.mitigations.items())
        if not mitigation.programme_wide and overall_status(name, run.controls) is not Status.YES
    ]


def _action(run: Run, name: str, now: _Now) -> Action:
    mitigation = run.catalog.mitigations[name]
    available = name not in run.controls.unavailable
    size = size_of(run.inventory.site.positions)
    harm, headline, hours = now.harm.likely, now.headline, now.hours
    if available:
        outcome = run.worlds.what_if("likely", _changed(run, name, Status.YES, "likely"))
        harm = run.weighted(outcome, "likely", {name: Status.YES})
        after = run.harm(outcome, "likely")
        service = after.services.get(now.service)
        headline = chance_in_a_year(service.rate["degraded"]) if service else 0.0
        hours = sum(one.hours["degraded"] for one in after.services.values())
    removed = max(0.0, now.harm.likely - harm)
    return Action(
        mitigation=name,
        title=mitigation.title,
        owner_class=_who(run, mitigation),
        status=overall_status(name, run.controls),
        available=available,
        harm_removed=Band(low=removed, likely=removed, high=removed),
        share_removed=removed / now.harm.likely if now.harm.likely else 0.0,
        headline_before=now.headline,
        headline_after=headline,
        hours_before=now.hours,
        hours_after=hours,
        cost=getattr(mitigation.cost, size),
        how=getattr(mitigation.how, size),
        acts_on=tuple(dict.fromkeys(answer.acts_on for answer in mitigation.answers)),
        vectors=tuple(answer.vector for answer in mitigation.answers),
    )


def _who(run: Run, mitigation: Mitigation) -> OwnerClass:
    """The usual one who exists here."""
    here = {owner.owner_class for owner in run.inventory.owners}
    return next((who for who in mitigation.who if who in here), mitigation.who[0])


def _changed(run: Run, name: str, status: Status, end: End) -> dict[int, float]:
    """Chances of this mitigation's coins if its status were `status` everywhere."""
    graph = run.built.graph
    return {
        graph.index[coin]: getattr(left_by(use.effect, status), end)
        for coin, use in run.built.control_uses.items()
        if use.mitigation == name and coin in graph.index
    }


def _at_both_ends(run: Run, action: Action, now: _Now) -> Action:
    """The same with what it buys at both ends of the ranges."""
    if not action.available:
        return action
    name, removed = action.mitigation, action.harm_removed.likely
    found = {}
    for end in _OUTER:
        outcome = run.worlds.what_if(end, _changed(run, name, Status.YES, end))
        found[end] = getattr(now.harm, end) - run.weighted(outcome, end, {name: Status.YES})
    band = Band(
        low=max(0.0, min(found["low"], removed)), likely=removed, high=max(found["high"], removed)
    )
    return replace(action, harm_removed=band)


def _stable(head: list[Action]) -> bool:
    """The same first three, in any order, at both ends."""
    first = {one.mitigation for one in head[:FIRST]}
    for end in _OUTER:
        ordered = sorted(head, key=lambda one: (-getattr(one.harm_removed, end), one.mitigation))
        if {one.mitigation for one in ordered[:FIRST]} != first:
            return False
    return True


def _tied(ordered: tuple[Action, ...]) -> tuple[str, ...]:
    if len(ordered) <= FIRST:
        return ()
    least = ordered[FIRST - 1].harm_removed.likely * (1.0 - _TIE)
    return tuple(
        one.mitigation
        for one in ordered[FIRST:]
        if one.harm_removed.likely > 0.0 and one.harm_removed.likely >= least
    )


# --- what nobody knows ----------------------------------------------------------


def _unknowns(run: Run) -> tuple[Unknown, ...]:
    found = [*_unknown_controls(run), *_unknown_weaknesses(run)]
    return tuple(sorted(found, key=lambda one: (-one.swing, one.subject)))


def _unknown_controls(run: Run) -> Iterable[Unknown]:
    asked = {
        use.mitigation for use in run.built.control_uses.values() if use.status is Status.UNKNOWN
    }
    for name in sorted(asked):
        mitigation = run.catalog.mitigations[name]
        yes, no = (_harm_if(run, name, status) for status in (Status.YES, Status.NO))
        yield Unknown(
            subject=name,
            question=mitigation.ask,
            ask=_who(run, mitigation),
            swing=_swing(yes, no),
            place=f"controls: mitigation {name}",
        )


def _harm_if(run: Run, name: str, status: Status) -> float:
    outcome = run.worlds.what_if("likely", _changed(run, name, status, "likely"))
    return run.weighted(outcome, "likely", {name: status})


def _unknown_weaknesses(run: Run) -> Iterable[Unknown]:
    graph = run.built.graph
    owners = {owner.id: owner.owner_class for owner in run.inventory.owners}
    assets = {asset.id: asset for asset in run.inventory.assets}
    coins = [
        (coin, weakness, asset)
        for coin, (weakness, asset, known) in sorted(run.built.weakness_uses.items())
        if known.status is Status.UNKNOWN and coin in graph.index
    ]
    busiest = _busiest(run, [coin for coin, _, _ in coins])
    for coin, weakness, asset in coins:
        swing = 0.0
        if coin in busiest:
            node = graph.index[coin]
            yes, no = (
                run.weighted(run.worlds.what_if("likely", {node: chance}), "likely")
                for chance in (1.0, 0.0)
            )
            swing = _swing(no, yes)
        yield Unknown(
            subject=f"{weakness}@{asset}",
            question=f"{assets[asset].label}: {run.catalog.weaknesses[weakness].ask}",
            ask=owners[assets[asset].owner],
            swing=swing,
            place=f"assets[{asset}].weaknesses: {weakness}",
        )


def _busiest(run: Run, coins: list[str]) -> set[str]:
    """The coins whose steps lead on most often; the others hardly matter."""
    graph = run.built.graph
    rates: Mapping[str, float] = {
        coin: sum(
            band.likely
            for band in run.rates([int(node) for node in graph.after[graph.index[coin]]] or [])
        )
        for coin in coins
    }
    ordered = sorted(coins, key=lambda coin: (-rates[coin], coin))
    return set(ordered[:_MOST_WEAKNESSES])


def _swing(better: float, worse: float) -> float:
    """Share of the worse harm that the better answer takes away."""
    return max(0.0, worse - better) / worse if worse > 0.0 else 0.0
