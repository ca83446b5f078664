"""
What the evidence about each control and place did to the result: the same site as declared there.

Coins are drawn by name with the same seed, so what the evidence does not touch falls alike in
both (common random numbers), and the difference is what the evidence did. Records that agree
stand together: told one by one, each would hide behind the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from ng911risk.engine.begin import begin_with
from ng911risk.engine.changes import names_of
from ng911risk.engine.controls import Controls, controls_of, decided_by, reverted
from ng911risk.engine.floods import mean_calls
from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.ranges import ordered
from ng911risk.engine.run import Run
from ng911risk.model.evidence import Evidence, LabProof, Standing, Verdict
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.report import EvidenceEffect, EvidenceSeen, Totals
from ng911risk.model.scales import Status

TRIED: Final = 12
"""Controls at one place that are tried as declared; what is beyond is named only."""

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
    Every control and place that evidence decides, and the result with it and as declared there.

    All other evidence counts in both.

    Args:
        run: The assessment, made with all of `evidence`.
        evidence: What it rests on, in the order in which it was recorded.
        at: Moment it speaks of.
        seed: Of its worlds.

    Returns:
        What refutes first, and of each kind the newest; the first `TRIED` of those that can have
        moved something were tried.
    """
    found = sorted(places_of(evidence).items(), key=lambda pair: _order(pair[0], pair[1][0]))
    if not found:
        return ()
    teller = _Teller(run, at, seed, totals_of(run), names_of(run.inventory))
    return tuple(teller.effect(*place, records) for place, records in found)


def places_of(evidence: Sequence[Evidence]) -> dict[tuple[str, str], tuple[Evidence, ...]]:
    """
    Clear evidence by control and place, the newest first: that one decides.

    Returns:
        (Mitigation id, asset, zone or owner; empty for the whole site) -> its records.
    """
    found: dict[tuple[str, str], tuple[Evidence, ...]] = {}
    for item in sorted(evidence, key=lambda one: one.order):
        if item.verdict in _STANDING:
            for place in dict.fromkeys(item.scope or ("",)):
                found[item.mitigation, place] = (item, *found.get((item.mitigation, place), ()))
    return found


class _Teller:
    """One assessment, and how many places of it may still be tried as declared."""

    def __init__(
        self, run: Run, at: datetime, seed: int, now: Totals, labels: Mapping[str, str]
    ) -> None:
        self.run, self.at, self.seed, self.now, self.labels = run, at, seed, now, labels
        self.left = TRIED_LARGE if run.large else TRIED

    def effect(self, mitigation: str, place: str, records: tuple[Evidence, ...]) -> EvidenceEffect:
        run, entry = self.run, self.run.catalog.mitigations.get(mitigation)
        as_declared = reverted(run.controls, mitigation, place, run.inventory, run.catalog)
        return EvidenceEffect(
            mitigation=mitigation,
            title=entry.title if entry else mitigation.replace("-", " "),
            where=self.labels.get(place, place),
            standing=_STANDING[records[0].verdict],
            before=self._before(mitigation, place),
            records=tuple(_seen(one, self.at) for one in records),
            now=self.now,
            without=self._without(mitigation, as_declared),
        )

    def _before(self, mitigation: str, place: str) -> tuple[Status, ...]:
        """What was declared for the place, else on each asset that it decides."""
        run = self.run
        known = controls_of(run.inventory, run.catalog)
        own = known.by_mitigation.get(mitigation, {}).get(place)
        if own is not None or not place:
            return (own.status if own else known.on(mitigation, None).status,)
        here = decided_by(run.controls, mitigation, place, run.inventory)
        said = dict.fromkeys(known.on(mitigation, asset).status for asset in here)
        return tuple(said) or (known.on(mitigation, None).status,)

    def _without(self, mitigation: str, controls: Controls) -> Totals | None:
        run = self.run
        if _answers(mitigation, controls, run) == _answers(mitigation, run.controls, run):
            return self.now
        if not self.left:
            return None
        self.left -= 1
        again = begin_with(
            controls, run.inventory, run.catalog, at=self.at, seed=self.seed, inherent=False
        )
        return totals_of(again)


def _seen(item: Evidence, at: datetime) -> EvidenceSeen:
    return EvidenceSeen(
        standing=_STANDING[item.verdict],
        method=item.method,
        on=item.on,
        lab=replace(item.lab, cited=()) if item.lab else None,
        overdue=is_overdue(item.lab, at),
    )


def _order(place: tuple[str, str], newest: Evidence) -> tuple[bool, float, tuple[str, str]]:
    return newest.verdict is Verdict.EFFECTIVE, -newest.moment.timestamp(), place


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


def _answers(mitigation: str, controls: Controls, run: Run) -> tuple[tuple[Status, str], ...]:
    """All that the worlds see of a control: what holds where, and which coin it shares."""
    said = (controls.on(mitigation, asset) for asset in (None, *run.inventory.assets))
    return tuple((one.status, one.uniform) for one in said)
