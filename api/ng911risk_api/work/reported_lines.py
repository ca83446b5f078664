"""What others report about one site, in lines: which ways in it raised, and what it names here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import Finding, IntelligenceUse

FINDINGS_MAX: Final = 5
"""Most findings that are named for one way in."""

REASONS_MAX: Final = 5
"""Most reports that are told for one way in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedLine:
    """A way in whose odds are higher, as somebody reports that it is used."""

    title: str
    """Of the threat vector."""

    reasons: tuple[IntelligenceUse, ...]
    """The first reports that say so."""

    more_reasons: int
    """How many more do."""

    findings: tuple[Finding, ...]
    """Of this way in, the riskiest first; none where nothing here is open to it."""

    more_findings: int
    """How many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLine:
    """Something of the site that a feed names."""

    asset: str
    """Its id."""

    label: str
    """Its name for people."""

    use: IntelligenceUse
    """Who names it, and what was compared."""


def raised_lines(
    uses: Sequence[IntelligenceUse], findings: Sequence[Finding], catalog: Catalog
) -> tuple[RaisedLine, ...]:
    """
    Ways in that were raised, by title.

    Args:
        uses: Of the report.
        findings: Of the same report, the riskiest first.
        catalog: For the titles.
    """
    reasons: dict[str, list[IntelligenceUse]] = {}
    for use in uses:
        if use.raised:
            reasons.setdefault(use.about, []).append(use)
    found: dict[str, list[Finding]] = {name: [] for name in reasons}
    for one in findings:
        if one.vector in found:
            found[one.vector].append(one)
    lines = (
        RaisedLine(
            title=catalog.vectors[name].title if name in catalog.vectors else name,
            reasons=tuple(why[:REASONS_MAX]),
            more_reasons=max(0, len(why) - REASONS_MAX),
            findings=tuple(found[name][:FINDINGS_MAX]),
            more_findings=max(0, len(found[name]) - FINDINGS_MAX),
        )
        for name, why in reasons.items()
    )
    return tuple(sorted(lines, key=lambda one: one.title))


def match_lines(uses: Sequence[IntelligenceUse], inventory: Inventory) -> tuple[MatchLine, ...]:
    """What feeds name of `inventory`, in the order of the report."""
    labels: Mapping[str, str] = {one.id: one.label for one in inventory.assets}
    return tuple(
        MatchLine(asset=use.about, label=labels.get(use.about, use.about), use=use)
        for use in uses
        if not use.raised
    )
