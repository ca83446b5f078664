"""
From an inventory and a catalogue to a report: the one function that calls the others.

Read it from top to bottom: controls, graph, worlds, paths, plan, findings, report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from ng911risk.engine.build import Flood, build
from ng911risk.engine.controls import controls_of, overall_status
from ng911risk.engine.findings import findings
from ng911risk.engine.floods import FloodSize, mean_calls, shift_capacity
from ng911risk.engine.fold import fold
from ng911risk.engine.harm import WEIGHTS, HarmMeter, SiteHarm
from ng911risk.engine.paths import worst_paths
from ng911risk.engine.plan import Plan, plan
from ng911risk.engine.programmes import programme_views
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import odds, risk_level
from ng911risk.engine.states import EXPOSED
from ng911risk.engine.trace import Tracer
from ng911risk.engine.worlds import ENDS, End, Worlds, layout_of
from ng911risk.model.catalog import Catalog, Source
from ng911risk.model.evidence import Evidence, Standing
from ng911risk.model.inventory import Inventory, OutsideZone, OwnerClass, ServiceKind
from ng911risk.model.report import (
    AttackPath,
    Basis,
    Finding,
    FloodRisk,
    Odds,
    RiskReport,
    ServiceRisk,
    SiteSummary,
    SourceUse,
    Working,
    ZoneLabel,
)
from ng911risk.model.scales import Band, Grade, Status

FORMAT = "ng911risk-report/1"
_CALLS_LOST = (ServiceKind.RECEIVE, ServiceKind.ANSWER)


def assess(
    inventory: Inventory,
    catalog: Catalog,
    *,
    at: datetime,
    tool_version: str,
    inventory_digest: str,
    evidence: Iterable[Evidence] = (),
    place: Callable[[str], str] = str,
    seed: int = 1,
) -> RiskReport:
    """
    Assess one site.

    Args:
        inventory: Consistent (model.consistency finds no contradiction).
        catalog: Checked content; every id the inventory names is in it.
        at: Moment the assessment speaks of, with time zone.
        tool_version: Version of ng911risk, for the record.
        inventory_digest: SHA-256 of the inventory in canonical form, for the record.
        evidence: Observations that confirm or refute controls.
        place: Turns a field path (``assets[2].kind``) into a line or cell for people.
        seed: Of the worlds.

    Returns:
        The report; the same arguments give the same report on every machine.
    """
    folded = fold(inventory)
    inventory, place = folded.inventory, folded.places(place)
    controls = controls_of(inventory, catalog, evidence)
    built = build(inventory, catalog, controls, at.date())
    layout = layout_of(built, catalog, seed)
    worlds = Worlds(built, layout, seed)
    services = tuple(service.kind for service in inventory.services)
    run = Run(
        inventory=inventory,
        catalog=catalog,
        controls=controls,
        built=built,
        worlds=worlds,
        meter=HarmMeter(built, catalog, services),
        rates={end: worlds.rates(end) for end in ENDS},
        inherent=worlds.rates("likely", inherent=True),
        place=place,
    )
    tracer = Tracer(inventory, catalog, built, place)
    paths = worst_paths(run, tracer)
    headline = paths[0].service if paths else ServiceKind.ANSWER
    planned = plan(run, headline)
    floods = tuple((flood, run.sizes(flood)) for flood in built.floods)
    best = [action.mitigation for action in planned.actions]
    found = findings(run, tracer, floods, best, paths)
    return RiskReport(
        format=FORMAT,
        made_at=at,
        tool_version=tool_version,
        catalog_version=catalog.version,
        catalog_digest=catalog.digest,
        inventory_digest=inventory_digest,
        seed=seed,
        worlds=layout.worlds,
        site=_site(inventory),
        zones=_zones(inventory),
        services=_services(run, paths),
        exposure=_exposure(run),
        shifts=tuple(shift_capacity(inventory.site, one) for one in inventory.site.shifts),
        floods=_floods(run, floods),
        paths=paths,
        findings=found,
        actions=planned.actions,
        top_stable=planned.stable,
        tied=planned.tied,
        unknowns=planned.unknowns,
        working=_working(run),
        programmes=programme_views(inventory, catalog, controls),
        harm=planned.harm,
        basis=_basis(run, planned),
        sources=_sources(catalog, found, planned),
        warnings=tuple(_warnings(inventory)),
        backup=inventory.site.backup_site.name,
        last_test=inventory.site.backup_site.tested,
    )


def _site(inventory: Inventory) -> SiteSummary:
    site = inventory.site
    duty = [shift.on_duty for shift in site.shifts]
    return SiteSummary(
        name=site.name,
        state=site.state,
        stage=site.stage,
        population=site.population,
        positions=site.positions,
        on_duty_most=max(duty),
        on_duty_least=min(duty),
        assets=len(inventory.assets),
        machines=sum(asset.count for asset in inventory.assets),
    )


def _zones(inventory: Inventory) -> tuple[ZoneLabel, ...]:
    used = {asset.zone for asset in inventory.assets}
    outside = [
        ZoneLabel(id=zone.value, label=zone.value.replace("-", " ").capitalize())
        for zone in OutsideZone
        if zone.value in used
    ]
    inside = [ZoneLabel(id=zone.id, label=zone.name or zone.id) for zone in inventory.zones]
    return (*outside, *inside)


def _services(run: Run, paths: tuple[AttackPath, ...]) -> tuple[ServiceRisk, ...]:
    harms = {end: run.harm(end) for end in ENDS}
    return tuple(
        _service(run, kind, harms, paths)
        for kind in ServiceKind
        if kind in harms["likely"].services
    )


def _service(
    run: Run, kind: ServiceKind, harms: dict[End, SiteHarm], paths: tuple[AttackPath, ...]
) -> ServiceRisk:
    at = {end: harms[end].services[kind] for end in ENDS}
    lost, degraded, misled = (
        odds(*(at[end].rate[outcome] for end in ENDS)) for outcome in ("lost", "degraded", "misled")
    )
    hours_lost, hours_degraded = (
        _band([at[end].hours[outcome] for end in ENDS]) for outcome in ("lost", "degraded")
    )
    an_hour = mean_calls(run.inventory.site) if kind in _CALLS_LOST else 0.0
    weight = WEIGHTS[kind]
    worst = max(
        (
            (odds_, impact)
            for odds_, impact in ((lost, weight.impact_lost), (degraded, weight.impact_degraded))
        ),
        key=lambda pair: risk_level(pair[0].word, pair[1]).rank,
    )
    return ServiceRisk(
        service=kind,
        lost=lost,
        degraded=degraded,
        misled=misled,
        hours_lost=hours_lost,
        hours_degraded=hours_degraded,
        hours_each=_band(
            [
                at[end].hours["degraded"] / at[end].rate["degraded"]
                if at[end].rate["degraded"]
                else 0.0
                for end in ENDS
            ]
        ),
        calls=Band(
            low=hours_lost.low * an_hour,
            likely=hours_lost.likely * an_hour,
            high=hours_lost.high * an_hour,
        ),
        impact=worst[1],
        risk=risk_level(worst[0].word, worst[1]),
        main_cause=next((path.id for path in paths if path.service is kind), ""),
    )


def _exposure(run: Run) -> Odds:
    node = run.built.graph.get(EXPOSED)
    if node is None:
        return odds(0.0, 0.0, 0.0)
    rate = run.band(node)
    return odds(rate.low, rate.likely, rate.high)


def _floods(
    run: Run, floods: tuple[tuple[Flood, dict[End, FloodSize]], ...]
) -> tuple[FloodRisk, ...]:
    rates = [run.band(run.built.graph.index[flood.attempt.node]) for flood, _ in floods]
    made = [
        FloodRisk(
            step=flood.attempt.id,
            channel=flood.channel.id,
            label=flood.channel.label,
            hostile=flood.gift.callers.value == "hostile",
            odds=odds(rate.low, rate.likely, rate.high),
            calls_per_hour=_band([sizes[end].calls_per_hour for end in ENDS]),
            hold_s=_band([sizes[end].hold_s for end in ENDS]),
            hours=_band([sizes[end].hours for end in ENDS]),
            callers_lost=_band([sizes[end].callers_lost for end in ENDS]),
            calls=_band(
                [
                    getattr(rate, end)
                    * sizes[end].hours
                    * sizes[end].genuine_per_hour
                    * sizes[end].callers_lost
                    for end in ENDS
                ]
            ),
        )
        for (flood, sizes), rate in zip(floods, rates, strict=True)
    ]
    return tuple(sorted(made, key=lambda one: (-one.calls.likely, one.step, one.channel)))


def _working(run: Run) -> tuple[Working, ...]:
    made = []
    for name, answers in sorted(run.controls.by_mitigation.items()):
        good = [one for one in answers.values() if one.status in (Status.YES, Status.PARTLY)]
        if name not in run.catalog.mitigations or not good:
            continue
        verified = any(one.standing is Standing.VERIFIED for one in good)
        scopes = tuple(one.scope for one in good if one.scope != "the whole site")
        made.append(
            Working(
                mitigation=name,
                title=run.catalog.mitigations[name].title,
                status=overall_status(name, run.controls),
                standing=Standing.VERIFIED if verified else Standing.DECLARED,
                said_by=", ".join(dict.fromkeys(one.said_by for one in good if one.said_by)),
                scope=scopes,
            )
        )
    return tuple(made)


def _basis(run: Run, planned: Plan) -> Basis:
    answers = [one for one in run.inventory.controls if one.status is not Status.UNKNOWN]
    others = {
        name.casefold()
        for owner in run.inventory.owners
        if owner.owner_class is not OwnerClass.PSAP
        for name in (owner.id, owner.name, owner.owner_class.value, owner.owner_class.words)
        if name
    }
    verified = sum(
        one.standing is Standing.VERIFIED
        for group in run.controls.by_mitigation.values()
        for one in group.values()
    )
    grades = [use.effect.grade for use in run.built.control_uses.values()]
    grades += [one.step.success.grade for one in run.built.tries.values() if one.step.success]
    grades += [one.step.rate.grade for one in run.built.tries.values() if one.step.rate]
    judged = sum(grade is Grade.JUDGEMENT for grade in grades)
    return Basis(
        declared=len(answers),
        by_others=sum(any(name in one.said_by.casefold() for name in others) for one in answers),
        verified=verified,
        assumed=len(run.inventory.assumed),
        unknown=len(planned.unknowns),
        judgement_share=judged / len(grades) if grades else 0.0,
    )


def _sources(catalog: Catalog, found: tuple[Finding, ...], planned: Plan) -> tuple[SourceUse, ...]:
    used: dict[Source, list[str]] = {}
    vectors = {finding.vector for finding in found}
    for name in sorted(vectors):
        for source in catalog.vectors[name].sources:
            used.setdefault(source, []).append(name)
    for action in planned.actions:
        for source in catalog.mitigations[action.mitigation].sources:
            used.setdefault(source, []).append(action.mitigation)
    made = (
        SourceUse(
            title=source.title,
            locator=source.locator,
            grade=source.grade,
            used_by=tuple(sorted(set(names))),
        )
        for source, names in used.items()
    )
    return tuple(sorted(made, key=lambda one: (one.title, one.locator, one.grade)))


def _warnings(inventory: Inventory) -> Iterable[str]:
    kinds = {service.kind for service in inventory.services}
    for kind in ServiceKind:
        if kind not in kinds:
            yield f"The inventory does not say what this needs, so it is not assessed: {kind.words}."
    for service in inventory.services:
        if not service.needs:
            yield f"Nothing is listed that this needs, so it cannot fail here: {service.kind.words}."
    needed = {
        name for service in inventory.services for need in service.needs for name in need.any_of
    }
    touched = {flow.target for flow in inventory.flows} | {flow.source for flow in inventory.flows}
    touched |= {target for trust in inventory.trusts for target in trust.targets}
    for asset in inventory.assets:
        if asset.id in needed and asset.id not in touched:
            yield f"No flow or trust is listed for {asset.label}; its real exposure is unknown."


def _band(ends: list[float]) -> Band:
    return Band(low=min(ends[0], ends[1]), likely=ends[1], high=max(ends[1], ends[2]))
