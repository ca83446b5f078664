"""
From an inventory and a catalogue to a report: the one function that calls the others.

Read it from top to bottom: controls, graph, worlds, paths, plan, findings, report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ng911risk.engine.background import basis, site_summary, sources, warnings, working, zone_labels
from ng911risk.engine.begin import begin
from ng911risk.engine.capacity import site_capacity
from ng911risk.engine.chokes import choke_points
from ng911risk.engine.evidence_effects import evidence_effects
from ng911risk.engine.findings import findings
from ng911risk.engine.fold import fold
from ng911risk.engine.intelligence import Informed, informed
from ng911risk.engine.near_misses import near_misses
from ng911risk.engine.outcomes import exposure, flood_risks, service_risks
from ng911risk.engine.paths import Worst, told, worst_ways
from ng911risk.engine.plan import plan
from ng911risk.engine.programmes import programme_views
from ng911risk.engine.run import Run
from ng911risk.engine.tornado import influences
from ng911risk.engine.trace import Tracer
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import NOTHING_IMPORTED, Intelligence
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.report import (
    RiskReport,
)

FORMAT = "ng911risk-report/1"


def assess(  # noqa: PLR0913 -- each is an input of the assessment and none has a home
    inventory: Inventory,
    catalog: Catalog,
    *,
    at: datetime,
    tool_version: str,
    inventory_digest: str,
    evidence: Iterable[Evidence] = (),
    intelligence: Intelligence = NOTHING_IMPORTED,
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
        intelligence: What was imported of others.
        place: Turns a field path (``assets[2].kind``) into a line or cell for people.
        seed: Of the worlds.

    Returns:
        The report; the same arguments give the same report on every machine.
    """
    opened = open_assessment(
        inventory, catalog, evidence, at=at, intelligence=intelligence, place=place, seed=seed
    )
    return report_of(opened, tool_version=tool_version, inventory_digest=inventory_digest)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An assessment that was begun: its report can be made, and questions can be asked."""

    run: Run
    place: Callable[[str], str]
    at: datetime
    seed: int
    informed: Informed
    evidence: tuple[Evidence, ...] = ()

    @cached_property
    def worst(self) -> tuple[Worst, ...]:
        """The ways behind the paths of its report, in their order."""
        return worst_ways(self.run)


def open_assessment(
    inventory: Inventory,
    catalog: Catalog,
    evidence: Iterable[Evidence],
    *,
    at: datetime,
    intelligence: Intelligence = NOTHING_IMPORTED,
    place: Callable[[str], str] = str,
    seed: int = 1,
) -> Opened:
    """Fold, build and draw; see `assess` for what goes in."""
    evidence = tuple(evidence)
    folded = fold(inventory, apart={name for item in evidence for name in item.scope})
    told = informed(folded.inventory, catalog, intelligence, at=at, whole=inventory)
    run = begin(told.inventory, told.catalog, evidence, at=at, seed=seed)
    return Opened(
        run=run, place=folded.places(place), at=at, seed=seed, informed=told, evidence=evidence
    )


def report_of(opened: Opened, *, tool_version: str, inventory_digest: str) -> RiskReport:
    """Report of an assessment that was begun."""
    run, place, at, seed = opened.run, opened.place, opened.at, opened.seed
    inventory, catalog, built, controls = run.inventory, run.catalog, run.built, run.controls
    tracer = Tracer(inventory, catalog, built, place, heard=opened.informed.heard)
    paths = told(run, tracer, opened.worst)
    headline = paths[0].service if paths else ServiceKind.ANSWER
    planned = plan(run, headline)
    floods = tuple((flood, run.floods.sizes(flood)) for flood in built.floods)
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
        worlds=run.worlds.layout.worlds,
        site=site_summary(inventory),
        zones=zone_labels(inventory),
        services=service_risks(run, paths),
        exposure=exposure(run),
        shifts=site_capacity(inventory.site, controls),
        floods=flood_risks(run, floods),
        paths=paths,
        findings=found,
        actions=planned.actions,
        firmness=planned.firmness,
        tied=planned.tied,
        influences=influences(run),
        near_misses=near_misses(run, at.date(), place),
        choke_points=choke_points(run),
        unknowns=planned.unknowns,
        working=working(run),
        programmes=programme_views(inventory, catalog, controls),
        harm=planned.harm,
        basis=basis(run, planned),
        sources=sources(catalog, found, planned),
        warnings=tuple(warnings(inventory)),
        backup=inventory.site.backup_site.name,
        last_test=inventory.site.backup_site.tested,
        intelligence=opened.informed.uses,
        evidence=evidence_effects(run, opened.evidence, at=at, seed=seed),
    )
