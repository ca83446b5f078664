"""
What each piece of evidence did to the result: the same site once more without it.

Coins are drawn by name with the same seed, so what the evidence does not touch falls alike in
both (common random numbers), and the difference is what the evidence did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from ng911risk.engine.begin import begin
from ng911risk.engine.changes import names_of
from ng911risk.engine.controls import Controls, controls_of
from ng911risk.engine.floods import mean_calls
from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.ranges import ordered
from ng911risk.engine.run import Run
from ng911risk.model.evidence import Evidence, LabProof, Standing, Verdict
from ng911risk.model.inventory import Asset, ServiceKind
from ng911risk.model.report import EvidenceEffect, Totals
from ng911risk.model.scales import Status

TRIED: Final = 12
"""Pieces of evidence that are tried without; what is beyond is named only."""

TRIED_LARGE: Final = 2
"""The same where the graph is large."""

_STANDING: Final[Mapping[Verdict, Standing]] = {
    Verdict.EFFECTIVE: Standing.VERIFIED,
    Verdict.NOT_EFFECTIVE: Standing.REFUTED,
}


def evidence_effects(
    run: Run, evidence: Sequence[Evidence], *, at: datetime, seed: int
) -> tuple[EvidenceEffect, ...]:
    """
    Every piece of evidence that counts somewhere, and the result with and without it.

    Without it whatever counted before counts again: older evidence, or what was declared.

    Args:
        run: The assessment, made with all of `evidence`.
        evidence: What it rests on, in the order in which it was recorded.
        at: Moment it speaks of.
        seed: Of its worlds.

    Returns:
        What refutes first, and of each kind the newest; the first `TRIED` of them were tried.
    """
    counting = sorted(
        _counting(evidence),
        key=lambda place: (evidence[place].verdict is Verdict.EFFECTIVE, -_age(evidence[place])),
    )
    if not counting:
        return ()
    now, most = totals_of(run), TRIED_LARGE if run.large else TRIED
    labels = names_of(run.inventory)
    made = []
    for number, place in enumerate(counting):
        rest = (*evidence[:place], *evidence[place + 1 :])
        controls = controls_of(run.inventory, run.catalog, rest)
        item = evidence[place]
        made.append(
            EvidenceEffect(
                mitigation=item.mitigation,
                title=_title(run, item.mitigation),
                where=tuple(labels.get(name, name) for name in item.scope),
                standing=_STANDING[item.verdict],
                before=_before(run, item, controls),
                method=item.method,
                on=item.on,
                lab=replace(item.lab, cited=()) if item.lab else None,
                overdue=is_overdue(item.lab, at),
                now=now,
                without=_without(run, controls, rest, now, at=at, seed=seed)
                if number < most
                else None,
            )
        )
    return tuple(made)


def is_overdue(lab: LabProof | None, at: datetime) -> bool:
    """Whether what a machine saw should have been looked at again before `at`."""
    return lab is not None and lab.expires is not None and lab.expires < at.date()


def totals_of(run: Run) -> Totals:
    """Three sums over the whole site, each from its favourable to its unfavourable end."""
    ends = {end: _at(run, end) for end in ENDS}
    harm, hours, callers = (ordered(*(ends[end][part] for end in ENDS)) for part in range(3))
    return Totals(harm=harm, hours=hours, callers=callers)


def _at(run: Run, end: End) -> tuple[float, float, float]:
    services = run.harm(end).services
    calls = mean_calls(run.inventory.site)
    unanswered = sum(
        services[kind].hours["lost"] * calls
        for kind in (ServiceKind.RECEIVE, ServiceKind.ANSWER)
        if kind in services
    )
    for flood in run.built.floods:
        size = run.floods.sizes(flood)[end]
        often = float(run.rates[end][run.built.graph.index[flood.attempt.node]])
        unanswered += often * size.hours * size.genuine_per_hour * size.callers_lost
    return (
        run.weighted(run.rates[end], end),
        sum(one.hours["degraded"] for one in services.values()),
        unanswered,
    )


def _without(
    run: Run,
    controls: Controls,
    rest: Iterable[Evidence],
    now: Totals,
    *,
    at: datetime,
    seed: int,
) -> Totals:
    if _answers(controls) == _answers(run.controls):
        return now
    again = begin(run.inventory, run.catalog, rest, at=at, seed=seed, inherent=False)
    return totals_of(again)


def _answers(controls: Controls) -> set[tuple[str, str, Status]]:
    """All that the worlds see of controls: what is said, and which coin it shares."""
    return {
        (name, scope, one.status)
        for name, answers in controls.by_mitigation.items()
        for scope, one in answers.items()
    }


def _counting(evidence: Sequence[Evidence]) -> set[int]:
    """Places of those that decide somewhere: of each mitigation and scope the newest clear one."""
    newest: dict[tuple[str, str], int] = {}
    for place in sorted(range(len(evidence)), key=lambda one: evidence[one].moment):
        item = evidence[place]
        if item.verdict in _STANDING:
            for name in item.scope or ("",):
                newest[item.mitigation, name] = place
    return set(newest.values())


def _age(item: Evidence) -> float:
    return item.moment.timestamp()


def _before(run: Run, item: Evidence, controls: Controls) -> tuple[Status, ...]:
    assets = {one.id: one for one in run.inventory.assets}
    said = (_said(item.mitigation, name, assets.get(name), controls) for name in item.scope)
    return tuple(dict.fromkeys(said)) or (controls.on(item.mitigation, None).status,)


def _said(mitigation: str, name: str, asset: Asset | None, controls: Controls) -> Status:
    """What counts on an asset, or in a zone or for an owner that has no answer of its own."""
    if asset is None:
        own = controls.by_mitigation.get(mitigation, {}).get(name)
        if own is not None:
            return own.status
    return controls.on(mitigation, asset).status


def _title(run: Run, mitigation: str) -> str:
    entry = run.catalog.mitigations.get(mitigation)
    return entry.title if entry else mitigation.replace("-", " ")
