"""One report in the few numbers that a state view needs of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import fsum

from ng911risk.engine.scoring import odds
from ng911risk.model.inventory import Inventory, OwnerClass, ServiceKind
from ng911risk.model.report import Action, Found, RiskReport
from ng911risk.model.scales import Band, Level
from ng911risk.model.state import ROW_FORMAT, PartKind, SiteAction, SitePart, SiteRow

_CALLS = (ServiceKind.RECEIVE, ServiceKind.ANSWER)


def site_row(report: RiskReport, inventory: Inventory | None = None) -> SiteRow:
    """
    The few numbers of `report` that a state view needs.

    Args:
        report: A finished assessment.
        inventory: What it was made from. Without it only the owners that the findings
            name are known, not the products and assets that sites have in common.
    """
    calls = [one for one in report.services if one.service in _CALLS]
    worst = max(calls, key=lambda one: one.lost.rate.likely, default=None)
    top = report.findings[0] if report.findings else None
    return SiteRow(
        format=ROW_FORMAT,
        name=report.site.name,
        state=report.site.state,
        stage=report.site.stage,
        made_at=report.made_at,
        tool_version=report.tool_version,
        catalog_digest=report.catalog_digest,
        inventory_digest=report.inventory_digest,
        seed=report.seed,
        headline=worst.lost if worst else odds(Band(low=0.0, likely=0.0, high=0.0), Found.EXACT),
        headline_service=worst.service if worst else None,
        hours_lost=total(one.hours_lost for one in calls),
        calls=total([*(one.calls for one in calls), *(one.calls for one in report.floods)]),
        harm=report.harm,
        top_finding=top.title if top else "",
        top_risk=top.risk if top else None,
        high_findings=sum(one.risk >= Level.HIGH for one in report.findings),
        unknowns=len(report.unknowns),
        actions=tuple(_site_action(one, report) for one in report.actions),
        parts=tuple(_parts(report, inventory)),
    )


def _site_action(action: Action, report: RiskReport) -> SiteAction:
    vectors = set(action.vectors)
    owners = {
        one.owner
        for one in report.findings
        if one.owner_class is action.owner_class and one.vector in vectors
    }
    return SiteAction(
        mitigation=action.mitigation,
        title=action.title,
        owner_class=action.owner_class,
        owners=tuple(sorted(owners)),
        available=action.available,
        harm_removed=action.harm_removed,
    )


def _parts(report: RiskReport, inventory: Inventory | None) -> Iterator[SitePart]:
    """What other sites may have too; what the centre runs itself is its own."""
    if inventory is None:
        yield from _owners_of_findings(report)
        return
    owners = {one.id: one for one in inventory.owners}
    for owner in inventory.owners:
        if owner.owner_class is not OwnerClass.PSAP:
            mine = {one.id for one in inventory.assets if one.owner == owner.id}
            yield SitePart(
                kind=PartKind.OWNER,
                id=owner.id,
                label=owner.name or owner.id,
                owner_class=owner.owner_class,
                harm=_harm_through(report, mine),
            )
    products: dict[str, tuple[str, set[str]]] = {}
    for asset in inventory.assets:
        for software in asset.software:
            label = f"{software.name} {software.version}".strip()
            products.setdefault(software.product, (label, set()))[1].add(asset.id)
    for product, (label, assets) in products.items():
        yield SitePart(
            kind=PartKind.PRODUCT, id=product, label=label, harm=_harm_through(report, assets)
        )
    for asset in inventory.assets:
        owner = owners[asset.owner]
        if owner.owner_class is not OwnerClass.PSAP:
            yield SitePart(
                kind=PartKind.ASSET,
                id=asset.id,
                label=asset.label,
                asset_kind=asset.kind.value,
                owner=owner.id,
                owner_label=owner.name or owner.id,
                owner_class=owner.owner_class,
                harm=_harm_through(report, {asset.id}),
            )


def _owners_of_findings(report: RiskReport) -> Iterator[SitePart]:
    found = {(one.owner, one.owner_class) for one in report.findings}
    for owner, owner_class in sorted(found):
        if owner_class is not OwnerClass.PSAP:
            mine = {one.asset for one in report.findings if one.owner == owner}
            yield SitePart(
                kind=PartKind.OWNER,
                id=owner,
                label=owner,
                owner_class=owner_class,
                harm=_harm_through(report, mine),
            )


def _harm_through(report: RiskReport, assets: set[str]) -> float:
    """
    Weighted lost hours a year of the reported ways that go through any of `assets`.

    Ways of one actor to one end are told apart in the report but happen once, so
    the worst of them counts; the sum never exceeds the harm of the whole site.
    """
    worst: dict[tuple[str, str, ServiceKind], float] = {}
    for path in report.paths:
        if any(step.asset in assets for step in path.steps):
            end = (path.actor, path.steps[-1].id, path.service)
            worst[end] = max(worst.get(end, 0.0), path.harm)
    return min(fsum(worst.values()), report.harm.likely)


def total(bands: Iterable[Band]) -> Band:
    """Sum of bands, end by end; the same in any order."""
    listed = tuple(bands)
    return Band(
        low=fsum(one.low for one in listed),
        likely=fsum(one.likely for one in listed),
        high=fsum(one.high for one in listed),
    )
