"""
What was found out, as STIX: a note for each finding, one for the centre, and one report.

Numbers have two significant digits, as on paper: what differs by less is not known, and an
object is not new because of it. Nothing here says when it was worked out or by which run, so
that an assessment that comes to the same result changes nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ng911risk.engine.controls import controls_of
from ng911risk.engine.fold import leaders
from ng911risk.exporters import words
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix.catalogue import CONFIDENCE, mitigation_id, vector_id
from ng911risk.exporters.stix.extension import extended
from ng911risk.exporters.stix.frame import Frame, Stix, stamp
from ng911risk.exporters.stix.privacy import clean
from ng911risk.exporters.stix.site import asset_id, psap_name
from ng911risk.model.report import Fact, Finding, Found, Odds, ServiceRisk
from ng911risk.model.scales import Band, Level, Status

_ABSTRACT_MOST: Final = 200
_OPEN: Final[Mapping[Status, str]] = {
    Status.NO: "Would help, and is not in place:",
    Status.PARTLY: "Would help more if it were wholly in place:",
    Status.UNKNOWN: "Would help, and nobody knows whether it is in place:",
}


def objects(given: ExchangeInput, frame: Frame) -> Iterator[Stix]:
    """What targets the centre, a note for each finding, and the note about the whole."""
    site = _Site(given)
    for vector in sorted({one.vector for one in given.report.findings}):
        yield frame.link(vector_id(frame, vector), "targets", frame.psap)
    for finding in sorted(given.report.findings, key=lambda one: one.id):
        yield _note(site, frame, finding)
    yield _whole(given, frame)


def report(given: ExchangeInput, frame: Frame, refers_to: Iterable[str]) -> Stix:
    """The one report: it names every object that is said something with."""
    harm = words.hours_likely(_band(given.report.harm))
    often = Counter(one.risk for one in given.report.findings)
    told = words.listing(
        f"{often[level]} of {level.words} risk" for level in reversed(Level) if often[level]
    )
    return frame.here(
        "report",
        "assessment",
        name=f"{psap_name(given)}: what may go wrong, and how often",
        description=(
            f"Risk assessment of a 9-1-1 centre: {told or 'nothing was found'}. Weighted hours "
            f"of service lost in a year: {harm}. Rates are estimates with ranges; nothing of "
            "it has happened. The notes carry the numbers."
        ),
        report_types=["attack-pattern", "vulnerability"],
        published=stamp(frame.at),
        object_refs=sorted(refers_to),
    )


# --- one finding ------------------------------------------------------------


class _Site:
    """What findings speak of, looked up once."""

    def __init__(self, given: ExchangeInput) -> None:
        self.given = given
        self.controls = controls_of(given.inventory, given.catalog, given.evidence)
        self.assets = {one.id: one for one in given.inventory.assets}
        # look-alikes are assessed as one line, under the name of the first
        apart = {name for one in given.evidence for name in one.scope}
        self._alike: dict[str, list[str]] = {}
        for asset, first in leaders(given.inventory, apart).items():
            self._alike.setdefault(first, []).append(asset)

    def meant(self, finding: Finding) -> list[str]:
        """Ids of the assets that a finding speaks of."""
        return self._alike.get(finding.asset, [])

    def open_measures(self, finding: Finding) -> dict[Status, list[str]]:
        """
        Measures that would help and are not fully in place, by what is known, in name order.

        Which would buy most is left to the report: that order changes with every answer.
        """
        found: dict[Status, list[str]] = {}
        for name in sorted(finding.mitigations):
            known = self.controls.on(name, self.assets.get(finding.asset))
            found.setdefault(known.status, []).append(name)
        return found


def _note(site: _Site, frame: Frame, finding: Finding) -> Stix:
    wishes = site.given.wishes
    title = clean(finding.title, wishes)
    level = words.capital(finding.risk.words)
    return frame.here(
        "note",
        "finding",
        finding.id,
        abstract=words.shorten(f"{level} risk: {title}", _ABSTRACT_MOST),
        content=_finding_text(site, finding, title),
        object_refs=[
            *(asset_id(frame, one) for one in site.meant(finding)),
            vector_id(frame, finding.vector),
            *(mitigation_id(frame, one) for one in sorted(finding.mitigations)),
            frame.psap,
        ],
        labels=[f"risk-{finding.risk.value}"],
        confidence=_confidence(site.given, finding),
        extensions=extended(
            risk={
                "finding": finding.id,
                "likelihood": finding.likelihood.value,
                "impact": finding.impact.value,
                "risk": finding.risk.value,
                "with_controls": odds(finding.residual),
                "without_controls": odds(finding.inherent),
                "services": [one.value for one in finding.harms],
            }
        ),
    )


def _finding_text(site: _Site, finding: Finding, title: str) -> str:
    """The note: all of it but the title and who said so comes from the catalogue."""
    lines = [
        f"**{words.capital(finding.risk.words)} risk** of {title}",
        "",
        f"- Likelihood: {finding.likelihood.words}; impact: {finding.impact.words}.",
        f"- Chance in a year, with the controls that stand: {_told(finding.residual)}.",
        f"- Chance in a year without any control: {_told(finding.inherent)}.",
        f"- How the likely value was found: {finding.residual.found.words}.",
        "",
        f"**Should be:** {finding.criteria}",
        "",
        f"**Because:** {finding.cause}",
        "",
        f"**What follows:** {finding.effect}",
    ]
    measures = site.open_measures(finding)
    for status, heading in _OPEN.items():
        if status in measures:
            titles = sorted(site.given.catalog.mitigations[one].title for one in measures[status])
            lines += ["", f"**{heading}**", "", *(f"- {title}" for title in titles)]
    people = site.given.wishes.people
    if people and (said := sorted({one.said_by for one in _facts(finding)} - {""})):
        names = clean(words.listing(said), site.given.wishes)
        lines += ["", f"**Who said so:** {names}"]
    return "\n".join(lines)


def _facts(finding: Finding) -> Iterator[Fact]:
    return (fact for step in finding.steps for factor in step.factors for fact in factor.facts)


def _confidence(given: ExchangeInput, finding: Finding) -> int | None:
    """How well the least known of its numbers is known: a product is no better than that."""
    grades = [fact.grade for fact in _facts(finding) if fact.grade is not None]
    if not given.wishes.confidence or not grades:
        return None
    return min(CONFIDENCE[grade] for grade in grades)


# --- the whole --------------------------------------------------------------


def _whole(given: ExchangeInput, frame: Frame) -> Stix:
    found = given.report
    lines = [
        f"Weighted hours of service lost in a year: **{words.hours_likely(_band(found.harm))}**.",
        "",
        "| service | risk | lost altogether, chance in a year | degraded or worse |",
        "|---|---|---|---|",
        *(
            f"| {one.service.words} | {one.risk.words} | {_told(one.lost)} "
            f"| {_told(one.degraded)} |"
            for one in found.services
        ),
    ]
    return frame.here(
        "note",
        "site",
        abstract=f"{psap_name(given)}: hours lost in a year, and the risk of each service",
        content="\n".join(lines),
        object_refs=[frame.psap],
        extensions=extended(
            site={
                "harm_hours": band(found.harm),
                "services": [_service(one) for one in found.services],
            }
        ),
    )


def _service(one: ServiceRisk) -> Stix:
    return {
        "service": one.service.value,
        "lost": odds(one.lost),
        "degraded": odds(one.degraded),
        "misled": odds(one.misled),
        "hours_lost": band(one.hours_lost),
        "impact": one.impact.value,
        "risk": one.risk.value,
    }


# --- numbers ----------------------------------------------------------------


def odds(one: Odds) -> dict[str, Any]:
    """How often, as the extension has it."""
    return {
        "rate": band(one.rate),
        "chance": band(one.chance),
        "word": one.word.value,
        "found": Found(one.found).value,
    }


def band(one: Band) -> dict[str, float]:
    """Low, likely and high with two significant digits."""
    return {"low": _rounded(one.low), "likely": _rounded(one.likely), "high": _rounded(one.high)}


def _band(one: Band) -> Band:
    return Band(low=_rounded(one.low), likely=_rounded(one.likely), high=_rounded(one.high))


def _told(one: Odds) -> str:
    """In words, of the rounded numbers: words and numbers of a note then change together."""
    return words.odds(replace(one, chance=_band(one.chance)))


def _rounded(number: float) -> float:
    """
    Two significant digits, and 0 below one in a million.

    Less than that cannot be told from never, and changes with every detail of a model.
    """
    if abs(number) < 1e-6:  # noqa: PLR2004 -- see above
        return 0.0
    return round(number, 1 - math.floor(math.log10(abs(number))))
