"""
What of a report a region or state sees: cut to what the centre grants, in this one place.

Nothing else of a report may leave the centre's own room. What is not named here is not
given, so a field that a report gains later stays with the centre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import AttackPath, Finding, Odds, RiskReport
from ng911risk.model.scales import Band, Level
from ng911risk.model.state import SiteRow


class Share(StrEnum):
    """How much a centre grants; each holds what the one before it does."""

    NOTHING = "nothing"
    TOTALS = "totals"
    FINDINGS = "findings"
    PATHS = "paths"

    @property
    def words(self) -> str:
        """For a table."""
        return _WORDS[self]

    def holds(self, other: Share) -> bool:
        """Whether it grants at least as much as `other`."""
        order = list(Share)
        return order.index(self) >= order.index(other)


_WORDS = {
    Share.NOTHING: "Nothing",
    Share.TOTALS: "Totals",
    Share.FINDINGS: "Totals and findings",
    Share.PATHS: "Totals, findings and attack paths",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFinding:
    """One way to do harm, over all systems of the centre on which it was found."""

    title: str
    """Words of the catalogue."""

    owner_class: OwnerClass
    """Who can fix it: what kind of organisation."""

    risk: Level
    likelihood: Level
    impact: Level
    odds: Odds
    """Of the riskiest place."""

    harms: tuple[ServiceKind, ...]
    places: int
    """On how many systems or groups of alike systems."""

    where: tuple[str, ...]
    """Names of these systems; empty unless paths are granted."""

    recommendation: str
    """Titles of what would help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStop:
    """One stop of an attack path."""

    zone: str
    """Name for people."""

    system: str
    """Name for people."""

    title: str
    """What happens there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPath:
    """One attack path, without the answers and people it rests on."""

    actor: str
    service: ServiceKind
    outcome: str
    odds: Odds
    hours: Band
    stops: tuple[SharedStop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What one grant lets through of one report."""

    share: Share
    made_at: datetime
    row: SiteRow
    """The few numbers; without findings, actions and organisations if only totals are granted."""

    findings: tuple[SharedFinding, ...] = ()
    paths: tuple[SharedPath, ...] = ()


def cut(report: RiskReport, share: Share) -> Shared | None:
    """
    Cut `report` to what `share` grants.

    Returns:
        None where nothing is granted.
    """
    if share is Share.NOTHING:
        return None
    row = _totals(report)
    if share is Share.TOTALS:
        return Shared(share=share, made_at=report.made_at, row=row)
    with_places = share.holds(Share.PATHS)
    findings = _findings(report, with_places=with_places)
    return Shared(
        share=share,
        made_at=report.made_at,
        row=_with_findings(row, report, findings),
        findings=findings,
        paths=tuple(map(_path, report.paths)) if with_places else (),
    )


def _row(report: RiskReport) -> SiteRow:
    from ng911risk.engine.site_row import site_row  # noqa: PLC0415 - the arithmetic loads slowly

    return site_row(report)


def _totals(report: RiskReport) -> SiteRow:
    """The numbers; the digest of the inventory would tell whether somebody guesses it right."""
    return replace(
        _row(report), inventory_digest="", top_finding="", top_risk=None, actions=(), parts=()
    )


def _with_findings(
    row: SiteRow, report: RiskReport, findings: tuple[SharedFinding, ...]
) -> SiteRow:
    """Add what goes wrong and who could help; of organisations only those outside the centre."""
    whole = _row(report)
    outside = {one.id for one in whole.parts}
    return replace(
        row,
        top_finding=findings[0].title if findings else "",
        top_risk=findings[0].risk if findings else None,
        actions=tuple(
            replace(one, owners=tuple(name for name in one.owners if name in outside))
            for one in whole.actions
        ),
        parts=whole.parts,
    )


def _findings(report: RiskReport, *, with_places: bool) -> tuple[SharedFinding, ...]:
    """One for each vector and kind of owner, riskiest first, as the report orders them."""
    groups: dict[tuple[str, OwnerClass], list[Finding]] = {}
    for one in report.findings:
        groups.setdefault((one.vector, one.owner_class), []).append(one)
    return tuple(
        SharedFinding(
            title=_plain_title(group[0]),
            owner_class=owner_class,
            risk=group[0].risk,
            likelihood=group[0].likelihood,
            impact=group[0].impact,
            odds=group[0].residual,
            harms=group[0].harms,
            places=len(group),
            where=tuple(one.asset_label for one in group) if with_places else (),
            recommendation=group[0].recommendation,
        )
        for (_, owner_class), group in groups.items()
    )


def _plain_title(finding: Finding) -> str:
    """Title of the vector: that of the finding without the asset, else the vector's own name."""
    title = finding.title.removesuffix(f": {finding.asset_label}")
    return finding.vector.replace("-", " ") if title == finding.title else title


def _path(path: AttackPath) -> SharedPath:
    return SharedPath(
        actor=path.actor_title,
        service=path.service,
        outcome=path.outcome,
        odds=path.odds,
        hours=path.hours,
        stops=tuple(
            SharedStop(zone=stop.zone_label, system=stop.label, title=stop.title)
            for stop in path.stops
        ),
    )
