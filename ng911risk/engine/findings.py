"""Findings: one vector against one asset, with both odds, what follows, and the auditor's parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.build import Flood, Try
from ng911risk.engine.controls import Control
from ng911risk.engine.floods import FloodSize
from ng911risk.engine.harm import WEIGHTS
from ng911risk.engine.layout import End
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import likelihood_word, risk_level
from ng911risk.engine.states import EXPOSED, service_name
from ng911risk.engine.trace import Tracer
from ng911risk.model.catalog import ThreatVector
from ng911risk.model.grammar import Recovery
from ng911risk.model.inventory import Asset, ServiceKind
from ng911risk.model.report import AttackPath, Finding, Odds
from ng911risk.model.scales import Level, Status

FOLLOWS = 0.1
"""A service counts as hurt when it is in at least this share of the worlds of a finding."""

_FLOOD_IMPACT = ((0.5, Level.VERY_HIGH), (0.1, Level.HIGH), (0.02, Level.MODERATE))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Follows:
    """What follows from one finding."""

    worst: _Worst
    harms: tuple[ServiceKind, ...]
    weighted: float
    """Weighted lost hours a year in its worlds, of its worst step."""

    def joined(self, floods: Sequence[_Worst]) -> _Follows:
        """The same with what its floods do to answering calls."""
        if not floods:
            return self
        hurt = {*self.harms, ServiceKind.ANSWER}
        return replace(
            self,
            worst=max(self.worst, *floods),
            harms=tuple(service for service in ServiceKind if service in hurt),
        )


@dataclass(frozen=True, slots=True, order=True)
class _Worst:
    """
    One consequence and how often a year a finding comes to it; compared by risk, then impact.

    A fault each year that stops a service for good once in fifty years is not a service lost
    each year: likelihood and impact must speak of the same worlds.
    """

    risk: Level
    impact: Level
    likelihood: Level

    @classmethod
    def of(cls, rate: float, impact: Level) -> _Worst:
        """The consequence `impact`, `rate` times a year."""
        likelihood = likelihood_word(rate)
        return cls(risk=risk_level(likelihood, impact), impact=impact, likelihood=likelihood)


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
    paths: Sequence[AttackPath],
) -> tuple[Finding, ...]:
    """
    Every finding, worst first: what stands on the worst paths, then by the hours in its worlds.

    In a world where everything is open, every finding is there; a path tells which ones it took.

    Args:
        run: The assessment in progress.
        tracer: Tells the steps.
        floods: Each flood with its size.
        best: Mitigations in the order of what they buy, for recommendations.
        paths: The worst paths.
    """
    tries: dict[str, list[Try]] = defaultdict(list)
    for one in run.built.tries.values():
        tries[one.finding].append(one)
    names = sorted(tries)
    nodes = [run.built.graph.index[f"finding:{name}"] for name in names]
    residual = [run.odds(node) for node in nodes]
    inherent = [run.odds(node, inherent=True) for node in nodes]
    follows = _follows(run, [tries[name] for name in names])
    flooded = _flood_impacts(run, floods)
    rank = {name: place for place, name in enumerate(best)}
    tell = _Teller(run=run, tracer=tracer, rank=rank)
    made = [
        tell.finding(tries[name], rate, without, after.joined(flooded.get(name, ())))
        for name, rate, without, after in zip(names, residual, inherent, follows, strict=True)
    ]
    weighted = {name: after.weighted for name, after in zip(names, follows, strict=True)}
    on_path: dict[str, float] = {}
    for path in paths:
        for step in path.steps:
            on_path[step.finding] = max(path.harm, on_path.get(step.finding, 0.0))
    return tuple(
        sorted(made, key=lambda one: (-on_path.get(one.id, 0.0), -weighted[one.id], one.id))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Puts what is known about one finding into the auditor's words."""

    run: Run
    tracer: Tracer
    rank: Mapping[str, int]

    def finding(
        self, group: Sequence[Try], residual: Odds, inherent: Odds, follows: _Follows
    ) -> Finding:
        run, asset = self.run, group[0].asset
        vector = run.catalog.vectors[group[0].vector]
        open_ = _open(run, group, self.rank)
        return Finding(
            id=group[0].finding,
            vector=group[0].vector,
            asset=asset.id,
            title=f"{vector.title}: {asset.label}",
            asset_label=asset.label,
            owner=asset.owner,
            owner_class=run.owner_class(asset),
            inherent=inherent,
            residual=residual,
            impact=follows.worst.impact,
            likelihood=follows.worst.likelihood,
            risk=follows.worst.risk,
            harms=follows.harms,
            steps=tuple(self.tracer.step(one) for one in group),
            criteria=_criteria(vector),
            condition=_condition(run, group, open_),
            cause=vector.entry,
            effect=_effect(vector, follows.harms),
            recommendation=_recommendation(run, open_),
            mitigations=tuple(open_),
        )


