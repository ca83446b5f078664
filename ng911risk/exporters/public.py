"""
The public edition: what a board may read aloud.

A separate small record, filled field by field from numbers and our own words.
Nothing of the inventory but the name and the state of the centre is copied, so
a field added to the report stays out until somebody puts it in here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ng911risk.exporters import words
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.record import Record
from ng911risk.model.report import RiskReport, ServiceRisk
from ng911risk.model.scales import Level

PUBLIC_FORMAT = "ng911risk-public-report/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicService(Record):
    """How likely one service is to suffer in a year, rounded for reading."""

    service: ServiceKind
    """Which service."""

    lost: str
    """Odds in a year that it is lost altogether, with their band."""

    lost_word: Level
    """The same in words, after NIST SP 800-30 r1."""

    degraded: str
    """Odds in a year that it runs on its fallback, or worse."""

    degraded_word: Level
    """The same in words."""

    misled: str
    """Odds in a year that it works on wrong data."""

    misled_word: Level
    """The same in words."""

    hours_lost: str
    """Expected time a year lost altogether, with its band."""

    hours_degraded: str
    """Expected time a year on the fallback or worse, with its band."""

    risk: Level
    """Risk level, NIST SP 800-30 r1, Table I-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount(Record):
    """How many findings have one risk level."""

    level: Level
    """Risk level."""

    findings: int
    """How many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerCount(Record):
    """How many improvements one kind of organisation could make."""

    owner_class: OwnerClass
    """What kind of organisation."""

    actions: int
    """How many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReport(Record):
    """The edition that anybody may read."""

    format: str
    """``ng911risk-public-report/1``."""

    made_on: date
    """Day the assessment speaks of; UTC."""

    site: str
    """Name of the centre."""

    state: str
    """Its state."""

    services: tuple[PublicService, ...]
    """Each service, in the order a call goes through."""

    findings: tuple[LevelCount, ...]
    """Findings by risk level, worst first; every level is listed."""

    actions: tuple[OwnerCount, ...]
    """Possible improvements by who would make them; kinds without any are left out."""

    programme_lines: int
    """Lines of national programmes and frameworks that the full report answers."""

    facts_given: int = 0
    """Facts and answers that somebody gave."""

    facts_assumed: int = 0
    """Facts that nobody has confirmed."""


def public_edition(report: RiskReport) -> PublicReport:
    """The public edition of `report`; of its texts only the name and state of the centre."""
    risks = Counter(finding.risk for finding in report.findings)
    owners = Counter(action.owner_class for action in report.actions)
    return PublicReport(
        format=PUBLIC_FORMAT,
        made_on=report.made_at.date(),
        site=report.site.name,
        state=report.site.state,
        services=tuple(_service(service) for service in report.services),
        findings=tuple(LevelCount(level=level, findings=risks[level]) for level in reversed(Level)),
        actions=tuple(
            OwnerCount(owner_class=owner, actions=owners[owner])
            for owner in OwnerClass
            if owners[owner]
        ),
        facts_given=report.basis.declared,
        facts_assumed=report.basis.assumed,
        programme_lines=sum(len(programme.lines) for programme in report.programmes),
    )


def _service(risk: ServiceRisk) -> PublicService:
    return PublicService(
        service=risk.service,
        lost=words.odds(risk.lost),
        lost_word=risk.lost.word,
        degraded=words.odds(risk.degraded),
        degraded_word=risk.degraded.word,
        misled=words.odds(risk.misled),
        misled_word=risk.misled.word,
        hours_lost=words.hours_likely(risk.hours_lost),
        hours_degraded=words.hours_likely(risk.hours_degraded),
        risk=risk.risk,
    )
