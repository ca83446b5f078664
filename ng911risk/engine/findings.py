"""Findings: one vector against one asset, with both odds, what follows, and the auditor's parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ng911risk.engine.build import EXPOSED, Flood, Try, service_name
from ng911risk.engine.controls import Control
from ng911risk.engine.floods import FloodSize
from ng911risk.engine.harm import WEIGHTS
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import odds, risk_level
from ng911risk.engine.trace import Tracer
from ng911risk.engine.worlds import End
from ng911risk.model.catalog import Recovery, ThreatVector
from ng911risk.model.inventory import Asset, ServiceKind
from ng911risk.model.report import Finding
from ng911risk.model.scales import Level, Status

FOLLOWS = 0.1
"""A service counts as hurt when it is in at least this share of the worlds of a finding."""

_FLOOD_IMPACT = ((0.5, Level.VERY_HIGH), (0.1, Level.HIGH), (0.02, Level.MODERATE))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Consequence:
    """A node that hurts a service, and how bad that is called."""

    node: int
    service: ServiceKind
    impact: Level


def findings(
    run: Run,
    tracer: Tracer,
    floods: Sequence[tuple[Flood, Mapping[End, FloodSize]]],
    best: Sequence[str],
) -> tuple[Finding, ...]:
    """
    Every finding, riskiest first.

    Args:
        floods: Each flood with its size.
        best: Mitigations in the order of what they buy, for recommendations.
    """
    tries: dict[str, list[Try]] = defaultdict(list)
    for one in run.built.tries.values():
        tries[one.finding].append(one)
    names = sorted(tries)
    nodes = [run.built.graph.index[f"finding:{name}"] for name in names]
    residual = [run.band(node) for node in nodes]
    inherent = [float(run.inherent[node]) for node in nodes]
    follows = _follows(run, nodes, [tries[name] for name in names])
    flooded = _flood_impacts(floods)
    rank = {name: place for place, name in enumerate(best)}
    owners = {owner.id: owner for owner in run.inventory.owners}
    made = []
    for name, rate, without, (impact, harms) in zip(
        names, residual, inherent, follows, strict=True
    ):
        group = tries[name]
        asset = group[0].asset
        vector = run.catalog.vectors[group[0].vector]
        flood = flooded.get(name)
        if flood:
            impact = max(impact, flood)
            harms = tuple(sorted({*harms, ServiceKind.ANSWER}, key=list(ServiceKind).index))
        open_ = _open(run, group, rank)
        both = odds(rate.low, rate.likely, rate.high)
        made.append(
            Finding(
                id=name,
                vector=group[0].vector,
                asset=asset.id,
                title=f"{vector.title}: {asset.label}",
                asset_label=asset.label,
                owner=asset.owner,
                owner_class=owners[asset.owner].owner_class,
                inherent=odds(without, max(without, rate.likely), max(without, rate.high)),
                residual=both,
                impact=impact,
                risk=risk_level(both.word, impact),
                harms=harms,
                steps=tuple(tracer.step(one) for one in group),
                criteria=_criteria(vector),
                condition=_condition(run, group, open_),
                cause=vector.entry,
                effect=_effect(vector, harms),
                recommendation=_recommendation(run, open_),
                mitigations=tuple(open_),
            )
        )
    return tuple(sorted(made, key=lambda one: (-one.risk.rank, -_weight(one), one.id)))


def _weight(finding: Finding) -> float:
    return finding.residual.rate.likely * 10.0**finding.impact.rank


def _follows(
    run: Run, nodes: list[int], groups: Sequence[Sequence[Try]]
) -> list[tuple[Level, tuple[ServiceKind, ...]]]:
    """For each finding: the worst impact, and the services, in a tenth of its worlds."""
    consequences = _consequences(run)
    others = np.array([one.node for one in consequences], dtype=np.int64)
    alone = run.rates["likely"][np.array(nodes, dtype=np.int64)]
    index = run.built.graph.index
    steps = np.array([index[one.node] for group in groups for one in group], dtype=np.int64)
    each = sum(
        (block.joint(steps, others) for block in run.worlds.blocks("likely")),
        start=np.zeros((steps.size, others.size)),
    )
    # together is not because: a step that does not lead there is left out
    leads = np.array([run.built.graph.leading_to(np.array([one.node])) for one in consequences])
    each *= leads[:, steps].T
    first = np.cumsum([0, *map(len, groups)])[:-1]
    both = np.maximum.reduceat(each, first, axis=0)
    result = []
    for place in range(len(nodes)):
        hurt = [
            one
            for column, one in enumerate(consequences)
            if alone[place] > 0.0 and both[place, column] >= FOLLOWS * alone[place]
        ]
        harms = {one.service for one in hurt}
        result.append(
            (
                max((one.impact for one in hurt), default=Level.VERY_LOW),
                tuple(service for service in ServiceKind if service in harms),
            )
        )
    return result


def _consequences(run: Run) -> list[_Consequence]:
    found = []
    for service in run.inventory.services:
        weight = WEIGHTS[service.kind]
        brief = Level(list(Level)[max(0, weight.impact_degraded.rank - 1)])
        wanted = (
            ("lost", Recovery.RESTART, weight.impact_lost),
            ("lost", Recovery.FAILOVER, weight.impact_degraded),
            ("degraded", Recovery.RESTART, weight.impact_degraded),
            ("degraded", Recovery.FAILOVER, brief),
            ("misled", Recovery.FAILOVER, weight.impact_degraded),
        )
        for outcome, recovery, impact in wanted:
            node = run.built.graph.get(service_name(outcome, service.kind, recovery))
            if node is not None:
                found.append(_Consequence(node=node, service=service.kind, impact=impact))
    exposed = run.built.graph.get(EXPOSED)
    if exposed is not None:
        found.append(_Consequence(node=exposed, service=ServiceKind.RECORDS, impact=Level.MODERATE))
    return found


def _flood_impacts(
    floods: Sequence[tuple[Flood, Mapping[End, FloodSize]]],
) -> dict[str, Level]:
    impacts: dict[str, Level] = {}
    for flood, sizes in floods:
        lost = sizes["likely"].callers_lost
        level = next((word for least, word in _FLOOD_IMPACT if lost >= least), Level.LOW)
        for name in (flood.attempt.finding,):
            impacts[name] = max(level, impacts.get(name, Level.VERY_LOW))
    return impacts


def _open(run: Run, group: Sequence[Try], rank: Mapping[str, int]) -> list[str]:
    """Mitigations that answer the vector here and are not fully in place, best first."""
    asset = group[0].asset
    names = {name for name, _ in run.catalog.answers_to(group[0].vector)}
    missing = [name for name in names if run.controls.on(name, asset).status is not Status.YES]
    return sorted(missing, key=lambda name: (rank.get(name, len(rank)), name))


def _criteria(vector: ThreatVector) -> str:
    frameworks = vector.frameworks
    named = [
        f"{title} {', '.join(ids)}"
        for title, ids in (
            ("NENA-STA-010.3f", frameworks.i3),
            ("NIST CSF 2.0", frameworks.csf2),
            ("CISA CPG 2.0", frameworks.cpg2),
            ("NIST SP 800-53 r5", frameworks.sp800_53r5),
        )
        if ids
    ]
    return "; ".join(named) or "Good practice; no clause is named for this."


def _condition(run: Run, group: Sequence[Try], open_: Sequence[str]) -> str:
    asset: Asset = group[0].asset
    answers: list[Control] = [run.controls.on(name, asset) for name in open_]
    groups = (
        ("Not in place", [c for c in answers if c.status is Status.NO]),
        ("Partly in place", [c for c in answers if c.status is Status.PARTLY]),
        ("Nobody knows", [c for c in answers if c.status is Status.UNKNOWN]),
    )
    parts = [
        f"{words}: {', '.join(run.catalog.mitigations[c.mitigation].title for c in controls)}"
        for words, controls in groups
        if controls
    ]
    return ". ".join(parts) + "." if parts else "Every listed control is said to be in place."


def _effect(vector: ThreatVector, harms: tuple[ServiceKind, ...]) -> str:
    if not harms:
        return f"{vector.notice} In the worlds drawn it hurt no service in one of ten cases."
    return f"{vector.notice} Hurts: {', '.join(service.words for service in harms)}."


def _recommendation(run: Run, open_: Sequence[str]) -> str:
    titles = [run.catalog.mitigations[name].title for name in open_[:3]]
    return "; ".join(titles) + "." if titles else "Keep the controls alive and test them."