def _follows(run: Run, groups: Sequence[Sequence[Try]]) -> list[_Follows]:
    """For each finding: what follows in a tenth of its worlds, and what that weighs in a year."""
    consequences = _consequences(run)
    column = {int(node): place for place, node in enumerate(run.meter.hurting)}
    rows = [column[one.node] for one in consequences]
    each, both = _in_worlds_of_steps(run, groups)
    first = np.cumsum([0, *map(len, groups)])[:-1]
    together = np.maximum.reduceat(each, first, axis=0)[:, rows]
    weighted = np.maximum.reduceat(each @ _weights(run) + _flooding(run, groups), first)
    index = run.built.graph.index
    alone = run.rates["likely"][[index[f"finding:{group[0].finding}"] for group in groups]]
    result = []
    for place, often in enumerate(alone):
        hurt = [
            (one, float(rate))
            for one, step, rate in zip(
                consequences, together[place], both[place, rows], strict=True
            )
            if often > 0.0 and step >= FOLLOWS * often
        ]
        harms = {one.service for one, _ in hurt}
        worst = (_Worst.of(rate, one.impact) for one, rate in hurt)
        result.append(
            _Follows(
                worst=max(worst, default=_Worst.of(float(often), Level.VERY_LOW)),
                harms=tuple(service for service in ServiceKind if service in harms),
                weighted=float(weighted[place]),
            )
        )
    return result


def _in_worlds_of_steps(
    run: Run, groups: Sequence[Sequence[Try]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    How often what hurts comes together with each step, and with each finding, that leads there.

    Returns:
        [steps, hurting nodes] and [findings, hurting nodes], both in events a year.
    """
    graph, watched = run.built.graph, run.meter.hurting
    steps = [graph.index[one.node] for group in groups for one in group]
    whole = [graph.index[f"finding:{group[0].finding}"] for group in groups]
    nodes = np.array([*steps, *whole], dtype=np.int64)
    each = sum(
        (block.joint(nodes, watched) for block in run.worlds.blocks("likely")),
        start=np.zeros((nodes.size, watched.size)),
    )
    first = np.cumsum([0, *map(len, groups)])[:-1]
    # together is not because: a step that does not lead there is left out
    for place, node in enumerate(watched):
        leads = graph.leading_to(np.array([node]))[steps]
        each[: len(steps), place] *= leads
        each[len(steps) :, place] *= np.logical_or.reduceat(leads, first)
    return each[: len(steps)], each[len(steps) :]


def _weights(run: Run) -> NDArray[np.float64]:
    """What one event a year of each hurting node weighs: the sum is linear in the rates."""
    alone = np.zeros(len(run.built.graph))
    weights = np.zeros(run.meter.hurting.size)
    for place, node in enumerate(run.meter.hurting):
        alone[node] = 1.0
        weights[place] = run.meter.read(alone, "likely").weighted
        alone[node] = 0.0
    return weights


def _flooding(run: Run, groups: Sequence[Sequence[Try]]) -> NDArray[np.float64]:
    """Weighted hours a year of each step that is a flood itself, 0 for the others."""
    nodes = run.floods.nodes
    weighed = np.zeros(len(run.built.graph))
    np.add.at(weighed, nodes, run.floods.hours("likely") * run.rates["likely"][nodes])
    index = run.built.graph.index
    return weighed[[index[one.node] for group in groups for one in group]]


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
            ("touched", Recovery.FAILOVER, weight.impact_degraded),
            ("misled", Recovery.FAILOVER, brief),
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
    run: Run, floods: Sequence[tuple[Flood, Mapping[End, FloodSize]]]
) -> dict[str, list[_Worst]]:
    """What each flood of a finding does, each with its own odds."""
    impacts: dict[str, list[_Worst]] = defaultdict(list)
    for flood, sizes in floods:
        lost = sizes["likely"].callers_lost
        level = next((word for least, word in _FLOOD_IMPACT if lost >= least), Level.LOW)
        often = float(run.rates["likely"][run.built.graph.index[flood.attempt.node]])
        impacts[flood.attempt.finding].append(_Worst.of(often, level))
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
