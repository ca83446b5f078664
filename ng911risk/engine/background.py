"""What a report says around its numbers: the centre, what works, what it rests on, what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields

from ng911risk.engine.controls import overall_status
from ng911risk.engine.plan import Plan
from ng911risk.engine.run import Run
from ng911risk.model.catalog import Catalog, Source
from ng911risk.model.evidence import Standing
from ng911risk.model.inventory import Inventory, OutsideZone, ServiceKind
from ng911risk.model.report import Basis, Finding, SiteSummary, SourceUse, Working, ZoneLabel
from ng911risk.model.scales import Grade, Status
from ng911risk.model.speakers import speakers


def site_summary(inventory: Inventory) -> SiteSummary:
    """The centre in numbers."""
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


def zone_labels(inventory: Inventory) -> tuple[ZoneLabel, ...]:
    """Lanes for pictures: outside zones that hold assets first, then the zones of the file."""
    used = {asset.zone for asset in inventory.assets}
    outside = [
        ZoneLabel(id=zone.value, label=zone.value.replace("-", " ").capitalize())
        for zone in OutsideZone
        if zone.value in used
    ]
    inside = [ZoneLabel(id=zone.id, label=zone.name or zone.id) for zone in inventory.zones]
    return (*outside, *inside)


def working(run: Run) -> tuple[Working, ...]:
    """Controls that are in place, wholly or partly, in id order."""
    made = []
    for name, answers in sorted(run.controls.by_mitigation.items()):
        good = [one for one in answers.values() if one.status in (Status.YES, Status.PARTLY)]
        status = overall_status(name, run.controls)
        if name not in run.catalog.mitigations or not good or status is Status.NO:
            continue
        verified = any(one.standing is Standing.VERIFIED for one in good)
        scopes = tuple(one.scope for one in good if one.scope != "the whole site")
        made.append(
            Working(
                mitigation=name,
                title=run.catalog.mitigations[name].title,
                status=status,
                standing=Standing.VERIFIED if verified else Standing.DECLARED,
                said_by=", ".join(dict.fromkeys(one.said_by for one in good if one.said_by)),
                scope=scopes,
            )
        )
    return tuple(made)


def basis(run: Run, planned: Plan) -> Basis:
    """What the report rests on, counted."""
    answers = [one for one in run.inventory.controls if one.status is not Status.UNKNOWN]
    seen = Counter(
        one.standing for group in run.controls.by_mitigation.values() for one in group.values()
    )
    grades = [use.effect.grade for use in run.built.control_uses.values()]
    grades += [one.step.success.grade for one in run.built.tries.values() if one.step.success]
    grades += [one.step.rate.grade for one in run.built.tries.values() if one.step.rate]
    judged = sum(grade is Grade.JUDGEMENT for grade in grades)
    return Basis(
        declared=len(answers) + _confirmed(run.inventory),
        by_others=sum(speakers(one.said_by, run.inventory).others for one in answers),
        verified=seen[Standing.VERIFIED],
        refuted=seen[Standing.REFUTED],
        assumed=len(run.inventory.assumed),
        unknown=len(planned.unknowns),
        judgement_share=judged / len(grades) if grades else 0.0,
    )


def _confirmed(inventory: Inventory) -> int:
    """
    Facts about the centre itself that somebody gave, where others are marked as assumed.

    An inventory that assumes nothing was written by hand; its fields are not counted as answers.
    """
    assumed = frozenset(inventory.assumed)
    if not assumed:
        return 0
    paths = [f"assets[{asset.id}]" for asset in inventory.assets]
    for one in fields(inventory.site):
        parts = ("name", "diversion", "tested", "spare_positions")
        paths += (
            [f"site.{one.name}.{part}" for part in parts]
            if one.name == "backup_site"
            else [f"site.{one.name}"]
        )
    return sum(path not in assumed for path in paths)


def sources(catalog: Catalog, found: tuple[Finding, ...], planned: Plan) -> tuple[SourceUse, ...]:
    """Sources behind every vector found and every action listed, by title."""
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


def warnings(inventory: Inventory) -> Iterable[str]:
    """What the inventory leaves open, in plain words."""
    kinds = {service.kind for service in inventory.services}
    for kind in ServiceKind:
        if kind not in kinds:
            yield f"Not assessed, as the inventory does not say what it needs: {kind.words}."
    for service in inventory.services:
        if not service.needs:
            yield f"Cannot fail here, as nothing is listed that it needs: {service.kind.words}."
    positions = inventory.site.positions
    for shift in inventory.site.shifts:
        if shift.on_duty > positions:
            yield (
                f"From {shift.from_hour} to {shift.to_hour} o'clock {shift.on_duty} people answer "
                f"calls at {positions} positions: one of the numbers is wrong."
            )
    needed = {
        name for service in inventory.services for need in service.needs for name in need.any_of
    }
    touched = {flow.target for flow in inventory.flows} | {flow.source for flow in inventory.flows}
    touched |= {target for trust in inventory.trusts for target in trust.targets}
    touched |= {trust.source for trust in inventory.trusts}
    for asset in inventory.assets:
        if asset.id in needed and asset.id not in touched:
            yield f"No flow or trust is listed for {asset.label}; its real exposure is unknown."
